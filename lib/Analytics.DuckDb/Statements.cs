namespace Analytics.DuckDb;

/// <summary>SQL text taken apart into statements, each prepared only when it runs: a later one may need what an earlier one made.</summary>
internal sealed class Statements : IDisposable
{
    private readonly ConnectionHandle _connection;
    private readonly ExtractedHandle _extracted;

    /// <exception cref="DuckDBException">The text does not parse.</exception>
    public Statements(ConnectionHandle connection, string sql)
    {
        _connection = connection;
        Count = (int)Native.duckdb_extract_statements(connection, sql, out _extracted);
        if (Count == 0)
        {
            var error = Native.Text(Native.duckdb_extract_statements_error(_extracted));
            _extracted.Dispose();
            throw error.Length > 0 ? DuckDBException.From(error) : new DuckDBException(DuckDBErrorType.InvalidInput, "The SQL text holds no statement.");
        }
    }

    public int Count { get; }

    /// <summary>Prepares, binds and runs one statement.</summary>
    /// <param name="index">0-based number of the statement.</param>
    /// <param name="parameters">By position, or all <see cref="DuckDBParameter"/> with names.</param>
    /// <param name="streaming">Rows come while the query runs, and only until the connection's next statement.</param>
    /// <param name="cancellation">Interrupts the statement.</param>
    public Result Run(int index, IReadOnlyList<object?> parameters, bool streaming, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var registration = cancellation.Register(() => Native.duckdb_interrupt(_connection));
        try
        {
            using var statement = Prepare(index);
            new Binding(statement, parameters, alone: Count == 1).Bind();
            return Run(statement, streaming, cancellation);
        }
        catch (DuckDBException error) when (error.ErrorType == DuckDBErrorType.Interrupt && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The statement was cancelled.", error, cancellation);
        }
    }

    /// <summary>What a statement does; it is prepared and not run.</summary>
    /// <param name="index">0-based number of the statement.</param>
    public StatementType TypeOf(int index)
    {
        using var statement = Prepare(index);
        return (StatementType)Native.duckdb_prepared_statement_type(statement);
    }

    private StatementHandle Prepare(int index)
    {
        if (Native.duckdb_prepare_extracted_statement(_connection, _extracted, (ulong)index, out var statement) == 0)
            return statement;
        var error = DuckDBException.From(Native.duckdb_prepare_error(statement));
        statement.Dispose();
        throw error;
    }

    private Result Run(StatementHandle statement, bool streaming, CancellationToken cancellation)
    {
        var state = streaming
            ? Native.duckdb_pending_prepared_streaming(statement, out var pending)
            : Native.duckdb_pending_prepared(statement, out pending);
        using (pending)
        {
            if (state != 0)
                throw DuckDBException.From(Native.duckdb_pending_error(pending));
            // Starting a query clears the interrupt: one that came before this point would be lost.
            if (cancellation.IsCancellationRequested)
                Native.duckdb_interrupt(_connection);
            var handle = new ResultHandle();
            try
            {
                if (Native.duckdb_execute_pending(pending, handle) != 0)
                    throw Error(handle, pending);
                return new Result(handle);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
    }

    private static DuckDBException Error(ResultHandle handle, PendingHandle pending)
    {
        var message = Native.Text(Native.duckdb_result_error(handle));
        return message.Length > 0
            ? new DuckDBException((DuckDBErrorType)Native.duckdb_result_error_type(handle), message)
            : DuckDBException.From(Native.duckdb_pending_error(pending));
    }

    public void Dispose() => _extracted.Dispose();
}
