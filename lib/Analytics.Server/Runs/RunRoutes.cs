using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Analytics.Server.Api;
using Analytics.Server.Records;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Runs;

/// <summary>The runs, newest first.</summary>
/// <param name="Runs">A page of them.</param>
/// <param name="Writer">Who writes the lake now, a script in another process too; null for nobody.</param>
public sealed record RunList(IReadOnlyList<PipelineRun> Runs, string? Writer);

/// <summary>A job that was accepted.</summary>
/// <param name="JobId">Its number, as text.</param>
/// <param name="Run">The run that does it.</param>
public sealed record JobAnswer(string JobId, PipelineRun Run);

/// <summary>Runs by the API: asked for, listed, followed, stopped.</summary>
internal static class RunRoutes
{
    private const int MostRuns = 1000;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder app)
    {
        var runs = app.MapGroup("").WithTags("runs").HasNoSnapshot();
        runs.MapPost("/runs", Post)
            .Needs(Role.Operator)
            .Accepts<RunRequest>("application/json")
            .Produces<PipelineRun>(202)
            .WithSummary(
                $"Asks for a run: domain (or all) and what ({string.Join(", ", RunRequest.Whats)}). With the header Idempotency-Key the same request is one run."
            );
        runs.MapGet("/runs", List)
            .Produces<RunList>()
            .WithSummary(
                "The runs, newest first, those of scripts too, and who writes the lake now; by domain, state, limit and before (a number)."
            );
        runs.MapGet("/runs/{id:long}", (long id, RunStore store) => Results.Ok(Of(store, id)))
            .Produces<PipelineRun>()
            .WithSummary("A run: state, exit code and reason, the snapshots before and after.");
        runs.MapGet("/runs/{id:long}/events", Events)
            .WithSummary(
                "What happens in a run as server-sent events (state, step, count, log), from the first or behind Last-Event-ID, until it is over."
            );
        runs.MapGet("/runs/{id:long}/log", Log)
            .Produces<string>(200, "text/plain")
            .WithSummary("The lines of a run, as its script writes them.");
        runs.MapPost(
                "/runs/{id:long}/cancel",
                (long id, RunStore store, HttpContext http, Journal journal) =>
                {
                    var run = store.Cancel(id, Audit.Who(http));
                    journal.Note(http, Invariant($"cancels run {id}"));
                    return Results.Json(run, statusCode: StatusCodes.Status202Accepted);
                }
            )
            .Needs(Role.Operator)
            .Produces<PipelineRun>(202)
            .WithSummary("Stops a run, as Ctrl-C stops its script: nothing half done is published.");
        runs.MapPost("/jobs", Job)
            .Needs(Role.Operator)
            .Accepts<object>("application/json")
            .Produces<JobAnswer>(202)
            .WithSummary(
                "The crash extractor's job message (mode streaming or backfill, primary, enrich, batching, date_range): fetches those days and makes the tables of them."
            );
    }

    private static async Task<IResult> Post(HttpContext http, RunStore store, Journal journal)
    {
        var request = RunRequest.Of(await JsonBody.ReadObject(http));
        var (run, isNew) = store.Accept(request, "api", Audit.Who(http), Key(http));
        return Accepted(http, journal, run, isNew, run);
    }

    private static async Task<IResult> Job(HttpContext http, RunStore store, Journal journal)
    {
        var request = JobMessage.ToRequest(await JsonBody.ReadObject(http));
        var (run, isNew) = store.Accept(request, "job", Audit.Who(http), Key(http));
        return Accepted(http, journal, run, isNew, new JobAnswer(Invariant($"{run.Id}"), run));
    }

    private static IResult Accepted(HttpContext http, Journal journal, PipelineRun run, bool isNew, object answer)
    {
        if (isNew)
        {
            journal.Note(http, Invariant($"asks for run {run.Id}: {run.What} {run.Domain}"));
        }

        http.Response.Headers.Location = Invariant($"/runs/{run.Id}");
        return Results.Json(answer, statusCode: StatusCodes.Status202Accepted);
    }

    private static IResult List(
        RunStore store,
        Snapshots.Snapshots snapshots,
        string? domain = null,
        string? state = null,
        int limit = 50,
        long? before = null
    )
    {
        if (limit is < 1 or > MostRuns)
        {
            throw ProblemException.Field("limit", Invariant($"1 to {MostRuns}"), Invariant($"{limit}"));
        }

        if (state is not null && !Enum.GetValues<RunState>().Select(RunStore.Word).Contains(state))
        {
            throw ProblemException.Field("state", string.Join(", ", Enum.GetValues<RunState>().Select(RunStore.Word)), state);
        }

        return Results.Ok(new RunList(store.List(limit, before, domain, state), snapshots.Writer));
    }

    private static PipelineRun Of(RunStore store, long id) =>
        store.Find(id) ?? throw ProblemException.NotFound("There is no run of that number.");

    private static IResult Log(long id, RunStore store)
    {
        Of(store, id);
        return Results.Text(
            string.Concat(store.Events(id, kind: "log").Select(line => (string?)line.Data["text"] + "\n")),
            "text/plain; charset=utf-8"
        );
    }

    private static IResult Events(HttpContext http, long id, RunStore store, Pulse pulse, long after = 0)
    {
        Of(store, id);
        if (long.TryParse(http.Request.Headers["Last-Event-ID"], System.Globalization.CultureInfo.InvariantCulture, out var seen))
        {
            after = seen;
        }

        // Nothing between may hold lines back.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Follow(store, pulse, id, after, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<JsonNode>> Follow(
        RunStore store,
        Pulse pulse,
        long id,
        long after,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        while (true)
        {
            var next = pulse.Next;
            // Looked at before the events: what ends it comes before the end is seen.
            var isOver = Of(store, id).IsOver;
            foreach (var each in store.Events(id, after))
            {
                var data = each.Data.AsObject();
                data["at"] = each.At;
                yield return new SseItem<JsonNode>(data, each.Kind) { EventId = Invariant($"{each.Number}") };
                after = each.Number;
            }

            if (isOver)
            {
                yield break;
            }

            await pulse.Wait(next, s_look, cancellation);
        }
    }

    private static string? Key(HttpContext http) =>
        http.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key]
            ? key.Length <= 200
                ? $"{Audit.Who(http)}: {key}"
                : throw ProblemException.Field("Idempotency-Key", "at most 200 characters", Invariant($"{key.Length}"))
            : null;
}
