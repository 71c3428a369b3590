using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Schedules;

/// <summary>Looks every second which schedules are due, where this server does the runs.</summary>
internal sealed class Scheduler(
    ScheduleStore schedules,
    RunWorker worker,
    ServiceDatabase database,
    TimeProvider time,
    ILogger<Scheduler> log
) : BackgroundService
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.Problem is not null)
        {
            return;
        }

        using var timer = new PeriodicTimer(s_between, time);
        try
        {
            await Task.Yield();
            var hasBuiltIn = false;
            do
            {
                if (!worker.IsInCharge)
                {
                    continue;
                }

                try
                {
                    if (!hasBuiltIn)
                    {
                        schedules.AddBuiltIn();
                        hasBuiltIn = true;
                    }

                    schedules.Tick();
                }
                catch (SqliteException error)
                {
                    // A due time stays due until its run is written down.
                    log.LogWarning("Schedules wait: {Message}", error.Message);
                    database.Lost = $"Schedules wait: {error.Message}";
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped.");
        }
    }
}
