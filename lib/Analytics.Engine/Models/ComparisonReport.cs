using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What a set of runs teaches: which learner, which parameters, which features made the difference, and whether the champion stands.</summary>
public static partial class ComparisonReport
{
    /// <summary>Findings <c>runs, learners, parallel, parameters, groups, champion, difference</c>, those that the runs have something to say on.</summary>
    /// <param name="lake">Where the champion is looked up.</param>
    /// <param name="runs">Runs of one study.</param>
    /// <param name="skipped">A sentence for each learner that could not run on this machine. Default: none.</param>
    /// <exception cref="UsageException">No runs, or runs of several studies.</exception>
    public static Report Of(Lake.Lake lake, IReadOnlyList<ExperimentRun> runs, params IReadOnlyList<string> skipped)
    {
        if (runs.Count == 0 || runs.Any(run => (run.Domain, run.Study) != (runs[0].Domain, runs[0].Study)))
        {
            throw new UsageException(
                "A comparison is of one study's runs, one at least. Make some: dotnet script scripts/train.csx crashes --sweep sweeps/crashes.json"
            );
        }

        ExperimentRun[] ranked = [.. runs.OrderByDescending(run => run.Rank).ThenBy(run => run.Id, StringComparer.Ordinal)];
        var findings = new List<Finding> { Runs(ranked, skipped) };
        if (ranked.DistinctBy(run => run.Learner).Count() > 1)
        {
            findings.Add(Learners(ranked, skipped));
        }

        if (ranked.MostTried() is { Runs.Count: > 1 } tried)
        {
            findings.Add(Parallel(tried.Runs, tried.Parameters));
            findings.Add(Parameters([.. tried.Runs], tried.Parameters));
        }

        if (ranked.FeatureSets() is { Count: > 1 } grouped)
        {
            findings.Add(Groups([.. grouped]));
        }

        findings.AddRange(Champion(lake, ranked));
        if (ranked.Length > 1)
        {
            findings.Add(Difference(ranked[0], ranked[^1]));
        }

        return new Report($"{runs[0].Domain}/{runs[0].Study}: {runs.Count} runs", findings);
    }

    private static Finding Runs(ExperimentRun[] runs, IReadOnlyList<string> skipped)
    {
        var (best, worst) = (runs[0], runs[^1]);
        Column[] packages = Array.Exists(runs, run => run.Package is not null)
            ? [TextColumn.FromValues("package", runs.Select(run => run.Package))]
            : [];
        var table = new Frame([
            TextColumn.FromValues("run", runs.Select(run => run.Id)),
            TextColumn.FromValues("learner", runs.Select(run => run.Learner)),
            .. packages,
            TextColumn.FromValues("groups", runs.Select(RunNames.GroupsOf)),
            TextColumn.FromValues(
                "parameters",
                runs.Select(run =>
                    string.Join(
                        ' ',
                        RunNames
                            .Varied(runs, run.Learner)
                            .Where(run.Parameters.ContainsKey)
                            .Select(name => Invariant($"{name}={run.Parameters[name]:R}"))
                    )
                )
            ),
            new Column<double>(best.Metric, [.. runs.Select(run => Math.Round(run.Chosen.Value, 4))]),
            new Column<double>("lower", [.. runs.Select(run => Math.Round(run.Chosen.Lower, 4))]),
            new Column<double>("upper", [.. runs.Select(run => Math.Round(run.Chosen.Upper, 4))]),
            Column<double>.FromNullable(
                "validation",
                runs.Select(run => run.Validation.TryGetValue(run.Metric, out var value) ? Math.Round(value, 4) : (double?)null)
            ),
        ]);
        var overlap = best.Chosen.HasInterval
            ? Invariant(
                $"The intervals of {runs.Count(run => IsApart(run, best) == true)} of the others lie apart from the first one's; where they overlap only a comparison on the same rows, as promotion makes it, can tell."
            )
            : "";
        var others =
            runs.Length == 1 ? " It is the only one." : Invariant($" The last of {runs.Length} has {worst.Chosen.Value:0.000}. {overlap}");
        var told = Invariant(
            $"{Chosen(best)} {best.Learner}: {MetricNames.InText(best.Metric)} {best.Chosen.Value:0.000}{ModelClaims.Interval(best.Chosen)}.{others}"
        );
        return new Finding(
            "runs",
            "Which run is the best?",
            (skipped.Count == 0 ? told : $"{told} {string.Join(' ', skipped)}").TrimEnd(),
            table
        );
    }

    /// <summary>The test rows are touched for a decision only, so runs are ranked and shown by the validation rows, where the best of many is a little lucky; groups by all rows.</summary>
    private static string Chosen(ExperimentRun run) =>
        run.Validation.Count > 0
            ? "Ranked and measured on the validation rows, which flatters the first of many a little, the first is"
            : "Ranked and measured on all rows, the first is";

    private static string Rows(ExperimentRun run) => run.Validation.Count > 0 ? "on the validation rows" : "on all rows";

    private static Finding Learners(ExperimentRun[] runs, IReadOnlyList<string> skipped)
    {
        ExperimentRun[] best = [.. runs.DistinctBy(run => run.Learner)];
        var counts = runs.GroupBy(run => run.Learner).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        string Told(ExperimentRun run) => Invariant($"{run.Learner} {Score(run)}, the best of {counts[run.Learner]}");
        var uneven = counts.Values.Distinct().Count() > 1 ? " A learner that was tried more often had more chances." : "";
        var compared = string.Concat(
            best.Where(run => run.ComparedOnly is not null)
                .GroupBy(run => run.ComparedOnly)
                .Select(same =>
                    $" {string.Join(" and ", same.Select(run => $"{run.Learner} ({run.Package})"))} can be compared but never become{(same.Count() == 1 ? "s" : "")} champion: {same.Key}."
                )
        );
        return new Finding(
            "learners",
            "Which learner?",
            new Claim(
                $"In the order of their rank: {string.Join("; ", best.Select(Told))}.{uneven} {Apart(best[0], best[1])}{compared}{string.Concat(skipped.Select(why => " " + why))}",
                IsApart(best[0], best[1])
            ),
            Scores(best, best.Select(run => run.Learner)),
            Bars(best, [.. best.Select(run => run.Learner)], "The best run of each learner")
        );
    }

    private static string Score(ExperimentRun run) =>
        Invariant(
            $"{run.Chosen.Value:0.000}{(run.Chosen.HasInterval ? Invariant($" ({run.Chosen.Lower:0.000} to {run.Chosen.Upper:0.000})") : "")}"
        );

    /// <summary>Whether two intervals lie apart; null where there is none.</summary>
    private static bool? IsApart(ExperimentRun one, ExperimentRun other) =>
        one.Chosen.HasInterval && other.Chosen.HasInterval
            ? one.Chosen.Upper < other.Chosen.Lower || other.Chosen.Upper < one.Chosen.Lower
            : null;

    private static string Apart(ExperimentRun one, ExperimentRun other) =>
        IsApart(one, other) switch
        {
            true => "The intervals of the two lie apart.",
            false => "The intervals of the two overlap, so this is no proof of a difference.",
            null => "How sure the difference is was not measured.",
        };

    private static Finding Groups(ExperimentRun[] runs)
    {
        var (least, most) = (runs[0], runs[^1]);
        string Told(ExperimentRun run) => Invariant($"{string.Join(" + ", run.Groups)} ({run.Features.Count} features) {Score(run)}");
        return new Finding(
            "groups",
            "What does each group of features add?",
            new Claim(
                $"With {least.Learner}, the same parameters and the same seed: {Told(least)}; {Told(most)}. {Apart(least, most)}",
                IsApart(least, most)
            ),
            Scores(runs, runs.Select(run => string.Join(" + ", run.Groups))),
            Bars(runs, [.. runs.Select(run => string.Join(" + ", run.Groups))], "One learner on each set of features")
        );
    }

    private static IEnumerable<Finding> Champion(Lake.Lake lake, ExperimentRun[] runs)
    {
        var registry = new Registry(lake);
        var (domain, study) = (runs[0].Domain, runs[0].Study);
        if (registry.ChampionOf(domain, study) is not { } version)
        {
            var reason = registry.Decisions(domain, study) is [.., var last] ? last.Reason : null;
            yield return new Finding(
                "champion",
                "Does the champion stand?",
                $"There is no champion{(reason is null ? "" : $": {reason}")}. Nothing serves until a model passes.",
                Scores(runs, runs.Select(run => run.Id)),
                Bars([.. runs.Take(6)], [.. runs.Take(6).Select(run => run.Id)], "The best runs, none of them champion")
            );
            yield break;
        }

        var champion = registry.Card(domain, study, version).Run;
        ExperimentRun[] challengers = [.. runs.Where(run => run.Id != champion.Id).Take(5)];
        if (challengers.Length == 0)
        {
            yield break;
        }

        ExperimentRun[] all = [champion, .. challengers];
        var gain = (challengers[0].Chosen.Value - champion.Chosen.Value) * (champion.HigherIsBetter ? 1 : -1);
        var verdict = gain <= 0 ? "No challenger that was ranked first scores higher" : "The first challenger scores higher";
        var rows = champion.SplitHash == challengers[0].SplitHash ? "" : " They were measured on different rows.";
        yield return new Finding(
            "champion",
            "Does the champion stand?",
            new Claim(
                Invariant(
                    $"{verdict}: the champion ({champion.Learner}) has {champion.Chosen.Value:0.000} {Rows(champion)}, the first challenger ({challengers[0].Learner}) {challengers[0].Chosen.Value:0.000}. "
                )
                    + $"{Apart(champion, challengers[0])}{rows} A challenger is promoted when it is trained in full and better by the study's rule on the same rows.",
                gain > 0 ? IsApart(champion, challengers[0]) : false
            ),
            Scores(all, ["champion", .. challengers.Select(run => run.Id)]),
            Bars(all, ["champion", .. challengers.Select(run => run.Id)], "The champion and the best challengers")
        );
    }

    private static Finding Difference(ExperimentRun best, ExperimentRun worst)
    {
        var table = RunTable.Differences(best, "best", worst, "worst");
        var causes = table.Text("what").Words().Where(name => !name.StartsWith("metric.", StringComparison.Ordinal));
        return new Finding(
            "difference",
            "What sets the best and the worst apart?",
            causes.Any()
                ? $"They differ in {string.Join(", ", causes)}. Which of these made the difference two runs cannot tell."
                : "They differ in nothing that was asked for.",
            table
        );
    }

    private static Frame Scores(ExperimentRun[] runs, IEnumerable<string> names) =>
        new(
            TextColumn.FromValues("what", names),
            new Column<int>("features", [.. runs.Select(run => run.Features.Count)]),
            new Column<double>(runs[0].Metric, [.. runs.Select(run => Math.Round(run.Chosen.Value, 4))]),
            new Column<double>("lower", [.. runs.Select(run => Math.Round(run.Chosen.Lower, 4))]),
            new Column<double>("upper", [.. runs.Select(run => Math.Round(run.Chosen.Upper, 4))])
        );

    private static Figure Bars(ExperimentRun[] runs, string[] names, string title) =>
        Plot.Bar(
                names,
                runs.Select(run => run.Chosen.Value).ToArray(),
                title,
                error: runs.Select(run => (run.Chosen.Upper - run.Chosen.Lower) / 2).ToArray()
            )
            .XAxis("", category: true)
            .YAxis(MetricNames.Of(runs[0].Metric), from: 0);
}
