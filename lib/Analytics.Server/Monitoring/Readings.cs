using Analytics.App;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Monitoring;

/// <summary>Runs of a domain that ended within the last day; cancelled ones count as neither.</summary>
public sealed record RunReading(string Domain, int Succeeded, int Failed);

/// <summary>How good a domain's published data is, and how old.</summary>
/// <param name="Score">0…1; 0 where nothing was published.</param>
/// <param name="AgeSeconds">Since a table last changed; null where nothing was published.</param>
public sealed record DataReading(string Domain, double Score, double? AgeSeconds);

/// <summary>How a champion does.</summary>
/// <param name="Problem">Why it cannot predict; null when it can.</param>
/// <param name="Metric">What decides.</param>
/// <param name="Value">Its value; null without a champion.</param>
/// <param name="Bar">What it must reach.</param>
/// <param name="HigherIsBetter">Which side of the bar is good.</param>
/// <param name="DriftedFeatures">As the last performance run found; null where none looked at this version.</param>
public sealed record ModelReading(
    string Domain,
    string Model,
    string? Problem,
    string? Metric,
    double? Value,
    double Bar,
    bool HigherIsBetter,
    int? DriftedFeatures
)
{
    public bool IsBelowBar => Value is { } value && (HigherIsBetter ? value < Bar : value > Bar);
}

/// <summary>What is used of the machine, means of five minutes; null where it was not looked at yet.</summary>
public sealed record SystemReading(double? Cpu, double? Memory, double? Disk, double? ResponseP95);

/// <summary>Everything that the health score and the alert rules judge by, at one time.</summary>
public sealed record Readings(
    DateTime At,
    IReadOnlyList<RunReading> Runs,
    IReadOnlyList<DataReading> Data,
    IReadOnlyList<ModelReading> Models,
    IReadOnlyList<StageReading> Stages,
    SystemReading System,
    int StaleDays
)
{
    /// <summary>Runs and stages are judged by what happened within it.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(1);
}

/// <summary>Takes the readings from the snapshot in force and the service database.</summary>
internal sealed class ReadingsTaker(
    Snapshots.Snapshots snapshots,
    ServiceDatabase database,
    RequestTimes requests,
    ServerSettings settings,
    TimeProvider time
)
{
    /// <exception cref="Records.DatabaseException">The service database cannot be read.</exception>
    public Readings Take()
    {
        var now = time.GetUtcNow().UtcDateTime;
        var served = snapshots.Enter();
        try
        {
            return new Readings(
                now,
                Runs(now),
                [
                    .. Api
                        .HealthRoutes.Published(served)
                        .Domains.Select(each => new DataReading(
                            each.Domain,
                            each.Tables == 0 ? 0 : Measuring.QualityOf(served.Snapshot, Catalog.Of(each.Domain))["score"],
                            each.ChangedAt is { } at ? Math.Max(0, (now - at).TotalSeconds) : null
                        )),
                ],
                Models(served),
                Monitoring.Stages.Of(database, now),
                System(now),
                settings.StaleDays
            );
        }
        finally
        {
            served.Leave();
        }
    }

    private IReadOnlyList<RunReading> Runs(DateTime now)
    {
        using var db = database.Open();
        return db.All(
            row => new RunReading(row.GetString(0), row.GetInt32(1), row.GetInt32(2)),
            """
            SELECT domain, count(*) FILTER (WHERE state = 'succeeded'), count(*) FILTER (WHERE state IN ('failed', 'interrupted')) FROM pipeline_runs
            WHERE ended_at >= @p0 AND state <> 'cancelled' GROUP BY domain ORDER BY domain
            """,
            ServiceDatabase.Text(now - Readings.Window)
        );
    }

    private IReadOnlyList<ModelReading> Models(ServedSnapshot served)
    {
        using var db = database.Open();
        var drifted = db.All(
                row => (Key: $"{row.GetString(0)}/{row.GetString(1)}/{row.GetString(2)}", Features: row.GetDouble(3)),
                "SELECT domain, model, version, value FROM model_performance_metrics WHERE metric = 'drifted_features'"
            )
            .ToDictionary(each => each.Key, each => (int)each.Features, StringComparer.Ordinal);
        return
        [
            .. Catalog.Domains.SelectMany(domain =>
                domain.Studies.Select(study =>
                {
                    var (name, found) = ($"{domain.Name}/{study.Name}", served.Models.Find(domain.Name, study.Name));
                    var problem =
                        found is not null || !served.Models.AreLoaded ? null
                        : served.Models.Broken.TryGetValue(name, out var why) ? why
                        : "it has no champion";
                    return new ModelReading(
                        domain.Name,
                        study.Name,
                        problem,
                        found?.Card.Run.Metric,
                        found?.Card.Run.Score.Value,
                        study.Bar,
                        found?.Card.Run.HigherIsBetter ?? true,
                        found is not null && drifted.TryGetValue($"{name}/{found.Version}", out var features) ? features : null
                    );
                })
            ),
        ];
    }

    private SystemReading System(DateTime now)
    {
        using var db = database.Open();
        var means = db.All(
                row => (Metric: row.GetString(0), Value: row.GetDouble(1)),
                "SELECT metric, avg(value) FROM system_metrics WHERE at >= @p0 GROUP BY metric",
                ServiceDatabase.Text(now - RequestTimes.Window)
            )
            .ToDictionary(each => each.Metric, each => (double?)each.Value, StringComparer.Ordinal);
        return new SystemReading(
            means.GetValueOrDefault("cpu"),
            means.GetValueOrDefault("memory"),
            means.GetValueOrDefault("disk"),
            requests.P95()
        );
    }
}
