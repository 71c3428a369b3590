using System.Globalization;
using Analytics.Charts;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What a reader wants to know of the model in force: how good it is, how sure that is, what it looks at, where it errs.</summary>
public static class ModelReport
{
    /// <summary>
    /// Findings <c>examples, scores, roc, precision-recall, threshold, calibration, predicted, importance, shap, learning-curve, yardstick, original, leaks</c>, those
    /// that the kind of model has; for groups <c>groups, places, profile, choice, scores, leaks</c>.
    /// </summary>
    /// <exception cref="UsageException">The study has no champion.</exception>
    public static Report Of(Lake.Lake lake, string domain, string study)
    {
        var registry = new Registry(lake);
        var card = registry.Card(domain, study, registry.ChampionOf(domain, study)
            ?? throw new UsageException($"'{domain}/{study}' has no champion yet. Train one: dotnet script scripts/train.csx {domain} --study {study}"));
        var run = card.Run;
        var tables = new Experiments(lake).TablesOf(run);
        var figures = RunFigures.Of(run, tables);
        if (card.Clusters is { } clusters)
            return Clusters(lake, card, clusters, tables, figures);
        var findings = new List<Finding> { Examples(run), Scores(run) };
        if (tables.TryGetValue("thresholds.csv", out var points))
        {
            findings.Add(new Finding("roc", "Does it tell the two apart?", Say($"Of a random pair, one of each class, it ranks {run.Metrics["roc_auc"].Value:P0} the right way round; a coin would rank half."), points, figures["roc.svg"]));
            findings.Add(new Finding("precision-recall", "How many alarms are false?", Say($"Averaged over all thresholds {run.Metrics["average_precision"].Value:P0} of its alarms are true; raising alarms at random would give {run.Baseline.GetValueOrDefault("average_precision", double.NaN):P0}."), points, figures["precision-recall.svg"]));
        }

        if (run.Threshold is { } threshold)
            findings.Add(Decision(run, threshold, tables["test_scores.csv"], figures["confusion.svg"]));
        if (tables.TryGetValue("calibration.csv", out var calibration))
            findings.Add(Calibration(run, calibration, figures["calibration.svg"]));
        if (figures.TryGetValue("predicted.svg", out var predicted))
            findings.Add(new Finding("predicted", "How far off is a single prediction?", Say($"Half of the predictions lie within {MedianError(run, tables["test_scores.csv"]):0.##} of the truth."), tables["test_scores.csv"], predicted));
        if (tables.TryGetValue("importance.csv", out var importance))
            findings.Add(Importance(run, importance, figures["importance.svg"]));
        if (tables.TryGetValue("shap.csv", out var shap))
            findings.Add(new Finding("shap", "What moves a single prediction?", $"On average {shap["feature"][0]} moves it the most; the shares of all features add up to the prediction exactly.", shap, figures["shap.svg"]));
        if (tables.TryGetValue("learning_curve.csv", out var curve))
            findings.Add(Curve(curve, figures["learning-curve.svg"]));
        if (card.Yardstick is { Problem: null } yardstick)
        {
            findings.Add(new Finding("yardstick", $"How does it stand beside {yardstick.Name}?", string.Join(" ", yardstick.Metrics.Select(each => Say($"{each.Key}: {each.Value.Ours:0.000} against {each.Value.Theirs:0.000}."))),
                new Frame(TextColumn.FromValues("metric", yardstick.Metrics.Keys), new Column<double>("model", [.. yardstick.Metrics.Values.Select(each => each.Ours)]), new Column<double>("yardstick", [.. yardstick.Metrics.Values.Select(each => each.Theirs)]))));
        }

        if (card.Original is { } original)
            findings.Add(new Finding("original", "How was this done before?", Say($"The replaced system said {original.Claim}; its way, done again on this data, gives {original.Metric} {original.Value:0.000}. {original.Defect}"), new Frame()));
        findings.Add(new Finding("leaks", "Is it honest?", card.LeakGuard == "passed"
            ? "The leak guard passed: no feature, sum, difference or product of two separates the target by itself, none is known only afterwards, and no entity stands on both sides of the split."
            : $"{card.LeakGuard}.", new Frame()));
        return new Report($"{domain}/{study}", findings);
    }

    private static Report Clusters(Lake.Lake lake, ModelCard card, IReadOnlyList<ClusterProfile> clusters, IReadOnlyDictionary<string, Frame> tables, SortedDictionary<string, Figure> figures)
    {
        var (run, groups) = (card.Run, tables["clusters.csv"]);
        var largest = clusters.OrderByDescending(each => each.Rows).First();
        var findings = new List<Finding>
        {
            new("groups", "Which groups are there?", Say($"{clusters.Count}. The largest is {largest.Name} with {largest.Share:P0} of {run.TrainRows:N0}: {largest.Profile}"), groups.Select("name", "profile", "rows", "share")),
        };
        if (figures.TryGetValue("clusters.svg", out var places))
        {
            var variance = tables["axes.csv"]["variance"].ToDoubles();
            findings.Add(new Finding("places", "Are they apart?", Say($"Drawn along the two directions of greatest variance, which hold {variance[0] + variance[1]:P0} of it; what lies on top of each other here may be apart in the others."), tables["places.csv"], places));
        }

        findings.Add(new Finding("profile", "What sets them apart?", "The number in a cell says how many standard deviations the mean of a group lies above the mean of all, or below it where it is negative.", groups, figures["profile.svg"]));
        ExperimentRun[] tried = [.. new Experiments(lake).List(run.Domain, run.Study).Where(each => each.Code == run.Code && each.Inputs.SequenceEqual(run.Inputs) && each.Seed == run.Seed && each.Features.SequenceEqual(run.Features)).OrderBy(each => each.Learner, StringComparer.Ordinal).ThenBy(each => each.Parameters["clusters"])];
        if (tried.Length > 1)
            findings.Add(Choice(run, tried));
        var stable = run.Metrics.TryGetValue("stability", out var stability) ? Say($" Fitted from other seeds the same rows fall together with an adjusted Rand index of {stability.Value:0.00} (1 is the same, 0 is chance).") : "";
        var baseline = run.Baseline[run.Metric];
        findings.Add(new Finding("scores", "Are they real?",
            Say($"Silhouette {run.Score.Value:0.000}, between {run.Score.Lower:0.000} and {run.Score.Upper:0.000}; with each feature shuffled on its own it is {baseline:0.000}, so {(run.Score.Lower > baseline ? "what joins the features makes the groups" : "the groups owe more to the shape of single features than to what joins them")}.{stable}"),
            new Frame(TextColumn.FromValues("metric", run.Metrics.Keys), new Column<double>("value", [.. run.Metrics.Values.Select(each => each.Value)]))));
        findings.Add(new Finding("leaks", "Is it honest?", $"The leak guard: {card.LeakGuard}.", new Frame()));
        return new Report($"{run.Domain}/{run.Study}", findings);
    }

    private static Finding Choice(ExperimentRun champion, ExperimentRun[] tried)
    {
        var table = new Frame(
            TextColumn.FromValues("learner", tried.Select(each => each.Learner)),
            new Column<int>("clusters", [.. tried.Select(each => (int)each.Parameters["clusters"])]),
            new Column<double>("silhouette", [.. tried.Select(each => Math.Round(each.Score.Value, 4))]),
            Column<double>.FromNullable("stability", tried.Select(each => each.Metrics.TryGetValue("stability", out var value) ? Math.Round(value.Value, 4) : (double?)null)),
            Column<double>.FromNullable("bic", tried.Select(each => each.Metrics.TryGetValue("bic", out var value) ? Math.Round(value.Value, 1) : (double?)null)));
        return new Finding("choice", "Why so many?", Say($"Of {tried.Length} clusterings {champion.Learner} with {champion.Parameters["clusters"]:0} groups has the highest silhouette."), table,
            table["clusters"].ToDoubles().Distinct().Count() < 2 ? null : Plot.Line(table, "clusters", "silhouette", "learner", "Silhouette by number of groups", markers: true).XAxis("Groups").YAxis("Silhouette", from: 0));
    }

    private static Finding Examples(ExperimentRun run)
    {
        var rows = new Frame(TextColumn.FromValues("side", ["train", "validate", "test"]), new Column<int>("rows", [run.TrainRows, run.ValidationRows, run.TestRows]));
        var balance = run.Balance.Count == 0 ? "" : Say($" {run.Balance[run.Classes[^1]]:P1} of the training rows are '{run.Classes[^1]}'.");
        return new Finding("examples", "What does it learn from?", Say($"{run.TrainRows:N0} rows train, {run.ValidationRows:N0} choose threshold and calibration, {run.TestRows:N0} only measure; divided {run.Split}.{balance}"), rows,
            run.Balance.Count == 0 ? null : Plot.Bar(run.Classes.ToArray(), run.Classes.Select(name => run.Balance[name]).ToArray(), "Share of the training rows").XAxis(run.Target, category: true).YAxis("Share", percent: true, from: 0).Sized(520, 320));
    }

    private static Finding Scores(ExperimentRun run)
    {
        var names = run.Metrics.Keys.ToArray();
        var table = new Frame(
            TextColumn.FromValues("metric", names),
            new Column<double>("value", [.. run.Metrics.Values.Select(each => each.Value)]),
            new Column<double>("lower", [.. run.Metrics.Values.Select(each => each.Lower)]),
            new Column<double>("upper", [.. run.Metrics.Values.Select(each => each.Upper)]),
            Column<double>.FromNullable("baseline", names.Select(name => run.Baseline.TryGetValue(name, out var value) ? value : (double?)null)));
        // Bars are for what lies between 0 and 1 and is better when higher; the table holds all.
        string[] drawn = [.. names.Where(name => run.Metrics[name].Value is >= 0 and <= 1 && name is not ("brier" or "log_loss" or "mae" or "rmse" or "mape"))];
        var figure = drawn.Length == 0 ? null : Plot.Bar(drawn, drawn.Select(name => run.Metrics[name].Value).ToArray(), "Test rows, with 95 % intervals", "model", error: drawn.Select(name => (run.Metrics[name].Upper - run.Metrics[name].Lower) / 2).ToArray())
            .And(Plot.Bar(drawn, drawn.Select(name => Math.Max(0, run.Baseline.GetValueOrDefault(name, double.NaN))).ToArray(), name: "ignoring the features")).XAxis("", category: true).YAxis("", from: 0);
        var score = run.Score;
        var baseline = run.Baseline.TryGetValue(run.Metric, out var ignoring) ? Say($" A model that ignores the features gets {ignoring:0.000}.") : "";
        return new Finding("scores", "How good is it, and how sure is that?", Say($"{run.Metric} {score.Value:0.000} on rows that it never saw, with 95 % certainty between {score.Lower:0.000} and {score.Upper:0.000}.{baseline}"), table, figure);
    }

    private static Finding Decision(ExperimentRun run, double threshold, Frame scores, Figure figure)
    {
        var counts = RunFigures.Counts(run, scores);
        var table = new Frame([TextColumn.FromValues("truth", run.Classes), .. run.Classes.Select((name, column) => new Column<long>($"predicted {name}", [counts[0, column], counts[1, column]]))]);
        return new Finding("threshold", "Where is the line drawn, and what does it cost?",
            Say($"From a probability of {threshold:0.00} on it says '{run.Classes[1]}': the highest F1 on the validation rows. On the test rows {counts[1, 1]:N0} of {counts[1, 0] + counts[1, 1]:N0} are found, with {counts[0, 1]:N0} false alarms."), table, figure);
    }

    private static Finding Calibration(ExperimentRun run, Frame calibration, Figure figure)
    {
        var (predicted, observed, rows) = (calibration["predicted"].ToDoubles(), calibration["observed"].ToDoubles(), calibration["rows"].ToDoubles());
        var gap = predicted.Select((value, i) => Math.Abs(value - observed[i]) * rows[i]).Sum() / rows.Sum();
        return new Finding("calibration", "Does 70 % mean 70 %?", Say($"On average a stated probability is {gap:P1} away from the share observed; Brier score {run.Metrics["brier"].Value:0.000}."), calibration, figure);
    }

    private static Finding Importance(ExperimentRun run, Frame importance, Figure figure)
    {
        var names = importance.Text("feature");
        var useless = importance["importance"].ToDoubles().Count(value => value <= 0);
        return new Finding("importance", "What does it look at?",
            Say($"Most at {names[0]}: shuffled, it costs {importance["importance"].ToDoubles()[0]:0.000}. {useless} of {run.Features.Count} features could be shuffled without a loss."), importance, figure);
    }

    private static Finding Curve(Frame curve, Figure figure)
    {
        var (rows, test) = (curve["rows"].ToDoubles(), curve["test"].ToDoubles());
        var gain = test.Length < 2 ? 0 : test[^1] - test[^2];
        return new Finding("learning-curve", "Would more data help?",
            Say($"From {rows[Math.Max(0, rows.Length - 2)]:N0} to {rows[^1]:N0} rows the test score went {(gain >= 0 ? "up" : "down")} by {Math.Abs(gain):0.000}: {(gain > 0.005 ? "more rows would help still" : "more rows of this kind would help little; other features might")}."), curve, figure);
    }

    private static double MedianError(ExperimentRun run, Frame scores)
    {
        var (truth, predicted) = (scores[run.Target].ToDoubles(), scores["predicted"].ToDoubles());
        var errors = truth.Select((value, row) => Math.Abs(value - predicted[row])).Order().ToArray();
        return errors[errors.Length / 2];
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
