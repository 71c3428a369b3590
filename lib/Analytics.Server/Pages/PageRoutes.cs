using Analytics.Server.Api;
using Analytics.Server.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Server.Pages;

/// <summary>The pages: each is a Razor component that gets its data as parameters, made from the request's snapshot.</summary>
internal static class PageRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").ExcludeFromDescription();
        // Home tells ages and what fails now, so it is made for each request; pages that follow from the snapshot alone end with .AnswersFromSnapshot().
        pages.MapGet("/", (HttpContext http, Snapshots.Snapshots snapshots, TimeProvider time) =>
            new RazorComponentResult<Home>(new { Served = http.Snapshot(), Health = HealthRoutes.Of(http.Snapshot(), snapshots, time) }));
    }
}
