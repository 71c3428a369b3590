using System.Data.Common;
using System.Globalization;
using Analytics.Server.Hosting;

namespace Analytics.Server.Records;

/// <summary>
/// What the server remembers beside the lake: runs, schedules, measurements, who changed what. SQLite in <c>service/service.db</c> of the
/// lake's folder, or PostgreSQL where the settings name one; each commit is flushed before it returns, so that what was accepted outlives
/// a killed process. While it cannot be used the server serves the lake and says why it does no more.
/// </summary>
internal sealed class ServiceDatabase : IDisposable
{
    /// <summary>Of the schema. A database of a newer one is refused; an older one is brought up.</summary>
    private const int Latest = 6;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly DatabaseProvider _provider;

    private volatile string? _problem;

    /// <param name="settings">Where.</param>
    /// <exception cref="RunException">A newer program made it, or it is another lake's.</exception>
    public ServiceDatabase(ServerSettings settings)
    {
        Folder = Path.Combine(settings.Data, "service");
        _provider =
            settings.DatabasePostgreSql.Length > 0
                ? new PostgreSqlProvider(Folder, settings.DatabasePostgreSql)
                : new SqliteProvider(Folder);
        try
        {
            Try();
        }
        catch
        {
            _provider.Dispose();
            throw;
        }
    }

    public void Dispose() => _provider.Dispose();

    /// <summary>Where the server keeps files of its own.</summary>
    public string Folder { get; }

    /// <summary>Why nothing can be remembered; null while it can.</summary>
    public string? Problem => _problem;

    /// <summary>Why the last thing worth remembering was not remembered, e.g. a full disk; null when it was.</summary>
    public string? Lost { get; set; }

    /// <summary>Why events between stages wait; null while they do not.</summary>
    public string? EventsWait { get; set; }

    /// <summary>A connection of its own for reading, to be disposed.</summary>
    /// <exception cref="DatabaseException">There is no database to use.</exception>
    public DbConnection Open()
    {
        if (Problem is { } problem)
        {
            throw new DatabaseException(problem);
        }

        try
        {
            return _provider.Connect();
        }
        catch (DatabaseException error) when (error.IsAway)
        {
            // Who comes next need not wait as long: DatabaseWatch tries again.
            _problem = Why(error);
            throw;
        }
    }

    /// <summary>Looks whether a database that could not be used can be now.</summary>
    public void Look()
    {
        if (Problem is null)
        {
            return;
        }

        try
        {
            Try();
        }
        catch (RunException error)
        {
            _problem = Why(error);
        }
    }

    /// <summary>Waits until there is a database to use.</summary>
    public async Task Usable(TimeProvider time, CancellationToken cancellation)
    {
        while (Problem is not null)
        {
            await Task.Delay(s_look, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Does work in one transaction that is alone in writing from its beginning. Whatever writes goes through here.</summary>
    public T Write<T>(Func<DbConnection, T> work)
    {
        using var db = Open();
        return Alone(db, work);
    }

    private T Alone<T>(DbConnection db, Func<DbConnection, T> work)
    {
        _provider.BeginWriting(db);
        try
        {
            var result = work(db);
            db.Do("COMMIT");
            return result;
        }
        catch
        {
            // Where COMMIT itself failed the database may have ended the transaction by itself.
            try
            {
                db.Do("ROLLBACK");
            }
            catch (DatabaseException)
            {
                _provider.Clear(db);
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
    public void Audit(DateTime at, string who, string what) =>
        Write(db => db.Do("INSERT INTO audit (at, who, what) VALUES (@p0, @p1, @p2)", Text(at), who, what));

    /// <summary>A time as it is kept.</summary>
    public static string Text(DateTime utc) => utc.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTime Time(string text) =>
        DateTime.ParseExact(
            text,
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
        );

    /// <summary>Makes the database usable, or says why it is not.</summary>
    /// <exception cref="RunException">It is not for this program.</exception>
    private void Try()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            _provider.Begin();
            using (var db = _provider.Connect())
            {
                Alone(db, Prepare);
            }

            _problem = null;
            // Who still cannot write something down says so again.
            Lost = null;
        }
        catch (Exception error) when (error is DatabaseException or IOException or UnauthorizedAccessException)
        {
            _problem = Why(error);
        }
    }

    private static string Why(Exception error) =>
        $"The service database cannot be used, so nothing can be run or scheduled: {error.Message}";

    /// <summary>Brings the schema up to what this program knows.</summary>
    /// <returns>The version that it found.</returns>
    private long Prepare(DbConnection db)
    {
        var found = _provider.Version(db);
        if (found > Latest)
        {
            throw new RunException(
                Invariant(
                    $"{_provider.Name} was made by a newer program (version {found}, this one knows {Latest}). Start the newer one, or give this one a database of its own: the runs and schedules of the other would not be in it."
                )
            );
        }

        for (var version = found + 1; version <= Latest; version++)
        {
            var name = version == 1 ? "schema.sql" : Invariant($"schema-{version}.sql");
            using var schema = new StreamReader(typeof(ServiceDatabase).Assembly.GetManifestResourceStream(name)!);
            db.Do(_provider.Schema(schema.ReadToEnd()));
            _provider.SetVersion(db, version);
        }

        return found;
    }
}
