using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>A statement's result: its columns, and its chunks one after another.</summary>
internal sealed class Result : IDisposable
{
    private DuckDBResult _result;
    private List<DuckDBDataChunk>? _collected;
    private long _collectedRows;

    public Result(DuckDBResult result)
    {
        _result = result;
        IsQuery = NativeMethods.Query.DuckDBResultReturnType(result) == DuckDBResultType.QueryResult;
        RowsChanged = NativeMethods.Query.DuckDBRowsChanged(ref _result);
        var count = IsQuery ? (int)NativeMethods.Query.DuckDBColumnCount(ref _result) : 0;
        Names = new string[count];
        Types = new TypeInfo[count];
        for (var column = 0; column < count; column++)
        {
            Names[column] = NativeMethods.Query.DuckDBColumnName(ref _result, column);
            Types[column] = TypeInfo.Read(NativeMethods.Query.DuckDBColumnLogicalType(ref _result, column));
        }
    }

    /// <summary>The statement has rows, as SELECT has.</summary>
    public bool IsQuery { get; }

    public long RowsChanged { get; }

    public string[] Names { get; }

    public TypeInfo[] Types { get; }

    /// <summary>What went wrong, or null.</summary>
    public DuckDBException? Error =>
        NativeMethods.Query.DuckDBResultError(ref _result) is { Length: > 0 } message
            ? Errors.Of(message, NativeMethods.Query.DuckDBResultErrorType(ref _result))
            : null;

    /// <summary>All rows; only a materialised or collected result knows.</summary>
    public long RowCount => _collected is null ? NativeMethods.Query.DuckDBRowCount(ref _result) : _collectedRows;

    /// <summary>All chunks; only a materialised or collected result knows.</summary>
    public int ChunkCount => _collected?.Count ?? checked((int)NativeMethods.Types.DuckDBResultChunkCount(_result));

    /// <summary>Any chunk of a materialised or collected result, on any thread, and of a collected one only once. The caller owns it; chunks live on their own.</summary>
    public DuckDBDataChunk ChunkAt(int index) => _collected?[index] ?? NativeMethods.Types.DuckDBResultGetChunk(_result, index);

    /// <summary>The next chunk, or null at the end; the caller owns it.</summary>
    /// <exception cref="DuckDBException">The query failed on the way.</exception>
    public DuckDBDataChunk? NextChunk()
    {
        var chunk = NativeMethods.Query.DuckDBFetchChunk(_result);
        if (!chunk.IsInvalid && Size(chunk) > 0)
        {
            return chunk;
        }

        var failed = chunk.IsInvalid ? Error : null;
        chunk.Dispose();
        return failed is null ? null : throw failed;
    }

    /// <summary>Fetches all chunks of a streaming result.</summary>
    /// <param name="check">Gets the rows and about the bytes so far, and throws when they are too many.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Collect(Action<long, long> check, CancellationToken cancellation)
    {
        _collected = [];
        for (var bytes = 0L; NextChunk() is { } chunk; check(_collectedRows, bytes))
        {
            _collected.Add(chunk);
            cancellation.ThrowIfCancellationRequested();
            var size = Size(chunk);
            for (var column = 0; column < Types.Length; column++)
            {
                bytes += Column(chunk, column).Bytes(size);
            }

            _collectedRows += size;
        }
    }

    public static int Size(DuckDBDataChunk chunk) => (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);

    public Vector Column(DuckDBDataChunk chunk, int column) =>
        new(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column), Types[column]);

    public void Dispose()
    {
        foreach (var chunk in _collected ?? [])
        {
            chunk.Dispose();
        }

        _result.Close();
    }
}
