using Analytics.App;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>The training runs: a list, one, two side by side, what all of a study teach. They are no part of a snapshot, so nothing of them is kept.</summary>
internal static class ExperimentRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/experiments", (HttpContext http) => PageResult.OrWhyNot("Experiments", () => List(http, null, null)));
        app.MapGet(
            "/experiments/{domain}/{study}",
            (string domain, string study, HttpContext http) =>
                Catalog.Domains.FirstOrDefault(each => each.Name == domain)?.Studies.Any(each => each.Name == study) == true
                    ? PageResult.OrWhyNot($"Experiments of {domain}/{study}", () => List(http, domain, study))
                    : PageResult.Missing($"There is no study '{domain}/{study}'.", "All experiments", "/view/experiments")
        );
        app.MapGet("/experiments/run/{id}", Run);
        app.MapGet("/experiments/compare", Compare);
    }

    private static IResult List(HttpContext http, string? domain, string? study)
    {
        var runs = new Experiments(http.Snapshot().Lake).List(domain, study);
        return PageResult.Of<ExperimentsPage>(
            new
            {
                Runs = runs,
                View = TableView.Of(http),
                Domain = domain,
                Study = study,
                Report = study is not null && runs.Count > 0 ? new ReportKey("experiments", domain!, study).Read(http.Snapshot()) : null,
            }
        );
    }

    private static IResult Run(string id, HttpContext http)
    {
        var experiments = new Experiments(http.Snapshot().Lake);
        return Find(experiments, id) is { } run
            ? PageResult.OrWhyNot($"Run {id}", () => PageResult.Of<RunPage>(new { Run = run, Timing = experiments.TimingOf(run) }))
            : PageResult.Missing($"There is no run '{id}', or several begin so.", "All experiments", "/view/experiments");
    }

    private static IResult Compare(HttpContext http)
    {
        string[] ids = [.. http.Request.Query["run"].OfType<string>().Distinct(StringComparer.Ordinal)];
        var experiments = new Experiments(http.Snapshot().Lake);
        ExperimentRun[] runs = [.. ids.Take(2).Select(id => Find(experiments, id)).OfType<ExperimentRun>()];
        return ids.Length == 2 && runs.Length == 2
            ? PageResult.Of<ComparePage>(new { One = runs[0], Other = runs[1] })
            : PageResult.Missing(
                ids.Length == 2 ? "One of the two runs is not there." : Invariant($"Choose two runs to compare; {ids.Length} were chosen."),
                "All experiments",
                "/view/experiments"
            );
    }

    private static ExperimentRun? Find(Experiments experiments, string id)
    {
        ExperimentRun[] found =
            id.Length < 4 ? [] : [.. experiments.List().Where(run => run.Id.StartsWith(id, StringComparison.Ordinal)).Take(2)];
        return found.Length == 1 ? found[0] : null;
    }
}
