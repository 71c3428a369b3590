using Analytics.App;
using Analytics.Server.Api;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>The pages: each is a Razor component that gets its data as parameters, made from the request's snapshot.</summary>
internal static class PageRoutes
{
    /// <summary>What pages need besides.</summary>
    public static void AddServices(IServiceCollection services) => services.AddHostedService<PageWarmth>();

    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        // Home tells ages and what fails now, so it is made for each request; pages that follow from the snapshot alone end with .AnswersFromSnapshot().
        pages.MapGet(
            "/",
            (HttpContext http, Snapshots.Snapshots snapshots, Records.ServiceDatabase database, TimeProvider time) =>
                PageResult.Of<Home>(new { Served = http.Snapshot(), Health = HealthRoutes.Of(http.Snapshot(), snapshots, database, time) })
        );
        // Programs have their addresses at the root; those of pages begin with /view.
        var views = pages.MapGroup("/view");
        FindingRoutes.Map(views);
        ExploreRoutes.Map(views);
        ModelPages.Map(views);
        ExperimentRoutes.Map(views);
        QualityRoutes.Map(views);
        DataRoutes.Map(views);
        RunPages.Map(views);
    }
}
