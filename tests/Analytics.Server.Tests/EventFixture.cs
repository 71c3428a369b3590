using Analytics.Server.Events;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

/// <summary>Runs and events between stages over a database in a folder of their own and a clock that stands still.</summary>
public abstract class EventFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-events-").FullName;

    /// <param name="database">The address of a PostgreSQL database; null for SQLite.</param>
    protected EventFixture(string? database = null)
    {
        Settings = new ServerSettings { Data = _folder, DatabasePostgreSql = database ?? "" };
        Database = new ServiceDatabase(Settings);
        Pulse = new Pulse(Time);
        Runs = new RunStore(Database, Time, Pulse);
        Outbox = new Outbox(Database, Time);
        Inbox = new Inbox(Database, Runs, Time, Pulse);
        Dead = new DeadLetters(Database, Time, Pulse);
        Transport = new EmbeddedTransport(Database, Settings, Time, Pulse);
    }

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));

    private protected bool IsPostgreSql => Settings.DatabasePostgreSql.Length > 0;

    private protected ServerSettings Settings { get; }

    private protected ServiceDatabase Database { get; }

    private protected Pulse Pulse { get; }

    private protected RunStore Runs { get; }

    private protected Outbox Outbox { get; }

    private protected Inbox Inbox { get; }

    private protected DeadLetters Dead { get; }

    private protected EmbeddedTransport Transport { get; }

    public void Dispose()
    {
        Database.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private protected static RunTaker Taker(string name, params string[] whats) =>
        new(name, whats.Length == 0 ? null : whats, TimeSpan.FromSeconds(60));

    /// <summary>A run that was asked for and has succeeded.</summary>
    private protected PipelineRun Done(string what, string domain = "accidents", bool follow = true)
    {
        var (run, _) = Runs.Accept(
            new RunRequest
            {
                Domain = domain,
                What = what,
                Follow = follow,
            },
            "api",
            "somebody",
            null
        );
        Assert.Equal(run.Id, Runs.TakeNext("before", Taker("one"))!.Id);
        Runs.End(run.Id, RunState.Succeeded, 0, "done", 1, "after", "one");
        return Runs.Find(run.Id)!;
    }

    private protected EventDispatch Dispatch(IEventTransport transport) =>
        new(
            Outbox,
            transport,
            new Charge(Database, Time, NullLogger<Charge>.Instance),
            Database,
            Settings,
            Time,
            Pulse,
            NullLogger<EventDispatch>.Instance
        );

    private protected string Sent() => Outbox.Due().Single().Text;
}
