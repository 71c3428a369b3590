using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Engine;

public static partial class ComparisonReport
{
    private static Finding Parallel(IReadOnlyList<ExperimentRun> runs, IReadOnlyList<string> names)
    {
        var table = new Frame([
            .. names.Select(name => new Column<double>(RunNames.Words(name), [.. runs.Select(run => run.Parameters[name])])),
            new Column<double>(MetricNames.Of(runs[0].Metric), [.. runs.Select(run => run.Chosen.Value)]),
        ]);
        return new Finding(
            "parallel",
            "How do parameters and score go together?",
            $"Each line is one run of {runs[0].Learner}; follow the light ones, which score high, back to their parameters.",
            table,
            Plot.ParallelCoordinates(table, [.. table.Names], MetricNames.Of(runs[0].Metric), $"{runs.Count} runs of {runs[0].Learner}")
        );
    }

    private static Finding Parameters(ExperimentRun[] runs, IReadOnlyList<string> names)
    {
        var effects = names
            .Select(name =>
                (
                    Name: name,
                    Means: runs.GroupBy(run => run.Parameters[name])
                        .OrderBy(group => group.Key)
                        .Select(group => (Value: group.Key, Mean: group.Average(run => run.Chosen.Value)))
                        .ToArray()
                )
            )
            .Select(each => (each.Name, each.Means, Spread: each.Means.Max(mean => mean.Mean) - each.Means.Min(mean => mean.Mean)))
            .OrderByDescending(each => each.Spread)
            .ToArray();
        var table = new Frame(
            TextColumn.FromValues("parameter", effects.SelectMany(each => each.Means.Select(_ => each.Name))),
            new Column<double>("value", [.. effects.SelectMany(each => each.Means.Select(mean => mean.Value))]),
            new Column<double>(
                $"mean {runs[0].Metric}",
                [.. effects.SelectMany(each => each.Means.Select(mean => Math.Round(mean.Mean, 4)))]
            )
        );
        var panels = effects
            .Select(each =>
                Plot.Scatter(
                        runs.Select(run => run.Parameters[each.Name]).ToArray(),
                        runs.Select(run => run.Chosen.Value).ToArray(),
                        RunNames.Words(each.Name),
                        "run"
                    )
                    .And(
                        Plot.Line(
                            each.Means.Select(mean => mean.Value).ToArray(),
                            each.Means.Select(mean => mean.Mean).ToArray(),
                            name: "mean",
                            markers: true
                        )
                    )
                    .XAxis(RunNames.Words(each.Name))
                    .YAxis(MetricNames.Of(runs[0].Metric))
            )
            .ToArray();
        return new Finding(
            "parameters",
            "Which parameter matters?",
            Matters(runs, [.. effects.Select(each => each.Name)], [.. effects.Select(each => each.Spread)]),
            table,
            panels.Length == 1 ? panels[0] : Plot.Subplots(2, panels)
        );
    }

    /// <summary>Whether scores differ over the values of a parameter, by ranks (Kruskal and Wallis 1952), corrected for all parameters (Bonferroni).</summary>
    private static Claim Matters(ExperimentRun[] runs, string[] names, double[] spreads)
    {
        const double Chance = 0.01;
        const int FewestRuns = 8;
        if (runs.Length < FewestRuns)
        {
            return new Claim(
                Invariant(
                    $"{runs.Length} runs are too few to say; {FewestRuns} at least are needed. The mean scores over {RunNames.Words(names[0])} span {spreads[0]:0.000}."
                ),
                null
            );
        }

        var tested = names
            .Zip(spreads, (name, spread) => (Name: name, Spread: spread, P: Math.Min(1, names.Length * KruskalWallis(runs, name))))
            .ToArray();
        string Told((string Name, double Spread, double P) each) =>
            Invariant($"{RunNames.Words(each.Name)} (mean scores span {each.Spread:0.000}, p = {each.P:0.0000})");
        var ordered = tested
            .OrderBy(each => each.P)
            .ThenByDescending(each => each.Spread)
            .ThenBy(each => each.Name, StringComparer.Ordinal);
        var found = ordered.Where(each => each.P < Chance).ToArray();
        var nearest = tested.OrderBy(each => each.P).ThenBy(each => each.Name, StringComparer.Ordinal).First();
        return found.Length == 0
            ? new Claim(
                Invariant(
                    $"None is seen to: of {names.Length} over {runs.Length} runs the nearest is {Told(nearest)}, corrected for {names.Length} comparisons."
                ),
                false
            )
            : new Claim(
                Invariant(
                    $"{string.Join(", ", found.Select(Told))}, corrected for {names.Length} comparisons over {runs.Length} runs{(found.Length < names.Length ? "; the others are not seen to" : "")}."
                ),
                true
            );
    }

    /// <summary>Chance of mean ranks that differ so over a parameter's values where it does nothing; ties share their mean rank and are corrected for.</summary>
    private static double KruskalWallis(ExperimentRun[] runs, string name)
    {
        double n = runs.Length;
        var scores = runs.Select(run => run.Chosen.Value).ToArray();
        var ranks = scores
            .Select(score => scores.Count(other => other < score) + (scores.Count(other => other == score) + 1) / 2.0)
            .ToArray();
        var groups = runs.Zip(ranks)
            .GroupBy(each => each.First.Parameters[name])
            .Select(group => group.Select(each => each.Second).ToArray())
            .ToArray();
        var ties = 1 - scores.GroupBy(score => score).Sum(group => Math.Pow(group.Count(), 3) - group.Count()) / (n * n * n - n);
        if (groups.Length < 2 || ties <= 0)
        {
            return 1;
        }

        var h = 12 / (n * (n + 1)) * groups.Sum(group => group.Sum() * group.Sum() / group.Length) - 3 * (n + 1);
        return Learning.HypothesisTests.ChiSquareTail(h / ties, groups.Length - 1);
    }
}
