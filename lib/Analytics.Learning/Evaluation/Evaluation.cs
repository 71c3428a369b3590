using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>Predictions beside the truth, and all that is measured on them.</summary>
public sealed partial record Evaluation(Truth Truth, Prediction Prediction)
{
    /// <summary>Predicts a frame's rows and keeps what they really were.</summary>
    /// <param name="model">A fitted model.</param>
    /// <param name="test">Rows that it was not fitted on, target included.</param>
    /// <param name="weight">A column of weights ≥ 0. Default: all 1.</param>
    public static Evaluation Of(Predictor model, Frame test, string? weight = null) =>
        new(Truth.Of(test, model.Target, weight), model.Predict(test));

    public double this[Metric metric] => metric.Measure(Truth, Prediction);

    /// <summary>Metric by metric, those that suit the target: rows × (metric, value).</summary>
    public Frame ToFrame()
    {
        var metrics = Metric.For(Truth.Target);
        return new Frame(
            TextColumn.FromValues("metric", metrics.Select(metric => metric.Name)),
            new Column<double>("value", [.. metrics.Select(metric => this[metric])])
        );
    }

    /// <summary>Truth against the most probable class.</summary>
    public Confusion Confusion => Confusion.Of(Truth.Target.Classes, Truth.Codes, Prediction.Codes, Truth.Weights);

    /// <summary>What each threshold does, for two classes.</summary>
    public OperatingPoints Points => OperatingPoints.Of(Truth.Codes, Prediction.Values, Truth.Weights, Truth.Target.Classes);

    /// <summary>The metric's interval by drawing the rows again with replacement (Efron 1979, percentiles).</summary>
    /// <param name="metric">What to measure.</param>
    /// <param name="level">How much the interval holds, between 0 and 1. Default 0.95.</param>
    /// <param name="draws">How often, 20 at least. Default 1000.</param>
    /// <param name="seed">Where the draws come from. Default 0.</param>
    /// <param name="threads">Maximum number of threads; default 0: all cores. The result does not depend on it.</param>
    public Interval Bootstrap(Metric metric, double level = 0.95, int draws = 1000, int seed = 0, int threads = 0) =>
        Bootstrap(metric, Resamples.OfRows(Truth.Rows, draws, seed), level, threads);

    /// <summary>The same from given draws, which may be of whole blocks of rows.</summary>
    /// <exception cref="MetricException">The level is no share, or no draw defines the metric.</exception>
    public Interval Bootstrap(Metric metric, Resamples resamples, double level = 0.95, int threads = 0)
    {
        if (!(level > 0 && level < 1))
        {
            throw new MetricException(FormattableString.Invariant($"The level is {level}; it must lie between 0 and 1."));
        }

        return Interval.Of(this[metric], Draws(metric, resamples, threads), level)
            ?? throw new MetricException($"{metric.Name} is not defined on any draw of these rows.");
    }

    internal static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var low = (int)place;
        return low + 1 < sorted.Length ? sorted[low] + (sorted[low + 1] - sorted[low]) * (place - low) : sorted[^1];
    }
}

/// <summary>A number and the range that holds it at the given level.</summary>
public sealed record Interval(double Value, double Lower, double Upper, double Level)
{
    /// <summary>The percentiles of draws, NaN left out; null where nothing else is there.</summary>
    public static Interval? Of(double value, double[] draws, double level = 0.95)
    {
        double[] known = [.. draws.Where(each => !double.IsNaN(each)).Order()];
        return known.Length == 0
            ? null
            : new Interval(value, Evaluation.Quantile(known, (1 - level) / 2), Evaluation.Quantile(known, (1 + level) / 2), level);
    }
}
