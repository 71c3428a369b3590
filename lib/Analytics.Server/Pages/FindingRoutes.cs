using System.Text;
using Analytics.Lake;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>The figures and tables of findings: a still picture, the same for plotly.js, the numbers as a file and as a page.</summary>
internal static class FindingRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        // Experiments are no part of a snapshot: what is drawn of them is made when it is asked for.
        app.MapGet(
            "/findings/experiments/{domain}/{study}/{name}.{form}",
            (string domain, string study, string name, string form, HttpContext http) =>
                Send(http, "experiments", domain, study, name, form)
        );
        app.MapGet(
                "/findings/{kind}/{domain}/{study}/{name}.{form}",
                (string kind, string domain, string study, string name, string form, HttpContext http) =>
                    Send(http, kind, domain, study, name, form)
            )
            .AnswersFromSnapshot();
        app.MapGet("/numbers/{kind}/{domain}/{study}/{name}", Page);
    }

    private static (ReportKey Key, Finding Finding)? Find(HttpContext http, string kind, string domain, string study, string name)
    {
        if (ReportKey.Parse(kind, domain, study) is not { } key)
        {
            return null;
        }

        try
        {
            return key.Read(http.Snapshot()).Findings.FirstOrDefault(each => each.Name == name) is { } finding ? (key, finding) : null;
        }
        catch (Exception error) when (error is RunException or UsageException or LakeException)
        {
            // Its page says why there is no such report.
            return null;
        }
    }

    private static IResult Send(HttpContext http, string kind, string domain, string study, string name, string form)
    {
        if (Find(http, kind, domain, study, name)?.Finding is not { } finding)
        {
            return Results.NotFound();
        }

        return form switch
        {
            "svg" when finding.Figure is { } figure => Results.Text(figure.ToSvg(), "image/svg+xml", Encoding.UTF8),
            "json" when finding.Figure is { } figure => Results.Text(figure.ToPlotlyJson(), "application/json", Encoding.UTF8),
            "csv" => Csv(finding.Numbers, $"{domain}-{finding.Name}.csv"),
            _ => Results.NotFound(),
        };
    }

    /// <summary>A file that spreadsheet programs show without running anything of it.</summary>
    public static IResult Csv(Frames.Frame frame, string fileName) =>
        Results.File(Encoding.UTF8.GetBytes(frame.ToCsv(forSpreadsheets: true)), "text/csv; charset=utf-8", fileName);

    private static IResult Page(string kind, string domain, string study, string name, HttpContext http) =>
        Find(http, kind, domain, study, name) is var (key, finding)
            ? PageResult.Of<NumbersPage>(
                new
                {
                    Key = key,
                    Finding = finding,
                    View = TableView.Of(http),
                }
            )
            : PageResult.Missing($"There is no such table: {kind}/{domain}/{study}/{name}.");
}
