using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Customers;

/// <summary>Names groups of customers by their rank in recency, frequency and value together.</summary>
internal static class Segments
{
    /// <summary>From best to worst.</summary>
    public static readonly string[] Names = ["Champions", "Loyal", "At Risk", "Lost"];

    /// <summary>The columns of gold.rfm that the sentences speak of.</summary>
    public static readonly string[] ToldBy = ["recency_days", "frequency", "monetary"];

    private static readonly (string Feature, int Sign)[] s_signs = [("log_recency", -1), ("log_frequency", 1), ("log_monetary", 1)];

    public static IReadOnlyList<ClusterLabel> Of(IReadOnlyList<Frame> groups)
    {
        // Each of the three in standard deviations from the mean of all customers, so that none outweighs the others.
        var worth = new double[groups.Count];
        foreach (var (feature, sign) in s_signs)
        {
            double[] all = [.. groups.SelectMany(group => group[feature].ToDoubles())];
            var (mean, spread) = (all.Average(), Math.Sqrt(all.Average(value => value * value) - all.Average() * all.Average()));
            foreach (var (group, rows) in groups.Index().Where(each => each.Item.RowCount > 0))
            {
                worth[group] += sign * (rows[feature].ToDoubles().Average() - mean) / spread;
            }
        }

        int[] best =
        [
            .. Enumerable
                .Range(0, groups.Count)
                .OrderByDescending(group => groups[group].RowCount > 0)
                .ThenByDescending(group => worth[group])
                .ThenBy(group => group),
        ];
        return
        [
            .. groups.Select(
                (each, group) =>
                    new ClusterLabel(
                        groups.Count == Names.Length
                            ? Names[Array.IndexOf(best, group)]
                            : Invariant($"Rank {Array.IndexOf(best, group) + 1}"),
                        each.RowCount == 0
                            ? "Nobody."
                            : Invariant(
                                $"Half of them bought within the last {Median(each["recency_days"]):0} days of the data, {Median(each["frequency"]):0} times or more, for {Median(each["monetary"]):N0} or more in all."
                            )
                    )
            ),
        ];
    }

    private static double Median(Column column)
    {
        var values = column.ToDoubles();
        Array.Sort(values);
        return values.Length == 0 ? double.NaN : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
