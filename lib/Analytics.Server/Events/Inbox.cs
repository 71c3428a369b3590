using Analytics.Server.Records;
using Analytics.Server.Runs;

namespace Analytics.Server.Events;

/// <summary>A message as a transport hands it over.</summary>
/// <param name="Queue">The stage that is to follow.</param>
/// <param name="Text">The message.</param>
/// <param name="IsWhole">False where it was too long or no text.</param>
/// <param name="Dead">Why the transport gives it up; null while it does not.</param>
internal sealed record TakenMessage(string Queue, string Text, bool IsWhole = true, string? Dead = null)
{
    /// <summary>Bytes of a message that are kept.</summary>
    public const int MostBytes = 1_000_000;
}

/// <summary>Takes messages: each causes at most one run, whatever the transport repeats, and none is lost between the transport and the database.</summary>
internal sealed class Inbox(ServiceDatabase database, RunStore runs, TimeProvider time, Pulse pulse)
{
    /// <summary>Takes one message; when this returns it need not come again.</summary>
    /// <returns>The run that it caused; null where it caused none or had caused it before.</returns>
    public long? Take(TakenMessage taken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var caused = database.Write(db =>
        {
            Outbox.Taken(db, taken.Text);
            StageMessage message;
            try
            {
                message = Read(taken);
            }
            catch (UnreadableMessageException error)
            {
                DeadLetters.Add(db, taken.Queue, taken.Text, taken.IsWhole, error.Message, null, now);
                return (long?)null;
            }

            if (!message.Follow)
            {
                return null;
            }

            using var span = EventSpans.Taking(taken.Queue, message);
            var isNew = db.Do(
                "INSERT INTO event_inbox (event, queue, at, message) VALUES (@p0, @p1, @p2, @p3) ON CONFLICT DO NOTHING",
                message.Id,
                taken.Queue,
                ServiceDatabase.Text(now),
                taken.Text
            );
            if (isNew == 0)
            {
                return null;
            }

            var run = runs.Insert(
                db,
                StageOrder.RunOf(taken.Queue, message.Domain),
                PipelineRun.OriginOfEvent(message.Id),
                message.Cause.Run is { } of ? Invariant($"run {of}") : "an event",
                null,
                Spans.Here ?? EventSpans.TraceOf(message)
            );
            span?.SetTag(Spans.Run, run);
            db.Do("UPDATE event_inbox SET run = @p2 WHERE event = @p0 AND queue = @p1", message.Id, taken.Queue, run);
            return run;
        });
        pulse.Beat();
        return caused;
    }

    private static StageMessage Read(TakenMessage taken)
    {
        if (taken.Dead is { } why)
        {
            throw new UnreadableMessageException(why);
        }

        if (!taken.IsWhole)
        {
            throw new UnreadableMessageException(
                Invariant($"It is no text in UTF-8, or longer than {TakenMessage.MostBytes:N0} bytes; only what could be read is kept.")
            );
        }

        var message = StageMessage.Parse(taken.Text);
        return StageOrder.After(message.Stage) == taken.Queue
            ? message
            : throw new UnreadableMessageException($"It tells of {message.Stage}, which {taken.Queue} does not follow.");
    }
}
