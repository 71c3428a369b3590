using Analytics.Server.Api;
using Analytics.Server.Records;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>The first page. It also tells ages and what fails now, so it is kept only as long as it would read the same.</summary>
internal static class HomeRoute
{
    /// <summary>The name of the policy by which it is kept.</summary>
    public const string Policy = "home";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/", (HttpContext http) => PageResult.Of<Home>(new { Served = http.Snapshot(), Health = Health(http) }))
            .CacheOutput(Policy);

    /// <summary>What changes on it while the snapshot does not: what is wrong, which models are in memory, ages as they are shown.</summary>
    public static string Changing(HttpContext http)
    {
        var health = Health(http);
        return string.Join(
            '\n',
            [
                .. health.Degraded,
                .. health.Models.Keys.Order(StringComparer.Ordinal),
                .. health.Domains.Select(each => each.AgeSeconds is { } age ? Show.Age(age) : ""),
            ]
        );
    }

    /// <summary>How the server does, the same for the whole request: what a page is kept under is what it says.</summary>
    private static Health Health(HttpContext http)
    {
        if (http.Features.Get<Health>() is not { } health)
        {
            var services = http.RequestServices;
            health = HealthRoutes.Of(
                http.Snapshot(),
                services.GetRequiredService<Snapshots.Snapshots>(),
                services.GetRequiredService<ServiceDatabase>(),
                services.GetRequiredService<TimeProvider>()
            );
            http.Features.Set(health);
        }

        return health;
    }
}
