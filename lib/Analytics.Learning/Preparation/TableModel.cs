using System.Text.Json;

namespace Analytics.Learning;

/// <summary>Looks up, for each chosen category, one number per label: ordinal places (one label), or target shares per class.</summary>
internal sealed class TableModel : Transformer
{
    private readonly bool[] _chosen;
    private readonly string[] _labels;
    private readonly float[][] _tables;

    /// <param name="schema">What goes in.</param>
    /// <param name="chosen">Per column whether it is looked up.</param>
    /// <param name="labels">Endings of the output columns' names; none for one column that keeps its name.</param>
    /// <param name="tables">Per chosen column (words + 1) × labels numbers; the last row is for a missing or unseen word.</param>
    internal TableModel(Schema schema, bool[] chosen, string[] labels, float[][] tables)
        : base(schema, OutputOf(schema, chosen, labels))
    {
        for (var j = 0; j < schema.Count; j++)
        {
            if (chosen[j] && tables[j].Length != (schema.Features[j].Categories.Count + 1) * Math.Max(1, labels.Length))
            {
                throw new ModelFileException(
                    Invariant(
                        $"The table of '{schema.Features[j].Name}' holds {tables[j].Length} numbers; {(schema.Features[j].Categories.Count + 1) * Math.Max(1, labels.Length)} were expected."
                    )
                );
            }
        }

        _chosen = chosen;
        _labels = labels;
        _tables = tables;
    }

    private int Width => Math.Max(1, _labels.Length);

    internal override string Kind => "table";

    internal override bool TakesMissing => true;

    internal static Schema OutputOf(Schema input, bool[] chosen, IReadOnlyList<string> labels) =>
        input with
        {
            Features =
            [
                .. input.Features.SelectMany(
                    (feature, j) =>
                        !chosen[j] ? [feature]
                        : labels.Count == 0 ? [Feature.Numeric(feature.Name)]
                        : labels.Select(label => Feature.Numeric($"{feature.Name}→{label}"))
                ),
            ],
        };

    private protected override void Transform(Matrix rows, int from, int to, float[] result)
    {
        for (var row = from; row < to; row++)
        {
            var source = rows.Row(row);
            var at = row * Output.Count;
            for (var j = 0; j < source.Length; j++)
            {
                if (!_chosen[j])
                {
                    result[at++] = source[j];
                    continue;
                }

                var table = _tables[j];
                var word = float.IsNaN(source[j]) ? table.Length / Width - 1 : (int)source[j];
                for (var label = 0; label < Width; label++)
                {
                    result[at++] = table[word * Width + label];
                }
            }
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("labels", _labels);
        json.WriteStartObject("tables");
        for (var j = 0; j < Schema.Count; j++)
        {
            if (_chosen[j])
            {
                json.WriteValues(Schema.Features[j].Name, _tables[j]);
            }
        }

        json.WriteEndObject();
    }

    internal static TableModel Read(Schema schema, Target target, JsonElement json)
    {
        var tables = json.Member("tables");
        var chosen = schema.Names.Select(name => tables.TryGetProperty(name, out _)).ToArray();
        return new TableModel(
            schema,
            chosen,
            json.Texts("labels"),
            [.. schema.Names.Select((name, j) => chosen[j] ? tables.Floats(name) : [])]
        );
    }

    internal override string Export(OnnxGraph graph, string input)
    {
        var pieces = new string[Schema.Count];
        for (var j = 0; j < pieces.Length; j++)
        {
            pieces[j] = graph.Columns(input, j);
            if (!_chosen[j])
            {
                continue;
            }

            var column = graph.Node("Squeeze", [pieces[j], graph.Constant([1L], 1)]);
            var none = graph.Constant([_tables[j].Length / Width - 1f], 1);
            var word = graph.Cast(graph.Node("Where", [graph.Node("IsNaN", [column]), none, column]), OnnxType.Int64);
            pieces[j] = graph.Node("Gather", [graph.Constant(_tables[j], _tables[j].Length / Width, Width), word], ("axis", 0L));
        }

        return graph.Node("Concat", pieces, ("axis", 1L));
    }
}
