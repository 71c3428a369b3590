namespace Analytics.Learning;

/// <summary>How far n predicted numbers are from n true ones; weights are n numbers ≥ 0 or none. Definitions are those of scikit-learn.</summary>
public static class RegressionMetrics
{
    /// <summary>Root of the mean squared error, in the target's unit.</summary>
    public static double Rmse(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<float> weights = default) =>
        Math.Sqrt(Mean(truth, predicted, weights, static (y, p) => (y - p) * (y - p)));

    /// <summary>Mean absolute error, in the target's unit.</summary>
    public static double Mae(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<float> weights = default) =>
        Mean(truth, predicted, weights, static (y, p) => Math.Abs(y - p));

    /// <summary>Mean absolute error relative to the truth, 0.1 being 10 %; a true 0 counts as 2.2e-16, so it dwarfs all else.</summary>
    public static double Mape(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<float> weights = default) =>
        Mean(truth, predicted, weights, static (y, p) => Math.Abs(y - p) / Math.Max(Math.Abs(y), BinaryMetrics.Epsilon));

    /// <summary>Share of the truth's variance that is explained, at most 1. For a constant truth 1 where it was hit and 0 elsewhere.</summary>
    public static double R2(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, ReadOnlySpan<float> weights = default)
    {
        var mean = Mean(truth, truth, weights, static (y, _) => y);
        var left = Mean(truth, predicted, weights, static (y, p) => (y - p) * (y - p));
        double all = 0,
            total = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            var weight = Given.Weight(weights, row);
            all += weight * (truth[row] - mean) * (truth[row] - mean);
            total += weight;
        }

        return all > 0 ? 1 - left / (all / total)
            : left > 0 ? 0
            : 1;
    }

    private static double Mean(
        ReadOnlySpan<double> truth,
        ReadOnlySpan<double> predicted,
        ReadOnlySpan<float> weights,
        Func<double, double, double> loss
    )
    {
        Given.Same(truth.Length, predicted.Length, weights.Length);
        double sum = 0,
            total = 0;
        for (var row = 0; row < truth.Length; row++)
        {
            var weight = Given.Weight(weights, row);
            sum += weight * loss(truth[row], predicted[row]);
            total += weight;
        }

        return sum / total;
    }
}
