namespace Analytics.Learning;

/// <summary>Whether two samples come from one distribution.</summary>
public static class HypothesisTests
{
    /// <summary>The largest product of sizes for which the exact distribution is counted out.</summary>
    private const long ExactUpTo = 1_000_000;

    /// <summary>
    /// The two-sample Kolmogorov-Smirnov test. The p-value is exact while n·m is at most a million (counting paths, Hodges 1958) and
    /// Kolmogorov's limit beyond.
    /// </summary>
    /// <param name="one">Values in ascending order.</param>
    /// <param name="other">Values in ascending order.</param>
    public static (double Statistic, double PValue) KolmogorovSmirnov(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        if (one.IsEmpty || other.IsEmpty)
        {
            throw new MetricException("A sample is empty; both sides need values.");
        }

        int i = 0,
            j = 0;
        // In units of 1 / (n·m), so that the largest distance is found without rounding.
        long n = one.Length,
            m = other.Length,
            largest = 0;
        while (i < n && j < m)
        {
            var value = Math.Min(one[i], other[j]);
            while (i < n && one[i] <= value)
            {
                i++;
            }

            while (j < m && other[j] <= value)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(i * m - j * n));
        }

        var statistic = (double)largest / (n * m);
        var p = n * m <= ExactUpTo ? Exact(largest, n, m) : KolmogorovTail(statistic * Math.Sqrt((double)n * m / (n + m)));
        return (statistic, p);
    }

    /// <summary>Pearson's test of independence of 2 × k counts, without correction; words that neither side holds are left out.</summary>
    public static (double Statistic, double PValue) ChiSquare(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        Given.Same(one.Length, other.Length, 0);
        double totalOne = 0,
            totalOther = 0,
            sum = 0;
        var filled = 0;
        for (var k = 0; k < one.Length; k++)
        {
            (totalOne, totalOther) = (totalOne + one[k], totalOther + other[k]);
            filled += one[k] + other[k] > 0 ? 1 : 0;
        }

        if (totalOne == 0 || totalOther == 0)
        {
            throw new MetricException("A sample is empty; both sides need values.");
        }

        for (var k = 0; k < one.Length; k++)
        {
            var both = one[k] + other[k];
            if (both == 0)
            {
                continue;
            }

            var (expectedOne, expectedOther) = (both * totalOne / (totalOne + totalOther), both * totalOther / (totalOne + totalOther));
            sum +=
                (one[k] - expectedOne) * (one[k] - expectedOne) / expectedOne
                + (other[k] - expectedOther) * (other[k] - expectedOther) / expectedOther;
        }

        return (sum, filled < 2 ? 1 : ChiSquareTail(sum, filled - 1));
    }

    /// <summary>Probability that chi² of so many degrees of freedom exceeds x: the upper regularised incomplete gamma function.</summary>
    public static double ChiSquareTail(double x, int freedom)
    {
        if (x <= 0)
        {
            return 1;
        }

        double a = freedom / 2.0,
            half = x / 2;
        // e^-x·x^a / Γ(a + 1), in logarithms: neither overflows.
        var front = Math.Exp(a * Math.Log(half) - half - LogGammaPlusOne(freedom));
        if (half < a + 1)
        {
            double term = 1,
                sum = 1;
            for (var n = 1; term > sum * 1e-17; n++)
            {
                sum += term *= half / (a + n);
            }

            return Math.Max(0, 1 - front * sum);
        }

        // Lentz's continued fraction of the upper function.
        double b = half + 1 - a,
            c = 1e300,
            d = 1 / b,
            h = d;
        for (var n = 1; n < 10_000; n++)
        {
            var an = -n * (n - a);
            b += 2;
            d = 1 / (an * d + b);
            c = b + an / c;
            h *= d * c;
            if (Math.Abs(d * c - 1) < 1e-16)
            {
                break;
            }
        }

        return front * a * h;
    }

    /// <summary>ln Γ(freedom / 2 + 1), as the sum it is for whole and half numbers.</summary>
    private static double LogGammaPlusOne(int freedom)
    {
        var sum = freedom % 2 == 0 ? 0 : Math.Log(Math.PI) / 2;
        for (var step = freedom / 2.0; step > 0; step--)
        {
            sum += Math.Log(step);
        }

        return sum;
    }

    /// <summary>Kolmogorov's limit: 2·Σ (-1)^(k-1)·exp(-2k²x²).</summary>
    internal static double KolmogorovTail(double x)
    {
        if (x < 0.2)
        {
            return 1;
        }

        double sum = 0;
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2.0 * k * k * x * x);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-18)
            {
                break;
            }
        }

        return Math.Clamp(2 * sum, 0, 1);
    }

    /// <summary>Share of all orders of n and m values whose distance reaches the given one: paths that touch the bound, counted as probabilities.</summary>
    private static double Exact(long reached, long n, long m)
    {
        // outside[j]: probability that a path to (i, j) has touched the bound; summed directly, so that small values keep their digits.
        var outside = new double[m + 1];
        for (long i = 0; i <= n; i++)
        {
            for (long j = 0; j <= m; j++)
            {
                if (Math.Abs(i * m - j * n) >= reached)
                {
                    outside[j] = 1;
                }
                else if (i == 0)
                {
                    outside[j] = j == 0 ? 0 : outside[j - 1];
                }
                else if (j > 0)
                {
                    outside[j] = (outside[j] * i + outside[j - 1] * j) / (i + j);
                }
            }
        }

        return outside[m];
    }
}
