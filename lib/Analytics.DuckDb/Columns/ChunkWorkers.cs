namespace Analytics.DuckDb;

/// <summary>
/// Threads that take a materialised result's chunks, each the next one, fetch it and copy it while it is still in their cache.
/// Where a chunk goes is known once its forerunner's size is; text columns besides see the chunks one after another.
/// So the columns are the same at any number of threads.
/// </summary>
internal sealed class ChunkWorkers(Result result, ColumnReader[] readers, CancellationToken cancellation)
{
    /// <summary>Fewer chunks than this per thread are not worth another thread.</summary>
    private const int LeastChunks = 8;

    private readonly long _count = result.ChunkCount;
    private readonly int[] _unordered = [.. Enumerable.Range(0, readers.Length).Where(column => readers[column].IsUnordered)];
    private readonly int[] _ordered = [.. Enumerable.Range(0, readers.Length).Where(column => !readers[column].IsUnordered)];
    private readonly long[] _turns = new long[readers.Length];
    private readonly Lock _gate = new();
    private long _taken;
    private long _placed;
    private int _row;
    private volatile bool _isBroken;
    private (long Chunk, int Column, Exception Exception)? _error;

    /// <exception cref="InvalidCastException">A value does not fit its column; of several the first.</exception>
    public void Run()
    {
        var threads = (int)Math.Clamp(_count / LeastChunks, 1, Environment.ProcessorCount);
        if (threads == 1)
            Work();
        else
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Work());
        cancellation.ThrowIfCancellationRequested();
        if (_error is { } error)
            throw error.Exception;
    }

    // Who takes a chunk finishes it, and chunks are taken in order: whatever a thread waits for is being worked on.
    private void Work()
    {
        try
        {
            while (!_isBroken && !cancellation.IsCancellationRequested)
            {
                var index = Interlocked.Increment(ref _taken) - 1;
                if (index >= _count)
                    return;
                using var chunk = result.ChunkAt(index);
                var size = Result.Size(chunk);
                Wait(ref _placed, index);
                var row = _row;
                _row += size;
                Volatile.Write(ref _placed, index + 1);
                Copy(chunk, index, row, size);
            }
        }
        catch
        {
            // Nobody may wait for a thread that is gone.
            _isBroken = true;
            throw;
        }
    }

    private void Copy(ChunkHandle chunk, long index, int row, int size)
    {
        foreach (var column in _unordered)
            Add(chunk, index, column, row, size);
        foreach (var column in _ordered)
        {
            Wait(ref _turns[column], index);
            Add(chunk, index, column, row, size);
            Volatile.Write(ref _turns[column], index + 1);
        }
    }

    private void Add(ChunkHandle chunk, long index, int column, int row, int size)
    {
        try
        {
            readers[column].Add(result.Column(chunk, column), row, size);
        }
        catch (Exception error) when (error is OverflowException or NotSupportedException)
        {
            var told = new InvalidCastException(Invariant($"Column '{result.Names[column]}' ({result.Types[column]}), rows {row + 1}-{row + size}: {error.Message}"), error);
            lock (_gate)
            {
                if (_error is not { } other || (index, column).CompareTo((other.Chunk, other.Column)) < 0)
                    _error = (index, column, told);
            }

            // Chunks taken before this one are finished all the same, so the first error of all is found.
            Interlocked.Add(ref _taken, _count);
        }
    }

    private void Wait(ref long reached, long index)
    {
        var spin = new SpinWait();
        while (Volatile.Read(ref reached) != index && !_isBroken)
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
