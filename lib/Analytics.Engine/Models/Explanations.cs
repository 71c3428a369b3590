using Analytics.Charts;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What is measured beside the scores: importances, learning curve, calibration, the reference for drift; as tables and as pictures.</summary>
internal static class Explanations
{
    private const int MostExplained = 1000;
    private const int MostPermuted = 20_000;

    /// <summary>File name → table.</summary>
    public static SortedDictionary<string, Frame> Tables(TrainedPredictor trained, PredictionStudy study, CancellationToken cancellation)
    {
        var test = trained.TestFrame;
        var tables = new SortedDictionary<string, Frame>(StringComparer.Ordinal)
        {
            ["importance.csv"] = PermutationImportance.Of(trained.Predictor, Some(test, MostPermuted), Metric.For(trained.Predictor.Target)[0], 3, trained.Run.Seed, cancellation: cancellation),
            ["learning_curve.csv"] = Curve(trained, study, cancellation),
            ["profile.csv"] = trained.Examples.Frame.Take(trained.Sides.Train).Select(trained.Recipe.Features).Describe(),
            ["test_scores.csv"] = Scores(trained, study, test),
        };
        if (trained.Fitted is TreePredictor trees)
            tables["shap.csv"] = Shap(trees, Some(test, MostExplained));
        if (trained.Run.Threshold is not null)
        {
            var evaluation = Evaluation.Of(trained.Predictor, test);
            tables["calibration.csv"] = CalibrationCurve.Of(evaluation.Truth.Codes, evaluation.Prediction.Values);
            tables["thresholds.csv"] = evaluation.Points.ToFrame();
        }

        return tables;
    }

    /// <summary>File name → figure.</summary>
    public static SortedDictionary<string, Figure> Figures(TrainedPredictor trained, IReadOnlyDictionary<string, Frame> tables)
    {
        var (importance, curve) = (tables["importance.csv"], tables["learning_curve.csv"]);
        var figures = new SortedDictionary<string, Figure>(StringComparer.Ordinal)
        {
            ["importance.svg"] = Plot.Importance(importance["feature"]!, importance["importance"]!, importance["deviation"], title: "What the score loses when a feature is shuffled"),
            ["learning-curve.svg"] = Plot.Line(curve["rows"]!, curve["train"]!, "Learning curve", "training", markers: true).And(Plot.Line(curve["rows"]!, curve["test"]!, name: "test", markers: true))
                .XAxis("Training rows").YAxis(Metric.For(trained.Predictor.Target)[0].Name),
        };
        if (tables.TryGetValue("shap.csv", out var shap))
            figures["shap.svg"] = Plot.Importance(shap["feature"]!, shap["mean_absolute"]!, title: "How far a feature moves the margin (TreeSHAP)");
        if (trained.Run.Threshold is { } threshold)
        {
            var (points, calibration) = (tables["thresholds.csv"], tables["calibration.csv"]);
            var evaluation = Evaluation.Of(trained.Predictor, trained.TestFrame);
            double[] tpr = [0, .. points["true_positive_rate"].ToDoubles()], fpr = [0, .. points["false_positive_rate"].ToDoubles()];
            figures["roc.svg"] = Plot.Roc(fpr, tpr, evaluation.Points.RocAuc);
            figures["precision-recall.svg"] = Plot.PrecisionRecall(points["true_positive_rate"]!, points["precision"]!, evaluation.Points.AveragePrecision, evaluation.Truth.Values.Average());
            figures["calibration.svg"] = Plot.Calibration(calibration["predicted"]!, calibration["observed"]!, calibration["rows"]);
            figures["confusion.svg"] = Plot.ConfusionMatrix(Counts(Measures.Decide(evaluation.Truth, evaluation.Prediction, threshold)), trained.Run.Classes);
        }

        return figures;
    }

    private static Frame Curve(TrainedPredictor trained, PredictionStudy study, CancellationToken cancellation)
    {
        var frame = trained.Examples.Frame;
        var options = new FitOptions { Features = trained.Recipe.Features, Validation = frame.Take(trained.Sides.Validation), Cancellation = cancellation };
        var learner = study.LearnerOf(trained.Recipe).Make(new LearnerParameters(trained.Recipe.Parameters, trained.Run.Seed));
        return LearningCurve.Of(learner, frame, study.Target, new Split(trained.Sides.Train, trained.Sides.Test), Metric.For(trained.Predictor.Target)[0], [0.25, 0.5, 0.75, 1], trained.Run.Seed, options);
    }

    private static Frame Shap(TreePredictor trees, Frame rows)
    {
        var explanation = trees.Explain(rows);
        var width = explanation.Outputs;
        var means = Enumerable.Range(0, width).Select(output => explanation.MeanAbsolute(output)).ToArray();
        var ranked = trees.Schema.Names.Select((name, feature) => (Name: name, Mean: means.Average(of => of[feature]))).OrderByDescending(each => each.Mean).ToArray();
        return new Frame(TextColumn.FromValues("feature", ranked.Select(each => each.Name)), new Column<double>("mean_absolute", [.. ranked.Select(each => each.Mean)]));
    }

    private static Frame Scores(TrainedPredictor trained, PredictionStudy study, Frame test)
    {
        var prediction = trained.Predictor.Predict(test);
        return new Frame([test[study.Key], test[study.Target], .. ScoreColumns.Of(prediction, trained.Run.Threshold)]);
    }

    private static long[,] Counts(Confusion confusion)
    {
        var size = confusion.Classes.Count;
        var counts = new long[size, size];
        for (var truth = 0; truth < size; truth++)
        {
            for (var predicted = 0; predicted < size; predicted++)
                counts[truth, predicted] = (long)confusion[truth, predicted];
        }

        return counts;
    }

    private static Frame Some(Frame frame, int most)
    {
        var step = (frame.RowCount + most - 1) / most;
        return step <= 1 ? frame : frame.Take([.. Enumerable.Range(0, frame.RowCount).Where(row => row % step == 0)]);
    }
}
