using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What is measured beside the scores: importances, learning curve, calibration, the reference for drift; as tables. <see cref="RunFigures"/> draws them.</summary>
internal static class Explanations
{
    /// <summary>Rows × leaves of all trees that are explained: about a second's work. The table says how far the means may be off for that.</summary>
    private const long ExplainedLeaves = 1_000_000;

    private const int FewestExplained = 50;
    private const int MostExplained = 300;
    private const int MostPermuted = 20_000;

    /// <summary>File name → table.</summary>
    public static SortedDictionary<string, Frame> Tables(
        TrainedPredictor trained,
        PredictionStudy study,
        StageTimes times,
        CancellationToken cancellation
    )
    {
        var test = trained.TestFrame;
        var tables = new SortedDictionary<string, Frame>(StringComparer.Ordinal)
        {
            ["importance.csv"] = times.Of(
                "measure shuffled features",
                () =>
                    PermutationImportance.Of(
                        trained.Predictor,
                        Some(test, MostPermuted),
                        Metric.For(trained.Predictor.Target)[0],
                        3,
                        trained.Run.Seed,
                        cancellation: cancellation
                    )
            ),
            ["learning_curve.csv"] = times.Of("fit on fewer rows", () => Curve(trained, study, cancellation)),
            ["profile.csv"] = trained.Examples.Frame.Take(trained.Sides.Train).Select(trained.Recipe.Features).Describe(),
            ["test_scores.csv"] = Scores(trained, study, test),
        };
        var most = (int)Math.Clamp(ExplainedLeaves / Contributions.LeavesOf(trained.Fitted), FewestExplained, MostExplained);
        if (times.Of("explain rows", () => Shap(trained.Fitted, Some(test, most))) is { } shap)
        {
            tables["shap.csv"] = shap;
        }

        if (trained.Run.Threshold is not null)
        {
            var evaluation = Evaluation.Of(trained.Predictor, test);
            tables["calibration.csv"] = Reliability(evaluation, study.Split.BlocksOf(test, study.Key));
            tables["thresholds.csv"] = evaluation.Points.ToFrame();
        }

        return tables;
    }

    /// <summary>Tenths of equally many rows, with the interval of each observed share, and how much more the shares vary than those of independent rows.</summary>
    private static Frame Reliability(Evaluation evaluation, Blocks blocks)
    {
        var (truth, stated) = (evaluation.Truth.Codes, evaluation.Prediction.Values);
        var curve = CalibrationCurve.Of(truth, stated, by: Borders.Quantiles);
        var effect = DesignEffect.Of(
            CalibrationCurve.BinsOf(stated, by: Borders.Quantiles),
            [.. truth.Select((code, row) => code - stated[row])],
            blocks.Of
        );
        curve = curve.With(Column<double>.FromNullable("effect", Enumerable.Repeat(effect, curve.RowCount)));
        var groups = curve["observed"]
            .ToDoubles()
            .Zip(curve["rows"].ToDoubles(), (share, rows) => new Group("", share * rows, rows).Interval)
            .ToArray();
        return curve
            .With(new Column<double>("lower", [.. groups.Select(each => each.Lower)]))
            .With(new Column<double>("upper", [.. groups.Select(each => each.Upper)]));
    }

    private static Frame Curve(TrainedPredictor trained, PredictionStudy study, CancellationToken cancellation)
    {
        var frame = trained.Examples.Frame;
        var options = new FitOptions
        {
            Features = trained.Recipe.Features,
            Validation = frame.Take(trained.Stopping),
            Cancellation = cancellation,
        };
        var learner = study.LearnerOf(trained.Recipe).Make(new LearnerParameters(trained.Recipe.Parameters, trained.Run.Seed));
        return LearningCurve.Of(
            learner,
            frame,
            study.Target,
            new Split(trained.Sides.Train, trained.Sides.Test),
            Metric.For(trained.Predictor.Target)[0],
            [0.25, 0.5, 0.75, 1],
            trained.Run.Seed,
            options,
            trained.Fitted
        );
    }

    /// <summary>Mean distance by feature, over the outputs, with the standard error that so few rows leave; null for a model that has no account of its predictions.</summary>
    internal static Frame? Shap(Model model, Frame rows)
    {
        if (Contributions.OfEach(model, rows) is not [var first, ..] accounts)
        {
            return null;
        }

        var ranked = first
            .Features.Select(
                (name, feature) =>
                {
                    var moved = Enumerable
                        .Range(0, rows.RowCount)
                        .Select(row => accounts.Average(account => Math.Abs(account.Values[row, feature])))
                        .ToArray();
                    return (Name: name, Mean: moved.Average(), Error: Estimates.ErrorOf(moved));
                }
            )
            .OrderByDescending(each => each.Mean)
            .ToArray();
        return new Frame(
            TextColumn.FromValues("feature", ranked.Select(each => each.Name)),
            new Column<double>("mean_absolute", [.. ranked.Select(each => each.Mean)]),
            new Column<double>("standard_error", [.. ranked.Select(each => each.Error)]),
            new Column<int>("rows", [.. ranked.Select(_ => rows.RowCount)]),
            TextColumn.FromValues("unit", ranked.Select(_ => first.Unit))
        );
    }

    private static Frame Scores(TrainedPredictor trained, PredictionStudy study, Frame test)
    {
        var prediction = trained.Predictor.Predict(test);
        return new Frame([test[study.Key], test[study.Target], .. ScoreColumns.Of(prediction, trained.Run)]);
    }

    private static Frame Some(Frame frame, int most)
    {
        var step = (frame.RowCount + most - 1) / most;
        return step <= 1 ? frame : frame.Take([.. Enumerable.Range(0, frame.RowCount).Where(row => row % step == 0)]);
    }
}
