using System.Globalization;
using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What a set of runs teaches: which learner, which parameters, which features made the difference, and whether the champion stands.</summary>
public static class ComparisonReport
{
    /// <summary>Findings <c>runs, learners, parallel, parameters, groups, champion, difference</c>, those that the runs have something to say on.</summary>
    /// <param name="lake">Where the champion is looked up.</param>
    /// <param name="runs">Runs of one study.</param>
    /// <exception cref="UsageException">No runs, or runs of several studies.</exception>
    public static Report Of(Lake.Lake lake, IReadOnlyList<ExperimentRun> runs)
    {
        if (runs.Count == 0 || runs.Any(run => (run.Domain, run.Study) != (runs[0].Domain, runs[0].Study)))
            throw new UsageException("A comparison is of one study's runs, one at least. Make some: dotnet script scripts/train.csx crashes --sweep sweeps/crashes.json");
        ExperimentRun[] ranked = [.. runs.OrderByDescending(run => run.Rank).ThenBy(run => run.Id, StringComparer.Ordinal)];
        var findings = new List<Finding> { Runs(ranked) };
        if (ranked.DistinctBy(run => run.Learner).Count() > 1)
            findings.Add(Learners(ranked));
        if (Swept(ranked) is { Runs.Length: > 1, Names.Length: > 0 } swept)
        {
            findings.Add(Parallel(swept.Runs, swept.Names));
            findings.Add(Parameters(swept.Runs, swept.Names));
        }

        if (Grouped(ranked) is { Length: > 1 } grouped)
            findings.Add(Groups(grouped));
        findings.AddRange(Champion(lake, ranked));
        if (ranked.Length > 1)
            findings.Add(Difference(ranked[0], ranked[^1]));
        return new Report($"{runs[0].Domain}/{runs[0].Study}: {runs.Count} runs", findings);
    }

    private static Finding Runs(ExperimentRun[] runs)
    {
        var (best, worst) = (runs[0], runs[^1]);
        var table = new Frame(
            TextColumn.FromValues("run", runs.Select(run => run.Id)),
            TextColumn.FromValues("learner", runs.Select(run => run.Learner)),
            TextColumn.FromValues("groups", runs.Select(run => string.Join('+', run.Groups))),
            TextColumn.FromValues("parameters", runs.Select(run => string.Join(' ', Varied(runs, run.Learner).Where(run.Parameters.ContainsKey).Select(name => Say($"{name}={run.Parameters[name]:R}"))))),
            new Column<double>(best.Metric, [.. runs.Select(run => Math.Round(run.Score.Value, 4))]),
            new Column<double>("lower", [.. runs.Select(run => Math.Round(run.Score.Lower, 4))]),
            new Column<double>("upper", [.. runs.Select(run => Math.Round(run.Score.Upper, 4))]),
            Column<double>.FromNullable("validation", runs.Select(run => run.Validation.TryGetValue(run.Metric, out var value) ? Math.Round(value, 4) : (double?)null)));
        var close = runs.Count(run => Math.Max(run.Score.Lower, best.Score.Lower) <= Math.Min(run.Score.Upper, best.Score.Upper)) - 1;
        return new Finding("runs", "Which run is the best?",
            Say($"{Chosen(best)} {best.Learner}: {best.Metric} {best.Score.Value:0.000}, between {best.Score.Lower:0.000} and {best.Score.Upper:0.000}. The last of {runs.Length} has {worst.Score.Value:0.000}. The intervals of {close} others overlap with the first one's: among those the data does not decide."),
            table);
    }

    /// <summary>Runs are ranked on validation rows and measured on test rows, or the best would be the luckiest.</summary>
    private static string Chosen(ExperimentRun run) => run.Validation.Count > 0 ? "Ranked on the validation rows and measured on the test rows, the first is" : "The first is";

    private static Finding Learners(ExperimentRun[] runs)
    {
        ExperimentRun[] best = [.. runs.DistinctBy(run => run.Learner)];
        return new Finding("learners", "Which learner?", Say($"{best[0].Learner} with {best[0].Score.Value:0.000}, then {best[1].Learner} with {best[1].Score.Value:0.000}."), Scores(best, best.Select(run => run.Learner)),
            Bars(best, [.. best.Select(run => run.Learner)], "The best run of each learner"));
    }

    /// <summary>Runs of the learner and the features that were tried most often, with the parameters that varied among them.</summary>
    private static (ExperimentRun[] Runs, string[] Names) Swept(ExperimentRun[] runs)
    {
        var most = runs.GroupBy(run => run.Learner).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).First();
        ExperimentRun[] same = [.. most.GroupBy(run => string.Join('+', run.Groups)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).First()];
        return (same, Varied(same, most.Key));
    }

    private static string[] Varied(ExperimentRun[] runs, string learner)
    {
        ExperimentRun[] same = [.. runs.Where(run => run.Learner == learner)];
        return [.. same[0].Parameters.Keys.Where(name => same.Select(run => run.Parameters[name]).Distinct().Count() > 1)];
    }

    private static Finding Parallel(ExperimentRun[] runs, string[] names)
    {
        var table = new Frame(
        [
            .. names.Select(name => new Column<double>(name, [.. runs.Select(run => run.Parameters[name])])),
            new Column<double>(runs[0].Metric, [.. runs.Select(run => run.Score.Value)]),
        ]);
        return new Finding("parallel", "How do parameters and score go together?", $"Each line is one run of {runs[0].Learner}; follow the light ones, which score high, back to their parameters.", table,
            Plot.ParallelCoordinates(table, [.. table.Names], runs[0].Metric, $"{runs.Length} runs of {runs[0].Learner}"));
    }

    private static Finding Parameters(ExperimentRun[] runs, string[] names)
    {
        var effects = names.Select(name => (Name: name, Means: runs.GroupBy(run => run.Parameters[name]).OrderBy(group => group.Key).Select(group => (Value: group.Key, Mean: group.Average(run => run.Score.Value))).ToArray()))
            .Select(each => (each.Name, each.Means, Spread: each.Means.Max(mean => mean.Mean) - each.Means.Min(mean => mean.Mean))).OrderByDescending(each => each.Spread).ToArray();
        var table = new Frame(
            TextColumn.FromValues("parameter", effects.SelectMany(each => each.Means.Select(_ => each.Name))),
            new Column<double>("value", [.. effects.SelectMany(each => each.Means.Select(mean => mean.Value))]),
            new Column<double>($"mean {runs[0].Metric}", [.. effects.SelectMany(each => each.Means.Select(mean => Math.Round(mean.Mean, 4)))]));
        var panels = effects.Select(each => Plot.Scatter(runs.Select(run => run.Parameters[each.Name]).ToArray(), runs.Select(run => run.Score.Value).ToArray(), each.Name, "run")
            .And(Plot.Line(each.Means.Select(mean => mean.Value).ToArray(), each.Means.Select(mean => mean.Mean).ToArray(), name: "mean", markers: true)).XAxis(each.Name).YAxis(runs[0].Metric)).ToArray();
        return new Finding("parameters", "Which parameter matters?", Say($"{effects[0].Name}: its mean scores span {effects[0].Spread:0.000}{(effects.Length > 1 ? Say($"; {effects[^1].Name} matters least with {effects[^1].Spread:0.000}") : "")}."), table,
            panels.Length == 1 ? panels[0] : Plot.Subplots(2, panels));
    }

    /// <summary>The best run of each set of feature groups, few features first.</summary>
    private static ExperimentRun[] Grouped(ExperimentRun[] runs) =>
        [.. runs.DistinctBy(run => string.Join('+', run.Groups)).OrderBy(run => run.Groups.Count).ThenBy(run => run.Rank)];

    private static Finding Groups(ExperimentRun[] runs)
    {
        var (least, most) = (runs[0], runs.OrderByDescending(run => run.Rank).First());
        return new Finding("groups", "What does each group of features add?",
            Say($"{string.Join(" + ", least.Groups)} alone ({least.Features.Count} features) reaches {least.Score.Value:0.000}; {string.Join(" + ", most.Groups)} ({most.Features.Count} features) reaches {most.Score.Value:0.000}."),
            Scores(runs, runs.Select(run => string.Join(" + ", run.Groups))), Bars(runs, [.. runs.Select(run => string.Join(" + ", run.Groups))], "The best run of each set of features"));
    }

    private static IEnumerable<Finding> Champion(Lake.Lake lake, ExperimentRun[] runs)
    {
        var registry = new Registry(lake);
        var (domain, study) = (runs[0].Domain, runs[0].Study);
        if (registry.ChampionOf(domain, study) is not { } version)
            yield break;
        var champion = registry.Card(domain, study, version).Run;
        ExperimentRun[] challengers = [.. runs.Where(run => run.Id != champion.Id).Take(5)];
        if (challengers.Length == 0)
            yield break;
        ExperimentRun[] all = [champion, .. challengers];
        var gain = (challengers[0].Score.Value - champion.Score.Value) * (champion.HigherIsBetter ? 1 : -1);
        yield return new Finding("champion", "Does the champion stand?",
            gain <= 0
                ? Say($"Yes: {champion.Learner} has {champion.Score.Value:0.000} on the test rows, the first challenger ({challengers[0].Learner}) {challengers[0].Score.Value:0.000}.")
                : Say($"The first challenger ({challengers[0].Learner}) has {challengers[0].Score.Value:0.000} on the test rows, the champion {champion.Score.Value:0.000}. A challenger is promoted when it is trained in full and better by the study's margin on the same rows."),
            Scores(all, ["champion", .. challengers.Select(run => run.Id)]), Bars(all, ["champion", .. challengers.Select(run => run.Id)], "The champion and the best challengers"));
    }

    private static Finding Difference(ExperimentRun best, ExperimentRun worst)
    {
        var table = RunTable.Differences(best, "best", worst, "worst");
        var causes = table.Text("what").Words().Where(name => !name.StartsWith("metric.", StringComparison.Ordinal));
        return new Finding("difference", "What sets the best and the worst apart?", $"They differ in {string.Join(", ", causes)}.", table);
    }

    private static Frame Scores(ExperimentRun[] runs, IEnumerable<string> names) => new(
        TextColumn.FromValues("what", names),
        new Column<int>("features", [.. runs.Select(run => run.Features.Count)]),
        new Column<double>(runs[0].Metric, [.. runs.Select(run => Math.Round(run.Score.Value, 4))]),
        new Column<double>("lower", [.. runs.Select(run => Math.Round(run.Score.Lower, 4))]),
        new Column<double>("upper", [.. runs.Select(run => Math.Round(run.Score.Upper, 4))]));

    private static Figure Bars(ExperimentRun[] runs, string[] names, string title) =>
        Plot.Bar(names, runs.Select(run => run.Score.Value).ToArray(), title, error: runs.Select(run => (run.Score.Upper - run.Score.Lower) / 2).ToArray()).XAxis("", category: true).YAxis(runs[0].Metric, from: 0);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
