using System.Text;
using Analytics.Lake;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>Tables, their rows, where they come from, how they were before, and questions in SQL.</summary>
internal static class DataRoutes
{
    // Rows of a file that are in memory at a time.
    private const int Block = 20_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/data",
                (HttpContext http, string domain = "", string layer = "") =>
                    PageResult.Of<TablesPage>(
                        new
                        {
                            All = ServedTable.All(http.Snapshot()),
                            View = TableView.Of(http),
                            Domain = domain,
                            Layer = layer,
                        }
                    )
            )
            .AnswersFromSnapshot();
        app.MapGet("/data/{table}", Table).AnswersFromSnapshot();
        app.MapGet("/data/{table}/rows.csv", Csv);
        app.MapGet(
                "/lineage",
                (HttpContext http, string domain = "") =>
                    PageResult.Of<LineagePage>(
                        new { Graph = LineageGraph.Of(http.Snapshot(), domain.Length == 0 ? null : domain), Domain = domain }
                    )
            )
            .AnswersFromSnapshot();
        app.MapGet("/history", History);
        app.MapGet("/sql", Ask);
    }

    private static IResult Table(string table, HttpContext http)
    {
        var (served, view) = (http.Snapshot(), TableView.Of(http));
        if (ServedTable.All(served).FirstOrDefault(each => each.Name == table) is not { } found)
        {
            return PageResult.Missing($"There is no table '{table}' in this snapshot.", "All tables", "/view/data");
        }

        return PageResult.OrWhyNot(
            table,
            () =>
            {
                var (rows, total) = ServedTable.Read(served, table, view, view.Skip, TableView.Size, http.RequestAborted);
                return PageResult.Of<TablePage>(
                    new
                    {
                        Table = found,
                        Served = served,
                        View = view,
                        Rows = rows,
                        Total = total,
                    }
                );
            }
        );
    }

    /// <summary>All rows of a view as a file, read in blocks while they are sent.</summary>
    private static IResult Csv(string table, HttpContext http)
    {
        var (served, view) = (http.Snapshot(), TableView.Of(http));
        if (!served.Snapshot.Tables.ContainsKey(table))
        {
            return PageResult.Missing($"There is no table '{table}' in this snapshot.", "All tables", "/view/data");
        }
        // Damage shows before the first byte is sent.
        var (first, total) = ServedTable.Read(served, table, view, 0, Block, http.RequestAborted);
        return Results.Stream(
            async stream =>
            {
                var block = first;
                for (long sent = 0; ; )
                {
                    await stream.WriteAsync(
                        Encoding.UTF8.GetBytes(block.ToCsv(forSpreadsheets: true, header: sent == 0)),
                        http.RequestAborted
                    );
                    sent += block.RowCount;
                    if (sent >= total || block.RowCount == 0)
                    {
                        break;
                    }

                    block = ServedTable.Read(served, table, view, sent, Block, http.RequestAborted).Rows;
                }
            },
            "text/csv; charset=utf-8",
            $"{table}.csv"
        );
    }

    private static IResult History(HttpContext http, string from = "", string to = "") =>
        PageResult.OrWhyNot(
            "History",
            () =>
            {
                var served = http.Snapshot();
                var shown = served.Lake.History(100, served.Snapshot);
                SnapshotDiff? diff = null;
                var why = "";
                if (from.Length + to.Length > 0)
                {
                    try
                    {
                        var second = to.Length > 0 ? served.Lake.At(to) : served.Snapshot;
                        // Without a first one: what the second did.
                        var first =
                            from.Length > 0 ? served.Lake.At(from)
                            : second.Parent is { } parent ? served.Lake.At(parent)
                            : Snapshot.Empty;
                        diff = SnapshotDiff.Of(served.Lake, first, second, App.Catalog.Domains);
                    }
                    catch (LakeException error)
                    {
                        why = error.Message;
                    }
                }

                return PageResult.Of<HistoryPage>(
                    new
                    {
                        Snapshots = shown,
                        From = from,
                        To = to,
                        Diff = diff,
                        Why = why,
                    }
                );
            }
        );

    private static async Task<IResult> Ask(HttpContext http, Questions questions, string q = "")
    {
        var served = http.Snapshot();
        if (q.Trim().Length == 0)
        {
            return PageResult.Of<SqlPage>(
                new
                {
                    Served = served,
                    Sql = "",
                    View = TableView.Of(http),
                }
            );
        }

        try
        {
            var answer = await questions.Ask(q, served, http.RequestAborted);
            return http.Request.Query.ContainsKey("csv")
                ? FindingRoutes.Csv(answer.Frame, "answer.csv")
                : PageResult.Of<SqlPage>(
                    new
                    {
                        Served = served,
                        Sql = q,
                        View = TableView.Of(http),
                        Answer = answer.Frame,
                    }
                );
        }
        catch (Exception error) when (error is QuestionException or LakeException)
        {
            return PageResult.Of<SqlPage>(
                new
                {
                    Served = served,
                    Sql = q,
                    View = TableView.Of(http),
                    Problem = error.Message,
                }
            );
        }
    }
}
