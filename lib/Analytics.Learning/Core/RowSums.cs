namespace Analytics.Learning;

/// <summary>Work and sums over <see cref="RowBlocks"/>.</summary>
internal static class RowSums
{
    private const int Least = 4096;

    /// <summary>Calls the work with (first row, row after the last) of each block.</summary>
    public static void For(int rows, FitOptions options, Action<int, int> work)
    {
        var blocks = RowBlocks.Count(rows, Least);
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                var (from, to) = RowBlocks.Range(block, blocks, rows);
                work(from, to);
            }
        );
    }

    /// <summary>Sums what each block gives, in the order of the blocks.</summary>
    public static double[] Of(int rows, int width, FitOptions options, Action<int, int, double[]> work)
    {
        var blocks = RowBlocks.Count(rows, Least);
        var parts = new double[blocks][];
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                var (from, to) = RowBlocks.Range(block, blocks, rows);
                work(from, to, parts[block] = new double[width]);
            }
        );
        var sum = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            for (var i = 0; i < width; i++)
            {
                sum[i] += part[i];
            }
        }

        return sum;
    }
}
