using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Analytics.DuckDb;

/// <summary>
/// A connection to a DuckDB database, as ADO.NET knows it and, in <see cref="Query(string, object?[])"/> and its neighbours, column by column.
/// One thread at a time may use it, <see cref="Interrupt"/> excepted. Its time zone is UTC unless the settings say otherwise.
/// </summary>
public sealed partial class DuckDBConnection : DbConnection
{
    private DatabaseHandle? _database;
    private bool _isOwner;
    private ConnectionHandle? _handle;
    private string _connectionString = "";

    public DuckDBConnection()
    {
    }

    /// <param name="connectionString"><c>Data Source=path</c> and any of DuckDB's settings: <c>Data Source=a.duckdb;access_mode=read_only;threads=2</c>.</param>
    public DuckDBConnection(string connectionString) => ConnectionString = connectionString;

    /// <summary>Opens a database.</summary>
    /// <param name="path">A file, made when it does not exist, or <c>:memory:</c>.</param>
    /// <param name="settings">DuckDB's settings by name: <c>memory_limit</c>, <c>threads</c>, <c>access_mode</c> …</param>
    /// <exception cref="DuckDBException">The file cannot be opened, is locked by another process, or a setting is unknown.</exception>
    public static DuckDBConnection Open(string path, IReadOnlyDictionary<string, string>? settings = null)
    {
        var builder = new DbConnectionStringBuilder { ["Data Source"] = path };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            builder[name] = value;
        var connection = new DuckDBConnection(builder.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a new database in memory.</summary>
    /// <param name="settings">As in <see cref="Open(string, IReadOnlyDictionary{string, string}?)"/>.</param>
    public static DuckDBConnection InMemory(IReadOnlyDictionary<string, string>? settings = null) => Open(":memory:", settings);

    /// <summary>A second connection to the same database, in memory or not, with the same time zone; for another thread. It works on when this one is closed.</summary>
    public DuckDBConnection Duplicate()
    {
        var database = _database is { IsClosed: false } open ? open : throw NotOpen();
        var copy = new DuckDBConnection(_connectionString);
        copy.Connect(database, Parse().Settings);
        return copy;
    }

    [AllowNull]
    public override string ConnectionString
    {
        get => _connectionString;
        set
        {
            if (State == ConnectionState.Open)
                throw new InvalidOperationException("The connection is open; close it before changing its connection string.");
            _connectionString = value ?? "";
        }
    }

    /// <summary>The name of the current database within DuckDB.</summary>
    public override string Database => State == ConnectionState.Open ? Scalar<string>("select current_database()") : "";

    /// <summary>The file's path, or <c>:memory:</c>.</summary>
    public override string DataSource => Parse().Path;

    /// <summary>DuckDB's version: <c>v1.5.6</c>.</summary>
    public override string ServerVersion => LibraryVersion;

    /// <summary>DuckDB's version: <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => Native.Text(Native.duckdb_library_version());

    public override ConnectionState State => _handle is { IsClosed: false } ? ConnectionState.Open : ConnectionState.Closed;

    internal ConnectionHandle Handle => _handle is { IsClosed: false } handle ? handle : throw NotOpen();

    public override void Open()
    {
        if (State == ConnectionState.Open)
            throw new InvalidOperationException("The connection is open already.");
        var (path, settings) = Parse();
        var database = Databases.Open(path, settings.Where(setting => !IsTimeZone(setting.Key)));
        try
        {
            Connect(database, settings);
            _isOwner = true;
        }
        catch
        {
            Close();
            database.Dispose();
            throw;
        }

        OnStateChange(new StateChangeEventArgs(ConnectionState.Closed, ConnectionState.Open));
    }

    /// <summary>Stops the statement that runs on this connection; it ends with an error of type <see cref="DuckDBErrorType.Interrupt"/>. Any thread may call this.</summary>
    public void Interrupt()
    {
        if (_handle is { IsClosed: false } handle)
            Native.duckdb_interrupt(handle);
    }

    /// <summary>Makes another attached database the current one.</summary>
    public override void ChangeDatabase(string databaseName) => Execute($"use {Quote(databaseName)}");

    public override void Close()
    {
        var was = State;
        _handle?.Dispose();
        if (_isOwner)
            _database?.Dispose();
        (_handle, _database, _isOwner, Transaction) = (null, null, false, null);
        if (was == ConnectionState.Open)
            OnStateChange(new StateChangeEventArgs(ConnectionState.Open, ConnectionState.Closed));
    }

    protected override DbCommand CreateDbCommand() => CreateCommand();

    public new DuckDBCommand CreateCommand() => new() { Connection = this, Transaction = Transaction };

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => BeginTransaction(isolationLevel);

    /// <summary>Starts a transaction; DuckDB's are snapshot-isolated and a connection has one at a time.</summary>
    /// <exception cref="ArgumentException">Another isolation level is asked for.</exception>
    public new DuckDBTransaction BeginTransaction(IsolationLevel isolationLevel = IsolationLevel.Unspecified) => new(this, isolationLevel);

    /// <summary>The transaction now open, if it was begun by <see cref="BeginTransaction"/>.</summary>
    internal DuckDBTransaction? Transaction { get; set; }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }

    private void Connect(DatabaseHandle database, IEnumerable<KeyValuePair<string, string>> settings)
    {
        if (Native.duckdb_connect(database, out var handle) != 0)
        {
            handle.Dispose();
            throw new DuckDBException(DuckDBErrorType.Connection, "DuckDB did not give a connection.");
        }

        (_handle, _database) = (handle, database);
        Execute("set TimeZone = $1", settings.FirstOrDefault(setting => IsTimeZone(setting.Key)).Value ?? "UTC");
    }

    private (string Path, KeyValuePair<string, string>[] Settings) Parse()
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = _connectionString };
        var pairs = builder.Keys.Cast<string>().Select(key => KeyValuePair.Create(key, builder[key].ToString() ?? "")).ToArray();
        var path = pairs.FirstOrDefault(pair => IsPath(pair.Key)).Value;
        return (string.IsNullOrEmpty(path) ? ":memory:" : path, [.. pairs.Where(pair => !IsPath(pair.Key))]);
    }

    private static bool IsPath(string key) =>
        key.Equals("Data Source", StringComparison.OrdinalIgnoreCase) || key.Equals("DataSource", StringComparison.OrdinalIgnoreCase);

    private static bool IsTimeZone(string key) => key.Equals("TimeZone", StringComparison.OrdinalIgnoreCase);

    private static InvalidOperationException NotOpen() => new("The connection is not open; call Open() first.");
}
