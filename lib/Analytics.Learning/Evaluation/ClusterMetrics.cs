namespace Analytics.Learning;

/// <summary>
/// How good groups are, without knowing the truth or with it. Labels are n 0-based clusters; rows labelled -1 (noise) are left out of all
/// but the adjusted Rand index, where noise is a group like any other.
/// </summary>
public static class ClusterMetrics
{
    /// <summary>Mean silhouette over the rows, -1…1 (Rousseeuw 1987), over all pairs: time grows with n².</summary>
    /// <param name="rows">n rows × m columns, nothing missing.</param>
    /// <param name="labels">n labels of at least two clusters.</param>
    /// <param name="threads">Maximum number of threads; default 0: all cores. The result does not depend on it.</param>
    public static double Silhouette(Matrix rows, ReadOnlySpan<int> labels, int threads = 0)
    {
        var (sum, count) = (0.0, 0);
        foreach (var each in Silhouettes(rows, labels, threads))
        {
            if (!double.IsNaN(each))
            {
                (sum, count) = (sum + each, count + 1);
            }
        }

        return sum / count;
    }

    /// <summary>n silhouettes: (b - a) / max(a, b) of the mean distance a to the own cluster and b to the nearest other; 0 for a cluster of one, NaN for noise.</summary>
    public static double[] Silhouettes(Matrix rows, ReadOnlySpan<int> labels, int threads = 0) =>
        new ClusterDistances(Grouping.Of(rows, labels)).Silhouettes(threads);

    /// <summary>Variance between clusters over variance within, each per degree of freedom (Caliński and Harabasz 1974); higher is better.</summary>
    public static double CalinskiHarabasz(Matrix rows, ReadOnlySpan<int> labels)
    {
        var groups = Grouping.Of(rows, labels);
        var (centres, whole) = (groups.Centres(), groups.Centre());
        double between = 0,
            within = 0;
        for (var cluster = 0; cluster < groups.Count; cluster++)
        {
            between += groups.SizeOf(cluster) * Squared(centres[cluster], whole);
            foreach (var row in groups.RowsOf(cluster))
            {
                within += Squared(rows.Row(row), centres[cluster]);
            }
        }

        return within == 0 ? 1 : between * (groups.Rows - groups.Count) / (within * (groups.Count - 1));
    }

    /// <summary>Mean over clusters of the worst ratio of scatter to separation (Davies and Bouldin 1979); lower is better, 0 the best.</summary>
    public static double DaviesBouldin(Matrix rows, ReadOnlySpan<int> labels)
    {
        var groups = Grouping.Of(rows, labels);
        var centres = groups.Centres();
        var scatter = new double[groups.Count];
        for (var cluster = 0; cluster < groups.Count; cluster++)
        {
            foreach (var row in groups.RowsOf(cluster))
            {
                scatter[cluster] += Math.Sqrt(Squared(rows.Row(row), centres[cluster]));
            }

            scatter[cluster] /= groups.SizeOf(cluster);
        }

        var sum = 0.0;
        for (var one = 0; one < groups.Count; one++)
        {
            var worst = 0.0;
            for (var other = 0; other < groups.Count; other++)
            {
                var apart = Math.Sqrt(Squared(centres[one], centres[other]));
                if (apart > 0)
                {
                    worst = Math.Max(worst, (scatter[one] + scatter[other]) / apart);
                }
            }

            sum += worst;
        }

        return sum / groups.Count;
    }

    /// <summary>Agreement of two groupings over pairs of rows, 1 being equal and 0 what chance gives (Hubert and Arabie 1985).</summary>
    public static double AdjustedRand(ReadOnlySpan<int> truth, ReadOnlySpan<int> labels)
    {
        Given.Same(truth.Length, labels.Length, 0);
        var (cells, left, right) = (new Dictionary<(int, int), long>(), new Dictionary<int, long>(), new Dictionary<int, long>());
        for (var row = 0; row < truth.Length; row++)
        {
            cells[(truth[row], labels[row])] = cells.GetValueOrDefault((truth[row], labels[row])) + 1;
            left[truth[row]] = left.GetValueOrDefault(truth[row]) + 1;
            right[labels[row]] = right.GetValueOrDefault(labels[row]) + 1;
        }

        double both = Squares(cells.Values),
            ofLeft = Squares(left.Values),
            ofRight = Squares(right.Values),
            n = truth.Length;
        var (together, onlyLeft, onlyRight) = (both - n, ofLeft - both, ofRight - both);
        var apart = n * n - onlyLeft - onlyRight - both;
        return onlyLeft == 0 && onlyRight == 0
            ? 1
            : 2
                * (together * apart - onlyLeft * onlyRight)
                / ((together + onlyLeft) * (onlyLeft + apart) + (together + onlyRight) * (onlyRight + apart));

        static double Squares(IEnumerable<long> counts) => counts.Sum(count => (double)(count * count));
    }

    private static double Squared(ReadOnlySpan<float> row, double[] centre)
    {
        var sum = 0.0;
        for (var j = 0; j < row.Length; j++)
        {
            sum += (row[j] - centre[j]) * (row[j] - centre[j]);
        }

        return sum;
    }

    private static double Squared(double[] one, double[] other)
    {
        var sum = 0.0;
        for (var j = 0; j < one.Length; j++)
        {
            sum += (one[j] - other[j]) * (one[j] - other[j]);
        }

        return sum;
    }
}
