using System.Runtime.ExceptionServices;

namespace Analytics.Learning;

/// <summary>
/// Fixed blocks of rows, worked on by any number of threads. Where blocks begin and in which order their results are added up
/// depends on the number of rows alone, so sums have the same bits at any thread count.
/// </summary>
internal static class RowBlocks
{
    /// <summary>How many blocks so many rows make: at most 64, each of at least <paramref name="least"/> rows.</summary>
    public static int Count(int rows, int least = 512) => Math.Clamp(rows / least, 1, 64);

    /// <summary>The rows of a 0-based block, from the first to before the last; all but the last block start at a multiple of 64.</summary>
    public static (int From, int To) Range(int block, int blocks, int rows) =>
        (Start(block, blocks, rows), block == blocks - 1 ? rows : Start(block + 1, blocks, rows));

    /// <summary>Works on every block once, on so many threads as the options allow; stops between blocks when cancelled.</summary>
    public static void Run(int blocks, FitOptions options, Action<int> work)
    {
        var threads = Math.Min(options.EffectiveThreads, blocks);
        if (threads == 1)
        {
            for (var block = 0; block < blocks; block++)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                work(block);
            }

            return;
        }

        try
        {
            Parallel.For(
                0,
                blocks,
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = options.Cancellation },
                work
            );
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    private static int Start(int block, int blocks, int rows) => (int)((long)rows * block / blocks) & ~63;
}
