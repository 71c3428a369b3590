using System.Data;
using System.Data.Common;
using Analytics.Frames;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>
/// What a <see cref="DuckDBConnection"/> of DuckDB.NET learns here: sessions in UTC, and results and tables column by column as a <see cref="Frame"/>.
/// One thread at a time may use a connection, <see cref="Interrupt"/> excepted.
/// </summary>
public static class Connections
{
    extension(DuckDBConnection)
    {
        /// <summary>Opens a database; connections to one file share it within the process.</summary>
        /// <param name="path">A file, made when it does not exist, or <c>:memory:</c>.</param>
        /// <param name="settings">DuckDB's settings by name: <c>memory_limit</c>, <c>threads</c>, <c>access_mode</c> …; <c>TimeZone</c> is UTC unless named.</param>
        /// <exception cref="DuckDBException">The file cannot be opened, or is locked by another process.</exception>
        /// <exception cref="InvalidOperationException">A setting is unknown.</exception>
        /// <exception cref="IOException">Another file is open whose name differs in upper and lower case alone: DuckDB.NET would give that one.</exception>
        public static DuckDBConnection OpenFile(string path, IReadOnlyDictionary<string, string>? settings = null)
        {
            var builder = new DbConnectionStringBuilder { ["Data Source"] = path };
            // ICU, which knows time zones, is there only when the database is.
            foreach (var (name, value) in (settings ?? new Dictionary<string, string>()).Where(setting => !IsTimeZone(setting.Key)))
            {
                builder[name] = value;
            }

            return Opened(
                new DuckDBConnection(builder.ConnectionString),
                settings?.FirstOrDefault(setting => IsTimeZone(setting.Key)).Value ?? "UTC",
                path
            );
        }

        /// <summary>Opens a new database in memory.</summary>
        /// <param name="settings">As for <c>OpenFile</c>.</param>
        public static DuckDBConnection InMemory(IReadOnlyDictionary<string, string>? settings = null) => OpenFile(":memory:", settings);

        /// <summary>DuckDB's version: <c>v1.5.6</c>.</summary>
        public static string LibraryVersion => NativeMethods.Startup.DuckDBLibraryVersion();

        /// <summary>A name as an SQL identifier: in double quotes, those within doubled.</summary>
        public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

        /// <summary>Text as an SQL literal; for the places that take no parameter.</summary>
        public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    extension(DuckDBConnection connection)
    {
        /// <summary>A second connection, open, to the same database, in memory or not, with the same time zone; for another thread. It works on when this one is closed.</summary>
        public DuckDBConnection OpenAnother()
        {
            var zone = connection.Scalar<string>("select current_setting('TimeZone')");
            return Opened(
                connection.DataSource.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase)
                    ? connection.Duplicate()
                    : new DuckDBConnection(connection.ConnectionString),
                zone,
                connection.DataSource
            );
        }

        /// <summary>Stops the statement that runs on this connection; it ends with an error of type <see cref="DuckDBErrorType.Interrupt"/>. Any thread may call this.</summary>
        public void Interrupt()
        {
            if (connection.State == ConnectionState.Open)
            {
                connection.NativeConnection.Interrupt();
            }
        }

        /// <summary>Runs one or several statements and gives the rows that the last one changed (0 for other statements).</summary>
        /// <param name="sql">SQL, statements separated by <c>;</c>. Each takes the parameters it names.</param>
        /// <param name="parameters">Values for <c>?</c> or <c>$1</c>…, or <see cref="DuckDBParameter"/>s with names for <c>$name</c>.</param>
        /// <exception cref="DuckDBException">DuckDB's error, in its words.</exception>
        public long Execute(string sql, params object?[] parameters) => connection.Execute(sql, CancellationToken.None, parameters);

        /// <inheritdoc cref="Execute(DuckDBConnection, string, object?[])"/>
        /// <exception cref="OperationCanceledException">The token was cancelled; the statement was interrupted and rolled back.</exception>
        public long Execute(string sql, CancellationToken cancellation, params object?[] parameters)
        {
            using var result = Run(connection, sql, parameters, cancellation);
            return result.RowsChanged;
        }

        /// <summary>Runs statements and gives the last one's result as a Frame; the README's table says which type becomes which.</summary>
        /// <inheritdoc cref="Execute(DuckDBConnection, string, object?[])"/>
        /// <exception cref="InvalidCastException">A value does not fit its column type; the message names column, rows and the cast to write.</exception>
        public Frame Query(string sql, params object?[] parameters) => connection.Query(sql, CancellationToken.None, parameters);

        /// <inheritdoc cref="Query(DuckDBConnection, string, object?[])"/>
        /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
        public Frame Query(string sql, CancellationToken cancellation, params object?[] parameters)
        {
            using var result = Run(connection, sql, parameters, cancellation);
            return FrameReader.Read(result, cancellation);
        }

        /// <summary>The first column of the first row, converted to <typeparamref name="T"/>; NULL only where T can be null.</summary>
        /// <exception cref="InvalidOperationException">There is no row, or it holds NULL and T cannot.</exception>
        /// <exception cref="InvalidCastException">The value is of another kind.</exception>
        public T Scalar<T>(string sql, params object?[] parameters) => connection.Scalar<T>(sql, CancellationToken.None, parameters);

        /// <inheritdoc cref="Scalar{T}(DuckDBConnection, string, object?[])"/>
        public T Scalar<T>(string sql, CancellationToken cancellation, params object?[] parameters)
        {
            using var result = Run(connection, sql, parameters, cancellation);
            return FrameReader.First(result) is { } column
                ? Conversion.To<T>(column)
                : throw new InvalidOperationException($"The query gave no row: {sql}");
        }

        /// <summary>Makes a table of a frame's columns: types as in the README, DECIMAL as wide as the values need.</summary>
        /// <param name="name">The table's name, taken as it is; with <c>schema.table</c> the part before the dot is the schema.</param>
        /// <param name="frame">The rows.</param>
        /// <param name="isTemporary">The table goes with the connection. Default false.</param>
        /// <exception cref="DuckDBException">The table exists, or the schema does not.</exception>
        public void CreateTable(string name, Frame frame, bool isTemporary = false) =>
            FrameWriter.Create(connection, name, frame, isTemporary);

        /// <summary>Adds a frame's rows to a table, columns matched by name; columns that the frame lacks get their default.</summary>
        /// <returns>The rows added.</returns>
        /// <exception cref="DuckDBException">A column is unknown or a value breaks a constraint; then nothing is added.</exception>
        public long Append(string name, Frame frame)
        {
            const string Staging = "analytics_append";
            FrameWriter.Create(connection, Staging, frame, isTemporary: true);
            try
            {
                return connection.Execute($"insert into {QuoteTable(name)} by name select * from temp.{Staging}");
            }
            finally
            {
                connection.Execute($"drop table temp.{Staging}");
            }
        }
    }

    internal static string QuoteTable(string name) => string.Join('.', name.Split('.', 2).Select(DuckDBConnection.Quote));

    /// <exception cref="InvalidOperationException">The connection is not open.</exception>
    internal static DuckDBNativeConnection Native(DuckDBConnection connection) =>
        connection.State == ConnectionState.Open
            ? connection.NativeConnection
            : throw new InvalidOperationException("The connection is not open; call Open() first.");

    /// <summary>DuckDB.NET keeps open files by name without case, on every system: a file of another case would be read and written in its place.</summary>
    private static void RequireFile(DuckDBConnection connection, string path)
    {
        if (path.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var found = connection.Scalar<string>("select path from duckdb_databases() where database_name = current_database()");
        var (wanted, got) = (Path.GetFullPath(path), Path.GetFullPath(found));
        if (OperatingSystem.IsLinux() && wanted != got && wanted.Equals(got, StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException(
                $"'{wanted}' cannot be opened while '{got}' is open in this process: their names differ in case alone. Rename one."
            );
        }
    }

    /// <param name="connection">Not open yet; disposed when it cannot be opened.</param>
    /// <param name="zone">The session's time zone.</param>
    /// <param name="path">The file that must be the one that is opened.</param>
    private static DuckDBConnection Opened(DuckDBConnection connection, string zone, string path)
    {
        try
        {
            connection.Open();
            RequireFile(connection, path);
            connection.Execute("set TimeZone = $1", zone);
            return connection;
        }
        catch (Exception failed)
        {
            connection.Dispose();
            // DuckDB.NET puts words of its own before DuckDB's and leaves the type out.
            const string Prefix = "DuckDBOpen failed: ";
            if (failed is DuckDBException && failed.Message.StartsWith(Prefix, StringComparison.Ordinal))
            {
                throw Errors.Of(failed.Message[Prefix.Length..]);
            }

            throw;
        }
    }

    private static Result Run(DuckDBConnection connection, string sql, object?[] parameters, CancellationToken cancellation)
    {
        using var statements = new Statements(Native(connection), sql);
        for (var i = 0; i < statements.Count - 1; i++)
        {
            statements.Run(i, parameters, streaming: false, cancellation).Dispose();
        }

        return statements.Run(statements.Count - 1, parameters, streaming: false, cancellation);
    }

    private static bool IsTimeZone(string key) => key.Equals("TimeZone", StringComparison.OrdinalIgnoreCase);
}
