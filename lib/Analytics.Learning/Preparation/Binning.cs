using System.Globalization;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>How <see cref="Binning"/> lays its borders.</summary>
public enum Borders
{
    /// <summary>As many rows in each bin.</summary>
    Quantiles,

    /// <summary>Bins of equal width between the least and the greatest value.</summary>
    Uniform,
}

/// <summary>
/// Puts in place of each number the 0-based bin it falls into; a value on a border belongs to the bin above. Missing stays missing.
/// </summary>
public sealed record Binning : Preparation
{
    /// <summary>Bins per column, 2…1000; fewer where borders fall together. Default 10.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>Where the borders lie. Default: at quantiles.</summary>
    public Borders By { get; init; } = Borders.Quantiles;

    /// <summary>Make the bins categories "1", "2", …, for <see cref="OneHot"/> or a learner that takes categories. Default false: numbers 0, 1, ….</summary>
    public bool AsCategory { get; init; }

    internal override void Check()
    {
        if (Bins is < 2 or > 1000)
        {
            throw new OptionException(nameof(Binning), nameof(Bins), Bins, "2…1000");
        }

        if (!Enum.IsDefined(By))
        {
            throw new OptionException(nameof(Binning), nameof(By), By, "Quantiles or Uniform");
        }
    }

    private protected override bool Takes(Feature feature) => feature.Kind == FeatureKind.Numeric;

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) =>
        BinningModel.OutputOf(input, chosen, AsCategory ? Bins : 0);

    internal override Transformer FitCore(TrainingSet set)
    {
        var chosen = Chosen(set.Schema);
        var borders = new float[set.Schema.Count][];
        for (var j = 0; j < borders.Length; j++)
        {
            set.Options.Cancellation.ThrowIfCancellationRequested();
            borders[j] = chosen[j] ? BordersOf(new Quantiles(set.X, j, set.Weights)) : [];
        }

        return new BinningModel(set.Schema, chosen, borders, AsCategory ? Bins : 0);
    }

    private float[] BordersOf(Quantiles values)
    {
        if (values.IsEmpty)
        {
            return [];
        }

        double least = values.At(0),
            most = values.At(1);
        return
        [
            .. Enumerable
                .Range(1, Bins - 1)
                .Select(bin => (double)bin / Bins)
                .Select(share => (float)(By == Borders.Quantiles ? values.At(share) : least + (most - least) * share))
                .Where(border => border > least)
                .Distinct(),
        ];
    }
}

internal sealed class BinningModel : Transformer
{
    private readonly bool[] _chosen;
    private readonly float[][] _borders;
    private readonly int _categories;

    internal BinningModel(Schema schema, bool[] chosen, float[][] borders, int categories)
        : base(schema, OutputOf(schema, chosen, categories)) => (_chosen, _borders, _categories) = (chosen, borders, categories);

    internal override string Kind => "binning";

    internal override bool TakesMissing => true;

    internal static Schema OutputOf(Schema input, bool[] chosen, int categories)
    {
        var digits = Invariant($"D{categories.ToString(CultureInfo.InvariantCulture).Length}");
        string[] words = [.. Enumerable.Range(1, categories).Select(bin => bin.ToString(digits, CultureInfo.InvariantCulture))];
        return input with
        {
            Features =
            [
                .. input.Features.Select(
                    (feature, j) => chosen[j] && categories > 0 ? new Feature(feature.Name, FeatureKind.Categorical, words) : feature
                ),
            ],
        };
    }

    private protected override void Transform(Matrix rows, int from, int to, float[] result)
    {
        for (var row = from; row < to; row++)
        {
            var source = rows.Row(row);
            var target = result.AsSpan(row * source.Length, source.Length);
            for (var j = 0; j < source.Length; j++)
            {
                target[j] = !_chosen[j] || float.IsNaN(source[j]) ? source[j] : BinOf(_borders[j], source[j]);
            }
        }
    }

    /// <summary>How many borders lie at or below the value.</summary>
    private static int BinOf(float[] borders, float value)
    {
        var index = Array.BinarySearch(borders, value);
        return index >= 0 ? index + 1 : ~index;
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("categories", _categories);
        json.WriteStartObject("borders");
        for (var j = 0; j < Schema.Count; j++)
        {
            if (_chosen[j])
            {
                json.WriteValues(Schema.Features[j].Name, _borders[j]);
            }
        }

        json.WriteEndObject();
    }

    internal static BinningModel Read(Schema schema, Target target, JsonElement json)
    {
        var borders = json.Member("borders");
        var chosen = schema.Names.Select(name => borders.TryGetProperty(name, out _)).ToArray();
        return new BinningModel(
            schema,
            chosen,
            [.. schema.Names.Select((name, j) => chosen[j] ? borders.Floats(name) : [])],
            json.Int("categories")
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

            var missing = graph.Node("IsNaN", [pieces[j]]);
            // A column without borders has one bin; infinity is a border that no value reaches.
            var borders = _borders[j].Length == 0 ? [float.PositiveInfinity] : _borders[j];
            var reached = graph.Cast(graph.Node("GreaterOrEqual", [pieces[j], graph.Constant(borders, 1, borders.Length)]), OnnxType.Float);
            var bin = graph.Node("ReduceSum", [reached, graph.Constant([1L], 1)], ("keepdims", 1L));
            pieces[j] = graph.Node("Where", [missing, graph.Constant([float.NaN], 1, 1), bin]);
        }

        return graph.Node("Concat", pieces, ("axis", 1L));
    }
}
