using Analytics.Domains.Vehicles.Simulation;
using Analytics.Server.Cockpit;

namespace Analytics.Server.Pages;

/// <summary>A simulated car to look at and to drive.</summary>
internal static class CockpitPages
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
            "/cockpit",
            (string simulation = "", string style = "") =>
                PageResult.Of<CockpitPage>(
                    new
                    {
                        // What is no number starts nothing.
                        Simulation = CockpitRoutes.NumberOf(simulation),
                        Style = LiveCar.Styles.Contains(style) ? style : "normal",
                    }
                )
        );
}
