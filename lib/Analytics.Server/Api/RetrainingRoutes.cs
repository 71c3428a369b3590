using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Schedules;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Api;

/// <summary>A schedule that trains a study again.</summary>
/// <param name="OnlyIfNeeded">Whether it does so only where a trigger fires.</param>
public sealed record RetrainSchedule(string Id, bool Enabled, bool OnlyIfNeeded, DateTime? NextRunAt);

/// <summary>Whether a study should be trained again, and why or why not.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="Model">Its name.</param>
/// <param name="Version">The champion; null for none.</param>
/// <param name="IsNeeded">Whether a trigger fired: no champion, many new rows, drift, or a loss of score.</param>
/// <param name="Reasons">What fired, or the one reason why nothing did.</param>
/// <param name="NewRows">Labelled rows that came after the champion's snapshot; so many fire: <see cref="Retraining.ManyRows"/>.</param>
/// <param name="Drifted">Features that have drifted.</param>
/// <param name="Problem">Why it cannot be judged; null when it can.</param>
/// <param name="Schedules">Those that train it.</param>
/// <param name="LastRun">The last run that trained it, whoever asked for it; null for none that is remembered.</param>
public sealed record RetrainEntry(
    string Domain,
    string Model,
    string? Version,
    bool IsNeeded,
    IReadOnlyList<string> Reasons,
    int NewRows,
    IReadOnlyList<string> Drifted,
    string? Problem,
    IReadOnlyList<RetrainSchedule> Schedules,
    PipelineRun? LastRun
);

/// <summary>Why models should be trained again, or why not.</summary>
internal static class RetrainingRoutes
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/models/retraining",
                (HttpContext http, ScheduleStore schedules, RunStore runs) => Results.Ok(Of(http.Snapshot(), schedules, runs))
            )
            .WithTags("models")
            .Produces<RetrainEntry[]>()
            .WithSummary(
                "Per study whether it should be trained again and why or why not: new rows, drift, score, schedules, the last training."
            );

    public static IReadOnlyList<RetrainEntry> Of(ServedSnapshot served, ScheduleStore schedules, RunStore runs)
    {
        var all = schedules.All().Select(each => (Schedule: each, Request: RequestOf(each))).ToArray();
        return
        [
            .. Catalog.Domains.SelectMany(domain =>
                domain.Studies.Select(study =>
                {
                    var (verdict, problem) = Judge(served, domain, study);
                    return new RetrainEntry(
                        domain.Name,
                        study.Name,
                        served.Snapshot.Models.GetValueOrDefault($"{domain.Name}/{study.Name}"),
                        verdict?.IsNeeded ?? false,
                        verdict?.Reasons ?? [],
                        verdict?.NewRows ?? 0,
                        [.. verdict?.Drifts.Where(Retraining.IsDrift).Select(each => each.Column) ?? []],
                        problem,
                        [
                            .. all.Where(each => each.Request is { } request && Trains(request, domain.Name, study.Name))
                                .Select(each => new RetrainSchedule(
                                    each.Schedule.Id,
                                    each.Schedule.Enabled,
                                    each.Request!.IfNeeded,
                                    each.Schedule.NextRunAt
                                )),
                        ],
                        runs.LastTraining(domain.Name, study.Name)
                    );
                })
            ),
        ];
    }

    /// <summary>Reads tables, so it is done once per snapshot and study.</summary>
    private static (RetrainVerdict? Verdict, string? Problem) Judge(ServedSnapshot served, Domain domain, Study study) =>
        served.Once<(RetrainVerdict?, string?)>(
            $"retrain {domain.Name}/{study.Name}",
            of =>
            {
                try
                {
                    return (new Retraining(of.Lake).Judge(of.Snapshot, domain, study), null);
                }
                catch (Exception error)
                    when (error is RunException or LakeException or UsageException or Analytics.Learning.LearningException)
                {
                    return (null, error.Message);
                }
            }
        );

    internal static bool Trains(RunRequest request, string domain, string study) =>
        (request.Domain == "all" || request.Domain == domain)
        && (request.Study is null || request.Study == study)
        && (request.What is "train" or "retrain" || request is { What: "rebuild", Models: true });

    /// <summary>Null for one that can no longer be run; the scheduler's page says why.</summary>
    private static RunRequest? RequestOf(RunSchedule schedule)
    {
        try
        {
            return RunRequest.Of(schedule.Config.AsObject());
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
