using Analytics.App;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>A published table as pages show it.</summary>
/// <param name="Name"><c>layer.domain.table</c>.</param>
/// <param name="Meaning">What one row is; empty where nobody said it.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Files">Its Parquet files.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="ChangedAt">When it got this content, UTC.</param>
public sealed record ServedTable(string Name, string Meaning, long Rows, int Files, long Bytes, DateTime ChangedAt)
{
    public string Layer => Name.Split('.')[0];

    public string Domain => Name.Split('.')[1];

    /// <summary>All tables of a snapshot, by domain, layer and name.</summary>
    public static IReadOnlyList<ServedTable> All(ServedSnapshot served) =>
        served.Once(
            "tables",
            _ =>
                (IReadOnlyList<ServedTable>)
                    [
                        .. served
                            .Snapshot.Tables.Values.Select(table => Of(served.Snapshot, table))
                            .OrderBy(each => each.Domain, StringComparer.Ordinal)
                            .ThenByDescending(each => each.Layer, StringComparer.Ordinal)
                            .ThenBy(each => each.Name, StringComparer.Ordinal),
                    ]
        );

    private static ServedTable Of(Snapshot snapshot, TableVersion table)
    {
        var files = snapshot.Files(table.Table);
        return new ServedTable(
            table.Table,
            MeaningOf(table.Table),
            table.Rows,
            files.Count,
            files.Sum(path => new FileInfo(path) is { Exists: true } file ? file.Length : 0),
            snapshot.ChangedAt(table.Table)
        );
    }

    private static string MeaningOf(string name)
    {
        var parts = name.Split('.');
        var domain = Catalog.Domains.FirstOrDefault(each => each.Name == parts[1]);
        var table = domain?.Tables.FirstOrDefault(each => each.FullName(domain) == name);
        return table?.Meaning is { Length: > 0 } meaning ? meaning
            : name.EndsWith("_quarantine", StringComparison.Ordinal) ? "A row that broke a contract, with file, line and reasons."
            : name.EndsWith("_deliveries", StringComparison.Ordinal) ? "A file that was not as expected."
            : "";
    }

    /// <summary>The table's name in SQL over all domains, quoted.</summary>
    public static string SqlName(Snapshot snapshot, string name) =>
        $"{Sql.Name(name.Split('.')[1])}.{Sql.Name(Published.NameOf(snapshot, name))}";

    /// <summary>Rows of a table that a view asks for.</summary>
    /// <param name="served">Where.</param>
    /// <param name="name">A table of the snapshot.</param>
    /// <param name="view">Sorts by a column of the table, and keeps rows whose column <c>column</c> holds the text <c>has</c>; what the table does not have is left out of account.</param>
    /// <param name="skip">Rows to leave out.</param>
    /// <param name="limit">Most rows.</param>
    public static (Frame Rows, long Total) Read(
        ServedSnapshot served,
        string name,
        TableView view,
        long skip,
        int limit,
        CancellationToken cancellation
    )
    {
        var columns = served.Snapshot.Schema(name).Columns.Select(each => each.Name).ToArray();
        var from = SqlName(served.Snapshot, name);
        var isFiltered = columns.Contains(view["column"]) && view["has"].Length > 0;
        var where = isFiltered ? $" WHERE contains(lower({Sql.Name(view["column"])}::VARCHAR), lower(?))" : "";
        object?[] parameters = isFiltered ? [view["has"]] : [];
        var total = isFiltered
            ? (long)served.Query($"SELECT count(*) AS n FROM {from}{where}", cancellation, parameters)["n"][0]!
            : served.Snapshot.Tables[name].Rows;
        // The other columns decide between equals, so that pages neither repeat nor lose a row.
        var order =
            view.Sort is { } sort && columns.Contains(sort)
                ? $" ORDER BY {Sql.Name(sort)}{(view.IsDown ? " DESC" : "")} NULLS LAST, {string.Join(", ", columns.Where(column => column != sort).Select(Sql.Name).Append("1"))}"
                : "";
        return (
            served.Query(Invariant($"SELECT * FROM {from}{where}{order} LIMIT {limit} OFFSET {skip}"), cancellation, parameters),
            total
        );
    }
}
