using System.Text;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>Tables, their rows, where they come from, how they were before, and questions in SQL.</summary>
internal static class DataRoutes
{
    // Rows of a file that are in memory at a time.
    private const int Block = 20_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/data", (HttpContext http, string domain = "", string layer = "") => PageResult.Of<TablesPage>(new
        {
            All = ServedTable.All(http.Snapshot()),
            View = TableView.Of(http),
            Domain = domain,
            Layer = layer,
        })).AnswersFromSnapshot();
        app.MapGet("/data/{table}", Table).AnswersFromSnapshot();
        app.MapGet("/data/{table}/rows.csv", Csv);
        app.MapGet("/lineage", (HttpContext http, string domain = "") => PageResult.Of<LineagePage>(new { Graph = LineageGraph.Of(http.Snapshot(), domain.Length == 0 ? null : domain), Domain = domain })).AnswersFromSnapshot();
        app.MapGet("/history", History);
        app.MapGet("/sql", Ask);
    }

    private static IResult Table(string table, HttpContext http)
    {
        var (served, view) = (http.Snapshot(), TableView.Of(http));
        if (ServedTable.All(served).FirstOrDefault(each => each.Name == table) is not { } found)
            return PageResult.Missing($"There is no table '{table}' in this snapshot.", "All tables", "/view/data");
        return PageResult.OrWhyNot(table, () =>
        {
            var (rows, total) = ServedTable.Read(served, table, view, view.Skip, TableView.Size, http.RequestAborted);
            return PageResult.Of<TablePage>(new { Table = found, Served = served, View = view, Rows = rows, Total = total });
        });
    }

    /// <summary>All rows of a view as a file, read in blocks while they are sent.</summary>
    private static IResult Csv(string table, HttpContext http)
    {
        var (served, view) = (http.Snapshot(), TableView.Of(http));
        if (!served.Snapshot.Tables.ContainsKey(table))
            return PageResult.Missing($"There is no table '{table}' in this snapshot.", "All tables", "/view/data");
        // Damage shows before the first byte is sent.
        var (first, total) = ServedTable.Read(served, table, view, 0, Block, http.RequestAborted);
        return Results.Stream(async stream =>
        {
            var block = first;
            for (long sent = 0; ;)
            {
                var text = block.ToCsv(forSpreadsheets: true);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(sent == 0 ? text : text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]), http.RequestAborted);
                sent += block.RowCount;
                if (sent >= total || block.RowCount == 0)
                    break;
                block = ServedTable.Read(served, table, view, sent, Block, http.RequestAborted).Rows;
            }
        }, "text/csv; charset=utf-8", $"{table}.csv");
    }

    private static IResult History(HttpContext http, string from = "", string to = "") => PageResult.OrWhyNot("History", () =>
    {
        var served = http.Snapshot();
        var shown = new List<Snapshot>();
        for (var each = served.Snapshot; each is not null && shown.Count < 100; each = Parent(served.Lake, each))
            shown.Add(each);
        SnapshotDiff? diff = null;
        var why = "";
        if (from.Length + to.Length > 0)
        {
            try
            {
                var second = to.Length > 0 ? served.Lake.At(to) : served.Snapshot;
                // Without a first one: what the second did.
                var first = from.Length > 0 ? served.Lake.At(from) : second.Parent is { } parent ? served.Lake.At(parent) : Snapshot.Empty;
                diff = SnapshotDiff.Of(served.Lake, first, second, App.Catalog.Domains);
            }
            catch (LakeException error)
            {
                why = error.Message;
            }
        }

        return PageResult.Of<HistoryPage>(new { Snapshots = shown as IReadOnlyList<Snapshot>, From = from, To = to, Diff = diff, Why = why });
    });

    private static Snapshot? Parent(Lake.Lake lake, Snapshot snapshot)
    {
        try
        {
            return snapshot.Parent is { } parent ? lake.At(parent) : null;
        }
        catch (LakeException)
        {
            // As far back as manifests were kept.
            return null;
        }
    }

    private static async Task<IResult> Ask(HttpContext http, ServerSettings settings, QuestionPlaces places, string q = "")
    {
        var served = http.Snapshot();
        if (q.Trim().Length == 0)
            return PageResult.Of<SqlPage>(new { Served = served, Sql = "", View = TableView.Of(http) });
        await places.Enter(http.RequestAborted);
        try
        {
            var limits = new QuestionLimits { Seconds = settings.QuerySeconds, Rows = settings.QueryRows, Megabytes = settings.QueryMegabytes };
            using var questions = Published.Questions(served.Snapshot, limits);
            var answer = questions.Ask(q, http.RequestAborted);
            return http.Request.Query.ContainsKey("csv")
                ? FindingRoutes.Csv(answer.Frame, "answer.csv")
                : PageResult.Of<SqlPage>(new { Served = served, Sql = q, View = TableView.Of(http), Answer = answer.Frame });
        }
        catch (Exception error) when (error is QuestionException or DuckDBException or LakeException)
        {
            return PageResult.Of<SqlPage>(new { Served = served, Sql = q, View = TableView.Of(http), Problem = error.Message });
        }
        finally
        {
            places.Leave();
        }
    }
}

/// <summary>So many questions run at once; more wait their turn.</summary>
internal sealed class QuestionPlaces(ServerSettings settings) : IDisposable
{
    private readonly SemaphoreSlim _places = new(settings.Queries);

    public Task Enter(CancellationToken cancellation) => _places.WaitAsync(cancellation);

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();
}
