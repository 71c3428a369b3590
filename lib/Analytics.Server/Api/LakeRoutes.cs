using System.Text.Json;
using Analytics.App;
using Analytics.Engine;
using Analytics.Frames;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Api;

/// <summary>A table of the lake.</summary>
public sealed record TableEntry(
    string Schema,
    string Table,
    string Layer,
    long Rows,
    IReadOnlyList<string> Key,
    string Meaning,
    DateTime ChangedAt,
    IReadOnlyList<ColumnEntry> Columns
);

/// <summary>A column of it.</summary>
public sealed record ColumnEntry(string Name, string Type, string Meaning);

/// <summary>A snapshot of the lake's history.</summary>
public sealed record SnapshotEntry(string Snapshot, string? Parent, DateTime? PublishedAt, int Tables, long Rows, string Message);

/// <summary>What is to be asked.</summary>
/// <param name="Sql">One statement that reads, e.g. <c>from crashes.hotspots limit 5</c>.</param>
public sealed record Question(string? Sql);

/// <summary>The lake itself: its tables, history, differences, and questions in SQL.</summary>
internal static class LakeRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var lake = app.MapGroup("/lake").WithTags("lake");
        lake.MapGet("/tables", (HttpContext http) => Results.Ok(Tables(http.Snapshot())))
            .Produces<TableEntry[]>()
            .AnswersFromSnapshot()
            .WithSummary("All tables: rows, key, columns, what one row is.");
        lake.MapGet("/tables/{schema}/{table}", Table)
            .AnswersFromSnapshot()
            .Pages()
            .Produces(200, null, "application/json", Rows.Csv, Rows.Parquet)
            .WithSummary(
                "A table's rows in the order of its key, by limit (maximum 1,000) and after; the Link header names the next page."
            );
        lake.MapGet("/history", History)
            .AnswersFromSnapshot()
            .Pages(hasAfter: false)
            .Produces<SnapshotEntry[]>()
            .WithSummary("The newest snapshots.");
        lake.MapGet("/diff", Diff)
            .AnswersFromSnapshot()
            .WithSummary("What changed between two snapshots: rows added, removed and changed by key, per column.");
        lake.MapPost("/query", Ask)
            .Produces(200, null, "application/json", Rows.Csv, Rows.Parquet)
            .WithSummary("Asks with SQL: one statement that reads the published tables, with limits of time, rows and memory.");
    }

    /// <summary>The tables as SQL names them: a schema per domain.</summary>
    private static TableEntry[] Tables(ServedSnapshot served) =>
        served.Once(
            "lake tables",
            _ =>
                Catalog
                    .Domains.SelectMany(domain => domain.Tables.Select(table => (domain, table)))
                    .Where(each => served.Snapshot.Tables.ContainsKey(each.table.FullName(each.domain)))
                    .Select(each =>
                    {
                        var full = each.table.FullName(each.domain);
                        var fields = each.table.Contract.Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
                        return new TableEntry(
                            each.domain.Name,
                            Published.NameOf(served.Snapshot, full),
                            each.table.Layer.ToString().ToLowerInvariant(),
                            served.Snapshot.Tables[full].Rows,
                            [.. each.table.Contract.Key],
                            each.table.Meaning,
                            served.Snapshot.ChangedAt(full),
                            [
                                .. served
                                    .Snapshot.Schema(full)
                                    .Columns.Select(column => new ColumnEntry(
                                        column.Name,
                                        column.Type,
                                        fields.GetValueOrDefault(column.Name)?.Meaning ?? ""
                                    )),
                            ]
                        );
                    })
                    .ToArray()
        );

    private static async Task<IResult> Table(string schema, string table, HttpContext http)
    {
        var served = http.Snapshot();
        // Names come from the list, never from the address.
        var entry =
            Tables(served).FirstOrDefault(each => each.Schema == schema && each.Table == table)
            ?? throw ProblemException.NotFound($"There is no table {schema}.{table}. What there is: /lake/tables");
        return await Page(http, $"{DuckDBConnection.Quote(entry.Schema)}.{DuckDBConnection.Quote(entry.Table)}", entry.Key);
    }

    /// <summary>A page of a table as the client accepts it.</summary>
    public static async Task<IResult> Page(
        HttpContext http,
        string source,
        IReadOnlyList<string> key,
        string? where = null,
        params object?[] values
    )
    {
        var served = http.Snapshot();
        var paging = Paging.Of(http.Request, key.Count);
        var (sql, parameters) = paging.Sql(source, key, where, values);
        var rows = await Task.Run(() => served.Query(sql, http.RequestAborted, parameters), http.RequestAborted);
        return new Rows(paging.Cut(http, rows, key));
    }

    private static IResult History(HttpContext http)
    {
        var limit = Paging.Of(http.Request, 0).Limit;
        return Results.Ok(
            http.Snapshot()
                .Lake.History(limit, http.Snapshot().Snapshot)
                .Select(each => new SnapshotEntry(
                    each.Id,
                    each.Parent,
                    each.PublishedAt,
                    each.Tables.Count,
                    each.Tables.Values.Sum(table => table.Rows),
                    each.Message
                ))
        );
    }

    private static async Task<IResult> Diff(string? from, string? to, string? table, HttpContext http)
    {
        var served = http.Snapshot();
        try
        {
            var (a, b) = (served.Lake.At(from ?? served.Snapshot.Parent ?? served.Id), to is null ? served.Snapshot : served.Lake.At(to));
            var diff = await Task.Run(() => SnapshotDiff.Of(served.Lake, a, b, Catalog.Domains, table), http.RequestAborted);
            return Results.Ok(
                new
                {
                    from = a.Id,
                    to = b.Id,
                    diff.Summary,
                    diff.New,
                    diff.Gone,
                    diff.Changed,
                }
            );
        }
        catch (Lake.LakeException error)
        {
            throw ProblemException.NotFound(error.Message);
        }
    }

    private static async Task<IResult> Ask(Question question, HttpContext http, Questions questions)
    {
        if (string.IsNullOrWhiteSpace(question.Sql))
        {
            throw ProblemException.Field("sql", "one statement, e.g. from crashes.hotspots limit 5", question.Sql);
        }

        var answer = await questions.Ask(question.Sql, http.Snapshot(), http.RequestAborted);
        return new Rows(answer.Frame, answer.IsJson);
    }
}
