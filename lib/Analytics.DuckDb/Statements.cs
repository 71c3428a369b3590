using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>SQL text taken apart into statements, each prepared only when it runs: a later one may need what an earlier one made.</summary>
internal sealed class Statements : IDisposable
{
    private readonly DuckDBNativeConnection _connection;
    private readonly DuckDBExtractedStatements _extracted;

    /// <exception cref="DuckDBException">The text does not parse.</exception>
    public Statements(DuckDBNativeConnection connection, string sql)
    {
        _connection = connection;
        Count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection, sql, out _extracted);
        if (Count <= 0)
        {
            var error = NativeMethods.ExtractStatements.DuckDBExtractStatementsError(_extracted);
            _extracted.Dispose();
            throw string.IsNullOrEmpty(error) ? Errors.InvalidInput("The SQL text holds no statement.") : Errors.Of(error);
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
        using var interruption = new Interruption(_connection, cancellation);
        try
        {
            using var statement = Prepare(index);
            new Binding(statement, parameters, alone: Count == 1).Bind();
            var state = streaming
                ? NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out var result)
                : NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out result);
            if (state == DuckDBState.Success)
            {
                return new Result(result);
            }

            using var failed = new Result(result);
            throw failed.Error ?? Errors.Of(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
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
        return Native.StatementTypeOf(statement);
    }

    /// <summary>The names of a statement's parameters, in the order in which it numbers them; it is prepared and not run.</summary>
    /// <param name="index">0-based number of the statement.</param>
    public string[] ParametersOf(int index)
    {
        using var statement = Prepare(index);
        var count = (int)NativeMethods.PreparedStatements.DuckDBParams(statement);
        return [.. Enumerable.Range(1, count).Select(number => Native.ParameterNameOf(statement, number))];
    }

    private DuckDBPreparedStatement Prepare(int index)
    {
        if (
            NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(_connection, _extracted, index, out var statement)
            == DuckDBState.Success
        )
        {
            return statement;
        }

        var error = Errors.Of(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
        statement.Dispose();
        throw error;
    }

    public void Dispose() => _extracted.Dispose();
}
