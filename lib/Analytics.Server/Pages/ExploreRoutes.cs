using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>What the tables say: a page for each domain, and all of them in a list.</summary>
internal static class ExploreRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/explore/{domain}", Explore).AnswersFromSnapshot();
        app.MapGet(
                "/reports",
                (HttpContext http) =>
                    PageResult.OrWhyNot(
                        "Reports",
                        () =>
                            PageResult.Of<ReportsPage>(
                                new
                                {
                                    Reports = Catalog
                                        .Domains.Select(domain =>
                                            (
                                                domain,
                                                ReportKey.IsFilled(http.Snapshot().Snapshot, domain) ? http.Snapshot().Report(domain) : null
                                            )
                                        )
                                        .ToArray() as IReadOnlyList<(Domain, Report?)>,
                                }
                            )
                    )
            )
            .AnswersFromSnapshot();
    }

    private static IResult Explore(string domain, HttpContext http, string words = "", string only = "") =>
        Catalog.Domains.FirstOrDefault(each => each.Name == domain) is { } of
            ? PageResult.OrWhyNot(
                $"Explore {domain}",
                () =>
                {
                    var key = new ReportKey("explore", domain);
                    return PageResult.Of<ExplorePage>(
                        new
                        {
                            Domain = of,
                            Report = key.Read(http.Snapshot()),
                            Key = key,
                            Words = words,
                            Only = only,
                        }
                    );
                }
            )
            : PageResult.Missing(
                $"There is no domain '{domain}'. There are: {string.Join(", ", Catalog.Domains.Select(each => each.Name))}."
            );
}
