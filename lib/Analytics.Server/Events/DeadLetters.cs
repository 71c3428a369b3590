using System.Data.Common;
using Analytics.Server.Api;
using Analytics.Server.Records;
using Analytics.Server.Runs;

namespace Analytics.Server.Events;

/// <summary>A message that could not be done, or whose run failed.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Queue">The stage that was to follow.</param>
/// <param name="Message">It, as it came.</param>
/// <param name="IsWhole">False where only what could be read of it is kept: then it cannot be replayed.</param>
/// <param name="Reason">Why it is here.</param>
/// <param name="Run">The run that it caused, where that failed.</param>
/// <param name="Times">How often it came.</param>
/// <param name="At">When it came last, UTC.</param>
public sealed record DeadLetter(long Number, string Queue, string Message, bool IsWhole, string Reason, long? Run, int Times, DateTime At);

/// <summary>Messages that wait for somebody to replay or drop them.</summary>
internal sealed class DeadLetters(ServiceDatabase database, TimeProvider time, Pulse pulse)
{
    private const string Columns = "number, queue, message, is_whole, reason, run, times, at";

    /// <summary>Keeps the message that caused a run which failed, within the transaction that ends it; nothing where no message did.</summary>
    public static void OfRun(DbConnection db, long run, string reason, DateTime now)
    {
        foreach (
            var (queue, text) in db.All(
                row => (row.GetString(0), row.GetString(1)),
                "SELECT queue, message FROM event_inbox WHERE run = @p0",
                run
            )
        )
        {
            Add(db, queue, text, true, reason, run, now);
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<DeadLetter> List(int limit)
    {
        using var db = database.Open();
        return db.All(Read, $"SELECT {Columns} FROM dead_letters ORDER BY number DESC LIMIT @p0", limit);
    }

    public long Count()
    {
        using var db = database.Open();
        return db.Scalar<long>("SELECT count(*) FROM dead_letters");
    }

    /// <summary>Sends a message again, as if it had never come: it may cause one more run.</summary>
    /// <exception cref="ProblemException">There is none (404), or it is not whole (409).</exception>
    public DeadLetter Replay(long number)
    {
        var letter = database.Write(db =>
        {
            var found = Find(db, number);
            if (!found.IsWhole)
            {
                throw new ProblemException(
                    StatusCodes.Status409Conflict,
                    "This message cannot be replayed.",
                    "Only a part of it could be kept. Send it again from where it came, and drop this one."
                );
            }

            // One that this program cannot read is judged again where it is taken: a newer worker may know it.
            var message = StageMessage.ParseOrNull(found.Message);
            if (message is not null)
            {
                db.Do("DELETE FROM event_inbox WHERE event = @p0 AND queue = @p1", message.Id, found.Queue);
            }

            Outbox.Add(db, message, found.Queue, found.Message, time.GetUtcNow().UtcDateTime);
            db.Do("DELETE FROM dead_letters WHERE number = @p0", number);
            return found;
        });
        pulse.Beat();
        return letter;
    }

    /// <summary>Forgets a message.</summary>
    /// <exception cref="ProblemException">There is none (404).</exception>
    public DeadLetter Drop(long number) =>
        database.Write(db =>
        {
            var found = Find(db, number);
            db.Do("DELETE FROM dead_letters WHERE number = @p0", number);
            return found;
        });

    /// <summary>Keeps a message with its reason, within a transaction of the caller; one that is there already is counted.</summary>
    public static void Add(DbConnection db, string queue, string text, bool isWhole, string reason, long? run, DateTime now)
    {
        var again = db.Do(
            "UPDATE dead_letters SET reason = @p2, run = @p3, at = @p4, times = times + 1 WHERE queue = @p0 AND message = @p1",
            queue,
            text,
            reason,
            run,
            ServiceDatabase.Text(now)
        );
        if (again == 0)
        {
            db.Do(
                "INSERT INTO dead_letters (queue, message, is_whole, reason, run, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
                queue,
                text,
                isWhole,
                reason,
                run,
                ServiceDatabase.Text(now)
            );
        }
    }

    private static DeadLetter Find(DbConnection db, long number) =>
        db.All(Read, $"SELECT {Columns} FROM dead_letters WHERE number = @p0", number) is [var letter]
            ? letter
            : throw ProblemException.NotFound("There is no dead letter of that number; it may have been replayed or dropped.");

    private static DeadLetter Read(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.Flag(3),
            row.GetString(4),
            row.IsDBNull(5) ? null : row.GetInt64(5),
            row.GetInt32(6),
            ServiceDatabase.Time(row.GetString(7))
        );
}
