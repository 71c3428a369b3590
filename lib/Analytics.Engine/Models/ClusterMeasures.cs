using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What clusterings are measured by, on the prepared rows that they were fitted to.</summary>
internal static class ClusterMeasures
{
    /// <summary>The metric that decides.</summary>
    public const string Silhouette = "silhouette";

    /// <summary>The metric that must suffice besides.</summary>
    public const string Stability = "stability";

    private const string DaviesBouldin = "davies_bouldin",
        Bic = "bic",
        Aic = "aic";

    private const int Draws = 300;

    /// <summary>The measures of which less is better.</summary>
    public static IReadOnlyList<string> LowerIsBetter { get; } = [DaviesBouldin, Bic, Aic];

    /// <summary>0-based rows to measure pairs on: all, or <paramref name="most"/> of them drawn by the seed; ascending.</summary>
    public static int[] Sample(int rows, int most, int seed) =>
        rows <= most
            ? [.. Enumerable.Range(0, rows)]
            : [.. Enumerable.Range(0, rows).OrderBy(row => new SampleRandom(seed, row).Bits(0)).ThenBy(row => row).Take(most).Order()];

    /// <summary>Each column in an order of its own: every feature keeps its distribution, and what joins them is gone.</summary>
    public static Frame Shuffled(Frame frame, int seed) =>
        new(
            frame.Columns.Select(
                (column, stream) =>
                    column.Take([
                        .. Enumerable
                            .Range(0, frame.RowCount)
                            .OrderBy(row => new SampleRandom(seed, row).Bits(stream + 1))
                            .ThenBy(row => row),
                    ])
            )
        );

    /// <summary>Mean silhouette of what a model makes of rows, noise left out; -1 where it leaves no two groups.</summary>
    public static double SilhouetteOf(Clusterer model, Frame rows)
    {
        var labels = model.Assign(rows).Labels;
        return labels.Where(label => label >= 0).Distinct().Count() < 2 ? -1 : ClusterMetrics.Silhouette(model.Prepare(rows), labels);
    }

    /// <summary>
    /// Silhouette with its bootstrap interval; stability: the mean adjusted Rand index over all pairs of seeds, with the least and the greatest;
    /// Caliński-Harabasz, Davies-Bouldin, and BIC and AIC where there is a likelihood, without intervals (NaN).
    /// </summary>
    public static SortedDictionary<string, Measured> Of(Clusterer model, Frame frame, int[] labels, int[][] again, int[] sample, int seed)
    {
        var rows = model.Prepare(frame);
        var silhouettes = ClusterMetrics
            .Silhouettes(rows.Take(sample), Array.ConvertAll(sample, row => labels[row]))
            .Where(value => !double.IsNaN(value))
            .ToArray();
        var measured = new SortedDictionary<string, Measured>(StringComparer.Ordinal)
        {
            [Silhouette] = Interval(silhouettes, seed),
            ["calinski_harabasz"] = Alone(ClusterMetrics.CalinskiHarabasz(rows, labels)),
            [DaviesBouldin] = Alone(ClusterMetrics.DaviesBouldin(rows, labels)),
        };
        int[][] all = [labels, .. again];
        var pairs = all.SelectMany((one, i) => all.Skip(i + 1).Select(other => ClusterMetrics.AdjustedRand(one, other))).ToArray();
        if (pairs.Length > 0)
        {
            measured[Stability] = new Measured(pairs.Average(), pairs.Min(), pairs.Max());
        }

        if (double.IsFinite(model.Bic))
        {
            (measured[Bic], measured[Aic]) = (Alone(model.Bic), Alone(model.Aic));
        }

        return measured;
    }

    private static Measured Alone(double value) => new(value, double.NaN, double.NaN);

    /// <summary>The mean with its 95 % percentile interval over draws with replacement (Efron 1979).</summary>
    private static Measured Interval(double[] values, int seed)
    {
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                sum += values[new SampleRandom(seed, (long)draw * values.Length + i).Whole(0, 0, values.Length - 1)];
            }

            means[draw] = sum / values.Length;
        }

        Array.Sort(means);
        return new Measured(values.Average(), means[(int)(Draws * 0.025)], means[(int)(Draws * 0.975)]);
    }
}
