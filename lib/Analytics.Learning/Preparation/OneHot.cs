using System.Text.Json;

namespace Analytics.Learning;

/// <summary>
/// Puts in place of each category one column per word, named <c>column=word</c>, 1 where the row holds it. Missing and unseen words are 0
/// everywhere, or stand in a column <c>column=?</c> of their own.
/// </summary>
public sealed record OneHot : Preparation
{
    /// <summary>Leave out the first word's column, which the others imply. Default false.</summary>
    public bool DropFirst { get; init; }

    /// <summary>Add a column for missing and unseen words. Default false.</summary>
    public bool Missing { get; init; }

    internal override void Check() { }

    private protected override bool Takes(Feature feature) => feature.Kind == FeatureKind.Categorical;

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) =>
        OneHotModel.OutputOf(input, chosen, DropFirst, Missing);

    internal override Transformer FitCore(TrainingSet set) => new OneHotModel(set.Schema, Chosen(set.Schema), DropFirst, Missing);
}

internal sealed class OneHotModel : Transformer
{
    private readonly bool[] _chosen;
    private readonly int _first;
    private readonly bool _missing;

    internal OneHotModel(Schema schema, bool[] chosen, bool dropFirst, bool missing)
        : base(schema, OutputOf(schema, chosen, dropFirst, missing))
    {
        _chosen = chosen;
        _first = dropFirst ? 1 : 0;
        _missing = missing;
    }

    internal override string Kind => "one-hot";

    internal override bool TakesMissing => true;

    internal static Schema OutputOf(Schema input, bool[] chosen, bool dropFirst, bool missing) =>
        input with
        {
            Features =
            [
                .. input.Features.SelectMany(
                    (feature, j) =>
                        !chosen[j]
                            ? [feature]
                            : feature
                                .Categories.Skip(dropFirst ? 1 : 0)
                                .Concat(missing ? ["?"] : [])
                                .Select(word => Feature.Numeric($"{feature.Name}={word}"))
                ),
            ],
        };

    private protected override void Transform(Matrix rows, int from, int to, float[] result)
    {
        for (var row = from; row < to; row++)
        {
            var source = rows.Row(row);
            var target = result.AsSpan(row * Output.Count, Output.Count);
            target.Clear();
            var at = 0;
            for (var j = 0; j < source.Length; j++)
            {
                if (!_chosen[j])
                {
                    target[at++] = source[j];
                    continue;
                }

                var words = Words(j);
                if (float.IsNaN(source[j]))
                {
                    if (_missing)
                    {
                        target[at + words] = 1;
                    }
                }
                else if ((int)source[j] - _first is var code && (uint)code < (uint)words)
                {
                    target[at + code] = 1;
                }

                at += words + (_missing ? 1 : 0);
            }
        }
    }

    private int Words(int column) => Math.Max(0, Schema.Features[column].Categories.Count - _first);

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("columns", Schema.Names.Where((_, j) => _chosen[j]));
        json.WriteBoolean("dropFirst", _first == 1);
        json.WriteBoolean("missing", _missing);
    }

    internal static OneHotModel Read(Schema schema, Target target, JsonElement json)
    {
        var columns = json.Texts("columns");
        return new OneHotModel(
            schema,
            [.. schema.Names.Select(name => columns.Contains(name))],
            json.Bool("dropFirst"),
            json.Bool("missing")
        );
    }

    internal override string Export(OnnxGraph graph, string input)
    {
        var pieces = new List<string>();
        for (var j = 0; j < Schema.Count; j++)
        {
            var column = graph.Columns(input, j);
            if (!_chosen[j])
            {
                pieces.Add(column);
                continue;
            }

            if (Words(j) > 0)
            {
                float[] codes = [.. Enumerable.Range(_first, Words(j)).Select(code => (float)code)];
                pieces.Add(graph.Cast(graph.Node("Equal", [column, graph.Constant(codes, 1, codes.Length)]), OnnxType.Float));
            }

            if (_missing)
            {
                pieces.Add(graph.Cast(graph.Node("IsNaN", [column]), OnnxType.Float));
            }
        }

        return graph.Node("Concat", [.. pieces], ("axis", 1L));
    }
}
