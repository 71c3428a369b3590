namespace Analytics.DuckDb;

/// <summary>A statement's result: its columns, and its chunks one after another.</summary>
internal sealed class Result : IDisposable
{
    private readonly ResultHandle _handle;
    private ChunkHandle? _chunk;
    private List<ChunkHandle>? _collected;
    private long _collectedRows;

    public Result(ResultHandle handle)
    {
        _handle = handle;
        // duckdb_result_type: 1 changed rows, 2 nothing, 3 a query's rows.
        var kind = Native.duckdb_result_return_type(handle.Struct);
        (IsChange, IsQuery) = (kind == 1, kind == 3);
        RowsChanged = (long)Native.duckdb_rows_changed(handle);
        var count = IsQuery ? (int)Native.duckdb_column_count(handle) : 0;
        Names = new string[count];
        Types = new TypeInfo[count];
        for (var column = 0; column < count; column++)
        {
            Names[column] = Native.Text(Native.duckdb_column_name(handle, (ulong)column));
            Types[column] = TypeInfo.Read(Native.duckdb_column_logical_type(handle, (ulong)column));
        }
    }

    public bool IsQuery { get; }

    /// <summary>The statement was an INSERT, UPDATE, DELETE or the like.</summary>
    public bool IsChange { get; }

    public long RowsChanged { get; }

    public string[] Names { get; }

    public TypeInfo[] Types { get; }

    /// <summary>All rows; only a materialised or collected result knows.</summary>
    public long RowCount => _collected is null ? (long)Native.duckdb_row_count(_handle) : _collectedRows;

    /// <summary>Rows of the current chunk.</summary>
    public int ChunkSize { get; private set; }

    /// <summary>Goes to the next chunk; vectors of the one before are gone.</summary>
    /// <exception cref="DuckDBException">The query failed on the way.</exception>
    public bool NextChunk()
    {
        _chunk?.Dispose();
        ChunkSize = 0;
        _chunk = Native.duckdb_fetch_chunk(_handle.Struct);
        if (_chunk.IsInvalid)
        {
            var error = Native.Text(Native.duckdb_result_error(_handle));
            return error.Length == 0 ? false : throw new DuckDBException((DuckDBErrorType)Native.duckdb_result_error_type(_handle), error);
        }

        ChunkSize = Size(_chunk);
        return ChunkSize > 0;
    }

    public Vector Column(int column) => Column(_chunk!, column);

    /// <summary>All chunks; only a materialised or collected result knows.</summary>
    public long ChunkCount => _collected?.Count ?? (long)Native.duckdb_result_chunk_count(_handle.Struct);

    /// <summary>Any chunk of a materialised or collected result, on any thread, and of a collected one only once. The caller owns it; chunks live on their own.</summary>
    public ChunkHandle ChunkAt(long index) => _collected?[(int)index] ?? Native.duckdb_result_get_chunk(_handle.Struct, (ulong)index);

    /// <summary>Fetches all chunks of a streaming result.</summary>
    /// <param name="check">Gets the rows and about the bytes so far, and throws when they are too many.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Collect(Action<long, long> check, CancellationToken cancellation)
    {
        _collected = [];
        for (var bytes = 0L; NextChunk(); check(_collectedRows, bytes))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var column = 0; column < Types.Length; column++)
                bytes += Column(column).Bytes(ChunkSize);
            _collectedRows += ChunkSize;
            _collected.Add(_chunk!);
            _chunk = null;
        }
    }

    public static int Size(ChunkHandle chunk) => (int)Native.duckdb_data_chunk_get_size(chunk);

    public Vector Column(ChunkHandle chunk, int column) => new(Native.duckdb_data_chunk_get_vector(chunk, (ulong)column), Types[column]);

    public void Dispose()
    {
        _chunk?.Dispose();
        foreach (var chunk in _collected ?? [])
            chunk.Dispose();
        _handle.Dispose();
    }
}
