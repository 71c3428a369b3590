using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Schedules;

/// <summary>Looks every second which schedules are due, where this server does the runs.</summary>
internal sealed class Scheduler(ScheduleStore schedules, Charge charge, ServiceDatabase database, TimeProvider time, ILogger<Scheduler> log)
    : Repeating(s_between, time, log)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private bool _hasBuiltIn;
    private string? _told;

    protected override Task Begin(CancellationToken stopping) => Again(stopping);

    protected override Task Again(CancellationToken stopping)
    {
        if (database.Problem is null && charge.IsHere)
        {
            Tick();
        }

        return Task.CompletedTask;
    }

    private void Tick()
    {
        try
        {
            if (!_hasBuiltIn)
            {
                schedules.AddBuiltIn();
                _hasBuiltIn = true;
            }

            schedules.Tick();
            if (_told is not null && database.Lost == _told)
            {
                database.Lost = null;
            }
        }
        catch (DatabaseException error)
        {
            // A due time stays due until its run is written down.
            log.LogWarning("Schedules wait: {Message}", error.Message);
            database.Lost = _told = $"Schedules wait: {error.Message}";
        }
    }
}
