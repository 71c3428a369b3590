using System.Text.Json;

namespace Analytics.Learning;

/// <summary>What an <see cref="Imputer"/> puts in place of a missing value.</summary>
public enum Filling
{
    Mean,
    Median,

    /// <summary>The value or word seen most often; of equals the smallest, of words the first in order.</summary>
    MostFrequent,

    /// <summary><see cref="Imputer.Value"/>.</summary>
    Constant,
}

/// <summary>
/// Fills missing values with what training held; a column that was empty in training is filled with 0, or the first word.
/// Works on numbers, and with <see cref="Filling.MostFrequent"/> on categories too.
/// </summary>
public sealed record Imputer : Preparation
{
    /// <summary>What to fill in. Default: the mean.</summary>
    public Filling With { get; init; } = Filling.Mean;

    /// <summary>The number that <see cref="Filling.Constant"/> fills in. Default 0.</summary>
    public double Value { get; init; }

    /// <summary>Append a column <c>name?</c> for each, 1 where the value was missing and 0 elsewhere. Default false.</summary>
    public bool Indicator { get; init; }

    internal override void Check()
    {
        if (!Enum.IsDefined(With))
        {
            throw new OptionException(nameof(Imputer), nameof(With), With, "Mean, Median, MostFrequent or Constant");
        }

        if (!float.IsFinite((float)Value))
        {
            throw new OptionException(nameof(Imputer), nameof(Value), Value, "a finite number of single precision");
        }
    }

    private protected override bool Takes(Feature feature) =>
        feature.Kind == FeatureKind.Numeric || (With == Filling.MostFrequent && feature.Categories.Count > 0);

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) =>
        ImputerModel.OutputOf(input, Indicator ? Indices(chosen) : []);

    internal override Transformer FitCore(TrainingSet set)
    {
        var chosen = Chosen(set.Schema);
        var fill = new float[set.Schema.Count];
        Array.Fill(fill, float.NaN);
        var moments = With == Filling.Mean ? ColumnMoments.Of(set.X, set.Weights, set.Options) : null;
        for (var j = 0; j < fill.Length; j++)
        {
            set.Options.Cancellation.ThrowIfCancellationRequested();
            if (chosen[j])
            {
                fill[j] = moments is not null ? (float)moments.Mean[j] : FillOf(set, j);
            }
        }

        return new ImputerModel(set.Schema, fill, Indicator ? Indices(chosen) : []);
    }

    private float FillOf(TrainingSet set, int column)
    {
        switch (With)
        {
            case Filling.Median:
                var quantiles = new Quantiles(set.X, column, set.Weights);
                return quantiles.IsEmpty ? 0 : (float)quantiles.At(0.5);
            case Filling.MostFrequent:
                var weightOf = new Dictionary<float, double>();
                for (var row = 0; row < set.Rows; row++)
                {
                    if (!float.IsNaN(set.X[row, column]))
                    {
                        weightOf[set.X[row, column]] = weightOf.GetValueOrDefault(set.X[row, column]) + (set.Weights?[row] ?? 1);
                    }
                }

                return weightOf.Count == 0 ? 0 : weightOf.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
            default:
                return (float)Value;
        }
    }

    private static int[] Indices(bool[] chosen) => [.. Enumerable.Range(0, chosen.Length).Where(j => chosen[j])];
}

/// <summary>Fills NaN with one number per column (NaN leaves it) and appends flags of what was missing.</summary>
internal sealed class ImputerModel : Transformer
{
    private readonly float[] _fill;
    private readonly int[] _flagged;

    internal ImputerModel(Schema schema, float[] fill, int[] flagged)
        : base(schema, OutputOf(schema, flagged))
    {
        if (fill.Length != schema.Count)
        {
            throw new ModelFileException($"An imputer of {schema.Count} columns needs as many fillings; there are {fill.Length}.");
        }

        _fill = fill;
        _flagged = flagged;
    }

    internal override string Kind => "imputer";

    internal override bool TakesMissing => true;

    internal static Schema OutputOf(Schema input, int[] flagged) =>
        input with
        {
            Features = [.. input.Features, .. flagged.Select(j => Feature.Numeric(input.Features[j].Name + "?"))],
        };

    private protected override void Transform(Matrix rows, int from, int to, float[] result)
    {
        for (var row = from; row < to; row++)
        {
            var source = rows.Row(row);
            var target = result.AsSpan(row * Output.Count, Output.Count);
            for (var j = 0; j < source.Length; j++)
            {
                target[j] = float.IsNaN(source[j]) ? _fill[j] : source[j];
            }

            for (var i = 0; i < _flagged.Length; i++)
            {
                target[source.Length + i] = float.IsNaN(source[_flagged[i]]) ? 1 : 0;
            }
        }
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteValues("fill", _fill);
        json.WriteValues("flagged", _flagged);
    }

    internal static ImputerModel Read(Schema schema, Target target, JsonElement json) =>
        new(schema, json.Floats("fill"), json.Ints("flagged"));

    internal override string Export(OnnxGraph graph, string input)
    {
        var missing = graph.Node("IsNaN", [input]);
        var filled = graph.Node("Where", [missing, graph.Constant(_fill, 1, Schema.Count), input]);
        return _flagged.Length == 0
            ? filled
            : graph.Node(
                "Concat",
                [filled, graph.Columns(graph.Cast(missing, OnnxType.Float), [.. _flagged.Select(j => (long)j)])],
                ("axis", 1L)
            );
    }
}
