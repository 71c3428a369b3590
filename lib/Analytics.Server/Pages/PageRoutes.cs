namespace Analytics.Server.Pages;

/// <summary>The pages: each is a Razor component that gets its data as parameters, made from the request's snapshot. Those that follow from it alone end with .AnswersFromSnapshot().</summary>
internal static class PageRoutes
{
    /// <summary>What pages need besides.</summary>
    public static void AddServices(IServiceCollection services) => services.AddHostedService<PageWarmth>();

    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        HomeRoute.Map(pages);
        // Programs have their addresses at the root; those of pages begin with /view.
        var views = pages.MapGroup("/view");
        FindingRoutes.Map(views);
        ExploreRoutes.Map(views);
        ModelPages.Map(views);
        ExperimentRoutes.Map(views);
        QualityRoutes.Map(views);
        DataRoutes.Map(views);
        RunPages.Map(views);
        EventPages.Map(views);
        MonitoringPages.Map(views);
        RetrainingPages.Map(views);
        FetcherPages.Map(views);
        StoragePages.Map(views);
        CockpitPages.Map(views);
    }
}
