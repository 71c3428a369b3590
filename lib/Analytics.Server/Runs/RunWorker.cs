using Analytics.Server.Records;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>
/// Does what was accepted, one run after the other: the lake has one writer. Several processes may do it for one lake: each takes a run for itself, and says again and again that it is at it, so
/// that another takes over the runs of one that ended.
/// </summary>
internal sealed class RunWorker(
    RunStore runs,
    RunExecution execution,
    RunHearing hearing,
    WorkerPresence presence,
    ServiceDatabase database,
    Snapshots.Snapshots snapshots,
    TimeProvider time,
    Pulse pulse,
    ILogger<RunWorker> log
) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Not on the thread that starts the server.
            await Task.Yield();
            await database.Usable(time, stoppingToken).ConfigureAwait(false);
            await Show(stoppingToken).ConfigureAwait(false);
            while (true)
            {
                var next = pulse.Next;
                await Trying(() => runs.Recover(snapshots.PublishedId, presence.IsGone), stoppingToken).ConfigureAwait(false);
                if (!await Trying(() => DoNext(stoppingToken), stoppingToken).ConfigureAwait(false))
                {
                    await pulse.Wait(next, s_look, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped; what was accepted is run at the next start.");
        }
    }

    /// <summary>Who is not seen takes no runs: others would take them for left behind.</summary>
    private async Task Show(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                presence.Show();
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                database.Lost = $"No runs are done here: {error.Message}";
                log.LogWarning("No runs are done here: {Message}", error.Message);
            }

            await Task.Delay(s_wait, time, cancellation).ConfigureAwait(false);
        }
    }

    private Task Trying(Action work, CancellationToken cancellation) =>
        Trying(
            () =>
            {
                work();
                return Task.FromResult(true);
            },
            cancellation
        );

    /// <summary>Does something with the database, again and again where that has no room or is busy: what was accepted must not be forgotten for it.</summary>
    private async Task<bool> Trying(Func<Task<bool>> work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var result = await work().ConfigureAwait(false);
                database.Lost = null;
                return result;
            }
            catch (DatabaseException error)
            {
                hearing.Miss(error);
                await Task.Delay(s_wait, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Whether there was anything to do.</returns>
    private async Task<bool> DoNext(CancellationToken stopping)
    {
        if (runs.Next(presence.Taker) is not { } next)
        {
            return false;
        }

        if (snapshots.Writer is { } writer)
        {
            // A script that writes is waited for; the first run in the queue says so, once.
            if ($"waits for {writer}" is var reason && next.Reason != reason)
            {
                runs.Waits(next.Id, reason);
            }

            return false;
        }

        if (runs.TakeNext(snapshots.PublishedId, presence.Taker) is not { } run)
        {
            return false;
        }

        // From here on the run is taken: what follows is told until it is told, or the next start finds it running.
        var ended = await execution.Do(run, stopping).ConfigureAwait(false);
        await Trying(ended, stopping).ConfigureAwait(false);
        return true;
    }
}
