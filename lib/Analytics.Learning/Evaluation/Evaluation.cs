using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>Predictions beside the truth, and all that is measured on them.</summary>
public sealed record Evaluation(Truth Truth, Prediction Prediction)
{
    /// <summary>Predicts a frame's rows and keeps what they really were.</summary>
    /// <param name="model">A fitted model.</param>
    /// <param name="test">Rows that it was not fitted on, target included.</param>
    /// <param name="weight">A column of weights ≥ 0. Default: all 1.</param>
    public static Evaluation Of(Predictor model, Frame test, string? weight = null) => new(Truth.Of(test, model.Target, weight), model.Predict(test));

    public double this[Metric metric] => metric.Measure(Truth, Prediction);

    /// <summary>Metric by metric, those that suit the target: rows × (metric, value).</summary>
    public Frame ToFrame()
    {
        var metrics = Metric.For(Truth.Target);
        return new Frame(
            TextColumn.FromValues("metric", metrics.Select(metric => metric.Name)),
            new Column<double>("value", [.. metrics.Select(metric => this[metric])]));
    }

    /// <summary>Truth against the most probable class.</summary>
    public Confusion Confusion => Confusion.Of(Truth.Target.Classes, Truth.Codes, Prediction.Codes, Truth.Weights);

    /// <summary>What each threshold does, for two classes.</summary>
    public OperatingPoints Points => OperatingPoints.Of(Truth.Codes, Prediction.Values, Truth.Weights, Truth.Target.Classes);

    /// <summary>The metric's interval by drawing the rows anew (Efron 1979, percentiles).</summary>
    /// <param name="metric">What to measure.</param>
    /// <param name="level">How much the interval holds, between 0 and 1. Default 0.95.</param>
    /// <param name="draws">How often, 20 at least. Default 1000.</param>
    /// <param name="seed">Where the draws come from. Default 0.</param>
    /// <param name="threads">At the most; default 0: all cores. The result does not depend on it.</param>
    public Interval Bootstrap(Metric metric, double level = 0.95, int draws = 1000, int seed = 0, int threads = 0)
    {
        if (!(level > 0 && level < 1))
            throw new MetricException(FormattableString.Invariant($"The level is {level}; it must lie between 0 and 1."));
        if (draws < 20)
            throw new MetricException(Invariant($"{draws} draws are too few for an interval; draw 20 times at least."));
        var values = new double[draws];
        Parallel.For(0, draws, new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount }, draw =>
        {
            var weights = new float[Truth.Rows];
            for (var i = 0; i < weights.Length; i++)
            {
                var row = (int)Math.BigMul(Mixing.Hash((ulong)draw << 32 | (uint)i, (ulong)seed), (ulong)weights.Length, out _);
                weights[row] += Truth.Weights?[row] ?? 1;
            }

            try
            {
                values[draw] = metric.Measure(Truth.Weighing(weights), Prediction);
            }
            catch (MetricException)
            {
                // A draw can hold one class only; the metric is not defined on it, so it says nothing about the interval.
                values[draw] = double.NaN;
            }
        });
        double[] known = [.. values.Where(value => !double.IsNaN(value)).Order()];
        return known.Length == 0
            ? throw new MetricException($"{metric.Name} is not defined on any draw of these rows.")
            : new Interval(this[metric], Quantile(known, (1 - level) / 2), Quantile(known, (1 + level) / 2), level);
    }

    internal static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var low = (int)place;
        return low + 1 < sorted.Length ? sorted[low] + (sorted[low + 1] - sorted[low]) * (place - low) : sorted[^1];
    }
}

/// <summary>A number and the range that holds it at the given level.</summary>
public sealed record Interval(double Value, double Lower, double Upper, double Level);
