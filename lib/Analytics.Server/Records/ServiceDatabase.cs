using System.Data.Common;
using System.Globalization;
using Analytics.Server.Api;
using Analytics.Server.Hosting;
using Microsoft.Data.Sqlite;

namespace Analytics.Server.Records;

/// <summary>
/// What the server remembers beside the lake: runs, schedules, measurements, who changed what. SQLite in <c>service/service.db</c> of the
/// lake's folder; each commit is flushed before it returns, so that what was accepted outlives a killed process. When it cannot be opened
/// the server serves the lake and says why it does no more.
/// </summary>
internal sealed class ServiceDatabase : IDisposable
{
    /// <summary>Of the schema. A database of a newer one is refused; an older one is brought up.</summary>
    private const int Version = 5;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly string _connection;

    /// <summary>As long as one connection is open, none has to make the files beside the database, which a reader could not on a full disk.</summary>
    private readonly SqliteConnection? _open;

    /// <param name="settings">Where.</param>
    /// <exception cref="RunException">A newer program made it.</exception>
    public ServiceDatabase(ServerSettings settings)
    {
        Folder = Path.Combine(settings.Data, "service");
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(Folder, "service.db"),
            DefaultTimeout = 10,
            Pooling = true,
        }.ToString();
        try
        {
            Directory.CreateDirectory(Folder);
            Prepare();
            _open = new SqliteConnection(_connection + ";Pooling=False");
            _open.Open();
            _open.Scalar<long>("PRAGMA user_version");
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            Problem = $"The service database cannot be used, so nothing can be run or scheduled: {error.Message}";
        }
    }

    public void Dispose() => _open?.Dispose();

    public string Folder { get; }

    /// <summary>Why nothing can be remembered; null while it can.</summary>
    public string? Problem { get; }

    /// <summary>Why the last thing worth remembering was not remembered, e.g. a full disk; null when it was.</summary>
    public string? Lost { get; set; }

    /// <summary>Why events between stages wait; null while they do not.</summary>
    public string? EventsWait { get; set; }

    /// <summary>A connection of its own, to be disposed.</summary>
    /// <exception cref="ProblemException">There is no database to use: 503.</exception>
    public DbConnection Open()
    {
        if (Problem is { } problem)
        {
            throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "Nothing can be run or scheduled now.", problem);
        }

        return Connect();
    }

    /// <summary>Does work in one transaction that is alone in writing from its beginning.</summary>
    public T Write<T>(Func<DbConnection, T> work)
    {
        using var db = Open();
        db.Do("BEGIN IMMEDIATE");
        try
        {
            var result = work(db);
            db.Do("COMMIT");
            return result;
        }
        catch
        {
            // Where COMMIT itself failed SQLite may have ended the transaction by itself.
            try
            {
                db.Do("ROLLBACK");
            }
            catch (SqliteException ended) when (ended.SqliteErrorCode == 1)
            {
                SqliteConnection.ClearPool((SqliteConnection)db);
            }

            throw;
        }
    }

    /// <summary>Does work in one transaction that is alone in writing from its beginning.</summary>
    public void Write(Action<DbConnection> work) =>
        Write(db =>
        {
            work(db);
            return 0;
        });

    /// <summary>Notes who changed what.</summary>
    public void Audit(DateTime at, string who, string what)
    {
        using var db = Open();
        db.Do("INSERT INTO audit (at, who, what) VALUES (@p0, @p1, @p2)", Text(at), who, what);
    }

    /// <summary>A time as it is kept.</summary>
    public static string Text(DateTime utc) => utc.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTime Time(string text) =>
        DateTime.ParseExact(
            text,
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );

    private SqliteConnection Connect()
    {
        var db = new SqliteConnection(_connection);
        try
        {
            db.Open();
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

    private void Prepare()
    {
        using var db = Connect();
        db.Do("PRAGMA journal_mode = WAL");
        db.Do("BEGIN IMMEDIATE");
        var found = db.Scalar<long>("PRAGMA user_version");
        if (found > Version)
        {
            throw new RunException(
                Invariant(
                    $"{Path.Combine(Folder, "service.db")} was made by a newer program (version {found}, this one knows {Version}). Start the newer one, or move the folder away: its runs and schedules would be gone."
                )
            );
        }

        for (var version = found + 1; version <= Version; version++)
        {
            var name = version == 1 ? "schema.sql" : Invariant($"schema-{version}.sql");
            using var schema = new StreamReader(typeof(ServiceDatabase).Assembly.GetManifestResourceStream(name)!);
            db.Do(schema.ReadToEnd());
            db.Do(Invariant($"PRAGMA user_version = {version}"));
        }

        db.Do("COMMIT");
    }
}
