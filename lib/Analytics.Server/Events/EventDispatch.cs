using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
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
    ServerSettings settings,
    TimeProvider time,
    Pulse pulse,
    ILogger<EventDispatch> log
) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenForgetting = TimeSpan.FromHours(1);

    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Between looks at the transport: whether it is there, and whether it lost something.</summary>
    private static readonly TimeSpan s_betweenChecks = TimeSpan.FromSeconds(5);

    private DateTime _forgot = DateTime.MinValue;
    private DateTime _checked = DateTime.MinValue;

    private readonly EventsWord _word = new(database);

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
                Tell(error.Message);
                return sent;
            }

            // Killed before this it is sent again, and taken once.
            outbox.Sent(each.Number);
            _word.TakeBack();
            sent++;
        }

        return sent;
    }

    /// <summary>
    /// Has sent again what was sent, is not taken after the visibility limit and is not with the transport any more. It may still be in a worker's
    /// hand: then the inbox takes one of the two.
    /// </summary>
    /// <returns>How many are sent again.</returns>
    public async Task<int> Check(CancellationToken cancellation)
    {
        try
        {
            // Looked up first: what is taken in between is in neither, and sent once more for nothing.
            var untaken = outbox.Untaken(TimeSpan.FromSeconds(settings.VisibilitySeconds));
            var held = await transport.MayHold(cancellation).ConfigureAwait(false);
            if (outbox.Waiting() == 0)
            {
                _word.TakeBack();
            }

            var lost = untaken.Where(each => !held.Contains(each.Queue)).ToArray();
            foreach (var each in lost)
            {
                outbox.SendAgain(each.Number);
            }

            if (lost.Length > 0)
            {
                log.LogWarning("{Count} events were sent, were not taken and are not with the transport; they are sent again", lost.Length);
            }

            return lost.Length;
        }
        catch (TransportException error)
        {
            Tell(error.Message);
            return 0;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            await database.Usable(time, stoppingToken).ConfigureAwait(false);
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
            var now = time.GetUtcNow().UtcDateTime;
            if ((now - _checked).Duration() > s_betweenChecks)
            {
                await Check(cancellation).ConfigureAwait(false);
                _checked = now;
            }

            await SendDue(cancellation).ConfigureAwait(false);
            if (now - _forgot > s_betweenForgetting)
            {
                outbox.Forget();
                _forgot = now;
            }
        }
        catch (DatabaseException error)
        {
            // What was not noted as sent is sent again.
            Tell(error.Message);
            await Task.Delay(s_look, time, cancellation).ConfigureAwait(false);
        }
    }

    private void Tell(string message)
    {
        if (_word.Tell($"Events between stages wait: {message}"))
        {
            log.LogWarning("Events wait: {Message}", message);
        }
    }
}
