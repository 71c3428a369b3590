using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>Chunks of a materialised result that follow each other, read by one thread.</summary>
/// <param name="result">The result.</param>
/// <param name="from">0-based number of its first chunk.</param>
/// <param name="to">Number of the chunk after its last.</param>
/// <param name="rows">Rows of the whole result: a stretch has no more.</param>
internal sealed class ResultStretch(Result result, int from, int to, int rows)
{
    private static readonly int s_chunk = (int)NativeMethods.Helpers.DuckDBVectorSize();

    private (int Column, int Row, int Count, Exception Exception)? _error;

    public ColumnReader[] Readers { get; } =
        Array.ConvertAll(result.Types, type => ColumnReader.For(type, (int)Math.Min(rows, (long)(to - from) * s_chunk)));

    public int Rows { get; private set; }

    /// <summary>Reads until the end or the first value that does not fit.</summary>
    public void Read(CancellationToken cancellation)
    {
        for (var index = from; index < to && _error is null && !cancellation.IsCancellationRequested; index++)
        {
            using var chunk = result.ChunkAt(index);
            var size = Result.Size(chunk);
            for (var column = 0; column < Readers.Length && _error is null; column++)
            {
                try
                {
                    Readers[column].Add(result.Column(chunk, column), size);
                }
                catch (Exception error) when (error is OverflowException or NotSupportedException)
                {
                    _error = (column, Rows, size, error);
                }
            }

            Rows += size;
        }
    }

    /// <param name="first">Rows of the stretches before this one.</param>
    /// <exception cref="InvalidCastException">A value did not fit.</exception>
    public void ThrowIfBroken(int first)
    {
        if (_error is var (column, row, count, error))
        {
            throw new InvalidCastException(
                Invariant(
                    $"Column '{result.Names[column]}' ({result.Types[column]}), rows {first + row + 1}-{first + row + count}: {error.Message}"
                ),
                error
            );
        }
    }
}
