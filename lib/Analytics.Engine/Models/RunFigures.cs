using Analytics.Charts;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>The pictures of a run, drawn from its facts and its tables alone, so that they look the same when drawn again years later.</summary>
internal static class RunFigures
{
    /// <summary>File name → figure; those that the run's tables have no numbers for are left out.</summary>
    public static SortedDictionary<string, Figure> Of(ExperimentRun run, IReadOnlyDictionary<string, Frame> tables)
    {
        var figures = new SortedDictionary<string, Figure>(StringComparer.Ordinal);
        if (tables.TryGetValue("importance.csv", out var importance))
        {
            figures["importance.svg"] = Plot.Importance(
                importance["feature"]!,
                importance["importance"]!,
                importance["deviation"],
                title: "What the score loses when a feature is shuffled"
            );
        }

        if (tables.TryGetValue("learning_curve.csv", out var curve))
        {
            figures["learning-curve.svg"] = Plot.Line(curve["rows"]!, curve["train"]!, "Learning curve", "training", markers: true)
                .And(Plot.Line(curve["rows"]!, curve["test"]!, name: "test", markers: true))
                .XAxis("Training rows")
                .YAxis(MetricNames.Of(CurveMetric(run)) + (Measures.IsLowerBetter(CurveMetric(run)) ? ", lower is better" : ""));
        }

        if (tables.TryGetValue("shap.csv", out var shap))
        {
            // Tables from before there was a standard error, or a unit, are drawn as they were.
            var moved = shap.TryGet("unit", out var unit) ? $"the {unit[0]}" : "the margin";
            figures["shap.svg"] = shap.TryGet("standard_error", out var error)
                ? Plot.Importance(
                    shap["feature"]!,
                    shap["mean_absolute"]!,
                    error,
                    title: FormattableString.Invariant(
                        $"How far a feature moves {moved} (SHAP, {shap["rows"].ToDoubles()[0]:0} rows, standard error)"
                    )
                )
                : Plot.Importance(shap["feature"]!, shap["mean_absolute"]!, title: $"How far a feature moves {moved} (SHAP)");
        }

        if (tables.TryGetValue("thresholds.csv", out var points))
        {
            double[] tpr = [0, .. points["true_positive_rate"].ToDoubles()],
                fpr = [0, .. points["false_positive_rate"].ToDoubles()];
            figures["roc.svg"] = Plot.Roc(fpr, tpr, ValueOf(run, "roc_auc"));
            figures["precision-recall.svg"] = Plot.PrecisionRecall(
                points["true_positive_rate"]!,
                points["precision"]!,
                ValueOf(run, "average_precision"),
                Prevalence(run, tables["test_scores.csv"])
            );
        }

        if (tables.TryGetValue("calibration.csv", out var calibration))
        {
            figures["calibration.svg"] = Reliability(calibration);
        }

        if (tables.TryGetValue("clusters.csv", out var clusters))
        {
            figures["profile.svg"] = Means(clusters);
        }

        if (tables.TryGetValue("places.csv", out var places))
        {
            var variance = tables["axes.csv"]["variance"].ToDoubles();
            figures["clusters.svg"] = Plot.Scatter(places, "pc1", "pc2", "name", "The groups along the two directions of greatest variance")
                .XAxis(FormattableString.Invariant($"First direction, {variance[0]:P0} of the variance"))
                .YAxis(FormattableString.Invariant($"Second, {variance[1]:P0}"));
        }

        if (tables.TryGetValue("test_scores.csv", out var scores))
        {
            if (run.Classes.Count > 0)
            {
                figures["confusion.svg"] = Plot.ConfusionMatrix(Counts(run, scores), ClassWord.Of(run));
            }
            else
            {
                figures["predicted.svg"] = Plot.Scatter(scores["predicted"]!, scores[run.Target]!, "Predicted and true, test rows")
                    .XAxis("Predicted")
                    .YAxis("True");
            }
        }

        return figures;
    }

    /// <summary>The curve, and the ends of each share's 95 % interval where the table has them.</summary>
    private static Figure Reliability(Frame calibration)
    {
        var figure = Plot.Calibration(
            calibration["predicted"]!,
            calibration["observed"]!,
            calibration["rows"],
            title: "Calibration, with 95 % intervals"
        );
        return calibration.TryGet("lower", out var lower) && calibration.TryGet("upper", out var upper)
            ? figure
                .And(Plot.Line(calibration["predicted"]!, lower!, name: "lower end", dashed: true))
                .And(Plot.Line(calibration["predicted"]!, upper!, name: "upper end", dashed: true))
            : figure;
    }

    /// <summary>What learning curves and importances of a run measure: the first metric that suits its target.</summary>
    public static string CurveMetric(ExperimentRun run) =>
        (
            run.Classes.Count switch
            {
                0 => Metric.Rmse,
                2 => Metric.RocAuc,
                _ => Metric.MacroF1,
            }
        ).Name;

    /// <summary>Test rows by true class (rows) and predicted class (columns).</summary>
    public static long[,] Counts(ExperimentRun run, Frame scores)
    {
        var counts = new long[run.Classes.Count, run.Classes.Count];
        var (truth, predicted) = (scores[run.Target], scores["predicted"]);
        for (var row = 0; row < scores.RowCount; row++)
        {
            counts[CodeOf(run, truth[row]), CodeOf(run, predicted[row])]++;
        }

        return counts;
    }

    /// <summary>How many standard deviations a group's mean lies from that of all.</summary>
    public static Figure Means(Frame clusters)
    {
        const string Prefix = "apart.";
        string[] features =
        [
            .. clusters.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]),
        ];
        var z = new double[clusters.RowCount, features.Length];
        foreach (var (column, feature) in features.Index())
        {
            foreach (var (row, value) in clusters[Prefix + feature].ToDoubles().Index())
            {
                z[row, column] = Math.Round(value, 2);
            }
        }

        return Plot.HeatMap(
            features.Select(ColumnWords.Plain).ToArray(),
            clusters["name"]!,
            z,
            "What sets the groups apart",
            "standard deviations from the mean",
            ColorScale.Diverging,
            showValues: true
        );
    }

    /// <summary>Share of the positive class of two.</summary>
    public static double Prevalence(ExperimentRun run, Frame scores)
    {
        var counts = Counts(run, scores);
        return (counts[1, 0] + counts[1, 1]) / (double)scores.RowCount;
    }

    private static int CodeOf(ExperimentRun run, object? value)
    {
        var word = ClassWord.Of(value);
        return run.Classes.Index().First(pair => pair.Item == word).Index;
    }

    private static double ValueOf(ExperimentRun run, string metric) =>
        run.Metrics.TryGetValue(metric, out var measured) ? measured.Value : double.NaN;
}
