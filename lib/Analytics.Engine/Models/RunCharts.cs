using Analytics.Charts;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Engine;

/// <summary>What a run cost: bytes of its model's file, and the seconds that it trained on the machine that did.</summary>
public sealed record RunCost(ExperimentRun Run, long Bytes, double Seconds);

/// <summary>Charts of runs of one study that a notebook goes on from: <c>runs.Parallel().WithTitle(…)</c>.</summary>
public static class RunCharts
{
    /// <summary>The runs of the learner and on the features that were tried most often, over the parameters that varied among them; fewer than two runs or no parameter: none.</summary>
    public static (IReadOnlyList<ExperimentRun> Runs, IReadOnlyList<string> Parameters) MostTried(this IEnumerable<ExperimentRun> runs)
    {
        ExperimentRun[] same =
        [
            .. runs.GroupBy(run => run.Learner)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .First()
                .GroupBy(RunNames.GroupsOf)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .First(),
        ];
        // Runs of earlier code may lack one.
        string[] names = [.. RunNames.Varied(same, same[0].Learner).Where(name => same.All(run => run.Parameters.ContainsKey(name)))];
        return same.Length > 1 && names.Length > 0 ? (same, names) : ([], []);
    }

    /// <summary>
    /// Runs that differ in their features only, one for each set of groups, few features first: of the learner, parameters and seed that were tried with
    /// most sets, the best rank of equals. The best of many runs beside a single one would tell of the tries, not of the features.
    /// </summary>
    public static IReadOnlyList<ExperimentRun> FeatureSets(this IEnumerable<ExperimentRun> runs) =>
        [
            .. runs.GroupBy(run =>
                    (
                        run.Learner,
                        run.Seed,
                        Parameters: string.Join(
                            ' ',
                            run.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                                .Select(pair => Invariant($"{pair.Key}={pair.Value:R}"))
                        )
                    )
                )
                .Select(same => same.DistinctBy(RunNames.GroupsOf).ToArray())
                .OrderByDescending(same => same.Length)
                .ThenByDescending(same => same.Max(run => run.Rank))
                .ThenBy(same => same[0].Id, StringComparer.Ordinal)
                .First()
                .OrderBy(run => run.Groups.Count)
                .ThenByDescending(run => run.Rank)
                .ThenBy(run => run.Id, StringComparer.Ordinal),
        ];

    /// <summary>A line per run through its parameters to its score, of the runs that differ in their parameters only.</summary>
    /// <param name="runs">Of one study; see <see cref="MostTried"/>.</param>
    /// <param name="besides">Metrics that stand between parameters and score, e.g. <c>stability</c> of groups.</param>
    public static GenericChart Parallel(this IEnumerable<ExperimentRun> runs, params IReadOnlyList<string> besides)
    {
        var (same, names) = Required(runs);
        return Chart.ParallelLines(
            [.. names.Select(RunNames.Words), .. besides.Select(MetricNames.Of), MetricNames.Of(same[0].Metric)],
            [
                .. names.Select(name => same.Select(run => run.Parameters[name]).ToArray()),
                .. besides.Select(metric => same.Select(run => run.Metrics[metric].Value).ToArray()),
                same.Select(run => run.Chosen.Value).ToArray(),
            ]
        );
    }

    /// <summary>A row per value of each parameter, a dot per run and the mean of the row: the parameter over which the means lie furthest apart on top.</summary>
    /// <param name="runs">Of one study; see <see cref="MostTried"/>.</param>
    public static GenericChart Strip(this IEnumerable<ExperimentRun> runs)
    {
        var (same, names) = Required(runs);
        var rows = names
            .Select(name =>
                same.GroupBy(run => run.Parameters[name])
                    .OrderBy(group => group.Key)
                    .Select(group =>
                        (
                            Name: Invariant($"{RunNames.Words(name)} {group.Key:R}"),
                            Scores: group.Select(run => run.Chosen.Value).ToArray(),
                            Mean: group.Average(run => run.Chosen.Value)
                        )
                    )
                    .ToArray()
            )
            .OrderByDescending(values => values.Max(each => each.Mean) - values.Min(each => each.Mean))
            .SelectMany(values => values)
            .ToArray();
        return Chart
            .Combine([
                Chart.Point<double, string, string>(
                    x: rows.Select(row => row.Mean).ToArray(),
                    y: rows.Select(row => row.Name).ToArray(),
                    Name: "mean of a row"
                ),
                Chart.Point<double, string, string>(
                    x: rows.SelectMany(row => row.Scores).ToArray(),
                    y: rows.SelectMany(row => row.Scores.Select(_ => row.Name)).ToArray(),
                    Name: "a run"
                ),
            ])
            .WithXAxis(MetricNames.Of(same[0].Metric))
            .WithYAxis(names: true, reversed: true);
    }

    /// <summary>Score against the size of the model's file, a dot per run, the learners apart.</summary>
    public static GenericChart SizeChart(this IEnumerable<RunCost> costs) => Costs(costs, "Model file", "kB", cost => cost.Bytes / 1000.0);

    /// <summary>Score against the time of training, a dot per run, the learners apart. Times are those of the machine that trained, and differ from one to the next.</summary>
    public static GenericChart TimeChart(this IEnumerable<RunCost> costs) => Costs(costs, "Training took", "s", cost => cost.Seconds);

    private static GenericChart Costs(IEnumerable<RunCost> costs, string title, string unit, Func<RunCost, double> of)
    {
        RunCost[] all = [.. costs];
        return Chart
            .Combine(
                all.GroupBy(cost => cost.Run.Learner)
                    .Select(same =>
                        Chart.Point<double, double, string>(
                            x: same.Select(of).ToArray(),
                            y: same.Select(cost => cost.Run.Chosen.Value).ToArray(),
                            Name: same.Key
                        )
                    )
            )
            .WithXAxis(title, unit: unit, log: true)
            .WithYAxis(MetricNames.Of(all[0].Run.Metric));
    }

    private static (IReadOnlyList<ExperimentRun> Runs, IReadOnlyList<string> Parameters) Required(IEnumerable<ExperimentRun> runs) =>
        runs.MostTried() is { Runs.Count: > 1 } same
            ? same
            : throw new UsageException("No two of these runs differ in their parameters only: there is no parameter to draw.");
}
