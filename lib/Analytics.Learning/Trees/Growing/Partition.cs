using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Learning.Trees;

/// <summary>
/// Parts a node's rows in two, keeping their order, so that rows of every node ascend and memory is walked one way.
/// </summary>
internal sealed unsafe class Partition(int rows, Workers workers) : IDisposable
{
    private const int ChunkRows = 16_384;
    private const int Ahead = 32;

    private readonly NativeBuffer<int> _rows = new(rows);
    private readonly NativeBuffer<int> _lefts = new(rows);
    private readonly NativeBuffer<int> _rights = new(rows);
    private readonly int[] _leftCounts = new int[rows / ChunkRows + 1];

    /// <summary>Row numbers; each node owns a stretch.</summary>
    public int* Rows => _rows.Pointer;

    /// <summary>
    /// Parts rows [start, start + count) and returns how many went left; they stand first.
    /// The table has a byte for each of 256 bins: 1 for those that go left.
    /// </summary>
    public int Part(int start, int count, byte* column, byte[] goesLeft)
    {
        var chunks = (count + ChunkRows - 1) / ChunkRows;
        if (chunks <= 1)
        {
            var went = Part(Rows + start, count, column, goesLeft, Rows + start, _rights.Pointer + start);
            Copy(_rights.Pointer + start, Rows + start + went, count - went);
            return went;
        }

        workers.Run(
            chunks,
            chunk =>
            {
                var first = start + chunk * ChunkRows;
                _leftCounts[chunk] = Part(
                    Rows + first,
                    Math.Min(ChunkRows, start + count - first),
                    column,
                    goesLeft,
                    _lefts.Pointer + first,
                    _rights.Pointer + first
                );
            }
        );
        var left = 0;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            left += _leftCounts[chunk];
        }

        workers.Run(
            chunks,
            chunk =>
            {
                var before = 0;
                for (var other = 0; other < chunk; other++)
                {
                    before += _leftCounts[other];
                }

                var first = chunk * ChunkRows;
                var here = Math.Min(ChunkRows, count - first);
                Copy(_lefts.Pointer + start + first, Rows + start + before, _leftCounts[chunk]);
                Copy(_rights.Pointer + start + first, Rows + start + left + first - before, here - _leftCounts[chunk]);
            }
        );
        return left;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _lefts.Dispose();
        _rights.Dispose();
    }

    private static void Copy(int* from, int* to, int count) =>
        Buffer.MemoryCopy(from, to, (long)count * sizeof(int), (long)count * sizeof(int));

    // Both sides are written every time and one pointer moves: no branch to mispredict. `lefts` may be `rows` itself.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Part(int* rows, int count, byte* column, byte[] table, int* lefts, int* rights)
    {
        fixed (byte* goesLeft = table)
        {
            long left = 0;
            for (long i = 0; i < count; i++)
            {
                if (Sse.IsSupported && i + Ahead < count)
                {
                    Sse.Prefetch0(column + rows[i + Ahead]);
                }

                var row = rows[i];
                long goes = goesLeft[column[row]];
                lefts[left] = row;
                rights[i - left] = row;
                left += goes;
            }

            return (int)left;
        }
    }
}
