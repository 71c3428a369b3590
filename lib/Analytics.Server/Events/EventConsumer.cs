using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Events;

/// <summary>
/// Takes the messages for the stages that this process does. A message is done when the run that it causes is written down; that run is
/// then done like every other.
/// </summary>
internal sealed class EventConsumer(
    IEventTransport transport,
    Inbox inbox,
    ServiceDatabase database,
    ServerSettings settings,
    TimeProvider time,
    ILogger<EventConsumer> log
) : BackgroundService
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

    private readonly EventsWord _word = new(database);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string[] queues = [.. settings.StageList.Where(StageOrder.Followers.Contains)];
        if (queues.Length == 0)
        {
            return;
        }

        try
        {
            await Task.Yield();
            await database.Usable(time, stoppingToken).ConfigureAwait(false);
            while (true)
            {
                try
                {
                    await transport.Consume(queues, Take, _word.TakeBack, stoppingToken).ConfigureAwait(false);
                }
                catch (TransportException error)
                {
                    if (_word.Tell($"No events between stages come: {error.Message}"))
                    {
                        log.LogWarning("No events come: {Message}", error.Message);
                    }
                }

                await Task.Delay(s_wait, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped; what was not taken stays with the transport.");
        }
    }

    /// <summary>Takes a message, again and again where the database has no room or is busy: it is held until it is written down.</summary>
    private async Task Take(TakenMessage message, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                inbox.Take(message);
                _word.TakeBack();
                return;
            }
            catch (DatabaseException error)
            {
                _word.Tell($"Events between stages cannot be written down: {error.Message}");
                await Task.Delay(s_wait, time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
