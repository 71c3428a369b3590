using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What fitting a learner gives.</summary>
/// <param name="Raw">As the learner gave it.</param>
/// <param name="Model">Calibrated, where the target has two classes; otherwise the same.</param>
/// <param name="Calibration">How it was calibrated, in words; null for no two classes.</param>
/// <param name="Threshold">From which probability on it decides for the second class; null for no two classes.</param>
/// <param name="Stopping">0-based validation rows that the fit looked at.</param>
internal sealed record FittedModel(Predictor Raw, Predictor Model, string? Calibration, double? Threshold, int[] Stopping)
{
    /// <summary>Fits a learner, and of two classes calibrates the probabilities on validation rows that did not stop the fit and draws the line where it is cheapest on them.</summary>
    /// <param name="study">What is predicted.</param>
    /// <param name="named">The learner.</param>
    /// <param name="recipe">Its parameters and features.</param>
    /// <param name="seed">As of the run.</param>
    /// <param name="frame">All rows.</param>
    /// <param name="train">0-based rows that teach.</param>
    /// <param name="validation">0-based rows that stop the fit and calibrate it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static FittedModel Of(
        PredictionStudy study,
        NamedLearner named,
        Recipe recipe,
        int seed,
        Frame frame,
        int[] train,
        int[] validation,
        CancellationToken cancellation
    )
    {
        var learner = named.Make(new LearnerParameters(recipe.Parameters, seed));
        var (stopping, calibrating) =
            learner.LooksAtValidation() && frame[study.Target].Type is ColumnType.Bool or ColumnType.Text
                ? Engine.Calibration.Halve(study.Split, frame, study.Key, study.Target, validation)
                : (validation, validation);
        var options = new FitOptions
        {
            Features = recipe.Features,
            Validation = frame.Take(stopping),
            Cancellation = cancellation,
        };
        var raw = learner.Fit(frame.Take(train), study.Target, options);
        if (raw.Target.Classes.Count != 2)
        {
            return new FittedModel(raw, raw, null, null, stopping);
        }

        var rows = frame.Take(calibrating);
        // The constant has one probability: there is nothing to bend.
        var (model, curve) =
            named.Name == BuiltIn.Constant ? (raw, "no curve, for one probability needs none,") : Engine.Calibration.Of(raw, rows);
        var stopped =
            !learner.LooksAtValidation() ? ""
            : stopping == calibrating ? ", which stopped the fit too"
            : Invariant($"; {stopping.Length:N0} others stopped the fit");
        var words = Invariant($"{curve} over {calibrating.Length:N0} validation rows{stopped}");
        return new FittedModel(raw, model, words, study.Costs.Threshold(Evaluation.Of(model, rows).Points), stopping);
    }
}
