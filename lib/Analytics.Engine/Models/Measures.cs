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
    /// <summary>Of a number, of two classes and of more, whatever they are called.</summary>
    private static readonly HashSet<string> s_lower = new(
        new[] { 0, 2, 3 }
            .SelectMany(classes => Metric.For(new Target("", [.. Enumerable.Range(0, classes).Select(each => Invariant($"{each}"))])))
            .Append(Cost(Costs.Equal, 0.5))
            .Where(metric => !metric.HigherIsBetter)
            .Select(metric => metric.Name)
            .Concat(ClusterMeasures.LowerIsBetter),
        StringComparer.Ordinal
    );

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
                all.Add(Metric.OfConfusion(name, score, at));
            }
        }

        if (threshold is { } decides && costs is not null)
        {
            all.Add(Cost(costs, decides));
            all.Add(Metric.OfConfusion("saving", confusion => costs.Unasked(confusion) - costs.Of(confusion), decides));
        }

        if (all.All(metric => metric.Name != own.Name))
        {
            all.Add(own);
        }

        return all;
    }

    /// <summary>A metric as a model's own threshold takes it, where it needs a decision; another one stays as it is.</summary>
    public static Metric At(double? threshold, Metric metric, Target target) =>
        Of(target, threshold, metric).First(each => each.Name == metric.Name);

    /// <summary>Whether less of a metric is better: what the metric itself says, and of groups what <see cref="ClusterMeasures"/> says.</summary>
    /// <param name="metric">A metric's name; one that nobody knows is better when higher.</param>
    public static bool IsLowerBetter(string metric) => s_lower.Contains(metric);

    private static Metric Cost(Costs costs, double threshold) =>
        Metric.OfConfusion("cost", costs.Of, threshold) with
        {
            HigherIsBetter = false,
        };

    /// <summary>What rewards honest probabilities and numbers: where the constant must be beaten.</summary>
    public static IReadOnlyList<string> Proper { get; } = [Metric.Brier.Name, Metric.LogLoss.Name, Metric.Rmse.Name];

    public static Confusion Decide(Truth truth, Prediction prediction, double threshold) =>
        Confusion.Of(
            truth.Target.Classes,
            truth.Codes,
            Array.ConvertAll(prediction.Values, value => value >= threshold ? 1 : 0),
            truth.Weights
        );

    /// <summary>Every metric that is defined on these rows.</summary>
    public static SortedDictionary<string, double> Values(IEnumerable<Metric> metrics, Evaluation evaluation)
    {
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (Defined(metric, evaluation) is { } value)
            {
                values[metric.Name] = value;
            }
        }

        return values;
    }

    /// <summary>The same with intervals, which draw whole blocks: one set of draws for all metrics. Of one block there is none (NaN).</summary>
    public static SortedDictionary<string, Measured> Intervals(IEnumerable<Metric> metrics, Evaluation evaluation, Blocks blocks, int seed)
    {
        var resamples = blocks.Resamples(Draws(evaluation.Truth.Rows), seed);
        var values = new SortedDictionary<string, Measured>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (Defined(metric, evaluation) is { } value)
            {
                values[metric.Name] =
                    blocks.Count > 1 && Interval.Of(value, evaluation.Draws(metric, resamples)) is { } found
                        ? new Measured(value, found.Lower, found.Upper)
                        : new Measured(value, double.NaN, double.NaN);
            }
        }

        return values;
    }

    /// <summary>Fewer draws of many rows: their interval is narrow anyway.</summary>
    public static int Draws(int rows) => Math.Clamp(100_000_000 / rows, 200, 1000);

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
        {
            return null;
        }

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
