using Analytics.Charts;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Engine;

/// <summary>A number with its 95 % interval and how many units it rests on.</summary>
public sealed record Estimate(string Name, double Value, double Lower, double Upper, long Count)
{
    /// <summary>Whether the interval of another lies apart; of several pairs that were looked at this is no test.</summary>
    public bool IsApartFrom(Estimate other) => Lower > other.Upper || Upper < other.Lower;
}

/// <summary>Numbers with intervals that a notebook draws: means, shares of whole clusters, differences of two shares.</summary>
public static class Estimates
{
    /// <summary>Student's t at 97.5 % for 1 to 30 degrees of freedom.</summary>
    private static readonly double[] s_student =
    [
        12.706,
        4.303,
        3.182,
        2.776,
        2.571,
        2.447,
        2.365,
        2.306,
        2.262,
        2.228,
        2.201,
        2.179,
        2.160,
        2.145,
        2.131,
        2.120,
        2.110,
        2.101,
        2.093,
        2.086,
        2.080,
        2.074,
        2.069,
        2.064,
        2.060,
        2.056,
        2.052,
        2.048,
        2.045,
        2.042,
    ];

    /// <summary>The mean of independent values with Student's interval; of a single one the interval is not known (NaN).</summary>
    public static Estimate Mean(string name, IEnumerable<double> values)
    {
        double[] each = [.. values.Where(double.IsFinite)];
        var mean = each.Length == 0 ? double.NaN : each.Average();
        var half = each.Length < 2 ? double.NaN : Student(each.Length - 1) * ErrorOf(each);
        return new Estimate(name, mean, mean - half, mean + half, each.Length);
    }

    /// <summary>
    /// A share over clusters whose rows are alike: households of a village, seconds of a minute. The clusters are the units: the linearised variance of
    /// a ratio (W. G. Cochran, Sampling Techniques, 1977) with Student's t for their number, cut at 0 and 1.
    /// </summary>
    /// <param name="name">What the share is of.</param>
    /// <param name="clusters">Hits and rows of each cluster; at least two for an interval.</param>
    /// <returns><see cref="Estimate.Count"/> is the number of clusters.</returns>
    public static Estimate ShareOf(string name, IEnumerable<Group> clusters)
    {
        Group[] each = [.. clusters.Where(cluster => cluster.Rows > 0)];
        var share = each.Sum(cluster => cluster.Hits) / each.Sum(cluster => cluster.Rows);
        var half = each.Length < 2 ? double.NaN : Student(each.Length - 1) * Math.Sqrt(Variance(each, share));
        return new Estimate(name, share, Math.Max(0, share - half), Math.Min(1, share + half), each.Length);
    }

    /// <summary>The mean over clusters whose rows are alike, by the same variance of a ratio.</summary>
    /// <param name="name">What the mean is of.</param>
    /// <param name="clusters">Sum and rows of each cluster; at least two for an interval.</param>
    /// <returns><see cref="Estimate.Count"/> is the number of clusters.</returns>
    public static Estimate MeanOf(string name, IEnumerable<(double Sum, int Rows)> clusters)
    {
        Group[] each = [.. clusters.Select(cluster => new Group(name, cluster.Sum, cluster.Rows))];
        var mean = each.Sum(cluster => cluster.Hits) / each.Sum(cluster => cluster.Rows);
        var half = each.Length < 2 ? double.NaN : Student(each.Length - 1) * Math.Sqrt(Variance(each, mean));
        return new Estimate(name, mean, mean - half, mean + half, each.Length);
    }

    /// <summary>How many times the variance of a share over clusters is that of as many independent rows (L. Kish, 1965); about 1 where clusters do not matter.</summary>
    public static double DesignEffect(IEnumerable<Group> clusters)
    {
        Group[] each = [.. clusters.Where(cluster => cluster.Rows > 0)];
        var rows = each.Sum(cluster => cluster.Rows);
        var share = each.Sum(cluster => cluster.Hits) / rows;
        return Variance(each, share) / (share * (1 - share) / rows);
    }

    /// <summary>The first share less the second, with the interval that follows from Wilson's of each (R. G. Newcombe, 1998); the count is the smaller side's.</summary>
    public static Estimate Difference(string name, Group first, Group second)
    {
        static double Root(double x, double y) => Math.Sqrt((x * x) + (y * y));
        var apart = first.Share - second.Share;
        return new Estimate(
            name,
            apart,
            apart - Root(first.Share - first.Interval.Lower, second.Interval.Upper - second.Share),
            apart + Root(first.Interval.Upper - first.Share, second.Share - second.Interval.Lower),
            (long)Math.Min(first.Rows, second.Rows)
        );
    }

    /// <summary>A dot with its interval per estimate, the largest on top, n behind its name.</summary>
    /// <param name="estimates">In any order.</param>
    /// <param name="percent">Write the values as percentages.</param>
    /// <param name="sort">False keeps the order given, the first on top.</param>
    /// <param name="fewest">Estimates of fewer units are grey.</param>
    public static GenericChart DotInterval(this IReadOnlyList<Estimate> estimates, bool percent = true, bool sort = true, int fewest = 0) =>
        Chart.DotInterval(
            estimates.Select(each => each.Name),
            estimates.Select(each => each.Value),
            estimates.Select(each => each.Lower),
            estimates.Select(each => each.Upper),
            Counts: estimates.Select(each => each.Count),
            Percent: percent,
            Sort: sort,
            Fewest: fewest
        );

    /// <summary>The standard error of a mean; of a single value it is not known (NaN).</summary>
    internal static double ErrorOf(double[] values)
    {
        if (values.Length < 2)
        {
            return double.NaN;
        }

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
    }

    private static double Variance(Group[] clusters, double share)
    {
        var rows = clusters.Sum(cluster => cluster.Rows);
        return clusters.Sum(cluster => Math.Pow(cluster.Hits - (share * cluster.Rows), 2))
            * clusters.Length
            / (clusters.Length - 1.0)
            / (rows * rows);
    }

    private static double Student(int freedom) => freedom <= s_student.Length ? s_student[freedom - 1] : 1.96 + (2.4 / freedom);
}
