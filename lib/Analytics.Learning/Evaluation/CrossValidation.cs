using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>What a learner reaches on rows that it was not fitted on, split by split.</summary>
/// <param name="Metrics">What was measured.</param>
/// <param name="Scores">splits × metrics.</param>
/// <param name="Evaluations">Per split its truth and predictions.</param>
public sealed record CrossValidation(IReadOnlyList<Metric> Metrics, double[][] Scores, IReadOnlyList<Evaluation> Evaluations)
{
    /// <summary>Fits and measures once per split. Preparation in a pipeline is fitted again on each training part, so nothing leaks.</summary>
    /// <param name="learner">What to fit.</param>
    /// <param name="frame">All rows.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="splits">From <see cref="Split"/>.</param>
    /// <param name="metrics">What to measure. Default: those that suit the target.</param>
    /// <param name="options">Given to each fit; its weight also weighs the metrics.</param>
    public static CrossValidation Run(
        SupervisedLearner learner,
        Frame frame,
        string target,
        IReadOnlyList<Split> splits,
        IReadOnlyList<Metric>? metrics = null,
        FitOptions? options = null
    )
    {
        var evaluations = new List<Evaluation>();
        foreach (var split in splits)
        {
            var (train, test) = split.Of(frame);
            evaluations.Add(Evaluation.Of(learner.Fit(train, target, options), test, options?.Weight));
        }

        metrics ??= Metric.For(evaluations[0].Truth.Target);
        return new CrossValidation(
            metrics,
            [.. evaluations.Select(evaluation => metrics.Select(metric => evaluation[metric]).ToArray())],
            evaluations
        );
    }

    /// <summary>The metric's mean over the splits.</summary>
    public double Mean(Metric metric) => Of(metric).Average();

    /// <summary>The metric's standard deviation over the splits (of the population).</summary>
    public double Deviation(Metric metric)
    {
        var (values, mean) = (Of(metric), Mean(metric));
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    /// <summary>Metric by metric: mean and deviation over the splits.</summary>
    public Frame ToFrame() =>
        new(
            TextColumn.FromValues("metric", Metrics.Select(metric => metric.Name)),
            new Column<double>("mean", [.. Metrics.Select(Mean)]),
            new Column<double>("deviation", [.. Metrics.Select(Deviation)])
        );

    private double[] Of(Metric metric)
    {
        var index = Metrics.ToList().IndexOf(metric);
        return index >= 0
            ? [.. Scores.Select(row => row[index])]
            : throw new MetricException($"{metric.Name} was not measured; measured were: {string.Join(", ", Metrics)}.");
    }
}
