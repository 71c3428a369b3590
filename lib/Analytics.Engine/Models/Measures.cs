using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>A metric with its 95 % interval by bootstrap; bounds are NaN where there is no interval.</summary>
public sealed record Measured(double Value, double Lower, double Upper)
{
    /// <summary>Whether <see cref="Lower"/> and <see cref="Upper"/> are numbers.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasInterval => !double.IsNaN(Lower);
}

/// <summary>Which metrics a model is measured by: those that need a decision are taken at the threshold that was chosen on validation rows.</summary>
internal static class Measures
{
    /// <summary>
    /// The metrics of a target, the study's own among them; where costs are stated and a threshold decides, also <c>cost</c>, the mean per row, and <c>saving</c>, how
    /// much less that is than the cheaper of always yes and always no on the same rows.
    /// </summary>
    public static IReadOnlyList<Metric> Of(Target target, double? threshold, Metric own, Costs? costs = null)
    {
        var all = Metric.For(target).ToList();
        if (threshold is { } at)
        {
            // The metrics of that name decide at one half; here the chosen threshold decides.
            foreach (var (name, score) in Decided)
            {
                all.RemoveAll(metric => metric.Name == name);
                all.Add(new Metric(name, true, (truth, prediction) => score(Decide(truth, prediction, at))));
            }
        }

        if (threshold is { } decides && costs is not null)
        {
            all.Add(new Metric("cost", false, (truth, prediction) => costs.Of(Decide(truth, prediction, decides))));
            all.Add(new Metric("saving", true, (truth, prediction) => Decide(truth, prediction, decides) is var confusion ? costs.Unasked(confusion) - costs.Of(confusion) : 0));
        }

        if (all.All(metric => metric.Name != own.Name))
            all.Add(own);
        return all;
    }

    public static Confusion Decide(Truth truth, Prediction prediction, double threshold) =>
        Confusion.Of(truth.Target.Classes, truth.Codes, Array.ConvertAll(prediction.Values, value => value >= threshold ? 1 : 0), truth.Weights);

    /// <summary>Every metric that is defined on these rows.</summary>
    public static SortedDictionary<string, double> Values(IEnumerable<Metric> metrics, Evaluation evaluation)
    {
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (Defined(metric, evaluation) is { } value)
                values[metric.Name] = value;
        }

        return values;
    }

    /// <summary>The same with intervals: fewer draws of more rows, for the interval is narrow there.</summary>
    public static SortedDictionary<string, Measured> Intervals(IEnumerable<Metric> metrics, Evaluation evaluation, int seed)
    {
        var draws = Math.Clamp(1_000_000 / evaluation.Truth.Rows, 100, 500);
        var values = new SortedDictionary<string, Measured>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (Defined(metric, evaluation) is null)
                continue;
            var interval = evaluation.Bootstrap(metric, draws: draws, seed: seed);
            values[metric.Name] = new Measured(interval.Value, interval.Lower, interval.Upper);
        }

        return values;
    }

    private static IReadOnlyList<(string Name, Func<Confusion, double> Score)> Decided { get; } =
    [
        ("accuracy", confusion => confusion.Accuracy),
        ("balanced_accuracy", confusion => confusion.BalancedAccuracy),
        ("f1", confusion => confusion.FBeta()),
        ("mcc", confusion => confusion.Mcc),
        ("precision", confusion => confusion.Precision()),
        ("recall", confusion => confusion.Recall()),
    ];

    private static double? Defined(Metric metric, Evaluation evaluation)
    {
        // A share of a truth that is zero is no number, however small a stand-in.
        if (metric.Name == Metric.Mape.Name && evaluation.Truth.Values.Contains(0))
            return null;
        try
        {
            return evaluation[metric] is var value && double.IsFinite(value) ? value : null;
        }
        catch (MetricException)
        {
            // Not defined on these rows (one class, a zero in MAPE): the table has no line for it.
            return null;
        }
    }
}
