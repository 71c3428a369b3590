using Analytics.Charts;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// All learners of a study, and those of Microsoft.ML that can run on this machine, over the same folds; the study's own also with the features of the system that it replaces, for
/// what is shown there is the features.
/// </summary>
public static class CrossComparison
{
    private const string Honest = "honest",
        AsPublished = "as published";

    /// <summary>Every row is predicted once by a model that has not seen it, nor another row of its group where the study divides by groups.</summary>
    /// <param name="snapshot">What is learned from.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="study">A study of two classes.</param>
    /// <param name="folds">Parts, ≥ 2. Default 5.</param>
    /// <param name="progress">Receives how many learners are done. Default: nobody does.</param>
    /// <param name="cancellation">Stops between and within fits.</param>
    /// <exception cref="RunException">The data cannot teach the model.</exception>
    /// <exception cref="UsageException">The study predicts no two classes.</exception>
    public static Finding Of(
        Lake.Snapshot snapshot,
        Domain domain,
        PredictionStudy study,
        int folds = 5,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var frame = Examples.Load(snapshot, domain, study).Frame;
        if (frame[study.Target].Type != ColumnType.Bool)
        {
            throw new UsageException($"{domain.Name}/{study.Name} predicts no yes or no; folds are compared by F1.");
        }

        var splits =
            study.Split.KeepsGroups ? Split.Grouped(frame, study.Split.By!, folds)
            : study.Split.By is { } time ? Split.Time(frame, time, folds)
            : Split.Stratified(frame, study.Target, folds);
        NamedLearner[] own = [.. study.Learners];
        var sets = new List<(string Name, IReadOnlyList<string> Features, NamedLearner[] Learners)>
        {
            (Honest, study.Features, [.. own, .. PackageLearners.Predictors.Where(learner => learner.Package?.Missing() is null)]),
        };
        if (study.Original is { } original)
        {
            sets.Add((AsPublished, original.Features, own));
        }

        Metric[] metrics = [Metric.Accuracy, Metric.F1, Metric.RocAuc];
        var rows = new List<(string Set, string Learner, CrossValidation Result)>();
        using var parts = new Parts($"compare {domain.Name}/{study.Name}", sets.Sum(set => set.Learners.Length), progress);
        try
        {
            foreach (var (set, features, learners) in sets)
            {
                foreach (var learner in learners)
                {
                    parts.Say(Invariant($"{learner.Name} over {folds} folds"));
                    var parameters = new LearnerParameters(learner.Parameters, 0);
                    rows.Add(
                        (
                            set,
                            learner.Name,
                            CrossValidation.Run(
                                learner.Make(parameters),
                                frame,
                                study.Target,
                                splits,
                                metrics,
                                new FitOptions { Features = [.. features], Cancellation = cancellation }
                            )
                        )
                    );
                    parts.Done();
                }
            }
        }
        catch (LearningException error)
        {
            throw new RunException($"{domain.Name}/{study.Name}: {error.Message}", error);
        }

        var table = new Frame([
            TextColumn.FromValues("features", rows.Select(row => row.Set)),
            TextColumn.FromValues("learner", rows.Select(row => row.Learner)),
            .. metrics.SelectMany(metric =>
                new[]
                {
                    new Column<double>(MetricNames.Of(metric.Name), [.. rows.Select(row => Math.Round(row.Result.Mean(metric), 4))]),
                    new Column<double>(
                        MetricNames.Of(metric.Name) + " ±",
                        [.. rows.Select(row => Math.Round(row.Result.Deviation(metric), 4))]
                    ),
                }
            ),
        ]);
        var ranked = rows.Where(row => row.Set == Honest).OrderByDescending(row => row.Result.Mean(Metric.F1)).ToArray();
        var best = ranked[0];
        var ahead =
            ranked.Length < 2
                ? ""
                : Invariant(
                    $" It is ahead of {ranked[1].Learner} ({ranked[1].Result.Mean(Metric.F1):0.000}) in {F1(best.Result).Zip(F1(ranked[1].Result)).Count(pair => pair.First > pair.Second)} of {folds} folds; folds share rows, so that is a hint and no proof."
                );
        var leak = rows.Where(row => row.Set == AsPublished).OrderByDescending(row => row.Result.Mean(Metric.Accuracy)).FirstOrDefault();
        var published = leak.Result is null
            ? ""
            : Invariant(
                $" With the features as published {leak.Learner} reaches an accuracy of {leak.Result.Mean(Metric.Accuracy):0.000}. {study.Original!.Defect}"
            );
        return new Finding(
            "folds",
            Invariant($"Which learner is the best over {folds} folds?"),
            Invariant(
                $"On average {best.Learner}, with F1 {best.Result.Mean(Metric.F1):0.000}, accuracy {best.Result.Mean(Metric.Accuracy):0.000} and AUC {best.Result.Mean(Metric.RocAuc):0.000} on rows that it has not seen.{ahead}{published}"
            ),
            table,
            Plot.Bar(table, "learner", MetricNames.Of(Metric.F1.Name), sets.Count > 1 ? "features" : null)
                .Titled(Invariant($"F1, mean of {folds} folds"))
                .YAxis("F1", from: 0)
        );
    }

    private static IEnumerable<double> F1(CrossValidation result) => result.Evaluations.Select(fold => fold[Metric.F1]);
}
