using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What is told of groups.</summary>
public static partial class ModelReport
{
    private static Report Clusters(
        Lake.Lake lake,
        ModelCard card,
        IReadOnlyList<ClusterProfile> clusters,
        IReadOnlyDictionary<string, Frame> tables,
        SortedDictionary<string, Figure> figures
    )
    {
        var (run, groups) = (card.Run, tables["clusters.csv"]);
        var largest = clusters.OrderByDescending(each => each.Rows).First();
        var findings = new List<Finding>
        {
            new(
                "groups",
                "Which groups are there?",
                Invariant(
                    $"{clusters.Count}. The largest is {largest.Name} with {largest.Share:P0} of {run.TrainRows:N0}: {largest.Profile}"
                ),
                groups.Select("name", "profile", "rows", "share")
            ),
        };
        if (figures.TryGetValue("clusters.svg", out var places))
        {
            var variance = tables["axes.csv"]["variance"].ToDoubles();
            findings.Add(
                new Finding(
                    "places",
                    "Are they apart?",
                    Invariant(
                        $"Drawn along the two directions of greatest variance, which hold {variance[0] + variance[1]:P0} of it; what lies on top of each other here may be apart in the others."
                    ),
                    tables["places.csv"],
                    places
                )
            );
        }

        findings.Add(
            new Finding(
                "profile",
                "What sets them apart?",
                "The number in a cell says how many standard deviations the mean of a group lies above the mean of all, or below it where it is negative.",
                groups,
                figures["profile.svg"]
            )
        );
        ExperimentRun[] tried = [.. Tried(new Experiments(lake), card)];
        if (tried.Length > 1)
        {
            findings.Add(Choice(run, tried));
        }

        var stable = run.Metrics.TryGetValue("stability", out var stability)
            ? Invariant(
                $" Fitted from other seeds the same rows fall together with an adjusted Rand index of {stability.Value:0.00} (1 is the same, 0 is chance)."
            )
            : "";
        var judged = card.Shuffled is { } shuffled
            ? shuffled.Judge(run.Score)
            : new Claim(Invariant($"Silhouette {run.Score.Value:0.000}; against shuffled features it was not held."), null);
        findings.Add(
            new Finding(
                "scores",
                "Are they real?",
                judged with
                {
                    Text = judged.Text + stable,
                },
                new Frame(
                    TextColumn.FromValues("metric", run.Metrics.Keys),
                    new Column<double>("value", [.. run.Metrics.Values.Select(each => each.Value)])
                )
            )
        );
        findings.Add(new Finding("leaks", "Is it honest?", $"The leak guard: {card.LeakGuard}.", new Frame()));
        return new Report($"{run.Domain}/{run.Study}", findings);
    }

    /// <summary>The clusterings among which this one was chosen, itself included. The card names them: a sweep that is run later must not change what is told.</summary>
    internal static IReadOnlyList<ExperimentRun> Tried(Experiments experiments, ModelCard card) =>
        card.Contenders is { } contenders
            ?
            [
                .. contenders
                    .Select(each => experiments.Of(card.Run.Domain, card.Run.Study, each.Run!))
                    .OfType<ExperimentRun>()
                    .OrderBy(each => each.Learner, StringComparer.Ordinal)
                    .ThenBy(each => each.Parameters["clusters"]),
            ]
            : [card.Run];

    private static Finding Choice(ExperimentRun champion, ExperimentRun[] tried)
    {
        var table = new Frame(
            TextColumn.FromValues("learner", tried.Select(each => each.Learner)),
            new Column<int>("clusters", [.. tried.Select(each => (int)each.Parameters["clusters"])]),
            new Column<double>("silhouette", [.. tried.Select(each => Math.Round(each.Score.Value, 4))]),
            Column<double>.FromNullable(
                "stability",
                tried.Select(each => each.Metrics.TryGetValue("stability", out var value) ? Math.Round(value.Value, 4) : (double?)null)
            ),
            Column<double>.FromNullable(
                "bic",
                tried.Select(each => each.Metrics.TryGetValue("bic", out var value) ? Math.Round(value.Value, 1) : (double?)null)
            )
        );
        return new Finding(
            "choice",
            "Why so many?",
            Chosen(champion, tried),
            table,
            table["clusters"].ToDoubles().Distinct().Count() < 2
                ? null
                : Plot.Line(table, "clusters", "silhouette", "learner", "Silhouette by number of groups", markers: true)
                    .XAxis("Groups")
                    .YAxis("Silhouette", from: 0)
        );
    }

    /// <summary>Which clustering the rule takes, which ones it passes over, and whether the champion is the one.</summary>
    internal static string Chosen(ExperimentRun champion, ExperimentRun[] tried)
    {
        string Named(ExperimentRun run) => Invariant($"{run.Learner} with {run.Parameters["clusters"]:0} groups");
        var least = champion.LeastStability ?? double.NegativeInfinity;
        double Stability(ExperimentRun run) =>
            run.Metrics.TryGetValue(ClusterMeasures.Stability, out var measured) ? measured.Value : double.NaN;
        ExperimentRun[] stable =
        [
            .. tried
                .Where(run => Stability(run) >= least)
                .OrderByDescending(run => run.Score.Value)
                .ThenBy(run => run.Id, StringComparer.Ordinal),
        ];
        if (stable.Length == 0)
        {
            return Invariant($"Of {tried.Length} clusterings none has a stability of {least:0.00} or more, so none may be chosen.");
        }

        var text = Invariant(
            $"The rule is the highest silhouette among those whose stability is {least:0.00} or more, which {stable.Length} of {tried.Length} clusterings reach: {Named(stable[0])}, {stable[0].Score.Value:0.000}."
        );
        if (champion.Id != stable[0].Id)
        {
            text += Invariant(
                $" In force is {Named(champion)} with {champion.Score.Value:0.000}: it is replaced only by one that is better by the study's margin."
            );
        }

        var higher = tried
            .Where(run => Stability(run) < least && run.Score.Value > stable[0].Score.Value)
            .OrderByDescending(run => run.Score.Value)
            .ThenBy(run => run.Id, StringComparer.Ordinal)
            .ToArray();
        return higher.Length == 0
            ? text
            : text
                + Invariant(
                    $" Passed over for their stability although their silhouette is higher: {string.Join(", ", higher.Select(run => Invariant($"{Named(run)} (silhouette {run.Score.Value:0.000}, stability {Stability(run):0.00})")))}."
                );
    }
}
