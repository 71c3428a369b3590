using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Snapshots;

/// <summary>Loads the first models as soon as the server listens, then looks twice a second whether another snapshot was published.</summary>
internal sealed class SnapshotWatch(Snapshots snapshots, TimeProvider time, ILogger<SnapshotWatch> log) : BackgroundService
{
    // HEAD is one line of 65 bytes: reading it costs less than being told of a rename, and works on every file system.
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Follow(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped.");
        }
    }

    private async Task Follow(CancellationToken stoppingToken)
    {
        await Task.Run(() => snapshots.Warm(stoppingToken), stoppingToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(s_between, time);
        var told = "";
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            await Task.Run(() => snapshots.Follow(stoppingToken), stoppingToken).ConfigureAwait(false);
            if (snapshots.Problem is { } problem && problem != told)
            {
                log.LogWarning("{Problem}", problem);
            }

            told = snapshots.Problem ?? "";
        }
    }
}
