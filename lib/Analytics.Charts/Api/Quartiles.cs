namespace Analytics.Charts;

/// <summary>Order statistics of box plots.</summary>
internal static class Quartiles
{
    private const int MostOutliers = 120;

    /// <summary>The quantile of sorted values by linear interpolation: type 7 of Hyndman and Fan (1996).</summary>
    public static double At(double[] sorted, double share)
    {
        var place = (sorted.Length - 1) * share;
        var index = (int)place;
        return index + 1 < sorted.Length ? sorted[index] + ((place - index) * (sorted[index + 1] - sorted[index])) : sorted[^1];
    }

    public static Box Box(string label, double[] values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length == 0)
        {
            return new Box(label, 0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, []);
        }

        var (q1, q3) = (At(sorted, 0.25), At(sorted, 0.75));
        var (fenceLow, fenceHigh) = (q1 - (1.5 * (q3 - q1)), q3 + (1.5 * (q3 - q1)));
        var (low, high) = (Math.Min(q1, sorted.First(value => value >= fenceLow)), Math.Max(q3, sorted.Last(value => value <= fenceHigh)));
        var outliers = sorted.Where(value => value < fenceLow || value > fenceHigh).Distinct().ToArray();
        // The far ones matter; of a crowd, evenly spaced ranks say where it is.
        if (outliers.Length > MostOutliers)
        {
            outliers =
            [
                .. Enumerable.Range(0, MostOutliers).Select(i => outliers[(int)((long)i * (outliers.Length - 1) / (MostOutliers - 1))]),
            ];
        }

        return new Box(label, sorted.Length, low, q1, At(sorted, 0.5), q3, high, sorted.Average(), outliers);
    }
}
