using Analytics.App;
using Analytics.Frames;
using Analytics.Server.Runs;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>How far the data can be trusted.</summary>
internal static class QualityRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/quality", (HttpContext http) => PageResult.Of<QualityListPage>(new { http.Snapshot().Snapshot }))
            .AnswersFromSnapshot();
        app.MapGet("/quality/{domain}", Quality).AnswersFromSnapshot();
        app.MapGet("/quality/{domain}/quarantine", Quarantine).AnswersFromSnapshot();
        // Pages that are kept hold no form: its token is one person's.
        app.MapGet("/quality/{domain}/replay", Replay);
        app.MapPost("/quality/{domain}/replay", AskForReplay).Needs(Role.Operator);
    }

    private static IResult Quality(string domain, HttpContext http) =>
        Catalog.Domains.FirstOrDefault(each => each.Name == domain) is { } of
            ? PageResult.OrWhyNot(
                $"Quality of {domain}",
                () =>
                {
                    var key = new ReportKey("quality", domain);
                    return PageResult.Of<QualityPage>(
                        new
                        {
                            Domain = of,
                            Report = key.Read(http.Snapshot()),
                            Key = key,
                            Verdicts = Verdicts.Of(http.Snapshot().Snapshot, domain),
                            View = TableView.Of(http),
                        }
                    );
                }
            )
            : Missing(domain);

    private static IResult Quarantine(string domain, HttpContext http, string table = "")
    {
        if (Catalog.Domains.FirstOrDefault(each => each.Name == domain) is not { } of)
        {
            return Missing(domain);
        }

        return PageResult.OrWhyNot(
            $"Quarantine of {domain}",
            () =>
            {
                var (served, view) = (http.Snapshot(), TableView.Of(http));
                SilverTable[] tables =
                [
                    .. of.Tables.OfType<SilverTable>().Where(each => served.Snapshot.Tables.ContainsKey(each.QuarantineName(of))),
                ];
                var counts = tables.Select(each => (each.Name, served.Snapshot.Tables[each.QuarantineName(of)].Rows)).ToArray();
                var chosen =
                    tables.FirstOrDefault(each => each.Name == table)
                    ?? tables.MaxBy(each => served.Snapshot.Tables[each.QuarantineName(of)].Rows);
                if (chosen is null)
                {
                    return PageResult.Of<QuarantinePage>(
                        new
                        {
                            Domain = domain,
                            Tables = counts,
                            Table = "",
                            Rows = new Frame(),
                            Total = 0L,
                            View = view,
                        }
                    );
                }

                var (rows, total) = ServedTable.Read(
                    served,
                    chosen.QuarantineName(of),
                    view,
                    view.Skip,
                    TableView.Size,
                    http.RequestAborted
                );
                string[] columns = ["origin", "line", "reasons", "record"];
                rows = rows.Select(columns.Where(rows.Names.Contains));
                return PageResult.Of<QuarantinePage>(
                    new
                    {
                        Domain = domain,
                        Tables = counts,
                        Table = chosen.Name,
                        Rows = rows,
                        Total = total,
                        View = view,
                    }
                );
            }
        );
    }

    private static IResult Replay(string domain, HttpContext http) =>
        Catalog.Domains.FirstOrDefault(each => each.Name == domain) is { } of
            ? PageResult.Of<ReplayPage>(
                new
                {
                    Domain = domain,
                    Tables = of.Tables.OfType<SilverTable>()
                        .Where(each => http.Snapshot().Snapshot.Tables.ContainsKey(each.QuarantineName(of)))
                        .Select(each => (each.Name, http.Snapshot().Snapshot.Tables[each.QuarantineName(of)].Rows))
                        .ToArray() as IReadOnlyList<(string, long)>,
                    Token = FormToken.Of(http),
                }
            )
            : Missing(domain);

    private static async Task<IResult> AskForReplay(string domain, HttpContext http)
    {
        await FormToken.Read(http);
        var request = new RunRequest
        {
            Domain = domain,
            What = "rebuild",
            Replay = true,
            Models = false,
        }.Checked();
        return RunPages.Begin(http, request, $"replay the quarantine of {domain}");
    }

    private static IResult Missing(string domain) =>
        PageResult.Missing(
            $"There is no domain '{domain}'. There are: {string.Join(", ", Catalog.Domains.Select(each => each.Name))}.",
            "Quality of all",
            "/view/quality"
        );
}
