using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Events;

/// <summary>
/// Gives what is in the outbox to the transport, in order, at least once: what it does not take waits and is tried again. One process of a
/// lake does it, the one in charge.
/// </summary>
internal sealed class EventDispatch(
    Outbox outbox,
    IEventTransport transport,
    Charge charge,
    ServiceDatabase database,
    TimeProvider time,
    Pulse pulse,
    ILogger<EventDispatch> log
) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenForgetting = TimeSpan.FromHours(1);

    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private DateTime _forgot = DateTime.MinValue;

    /// <summary>The pause after so many attempts failed.</summary>
    public static TimeSpan Pause(int attempts) => Pauses.Doubling(attempts, TimeSpan.FromSeconds(1), Longest);

    /// <summary>Sends what is due; the first that is not taken ends it: the transport is away, and order is kept.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> SendDue(CancellationToken cancellation)
    {
        var sent = 0;
        foreach (var each in outbox.Due())
        {
            using var span = EventSpans.Sending(each);
            try
            {
                await transport.Publish(each, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (span.Saw(error))
            {
                throw;
            }
            catch (TransportException error)
            {
                outbox.Failed(each.Number, Pause(each.Attempts + 1), error.Message);
                if (database.EventsWait is null)
                {
                    log.LogWarning("Events wait: {Message}", error.Message);
                }

                database.EventsWait = $"Events between stages wait: {error.Message}";
                return sent;
            }

            // Killed before this it is sent again, and taken once.
            outbox.Sent(each.Number);
            database.EventsWait = null;
            sent++;
        }

        return sent;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Problem is not null)
        {
            return;
        }

        try
        {
            await Task.Yield();
            while (true)
            {
                var next = pulse.Next;
                if (charge.IsHere)
                {
                    await Try(stoppingToken).ConfigureAwait(false);
                }

                await pulse.Wait(next, s_look, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped; what is in the outbox is sent at the next start.");
        }
    }

    private async Task Try(CancellationToken cancellation)
    {
        try
        {
            await SendDue(cancellation).ConfigureAwait(false);
            if (time.GetUtcNow().UtcDateTime is var now && now - _forgot > s_betweenForgetting)
            {
                outbox.Forget();
                _forgot = now;
            }
        }
        catch (SqliteException error)
        {
            // What was not noted as sent is sent again.
            log.LogWarning("Events wait: {Message}", error.Message);
            database.EventsWait = $"Events between stages wait: {error.Message}";
            await Task.Delay(s_look, time, cancellation).ConfigureAwait(false);
        }
    }
}
