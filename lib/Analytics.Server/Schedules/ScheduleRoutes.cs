using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Server.Api;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Schedules;

/// <summary>A schedule with what comes next and what was.</summary>
/// <param name="Schedule">It.</param>
/// <param name="Next">The next five times, in its zone.</param>
/// <param name="Runs">Its last runs, newest first.</param>
public sealed record ScheduleDetail(RunSchedule Schedule, IReadOnlyList<DateTimeOffset> Next, IReadOnlyList<PipelineRun> Runs);

/// <summary>Schedules by the API, at both addresses of the system that this one replaces.</summary>
internal static partial class ScheduleRoutes
{
    private static readonly string[] s_fields = ["id", "cron", "timezone", "config", "enabled", "misfire"];

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var path in (string[])["/schedules", "/api/schedules"])
        {
            var schedules = app.MapGroup(path).WithTags("schedules").HasNoSnapshot();
            schedules
                .MapGet("", (ScheduleStore store) => Results.Ok(store.All()))
                .Produces<IReadOnlyList<RunSchedule>>()
                .WithSummary("The schedules by name, with the last and the next time.");
            schedules
                .MapPost("", Post)
                .Needs(Role.Operator)
                .Accepts<RunSchedule>("application/json")
                .Produces<RunSchedule>(201)
                .Produces<RunSchedule>()
                .WithSummary(
                    "Adds a schedule, or changes the one of that id: cron (five fields), timezone (default UTC), config (a run or a job message), enabled (default true), misfire (once or skip)."
                );
            schedules
                .MapGet("/{id}", Get)
                .Produces<ScheduleDetail>()
                .WithSummary("A schedule with its next five times in its zone and its last runs.");
            schedules
                .MapDelete("/{id}", Delete)
                .Needs(Role.Operator)
                .Produces(204)
                .WithSummary("Deletes a schedule; those that came with the program can only be turned off.");
            schedules
                .MapPost("/{id}/run", RunNow)
                .Needs(Role.Operator)
                .Produces<PipelineRun>(202)
                .WithSummary("Asks for the schedule's run now.");
        }
    }

    private static async Task<IResult> Post(HttpContext http, ScheduleStore store, Journal journal)
    {
        var (put, isNew) = Put(Of(await JsonBody.ReadObject(http)), http, store, journal);
        http.Response.Headers.Location = $"/schedules/{put.Id}";
        return Results.Json(put, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>Adds or changes a schedule and notes it: for programs and for pages.</summary>
    /// <returns>The schedule, and whether it is new.</returns>
    public static (RunSchedule Put, bool IsNew) Put(RunSchedule schedule, HttpContext http, ScheduleStore store, Journal journal)
    {
        var isNew = store.Find(schedule.Id) is null;
        var put = store.Put(schedule, Audit.Who(http));
        journal.Note(http, $"{(isNew ? "adds" : "changes")} schedule {put.Id}: {put.Cron} {put.Timezone}, {(put.Enabled ? "on" : "off")}");
        return (put, isNew);
    }

    private static IResult Get(string id, ScheduleStore store, RunStore runs, TimeProvider time)
    {
        var found = store.Find(id) ?? throw ProblemException.NotFound($"There is no schedule '{id}'.");
        return Results.Ok(
            new ScheduleDetail(
                found,
                new Cron(found.Cron, found.Timezone).NextIn(time.GetUtcNow().UtcDateTime, 5),
                runs.List(20, origin: PipelineRun.OriginOf(id))
            )
        );
    }

    private static IResult Delete(string id, HttpContext http, ScheduleStore store, Journal journal)
    {
        Remove(id, http, store, journal);
        return Results.NoContent();
    }

    /// <summary>Deletes a schedule and notes it.</summary>
    public static void Remove(string id, HttpContext http, ScheduleStore store, Journal journal)
    {
        store.Delete(id);
        journal.Note(http, $"deletes schedule {id}");
    }

    /// <summary>Asks for a schedule's run and notes it.</summary>
    public static PipelineRun Begin(string id, HttpContext http, ScheduleStore store, Journal journal)
    {
        var run = store.RunNow(id, Audit.Who(http));
        journal.Note(http, Invariant($"asks for run {run.Id} of schedule {id}"));
        return run;
    }

    private static IResult RunNow(string id, HttpContext http, ScheduleStore store, Journal journal)
    {
        var run = Begin(id, http, store, journal);
        http.Response.Headers.Location = Invariant($"/runs/{run.Id}");
        return Results.Json(run, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>A schedule as JSON, checked whole: what is wrong with it is told now, not when it is due.</summary>
    /// <exception cref="ProblemException">A field is unknown or not what is wanted there: 422.</exception>
    public static RunSchedule Of(JsonObject json)
    {
        json.OnlyHas(s_fields);
        var (cron, timezone) = (json.Text("cron") ?? "", json.Text("timezone") ?? "UTC");
        _ = new Cron(cron, timezone);
        var config =
            json["config"] as JsonObject
            ?? throw ProblemException.Field("config", "a run (domain, what) or a job message (mode)", json["config"]?.ToJsonString());
        _ = RunRequest.Of(config);
        // Without a name the content is it: the same schedule, sent twice, is there once.
        var id =
            json.Text("id")
            ?? "schedule-"
                + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cron}\n{timezone}\n{config.ToJsonString()}")))[..8];
        return new RunSchedule(
            Name().IsMatch(id) ? id : throw ProblemException.Field("id", "1 to 60 small letters, digits and hyphens", id),
            cron,
            timezone,
            config.DeepClone(),
            json["enabled"] is null
                || (
                    json["enabled"] is JsonValue flag && flag.TryGetValue(out bool on)
                        ? on
                        : throw ProblemException.Field("enabled", "true or false", json["enabled"]!.ToJsonString())
                ),
            json.Text("misfire") switch
            {
                null or "once" => Misfire.Once,
                "skip" => Misfire.Skip,
                var other => throw ProblemException.Field("misfire", "once or skip", other),
            },
            false,
            null,
            null,
            "",
            null
        );
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,59}\\z")]
    private static partial Regex Name();
}
