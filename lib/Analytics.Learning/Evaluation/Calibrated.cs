using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>How probabilities are bent towards what really happens.</summary>
public enum CalibrationMethod
{
    /// <summary>A sigmoid of the log-odds: two numbers, for few rows.</summary>
    Platt,

    /// <summary>A non-decreasing curve: for a thousand rows and more.</summary>
    Isotonic,
}

/// <summary>
/// A classifier whose probabilities are calibrated on rows that it was not fitted on: predictions out of folds fit the calibration, then
/// the learner is fitted on all rows. More than two classes are calibrated one against the rest and made to sum to 1.
/// </summary>
/// <param name="Learner">The classifier.</param>
public sealed record Calibrated(SupervisedLearner Learner) : SupervisedLearner
{
    /// <summary>Default: Platt's sigmoid.</summary>
    public CalibrationMethod Method { get; init; } = CalibrationMethod.Platt;

    /// <summary>Folds, 2…100. Default 5.</summary>
    public int Folds { get; init; } = 5;

    public override bool LooksAtValidation() => Learner.LooksAtValidation();

    internal override bool TakesMissing => Learner.TakesMissing;

    internal override bool TakesCategories => Learner.TakesCategories;

    internal override bool Classifies(ColumnType target) => Learner.Classifies(target);

    internal override void Check()
    {
        if (Folds is < 2 or > 100)
        {
            throw new OptionException(nameof(Calibrated), nameof(Folds), Folds, "2…100");
        }

        if (!Enum.IsDefined(Method))
        {
            throw new OptionException(nameof(Calibrated), nameof(Method), Method, "Platt or Isotonic");
        }

        Learner.Check();
    }

    /// <summary>Calibrates a fitted classifier on rows that it was not fitted on.</summary>
    public static Predictor Fit(Predictor model, Frame rows, CalibrationMethod method = CalibrationMethod.Platt, string? weight = null)
    {
        var truth = Truth.Of(rows, model.Target, weight);
        return new CalibratedModel(model, Curves(model.Target, truth.Codes, model.Predict(rows).Scores, truth.Weights, method));
    }

    internal override Predictor FitCore(TrainingSet set)
    {
        if (!set.Target.IsClass)
        {
            throw new TrainingDataException(
                $"{nameof(Calibrated)}: target '{set.Target.Name}' is a number; probabilities of classes are calibrated."
            );
        }

        if (set.Rows < Folds)
        {
            throw new TrainingDataException(Invariant($"{nameof(Calibrated)}: {set.Rows} rows do not make {Folds} folds."));
        }

        var foldOf = FoldsOf(set);
        var width = set.Target.Classes.Count;
        var scores = new double[checked(set.Rows * width)];
        var quiet = set with { Options = set.Options with { Progress = null } };
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] train = [.. Enumerable.Range(0, set.Rows).Where(row => foldOf[row] != fold)],
                test = [.. Enumerable.Range(0, set.Rows).Where(row => foldOf[row] == fold)];
            var part = new double[test.Length * width];
            Learner.FitCore(quiet.Take(train)).Score(set.X.Take(test), part);
            for (var i = 0; i < test.Length; i++)
            {
                part.AsSpan(i * width, width).CopyTo(scores.AsSpan(test[i] * width));
            }

            set.Options.Progress?.Report(new FitProgress(fold + 1, Folds + 1));
        }

        var model = Learner.FitCore(quiet);
        set.Options.Progress?.Report(new FitProgress(Folds + 1, Folds + 1));
        return new CalibratedModel(model, Curves(set.Target, [.. set.Y.Select(code => (int)code)], scores, set.Weights, Method));
    }

    /// <summary>Stratified, so that each fold's training part holds every class that has two rows.</summary>
    private int[] FoldsOf(TrainingSet set)
    {
        var (foldOf, next) = (new int[set.Rows], new int[set.Target.Classes.Count]);
        foreach (var row in Mixing.Shuffle(set.Rows, Seed))
        {
            var code = (int)set.Y[row];
            foldOf[row] = next[code]++ % Folds;
        }

        var rare = Array.FindIndex(next, count => count < 2);
        return rare < 0
            ? foldOf
            : throw new TrainingDataException(
                $"{nameof(Calibrated)}: class '{set.Target.Classes[rare]}' of target '{set.Target.Name}' has one row only; two at least are needed to calibrate."
            );
    }

    private static ICurve[] Curves(Target target, int[] codes, double[] scores, float[]? weights, CalibrationMethod method)
    {
        if (!target.IsClass)
        {
            throw new TrainingDataException(
                $"{nameof(Calibrated)}: target '{target.Name}' is a number; probabilities of classes are calibrated."
            );
        }

        var width = target.Classes.Count;
        var curves = new ICurve[width == 2 ? 1 : width];
        for (var curve = 0; curve < curves.Length; curve++)
        {
            var code = width == 2 ? 1 : curve;
            int[] truth = [.. codes.Select(each => each == code ? 1 : 0)];
            double[] probabilities = [.. Enumerable.Range(0, codes.Length).Select(row => scores[row * width + code])];
            curves[curve] =
                method == CalibrationMethod.Platt
                    ? new SigmoidCurve(Sigmoid.Fit([.. probabilities.Select(Sigmoid.LogOdds)], truth, weights))
                    : new IsotonicCurve(Isotonic.Fit(probabilities, [.. truth.Select(each => (double)each)], weights));
        }

        return curves;
    }
}
