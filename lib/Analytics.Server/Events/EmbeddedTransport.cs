using System.Data.Common;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;

namespace Analytics.Server.Events;

/// <summary>
/// Queues in the service database: a message that was taken is hidden from others for the visibility limit, and comes again where its taker
/// ended before it was done.
/// </summary>
internal sealed class EmbeddedTransport(ServiceDatabase database, ServerSettings settings, TimeProvider time, Pulse pulse) : IEventTransport
{
    /// <summary>A message that was taken so often and never done ends its takers: it is given up.</summary>
    public const int MostDeliveries = 5;

    /// <summary>Why it is given up.</summary>
    public static string GivenUp { get; } = Invariant($"It was taken {MostDeliveries} times and never done: whoever took it ended.");

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly string s_isDue = Due.Sql("visible_at", "@p0", "@p1");

    public string Name => "embedded";

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public Task Publish(OutgoingMessage message, CancellationToken cancellation)
    {
        try
        {
            if ((message.Queue ?? StageOrder.After(message.Stage)) is { } queue)
            {
                database.Write(db =>
                    db.Do(
                        "INSERT INTO event_queue (queue, message, visible_at) VALUES (@p0, @p1, @p2)",
                        queue,
                        message.Text,
                        ServiceDatabase.Text(Now)
                    )
                );
            }
        }
        catch (DatabaseException error)
        {
            throw new TransportException(error.Message, error);
        }

        pulse.Beat();
        return Task.CompletedTask;
    }

    /// <summary>All: a table of the same database as the outbox loses none.</summary>
    public Task<IReadOnlySet<string>> MayHold(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlySet<string>>(StageOrder.Followers.ToHashSet());

    public async Task Consume(
        IReadOnlyList<string> queues,
        Func<TakenMessage, CancellationToken, Task> take,
        Action begun,
        CancellationToken cancellation
    )
    {
        begun();
        while (true)
        {
            var next = pulse.Next;
            try
            {
                if (Claim(queues) is { } claimed)
                {
                    await take(claimed.Message, cancellation).ConfigureAwait(false);
                    database.Write(db => db.Do("DELETE FROM event_queue WHERE number = @p0", claimed.Number));
                    continue;
                }
            }
            catch (DatabaseException error)
            {
                throw new TransportException(error.Message, error);
            }

            await pulse.Wait(next, s_look, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The oldest message that nobody has, which is the caller's for the visibility limit; null for none.</summary>
    public (long Number, TakenMessage Message)? Claim(IReadOnlyList<string> queues)
    {
        var due = Due.Of(Now, TimeSpan.FromSeconds(settings.VisibilitySeconds));
        using (var looking = database.Open())
        {
            // A look that writes nothing: most find nothing.
            if (looking.Scalar<long>($"SELECT EXISTS (SELECT 1 FROM event_queue WHERE {s_isDue})", due.Now, due.Never) == 0)
            {
                return null;
            }
        }

        return database.Write(db => Claim(db, queues, due));
    }

    private (long Number, TakenMessage Message)? Claim(DbConnection db, IReadOnlyList<string> queues, Due due)
    {
        var found = db.All(
            row => (Number: row.GetInt64(0), Queue: row.GetString(1), Text: row.GetString(2), Deliveries: row.GetInt32(3)),
            $"""
            UPDATE event_queue SET visible_at = @p2, deliveries = deliveries + 1
            WHERE number = (
                SELECT number FROM event_queue
                WHERE {s_isDue} AND queue IN ({DatabaseCalls.Places(3, queues.Count)}) ORDER BY number LIMIT 1)
            RETURNING number, queue, message, deliveries
            """,
            [due.Now, due.Never, ServiceDatabase.Text(Now + TimeSpan.FromSeconds(settings.VisibilitySeconds)), .. queues]
        );
        return found is [var one]
            ? (one.Number, new TakenMessage(one.Queue, one.Text) { Dead = one.Deliveries > MostDeliveries ? GivenUp : null })
            : null;
    }
}
