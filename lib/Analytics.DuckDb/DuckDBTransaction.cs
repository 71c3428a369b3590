using System.Data;
using System.Data.Common;

namespace Analytics.DuckDb;

/// <summary>A transaction; disposing it without <see cref="Commit"/> rolls back.</summary>
public sealed class DuckDBTransaction : DbTransaction
{
    private DuckDBConnection? _connection;

    internal DuckDBTransaction(DuckDBConnection connection, IsolationLevel isolationLevel)
    {
        if (isolationLevel is not (IsolationLevel.Unspecified or IsolationLevel.Snapshot))
            throw new ArgumentException($"DuckDB's transactions are snapshot-isolated; {isolationLevel} is not offered.", nameof(isolationLevel));
        connection.Execute("begin transaction");
        _connection = connection;
        connection.Transaction = this;
    }

    public override IsolationLevel IsolationLevel => IsolationLevel.Snapshot;

    protected override DbConnection? DbConnection => _connection;

    /// <exception cref="DuckDBException">Another transaction changed the same rows, or a constraint is broken.</exception>
    public override void Commit() => End("commit");

    public override void Rollback() => End("rollback");

    protected override void Dispose(bool disposing)
    {
        if (disposing && _connection is { State: ConnectionState.Open })
            Rollback();
        base.Dispose(disposing);
    }

    private void End(string statement)
    {
        var connection = _connection ?? throw new InvalidOperationException("The transaction has ended already.");
        // A failed commit is rolled back by DuckDB, so the transaction is over in every case.
        _connection = null;
        connection.Transaction = null;
        connection.Execute(statement);
    }
}
