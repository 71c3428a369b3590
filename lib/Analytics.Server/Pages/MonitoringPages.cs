using Analytics.Server.Alerts;
using Analytics.Server.Monitoring;
using Analytics.Server.Runs;

namespace Analytics.Server.Pages;

/// <summary>How everything does, for eyes; what it says is what <c>/monitoring</c> and <c>/alerts</c> say.</summary>
internal static class MonitoringPages
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
            "/monitoring",
            (ReadingsTaker readings, AlertStore alerts, RunStore runs) =>
                PageResult.Of<MonitoringPage>(new { Now = MonitoringRoutes.Of(readings, alerts, runs), Over = alerts.List(false, 20) })
        );
}
