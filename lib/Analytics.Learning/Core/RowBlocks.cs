namespace Analytics.Learning;

/// <summary>
/// Work over rows in blocks whose borders depend on the number of rows alone, so that sums reduced block by block in order are the
/// same bits at any number of threads.
/// </summary>
internal static class RowBlocks
{
    private const int Most = 64;
    private const int Least = 4096;

    public static int Count(int rows) => Math.Clamp(rows / Least, 1, Most);

    /// <summary>Calls the work with (block, first row, row after the last).</summary>
    public static void For(int rows, FitOptions options, Action<int, int, int> work)
    {
        var count = Count(rows);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = options.EffectiveThreads, CancellationToken = options.Cancellation }, block =>
            work(block, (int)((long)rows * block / count), (int)((long)rows * (block + 1) / count)));
    }

    /// <summary>Sums what each block gives, in the order of the blocks.</summary>
    public static double[] Sum(int rows, int width, FitOptions options, Action<int, int, double[]> work)
    {
        var parts = new double[Count(rows)][];
        For(rows, options, (block, from, to) => work(from, to, parts[block] = new double[width]));
        var sum = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            for (var i = 0; i < width; i++)
                sum[i] += part[i];
        }

        return sum;
    }
}
