using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Analytics.Server.Records;

/// <summary>SQLite in a file of the lake's folder: the default.</summary>
internal sealed class SqliteProvider(string folder) : DatabaseProvider
{
    private readonly string _connection = new SqliteConnectionStringBuilder
    {
        DataSource = Path.Combine(folder, "service.db"),
        DefaultTimeout = 10,
        Pooling = true,
    }.ToString();

    /// <summary>As long as one connection is open, none has to make the files beside the database, which a reader could not on a full disk.</summary>
    private SqliteConnection? _open;

    public override string Name => Path.Combine(folder, "service.db");

    public override void Begin()
    {
        using (var db = Connect())
        {
            db.Do("PRAGMA journal_mode = WAL");
        }

        _open ??= Open(_connection + ";Pooling=False");
        _open.Scalar<long>("PRAGMA user_version");
    }

    public override DbConnection Connect()
    {
        var db = Open(_connection);
        try
        {
            // FULL: a commit is on the disk when it returns, also in the log that WAL writes.
            db.Do("PRAGMA synchronous = FULL");
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    public override void BeginWriting(DbConnection db) => db.Do("BEGIN IMMEDIATE");

    public override void Clear(DbConnection db) => SqliteConnection.ClearPool((SqliteConnection)db);

    public override long Version(DbConnection db) => db.Scalar<long>("PRAGMA user_version");

    public override void SetVersion(DbConnection db, long version) => db.Do(Invariant($"PRAGMA user_version = {version}"));

    public override void Dispose() => _open?.Dispose();

    private static SqliteConnection Open(string connection)
    {
        var db = new SqliteConnection(connection);
        try
        {
            db.Open();
            return db;
        }
        catch (DbException error)
        {
            db.Dispose();
            throw DatabaseException.Of(error);
        }
    }
}
