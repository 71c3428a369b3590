using System.Data.Common;
using Analytics.App;
using Analytics.Server.Records;
using Analytics.Server.Runs;

namespace Analytics.Server.Events;

/// <summary>An event as it is told.</summary>
/// <param name="Number">In the order in which they were written down.</param>
/// <param name="Event">The message's id.</param>
/// <param name="Domain">A domain's name.</param>
/// <param name="Stage">What was published.</param>
/// <param name="Snapshot">The snapshot in force then.</param>
/// <param name="Run">The run that published it.</param>
/// <param name="At">When, UTC.</param>
/// <param name="SentAt">When the transport had it; null while it waits.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Problem">Why the last attempt failed.</param>
public sealed record StageEvent(
    long Number,
    string Event,
    string Domain,
    string Stage,
    string? Snapshot,
    long? Run,
    DateTime At,
    DateTime? SentAt,
    int Attempts,
    string Problem
);

/// <summary>What is to be sent now.</summary>
/// <param name="Queue">The one queue that it is for; null for all of the stage.</param>
internal sealed record OutgoingMessage(long Number, string Event, string Domain, string Stage, string? Queue, string Text, int Attempts);

/// <summary>Events that wait to be sent, and those that were, in the service database.</summary>
internal sealed class Outbox(ServiceDatabase database, TimeProvider time)
{
    /// <summary>How long events that were sent are remembered, and that they were taken: longer than a broker may hold one.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private string Now => ServiceDatabase.Text(time.GetUtcNow().UtcDateTime);

    /// <summary>Writes down what a run has published, within the transaction that ends it.</summary>
    /// <param name="trace">The span of the run; null where none is kept.</param>
    public static void Add(DbConnection db, PipelineRun run, string? snapshot, DateTime now, string? trace = null)
    {
        var request = RunRequest.Kept(run.Config.ToJsonString());
        var cause = new EventCause(run.Id, run.CausedBy);
        foreach (var domain in Catalog.Domains.Select(each => each.Name).Where(name => run.Domain == "all" || run.Domain == name))
        {
            foreach (var stage in StageOrder.PublishedBy(request))
            {
                var message = StageMessage.Of(
                    domain,
                    stage,
                    snapshot,
                    request.Follow,
                    now,
                    cause,
                    Invariant($"{run.Id}/{ServiceDatabase.Text(run.AcceptedAt)}")
                ) with
                {
                    Trace = trace,
                };
                Add(db, message, null, message.ToJson(), now);
            }
        }
    }

    /// <summary>Writes down what is to be sent, within a transaction of the caller.</summary>
    public static void Add(DbConnection db, StageMessage? message, string? queue, string text, DateTime now) =>
        db.Do(
            """
            INSERT INTO stage_events (event, queue, domain, stage, snapshot, run, at, message, not_before, awaited)
            VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p6, @p8)
            """,
            message?.Id ?? "",
            queue,
            message?.Domain ?? "",
            message?.Stage ?? "",
            message?.Snapshot,
            message?.Cause.Run,
            ServiceDatabase.Text(now),
            text,
            queue is not null || (message is { Follow: true } && StageOrder.After(message.Stage) is not null)
        );

    /// <summary>Notes that a message need not come again, within the transaction that keeps its effect.</summary>
    public static void Taken(DbConnection db, string text) =>
        db.Do("UPDATE stage_events SET awaited = 0 WHERE awaited = 1 AND message = @p0", text);

    /// <summary>Messages that were sent so long ago and that nobody has taken: they wait with the transport, or it has lost them.</summary>
    public IReadOnlyList<(long Number, string Queue)> Untaken(TimeSpan since)
    {
        using var db = database.Open();
        return
        [
            .. db.All(
                    row => (Number: row.GetInt64(0), Queue: row.TextOrNull(1) ?? StageOrder.After(row.GetString(2))),
                    """
                    SELECT number, queue, stage FROM stage_events
                    WHERE awaited = 1 AND (sent_at <= @p0 OR sent_at > @p1) ORDER BY number LIMIT 1000
                    """,
                    ServiceDatabase.Text(time.GetUtcNow().UtcDateTime - since),
                    // Sent while the clock was ahead.
                    Now
                )
                .Where(each => each.Queue is not null)
                .Select(each => (each.Number, each.Queue!)),
        ];
    }

    /// <summary>Has a message sent again, unless it was taken meanwhile.</summary>
    public void SendAgain(long number) =>
        database.Write(db =>
            db.Do(
                "UPDATE stage_events SET sent_at = NULL, not_before = @p1, problem = @p2 WHERE number = @p0 AND awaited = 1",
                number,
                Now,
                "The transport lost it; it is sent again."
            )
        );

    /// <summary>What is to be sent now, in order.</summary>
    public IReadOnlyList<OutgoingMessage> Due()
    {
        var due = Records.Due.Of(time.GetUtcNow().UtcDateTime, EventDispatch.Longest);
        using var db = database.Open();
        return db.All(
            row => new OutgoingMessage(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.TextOrNull(4),
                row.GetString(5),
                row.GetInt32(6)
            ),
            $"""
            SELECT number, event, domain, stage, queue, message, attempts FROM stage_events
            WHERE sent_at IS NULL AND {Records.Due.Sql("not_before", "@p0", "@p1")} ORDER BY number LIMIT 100
            """,
            due.Now,
            due.Never
        );
    }

    public void Sent(long number) =>
        database.Write(db =>
            db.Do("UPDATE stage_events SET sent_at = @p1, attempts = attempts + 1, problem = '' WHERE number = @p0", number, Now)
        );

    public void Failed(long number, TimeSpan pause, string problem) =>
        database.Write(db =>
            db.Do(
                "UPDATE stage_events SET not_before = @p1, attempts = attempts + 1, problem = @p2 WHERE number = @p0",
                number,
                ServiceDatabase.Text(time.GetUtcNow().UtcDateTime + pause),
                problem
            )
        );

    /// <summary>The newest first.</summary>
    public IReadOnlyList<StageEvent> List(int limit)
    {
        using var db = database.Open();
        return db.All(
            row => new StageEvent(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.TextOrNull(4),
                row.IsDBNull(5) ? null : row.GetInt64(5),
                ServiceDatabase.Time(row.GetString(6)),
                row.TimeOrNull(7),
                row.GetInt32(8),
                row.GetString(9)
            ),
            "SELECT number, event, domain, stage, snapshot, run, at, sent_at, attempts, problem FROM stage_events ORDER BY number DESC LIMIT @p0",
            limit
        );
    }

    /// <summary>Events that wait to be sent.</summary>
    public long Waiting()
    {
        using var db = database.Open();
        return db.Scalar<long>("SELECT count(*) FROM stage_events WHERE sent_at IS NULL");
    }

    /// <summary>Forgets what was sent and taken long ago.</summary>
    public void Forget() =>
        database.Write(db =>
        {
            var before = ServiceDatabase.Text(time.GetUtcNow().UtcDateTime - Kept);
            db.Do("DELETE FROM stage_events WHERE sent_at < @p0 AND awaited = 0", before);
            db.Do("DELETE FROM event_deliveries WHERE at < @p0", before);
            db.Do(
                "DELETE FROM event_inbox WHERE at < @p0 AND (run IS NULL OR run NOT IN (SELECT id FROM pipeline_runs WHERE ended_at IS NULL))",
                before
            );
        });
}
