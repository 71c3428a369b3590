using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>
/// What a reader wants to know of a model: how good it is, how sure that is, what it looks at, where it errs. What a sentence claims comes from
/// <see cref="ModelClaims"/>, so that it can say no.
/// </summary>
public static partial class ModelReport
{
    private const string Moves = "What moves a single prediction?";

    /// <summary>
    /// Findings <c>examples, scores, roc, precision-recall, threshold, calibration, predicted, importance, shap, learning-curve, yardstick, original, leaks</c>, those
    /// that the kind of model has; for groups <c>groups, places, profile, choice, scores, leaks</c>.
    /// </summary>
    /// <exception cref="UsageException">The study has no champion.</exception>
    public static Report Of(Lake.Lake lake, string domain, string study)
    {
        var registry = new Registry(lake);
        return Of(
            lake,
            registry.Card(
                domain,
                study,
                registry.ChampionOf(domain, study)
                    ?? throw new UsageException(
                        $"'{domain}/{study}' has no champion yet. Train one: dotnet script scripts/train.csx {domain} --study {study}"
                    )
            )
        );
    }

    /// <summary>The same of a run that was explained, champion or not: the last one of a training.</summary>
    public static Report Of(Lake.Lake lake, ExperimentRun run)
    {
        var report = Of(lake, new Experiments(lake).CardOf(run));
        var registry = new Registry(lake);
        var isInForce = registry.Champion(run.Domain, run.Study).Card?.Run.Id == run.Id;
        return isInForce ? report : report with { Title = $"{report.Title}, run {run.Id}, which is not in force" };
    }

    /// <summary>The same of any version, by its card.</summary>
    public static Report Of(Lake.Lake lake, ModelCard card)
    {
        var run = card.Run;
        var tables = new Experiments(lake).TablesOf(run);
        var figures = RunFigures.Of(run, tables);
        if (card.Clusters is { } clusters)
        {
            return Clusters(lake, card, clusters, tables, figures);
        }

        var findings = new List<Finding> { Examples(run), Scores(run) };
        if (tables.TryGetValue("thresholds.csv", out var points))
        {
            findings.Add(new Finding("roc", "Does it tell the two apart?", Ranks(run.Metrics["roc_auc"]), points, figures["roc.svg"]));
            findings.Add(
                new Finding("precision-recall", "How many alarms are false?", Precision(run), points, figures["precision-recall.svg"])
            );
        }

        if (run.Threshold is { } threshold)
        {
            findings.Add(Decision(run, threshold, figures["confusion.svg"]));
        }

        if (tables.TryGetValue("calibration.csv", out var calibration))
        {
            findings.Add(Calibration(run, calibration, figures["calibration.svg"]));
        }

        if (figures.TryGetValue("predicted.svg", out var predicted))
        {
            findings.Add(
                new Finding(
                    "predicted",
                    "How far off is a single prediction?",
                    ModelClaims.Error(run, MedianError(run, tables["test_scores.csv"])),
                    tables["test_scores.csv"],
                    predicted
                )
            );
        }

        if (tables.TryGetValue("importance.csv", out var importance))
        {
            findings.Add(Importance(run, importance, figures["importance.svg"]));
        }

        findings.Add(
            tables.TryGetValue("shap.csv", out var shap)
                ? new Finding("shap", Moves, ModelClaims.Moves(run, shap), shap, figures["shap.svg"])
                : new Finding(
                    "shap",
                    Moves,
                    $"No account of single predictions was made of this run: '{run.Learner}' has none, or the run was made before its kind had one. What each feature is worth over all test rows stands under 'importance'.",
                    new Frame()
                )
        );

        if (tables.TryGetValue("learning_curve.csv", out var curve))
        {
            findings.Add(Curve(run, curve, figures["learning-curve.svg"]));
        }

        if (card.Yardstick is { Problem: null } yardstick)
        {
            findings.Add(
                new Finding(
                    "yardstick",
                    $"How does it stand beside {yardstick.Name}?",
                    string.Join(
                        " ",
                        yardstick.Metrics.Select(each =>
                            Invariant($"{MetricNames.Of(each.Key)}: {each.Value.Ours:0.000} against {each.Value.Theirs:0.000}.")
                        )
                    ) + " Both on the same test rows; how sure the differences are was not measured.",
                    new Frame(
                        TextColumn.FromValues("metric", yardstick.Metrics.Keys.Select(MetricNames.Of)),
                        new Column<double>("model", [.. yardstick.Metrics.Values.Select(each => each.Ours)]),
                        new Column<double>("yardstick", [.. yardstick.Metrics.Values.Select(each => each.Theirs)])
                    )
                )
            );
        }

        if (card.Original is { } original)
        {
            findings.Add(
                new Finding(
                    "original",
                    "How was this done before?",
                    Invariant(
                        $"The replaced system said {original.Claim}; its way, done again on this data{(original.OwnLabel is { } label ? $" with its own label ({label})" : "")}, gives {original.Metric} {original.Value:0.000}. {original.Defect}"
                    ),
                    new Frame()
                )
            );
        }

        findings.Add(
            new Finding(
                "leaks",
                "Is it honest?",
                card.LeakGuard == "passed" ? $"The leak guard passed.{Searched(run)}" : $"{card.LeakGuard}.",
                new Frame()
            )
        );
        return new Report($"{run.Domain}/{run.Study}", [.. findings.Select(finding => InWords(run, finding))]);
    }

    /// <summary>An answer that names columns, measures and the class looked for as people do: what a run keeps of its training names them as programs do.</summary>
    private static Finding InWords(ExperimentRun run, Finding finding)
    {
        var told = run.Classes is ["false", "true"]
            ? finding.Answer.Replace("'true'", $"“{ClassWord.Of(run)[^1]}”", StringComparison.Ordinal)
            : finding.Answer;
        return finding with { Answer = ColumnWords.Text(MetricNames.InSentence(told)) };
    }

    /// <summary>What the leak guard looked for, as it says itself; empty for cards from before it said so.</summary>
    private static string Searched(ExperimentRun run) =>
        run.Searched.Count == 0 ? "" : $" It looked for {string.Join("; ", run.Searched)}. None of these was found.";

    private static Finding Examples(ExperimentRun run)
    {
        var rows = new Frame(
            TextColumn.FromValues("side", ["train", "validate", "test"]),
            new Column<int>("rows", [run.TrainRows, run.ValidationRows, run.TestRows])
        );
        var balance =
            run.Balance.Count == 0 ? "" : Invariant($" {run.Balance[run.Classes[^1]]:P1} of the training rows are '{run.Classes[^1]}'.");
        return new Finding(
            "examples",
            "What does it learn from?",
            Invariant(
                $"{run.TrainRows:N0} rows train, {run.ValidationRows:N0} choose threshold and calibration, {run.TestRows:N0} only measure; divided {run.Split}.{balance}{(run.Likeness is { } likeness ? $" The rows that validate beside those that test: {likeness.Text}" : "")}"
            ),
            rows,
            run.Balance.Count == 0
                ? null
                : Plot.Bar(run.Classes.ToArray(), run.Classes.Select(name => run.Balance[name]).ToArray(), "Share of the training rows")
                    .XAxis(run.Target, category: true)
                    .YAxis("Share", percent: true, from: 0)
                    .Sized(520, 320)
        );
    }

    private static Finding Scores(ExperimentRun run)
    {
        var names = run.Metrics.Keys.ToArray();
        var table = new Frame(
            TextColumn.FromValues("metric", names),
            new Column<double>("value", [.. run.Metrics.Values.Select(each => each.Value)]),
            new Column<double>("lower", [.. run.Metrics.Values.Select(each => each.Lower)]),
            new Column<double>("upper", [.. run.Metrics.Values.Select(each => each.Upper)]),
            Column<double>.FromNullable(
                "baseline",
                names.Select(name => run.Baseline.TryGetValue(name, out var value) ? value : (double?)null)
            )
        );
        // Bars are for what lies between 0 and 1, good or bad; the table holds all.
        string[] drawn = [.. names.Where(name => run.Metrics[name].Value is >= 0 and <= 1)];
        string[] labels = [.. drawn.Select(name => Measures.IsLowerBetter(name) ? name + " (lower is better)" : name)];
        var figure =
            drawn.Length == 0
                ? null
                : Plot.Bar(
                        labels,
                        drawn.Select(name => run.Metrics[name].Value).ToArray(),
                        "Test rows, with 95 % intervals",
                        "model",
                        error: drawn
                            .Select(name => run.Metrics[name] is { HasInterval: true } measured ? (measured.Upper - measured.Lower) / 2 : 0)
                            .ToArray()
                    )
                    .And(
                        Plot.Bar(
                            labels,
                            drawn.Select(name => Math.Max(0, run.Baseline.GetValueOrDefault(name, double.NaN))).ToArray(),
                            name: "ignoring the features"
                        )
                    )
                    .XAxis("", category: true)
                    .YAxis("", from: 0);
        return new Finding("scores", "How good is it, and how sure is that?", ModelClaims.AgainstBaseline(run), table, figure);
    }

    private static Claim Ranks(Measured auc) =>
        new(
            Invariant(
                $"Of a random pair, one of each class, it ranks {auc.Value:P0} the right way round{(auc.HasInterval ? Invariant($" (95 % interval {auc.Lower:P0} to {auc.Upper:P0})") : "")}; a coin would rank half{(auc.HasInterval && !ModelClaims.IsBeyond(auc, 0.5) ? ", and that is not seen to be less" : "")}."
            ),
            auc.HasInterval ? ModelClaims.IsBeyond(auc, 0.5) : null
        );

    private static Claim Precision(ExperimentRun run)
    {
        var (measured, random) = (run.Metrics["average_precision"], run.Baseline.GetValueOrDefault("average_precision", double.NaN));
        bool? isFound = measured.HasInterval && !double.IsNaN(random) ? ModelClaims.IsBeyond(measured, random) : null;
        var beside = double.IsNaN(random)
            ? ""
            : Invariant($" Alarms at random would give {random:0.000}{(isFound == false ? ", which is not seen to be less" : "")}.");
        return new Claim(
            Invariant(
                $"Average precision {measured.Value:0.000}{ModelClaims.Interval(measured)}: the share of true alarms at the threshold that just finds a case, averaged over the cases.{beside}"
            ),
            isFound
        );
    }

    private static Finding Decision(ExperimentRun run, double threshold, Figure figure)
    {
        var table = new Frame(
            TextColumn.FromValues("way", run.Alarms.Select(each => each.Way)),
            new Column<long>("says yes", [.. run.Alarms.Select(each => each.Raised)]),
            new Column<long>("right", [.. run.Alarms.Select(each => each.Right)]),
            new Column<long>("missed", [.. run.Alarms.Select(each => each.Missed)]),
            new Column<double>("cost per row", [.. run.Alarms.Select(each => each.Cost)]),
            new Column<double>("f1", [.. run.Alarms.Select(each => each.F1)])
        );
        var claim = ModelClaims.Deciding(run);
        var cost = run.Costs is { } costs ? $" Assumed costs: {costs}. {costs.Why}" : "";
        return new Finding(
            "threshold",
            "Where is the line drawn, and what does it cost?",
            claim with
            {
                Text = Invariant(
                    $"From a probability of {threshold:0.000} on it says '{run.Classes[1]}': the cheapest line on the validation rows.{cost} {claim.Text}"
                ),
            },
            table,
            figure
        );
    }

    private static Finding Calibration(ExperimentRun run, Frame calibration, Figure figure)
    {
        // Tables from before there was an effect took all rows for independent.
        double? effect = calibration.TryGet("effect", out var column)
            ? column.IsNull(0)
                ? null
                : column.ToDoubles()[0]
            : 1;
        var (gap, chance) = ModelClaims.Calibration(
            calibration["predicted"].ToDoubles(),
            calibration["observed"].ToDoubles(),
            calibration["rows"].ToDoubles(),
            effect ?? 1
        );
        bool? isOff = effect is null ? null : chance < Claims.Chance;
        var verdict = isOff switch
        {
            null => "and of one block whether that is more than chance gives cannot be told",
            true => "more than chance gives: the probabilities are off",
            false => "which chance alone would give too",
        };
        var test = isOff is null ? "" : Invariant($" (p = {chance:0.0000}{Effect(run, column is null ? null : effect)})");
        return new Finding(
            "calibration",
            "Does 70 % mean 70 %?",
            new Claim(
                Invariant(
                    $"On average a stated probability is {gap * 100:0.0} percentage points away from the share observed, {verdict}{test}; Brier score {run.Metrics["brier"].Value:0.000}."
                ),
                isOff
            ),
            calibration,
            figure
        );
    }

    private static string Effect(ExperimentRun run, double? effect) =>
        effect is not { } times ? ", as if all rows were independent"
        : run.Drawn is { } drawn && drawn.Blocks < run.TestRows
            ? Invariant($", with {drawn.Unit} for units: the shares vary {Math.Sqrt(times):0.0} times as far as those of independent rows")
        : "";

    private static Finding Importance(ExperimentRun run, Frame importance, Figure figure) =>
        new(
            "importance",
            "What does it look at?",
            ModelClaims.Importance(
                run,
                RunFigures.CurveMetric(run),
                [.. importance.Text("feature").Words()],
                importance["importance"].ToDoubles(),
                importance["deviation"].ToDoubles()
            ),
            importance,
            figure
        );

    private static Finding Curve(ExperimentRun run, Frame curve, Figure figure)
    {
        var metric = RunFigures.CurveMetric(run);
        return new Finding(
            "learning-curve",
            "Would more data help?",
            ModelClaims.Curve(metric, curve["rows"].ToDoubles(), curve["test"].ToDoubles(), run.Metrics.GetValueOrDefault(metric)),
            curve,
            figure
        );
    }

    private static double MedianError(ExperimentRun run, Frame scores)
    {
        var (truth, predicted) = (scores[run.Target].ToDoubles(), scores["predicted"].ToDoubles());
        var errors = truth.Select((value, row) => Math.Abs(value - predicted[row])).Order().ToArray();
        return errors[errors.Length / 2];
    }
}
