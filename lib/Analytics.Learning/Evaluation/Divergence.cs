namespace Analytics.Learning;

/// <summary>How far two histograms over the same bins are apart. Counts are ≥ 0; each side is made to sum to 1.</summary>
public static class Divergence
{
    /// <summary>A share of nothing counts as this one, so that an empty bin weighs much but not infinitely.</summary>
    private const double Least = 1e-4;

    /// <summary>Population stability index: Σ (q - p)·ln(q / p), shares below 0.0001 taken as 0.0001.</summary>
    public static double Psi(ReadOnlySpan<double> before, ReadOnlySpan<double> now)
    {
        var (totalBefore, totalNow) = Totals(before, now);
        var sum = 0.0;
        for (var bin = 0; bin < before.Length; bin++)
        {
            var (p, q) = (Math.Max(Least, before[bin] / totalBefore), Math.Max(Least, now[bin] / totalNow));
            sum += (q - p) * Math.Log(q / p);
        }

        return sum;
    }

    /// <summary>Jensen-Shannon divergence in bits: 0 for equal shares, 1 for shares that never meet (Lin 1991).</summary>
    public static double JensenShannon(ReadOnlySpan<double> before, ReadOnlySpan<double> now)
    {
        var (totalBefore, totalNow) = Totals(before, now);
        var sum = 0.0;
        for (var bin = 0; bin < before.Length; bin++)
        {
            var (p, q) = (before[bin] / totalBefore, now[bin] / totalNow);
            var middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.Log2(p / middle) : 0) + (q > 0 ? q * Math.Log2(q / middle) : 0);
        }

        return sum / 2;
    }

    /// <summary>How many values lie in each of borders + 1 bins; a value on a border belongs to the bin below.</summary>
    public static double[] Bins(ReadOnlySpan<double> values, double[] borders)
    {
        var counts = new double[borders.Length + 1];
        foreach (var value in values)
        {
            var index = Array.BinarySearch(borders, value);
            counts[index >= 0 ? index : ~index]++;
        }

        return counts;
    }

    private static (double Before, double Now) Totals(ReadOnlySpan<double> before, ReadOnlySpan<double> now)
    {
        double totalBefore = 0,
            totalNow = 0;
        Given.Same(before.Length, now.Length, 0);
        for (var bin = 0; bin < before.Length; bin++)
        {
            (totalBefore, totalNow) = (totalBefore + before[bin], totalNow + now[bin]);
        }

        return totalBefore > 0 && totalNow > 0
            ? (totalBefore, totalNow)
            : throw new MetricException("A histogram is empty; both sides need rows.");
    }
}
