using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>How much better one model is than another on the same rows, by drawing the same blocks of rows for both.</summary>
/// <param name="Ours">The metric of the one.</param>
/// <param name="Theirs">The metric of the other.</param>
/// <param name="Value">How much better the one is; negative where it is worse, whichever way the metric counts.</param>
/// <param name="Lower">2.5 % of the draws lie below; NaN where nothing could be drawn.</param>
/// <param name="Upper">97.5 % of the draws lie below.</param>
/// <param name="Share">Share of the draws in which the one is better, a draw that is even counting half; NaN where nothing could be drawn.</param>
public sealed record Gain(double Ours, double Theirs, double Value, double Lower, double Upper, double Share)
{
    /// <summary>Share of the draws in which the one is better by the margin asked for.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double ShareByMargin { get; init; } = double.NaN;

    /// <param name="metric">What the one is measured by.</param>
    /// <param name="ours">The one.</param>
    /// <param name="its">What the other is measured by: the same, at its own threshold.</param>
    /// <param name="theirs">The other, on the same rows.</param>
    /// <param name="blocks">What is drawn as a whole.</param>
    /// <param name="seed">Where the draws come from.</param>
    /// <param name="margin">For <see cref="ShareByMargin"/>.</param>
    internal static Gain Of(Metric metric, Evaluation ours, Metric its, Evaluation theirs, Blocks blocks, int seed, double margin = 0)
    {
        var (one, other, sign) = (ours[metric], theirs[its], metric.HigherIsBetter ? 1 : -1);
        var gain = new Gain(one, other, sign * (one - other), double.NaN, double.NaN, double.NaN);
        if (blocks.Count < 2)
        {
            return gain;
        }

        var resamples = blocks.Resamples(Measures.Draws(ours.Truth.Rows), seed);
        var (first, second) = (ours.Draws(metric, resamples), theirs.Draws(its, resamples));
        double[] draws = [.. first.Zip(second, (a, b) => sign * (a - b)).Where(each => !double.IsNaN(each))];
        return Interval.Of(gain.Value, draws) is not { } interval
            ? gain
            : gain with
            {
                Lower = interval.Lower,
                Upper = interval.Upper,
                Share = draws.Average(each =>
                    each > 0 ? 1
                    : each == 0 ? 0.5
                    : 0
                ),
                ShareByMargin = draws.Average(each => each >= margin ? 1.0 : 0),
            };
    }
}

/// <summary>One of the simplest models beside a run, on the same test rows.</summary>
/// <param name="Name"><c>constant</c> or <c>one-feature</c>.</param>
/// <param name="Feature">The feature; null for the constant.</param>
/// <param name="Gains">Metric → how much better the run's model is.</param>
public sealed record Rival(string Name, string? Feature, SortedDictionary<string, Gain> Gains)
{
    /// <summary>In words.</summary>
    internal string Words => Feature is null ? "the constant" : $"the best single feature, '{Feature}',";

    /// <summary>The metric by which the run's model does not beat this one; null where it does. The constant must be beaten on probabilities, the feature by what decides.</summary>
    internal string? UnbeatenBy(string deciding) =>
        Feature is null
            ? Gains
                .FirstOrDefault(each =>
                    Measures.Proper.Contains(each.Key) && !(each.Value.Value > 0 && !(each.Value.Share < Contest.Confidence))
                )
                .Key
        : Gains[deciding].Value > 0 ? null
        : deciding;
}
