using Analytics.Server.Alerts;
using Analytics.Server.Api;
using Analytics.Server.Runs;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Monitoring;

/// <summary>Messages about alerts that a receiver has not taken yet.</summary>
public sealed record WaitingMessages(string Channel, int Waiting, int Attempts, string Problem);

/// <summary>How everything does.</summary>
/// <param name="Health">In one number, and what it is made of.</param>
/// <param name="Readings">What it was judged by.</param>
/// <param name="OpenAlerts">What is beyond its limit.</param>
/// <param name="LastFailures">The last runs that failed or were interrupted.</param>
/// <param name="Waiting">What receivers of alerts have not taken.</param>
public sealed record MonitoringAnswer(
    HealthScore Health,
    Readings Readings,
    IReadOnlyList<Alert> OpenAlerts,
    IReadOnlyList<PipelineRun> LastFailures,
    IReadOnlyList<WaitingMessages> Waiting
);

/// <summary>The alerts, newest first.</summary>
public sealed record AlertList(IReadOnlyList<Alert> Alerts);

internal static class MonitoringRoutes
{
    private const int Most = 1000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var monitoring = app.MapGroup("").WithTags("monitoring").HasNoSnapshot();
        monitoring
            .MapGet("/monitoring", (ReadingsTaker readings, AlertStore alerts, RunStore runs) => Results.Ok(Of(readings, alerts, runs)))
            .Produces<MonitoringAnswer>()
            .WithSummary(
                "Health score with its four parts, stages with throughput and latency, freshness, models, the machine, open alerts, the last failures."
            );
        monitoring
            .MapGet("/alerts", List)
            .Produces<AlertList>()
            .WithSummary("The alerts, newest first; by state (open, resolved) and limit.");
    }

    public static MonitoringAnswer Of(ReadingsTaker readings, AlertStore alerts, RunStore runs)
    {
        var now = readings.Take();
        return new MonitoringAnswer(
            HealthScore.Of(now),
            now,
            alerts.List(true, Most),
            [.. runs.List(10, state: "failed").Concat(runs.List(10, state: "interrupted")).OrderByDescending(each => each.Id).Take(10)],
            [.. alerts.Waiting().Select(each => new WaitingMessages(each.Channel, each.Waiting, each.Attempts, each.Problem))]
        );
    }

    private static IResult List(AlertStore alerts, string? state = null, int limit = 100)
    {
        if (limit is < 1 or > Most)
        {
            throw ProblemException.Field("limit", Invariant($"1 to {Most}"), Invariant($"{limit}"));
        }

        return Results.Ok(
            new AlertList(
                alerts.List(
                    state switch
                    {
                        null => null,
                        "open" => true,
                        "resolved" => false,
                        _ => throw ProblemException.Field("state", "open or resolved", state),
                    },
                    limit
                )
            )
        );
    }
}
