using System.Text.Json;

namespace Analytics.Learning;

/// <summary>
/// Puts in place of a number that goes round (hour, weekday, month, angle) its sine and cosine, <c>column.sin</c> and <c>column.cos</c>,
/// so that its end lies beside its beginning. Missing stays missing. Columns must be named.
/// </summary>
/// <param name="Period">After how much it begins again, &gt; 0: 24 for hours, 7 for weekdays, 360 for degrees.</param>
public sealed record CyclicEncoding(double Period) : Preparation
{
    internal override void Check()
    {
        if (!(Period > 0 && double.IsFinite(Period)))
        {
            throw new OptionException(nameof(CyclicEncoding), nameof(Period), Period, "a finite number > 0");
        }

        if (Columns is null)
        {
            throw new OptionException(nameof(CyclicEncoding), nameof(Columns), null, "a list of the columns that have this period");
        }
    }

    private protected override bool Takes(Feature feature) => feature.Kind == FeatureKind.Numeric;

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) => CyclicModel.OutputOf(input, chosen);

    internal override Transformer FitCore(TrainingSet set) => new CyclicModel(set.Schema, Chosen(set.Schema), Period);
}

internal sealed class CyclicModel : Transformer
{
    private readonly bool[] _chosen;
    private readonly double _period;

    internal CyclicModel(Schema schema, bool[] chosen, double period)
        : base(schema, OutputOf(schema, chosen)) => (_chosen, _period) = (chosen, period);

    internal override string Kind => "cyclic";

    internal override bool TakesMissing => true;

    internal static Schema OutputOf(Schema input, bool[] chosen) =>
        input with
        {
            Features =
            [
                .. input.Features.SelectMany(
                    (feature, j) =>
                        chosen[j] ? [Feature.Numeric(feature.Name + ".sin"), Feature.Numeric(feature.Name + ".cos")] : new[] { feature }
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

                // The whole turns go first: beyond some millions of them the sine of the rest would be lost.
                var turns = source[j] / _period;
                var (sine, cosine) = Math.SinCos((turns - Math.Floor(turns)) * Math.Tau);
                result[at++] = (float)sine;
                result[at++] = (float)cosine;
            }
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("columns", Schema.Names.Where((_, j) => _chosen[j]));
        json.WriteValue("period", _period);
    }

    internal static CyclicModel Read(Schema schema, Target target, JsonElement json)
    {
        var columns = json.Texts("columns");
        return new CyclicModel(schema, [.. schema.Names.Select(name => columns.Contains(name))], json.Double("period"));
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

            var turns = graph.Node("Div", [graph.Cast(column, OnnxType.Double), graph.Constant([_period], 1, 1)]);
            var part = graph.Cast(graph.Node("Sub", [turns, graph.Node("Floor", [turns])]), OnnxType.Float);
            var angle = graph.Node("Mul", [part, graph.Constant([(float)Math.Tau], 1, 1)]);
            pieces.Add(graph.Node("Sin", [angle]));
            pieces.Add(graph.Node("Cos", [angle]));
        }

        return graph.Node("Concat", [.. pieces], ("axis", 1L));
    }
}
