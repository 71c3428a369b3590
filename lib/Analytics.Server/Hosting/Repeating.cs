using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Hosting;

/// <summary>Does something again and again by the server's clock, one time after the other, until the server stops.</summary>
/// <param name="between">Between two beginnings.</param>
internal abstract class Repeating(TimeSpan between, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>The server's clock.</summary>
    protected TimeProvider Time => time;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(between, time);
        try
        {
            await Task.Yield();
            await Begin(stoppingToken).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await Again(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped.");
        }
    }

    /// <summary>Done once, at the start of the server. Default: nothing.</summary>
    protected virtual Task Begin(CancellationToken stopping) => Task.CompletedTask;

    /// <summary>Done each time.</summary>
    protected abstract Task Again(CancellationToken stopping);
}
