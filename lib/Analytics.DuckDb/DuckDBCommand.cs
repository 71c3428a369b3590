using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Analytics.DuckDb;

/// <summary>SQL to run on a connection: one statement or several separated by <c>;</c>.</summary>
public sealed class DuckDBCommand : DbCommand
{
    private volatile bool _isRunning;

    public DuckDBCommand()
    {
    }

    public DuckDBCommand(string commandText, DuckDBConnection connection)
    {
        CommandText = commandText;
        Connection = connection;
    }

    [AllowNull]
    public override string CommandText { get; set => field = value ?? ""; } = "";

    /// <summary>Seconds until a running statement is interrupted; 0, the default, waits for ever.</summary>
    public override int CommandTimeout { get; set; }

    /// <exception cref="NotSupportedException">Set to anything but Text.</exception>
    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
                throw new NotSupportedException("DuckDB has no stored procedures; put SQL into CommandText.");
        }
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <summary>
    /// The reader fetches rows while the query runs, so a large result needs little memory; the connection's next statement ends it. Default false.
    /// </summary>
    public bool UseStreaming { get; set; }

    public new DuckDBConnection? Connection { get; set; }

    protected override DbConnection? DbConnection
    {
        get => Connection;
        set => Connection = (DuckDBConnection?)value;
    }

    public new DuckDBParameterCollection Parameters { get; } = [];

    protected override DbParameterCollection DbParameterCollection => Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    /// <summary>Interrupts the command if it runs; from any thread.</summary>
    public override void Cancel()
    {
        if (_isRunning)
            Connection?.Interrupt();
    }

    /// <summary>Runs the statements; the rows that the last one changed, or -1 when it is not an INSERT, UPDATE or DELETE.</summary>
    public override int ExecuteNonQuery() => NonQuery(CancellationToken.None);

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Task.Run(() => NonQuery(cancellationToken), cancellationToken);

    /// <summary>The first column of the first row; null without a row, DBNull for NULL.</summary>
    public override object? ExecuteScalar() => FirstValue(CancellationToken.None);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Task.Run(() => FirstValue(cancellationToken), cancellationToken);

    public new DuckDBDataReader ExecuteReader() => Read(CommandBehavior.Default, CancellationToken.None);

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Read(behavior, CancellationToken.None);

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        Task.Run<DbDataReader>(() => Read(behavior, cancellationToken), cancellationToken);

    /// <summary>DuckDB prepares each statement as it runs; there is nothing to do ahead.</summary>
    public override void Prepare()
    {
    }

    protected override DbParameter CreateDbParameter() => new DuckDBParameter();

    /// <summary>Runs one statement under this command's time-out, so that <see cref="Cancel"/> reaches it.</summary>
    internal Result Run(Statements statements, int index, CancellationToken cancellation)
    {
        using var timeout = CommandTimeout > 0 ? CancellationTokenSource.CreateLinkedTokenSource(cancellation) : null;
        timeout?.CancelAfter(TimeSpan.FromSeconds(CommandTimeout));
        _isRunning = true;
        try
        {
            return statements.Run(index, Parameters.Values, UseStreaming, timeout?.Token ?? cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DuckDBException(DuckDBErrorType.Interrupt, Invariant($"The statement ran longer than the CommandTimeout of {CommandTimeout} s and was interrupted."));
        }
        finally
        {
            _isRunning = UseStreaming;
        }
    }

    private DuckDBDataReader Read(CommandBehavior behavior, CancellationToken cancellation)
    {
        var statements = Extract();
        try
        {
            return new DuckDBDataReader(this, statements, behavior, cancellation);
        }
        catch
        {
            statements.Dispose();
            throw;
        }
    }

    private int NonQuery(CancellationToken cancellation)
    {
        using var statements = Extract();
        var changed = -1L;
        for (var i = 0; i < statements.Count; i++)
        {
            using var result = Run(statements, i, cancellation);
            changed = result.IsChange ? result.RowsChanged : -1;
        }

        return (int)Math.Min(changed, int.MaxValue);
    }

    private object? FirstValue(CancellationToken cancellation)
    {
        using var reader = Read(CommandBehavior.Default, cancellation);
        return reader.Read() ? reader.GetValue(0) : null;
    }

    private Statements Extract()
    {
        var connection = Connection ?? throw new InvalidOperationException("The command has no connection.");
        if (CommandText.Length == 0)
            throw new InvalidOperationException("The command has no CommandText.");
        return new Statements(connection.Handle, CommandText);
    }
}
