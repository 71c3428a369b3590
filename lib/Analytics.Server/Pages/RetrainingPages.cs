using Analytics.Server.Api;
using Analytics.Server.Runs;
using Analytics.Server.Schedules;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>Why models should be trained again, or why not; by hand they are whenever an operator wants it.</summary>
internal static class RetrainingPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/retraining",
            (HttpContext http, ScheduleStore schedules, RunStore runs) =>
                PageResult.Of<RetrainingPage>(
                    new { Studies = RetrainingRoutes.Of(http.Snapshot(), schedules, runs), Token = FormToken.Of(http) }
                )
        );
        app.MapPost(
                "/retraining/{domain}/{study}",
                async (string domain, string study, HttpContext http) =>
                {
                    await FormToken.Read(http);
                    var request = new RunRequest
                    {
                        Domain = domain,
                        What = "retrain",
                        Study = study,
                    }.Checked();
                    return RunPages.Begin(http, request, $"retrain {domain}/{study}");
                }
            )
            .Needs(Role.Operator);
    }
}
