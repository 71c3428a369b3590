using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// Bends probabilities towards what really happens, on rows that neither the fit nor its early stopping has seen. The rule: Platt's sigmoid, unless there are
/// <see cref="FewestForIsotonic"/> rows (below that the isotonic curve fits noise: Niculescu-Mizil and Caruana 2005, "Predicting good probabilities with
/// supervised learning") and the isotonic curve's log loss, cross-validated over five stretches of the rows, is lower by more than its standard error.
/// </summary>
internal static class Calibration
{
    public const int FewestForIsotonic = 1000;

    private const int Folds = 5;

    /// <summary>Fewest rows of either half; below, all validation rows both stop and calibrate.</summary>
    private const int FewestRows = 20;

    /// <summary>The calibrated model, and in words what was done.</summary>
    public static (Predictor Model, string Words) Of(Predictor fitted, Frame rows)
    {
        var method = Choose(Truth.Of(rows, fitted.Target).Codes, fitted.Predict(rows).Values);
        return (Calibrated.Fit(fitted, rows, method), method == CalibrationMethod.Platt ? "Platt's sigmoid" : "an isotonic curve");
    }

    /// <summary>Which curve suits codes 0 and 1 and the probabilities given to them.</summary>
    public static CalibrationMethod Choose(int[] truth, double[] probabilities)
    {
        if (truth.Length < FewestForIsotonic)
        {
            return CalibrationMethod.Platt;
        }

        var gains = new double[truth.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var (from, to) = (truth.Length * fold / Folds, truth.Length * (fold + 1) / Folds);
            int[] codes = [.. truth[..from], .. truth[to..]];
            if (codes.Distinct().Count() < 2)
            {
                return CalibrationMethod.Platt;
            }

            double[] seen = [.. probabilities[..from], .. probabilities[to..]];
            var sigmoid = Sigmoid.Fit([.. seen.Select(Sigmoid.LogOdds)], codes);
            var isotonic = Isotonic.Fit(seen, [.. codes.Select(code => (double)code)]);
            for (var row = from; row < to; row++)
            {
                gains[row] =
                    Loss(truth[row], sigmoid.At(Sigmoid.LogOdds(probabilities[row]))) - Loss(truth[row], isotonic.At(probabilities[row]));
            }
        }

        var mean = gains.Average();
        var error = Math.Sqrt(gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1) / gains.Length);
        return mean > error ? CalibrationMethod.Isotonic : CalibrationMethod.Platt;
    }

    /// <summary>
    /// Divides validation rows into those that stop a fit and those that calibrate it: whole groups where the split keeps groups and there are four at least, the
    /// earlier and the later half in time (or along a group) otherwise, by a hash of the key where there is neither.
    /// </summary>
    /// <returns>0-based rows; all on both sides where a half would have one class only or too few rows.</returns>
    public static (int[] Stopping, int[] Calibrating) Halve(SplitRule rule, Frame frame, string key, string target, int[] validation)
    {
        var by = Sides.Keys(frame, rule.KeepsGroups ? rule.By! : key);
        string[] order = rule.KeepsGroups || rule.By is null ? [.. Hashing.Order(validation.Select(row => by[row]), 1)] : [];
        var (stopping, calibrating) = (validation[..(validation.Length / 2)], validation[(validation.Length / 2)..]);
        if (order.Length >= 4)
        {
            var first = order[..(order.Length / 2)].ToHashSet(StringComparer.Ordinal);
            (stopping, calibrating) = (
                [.. validation.Where(row => first.Contains(by[row]))],
                [.. validation.Where(row => !first.Contains(by[row]))]
            );
        }

        var column = frame[target];
        bool IsFit(int[] rows) => rows.Length >= FewestRows && rows.Any(row => !Equals(column[row], column[rows[0]]));
        return IsFit(stopping) && IsFit(calibrating) ? (stopping, calibrating) : (validation, validation);
    }

    private static double Loss(int truth, double probability) => -Math.Log(Math.Clamp(truth == 1 ? probability : 1 - probability, 1e-6, 1));
}
