using Analytics.Lake;
using Analytics.Server.Hosting;
using Analytics.Server.Monitoring;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Alerts;

/// <summary>Looks at the machine four times a minute, and there where runs are done writes it down and judges everything by the alert rules.</summary>
internal sealed class AlertWatch(
    ReadingsTaker readings,
    AlertStore alerts,
    Usage usage,
    RequestTimes requests,
    Charge charge,
    ServiceDatabase database,
    TimeProvider time,
    ILogger<AlertWatch> log
) : Repeating(Between, time, log)
{
    /// <summary>Between two looks.</summary>
    public static TimeSpan Between { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How long looks at the machine are remembered.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    protected override Task Begin(CancellationToken stopping) => Again(stopping);

    /// <summary>What cannot be read now is no reason to open or to end an alert, and none to stop looking.</summary>
    protected override Task Again(CancellationToken stopping)
    {
        try
        {
            Look();
        }
        catch (Exception error) when (error is DatabaseException or IOException or UnauthorizedAccessException or LakeException)
        {
            log.LogWarning("What is monitored could not be read: {Message}", error.Message);
        }

        return Task.CompletedTask;
    }

    private void Look()
    {
        var sample = usage.Look();
        if (database.Problem is not null || !charge.IsHere)
        {
            return;
        }

        Keep(sample);
        alerts.Take(AlertRules.Judge(readings.Take()));
    }

    private void Keep(UsageSample sample)
    {
        var now = Time.GetUtcNow().UtcDateTime;
        database.Write(db =>
        {
            foreach (
                var (metric, value) in new (string, double?)[]
                {
                    ("cpu", sample.Cpu),
                    ("memory", sample.Memory),
                    ("disk", sample.Disk),
                    ("response_p95", requests.P95()),
                }
            )
            {
                if (value is { } seen)
                {
                    db.Do("INSERT INTO system_metrics (at, metric, value) VALUES (@p0, @p1, @p2)", ServiceDatabase.Text(now), metric, seen);
                }
            }

            db.Do("DELETE FROM system_metrics WHERE at < @p0", ServiceDatabase.Text(now - s_kept));
        });
    }
}
