using System.Text.Json.Nodes;
using Analytics.Server.Api;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Schedules;
using Analytics.Server.Security;

namespace Analytics.Server.Pages;

/// <summary>Runs and schedules for eyes; what their forms do is what the API does.</summary>
internal static class RunPages
{
    /// <summary>Runs on a page.</summary>
    public const int Size = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/runs",
            (HttpContext http, string domain = "", string state = "", long? before = null) => Runs(http, domain, state, before, "")
        );
        app.MapGet("/runs/{id:long}", One);
        app.MapPost("/runs", (Delegate)Ask).Needs(Role.Operator);
        app.MapPost("/runs/{id:long}/cancel", Cancel).Needs(Role.Operator);
        app.MapGet("/scheduler", (HttpContext http) => Schedules(http, ""));
        app.MapPost("/scheduler", Add).Needs(Role.Operator);
        foreach (var verb in (string[])["on", "off", "run", "delete"])
        {
            app.MapPost($"/scheduler/{{id}}/{verb}", (string id, HttpContext http, Journal journal) => Change(id, verb, http, journal))
                .Needs(Role.Operator);
        }
    }

    private static IResult Runs(HttpContext http, string domain, string state, long? before, string problem) =>
        PageResult.Of<RunsPage>(
            new
            {
                Runs = Store(http).List(Size, before, domain.Length == 0 ? null : domain, state.Length == 0 ? null : state),
                Token = FormToken.Of(http),
                http.RequestServices.GetRequiredService<Snapshots.Snapshots>().Writer,
                Domain = domain,
                State = state,
                Problem = problem,
            }
        );

    private static IResult One(long id, HttpContext http) =>
        Store(http).Find(id) is { } run
            ? PageResult.Of<PipelineRunPage>(
                new
                {
                    Run = run,
                    Events = Store(http).Events(id),
                    Token = FormToken.Of(http),
                }
            )
            : PageResult.Missing("There is no run of that number.", "All runs", "/view/runs");

    private static async Task<IResult> Ask(HttpContext http)
    {
        var form = await FormToken.Read(http);
        try
        {
            var request = Request(form);
            return Begin(http, request, $"{request.What} {request.Domain}");
        }
        catch (ProblemException refused) when (refused.Status == StatusCodes.Status422UnprocessableEntity)
        {
            http.Response.StatusCode = refused.Status;
            return Runs(http, "", "", null, $"{refused.Title} {refused.Message}");
        }
    }

    /// <summary>Accepts a run that a form asks for, notes it, and shows it.</summary>
    /// <param name="what">What it is to do, in words for the journal.</param>
    public static IResult Begin(HttpContext http, RunRequest request, string what)
    {
        var (run, _) = Store(http).Accept(request, "page", Audit.Who(http), null);
        http.RequestServices.GetRequiredService<Journal>().Note(http, Invariant($"asks for run {run.Id}: {what}"));
        return SeeOther(Invariant($"/view/runs/{run.Id}"));
    }

    private static async Task<IResult> Cancel(long id, HttpContext http, Journal journal)
    {
        await FormToken.Read(http);
        // One that ended between the page and the button: the page says how.
        if (Store(http).Find(id) is { IsOver: false })
        {
            Store(http).Cancel(id, Audit.Who(http));
            journal.Note(http, Invariant($"cancels run {id}"));
        }

        return SeeOther(Invariant($"/view/runs/{id}"));
    }

    private static IResult Schedules(HttpContext http, string problem)
    {
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        return PageResult.Of<SchedulerPage>(
            new
            {
                Schedules = All(http).All().Select(each => (each, new Cron(each.Cron, each.Timezone).NextIn(now, 5))).ToArray(),
                Runs = Store(http).List(20, isScheduled: true),
                Token = FormToken.Of(http),
                Problem = problem,
            }
        );
    }

    private static async Task<IResult> Add(HttpContext http, Journal journal)
    {
        var form = await FormToken.Read(http);
        try
        {
            var json = new JsonObject { ["config"] = JsonNode.Parse(Request(form).ToJson()) };
            foreach (var field in (string[])["id", "cron", "timezone", "misfire"])
            {
                json[field] = form[field].ToString();
            }

            var (put, _) = ScheduleRoutes.Put(ScheduleRoutes.Of(json), http, All(http), journal);
            return SeeOther($"/view/scheduler#{put.Id}");
        }
        catch (ProblemException refused) when (refused.Status == StatusCodes.Status422UnprocessableEntity)
        {
            http.Response.StatusCode = refused.Status;
            return Schedules(http, $"{refused.Title} {refused.Message}");
        }
    }

    private static async Task<IResult> Change(string id, string verb, HttpContext http, Journal journal)
    {
        await FormToken.Read(http);
        switch (verb)
        {
            case "run":
                return SeeOther(Invariant($"/view/runs/{ScheduleRoutes.Begin(id, http, All(http), journal).Id}"));
            case "delete":
                ScheduleRoutes.Remove(id, http, All(http), journal);
                return SeeOther("/view/scheduler");
            default:
                All(http).Turn(id, verb == "on");
                journal.Note(http, $"turns schedule {id} {verb}");
                return SeeOther($"/view/scheduler#{id}");
        }
    }

    private static RunRequest Request(IFormCollection form) =>
        new RunRequest
        {
            Domain = form["domain"].ToString(),
            What = form["what"].ToString(),
            Force = form["force"] == "true",
            Follow = form["follow"] == "true",
        }.Checked();

    private static IResult SeeOther(string address) => PageResult.SeeOther(address);

    private static RunStore Store(HttpContext http) => http.RequestServices.GetRequiredService<RunStore>();

    private static ScheduleStore All(HttpContext http) => http.RequestServices.GetRequiredService<ScheduleStore>();
}
