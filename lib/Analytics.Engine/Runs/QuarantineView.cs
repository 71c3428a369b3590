using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>What a domain's tables refused: of the published snapshot, or of the last run that a gate stopped.</summary>
/// <param name="Where">Where it was found, in words.</param>
/// <param name="Rows">Columns table, origin, line, reasons, record; by table, origin and line.</param>
/// <param name="Total">How many rows there are, with those beyond the limit.</param>
public sealed record QuarantineView(string Where, Frame Rows, long Total)
{
    private static readonly string[] s_columns = ["table", "origin", "line", "reasons", "record"];

    /// <summary>Whether a domain has something published, or a candidate that was kept.</summary>
    public static bool IsThere(Lake.Lake lake, Domain domain, bool isPublished)
    {
        string[] names = [.. domain.Tables.OfType<SilverTable>().Select(table => table.QuarantineName(domain))];
        return names.Any(lake.Head.Tables.ContainsKey) || !isPublished && Candidate(lake, names) is not null;
    }

    /// <param name="lake">Where.</param>
    /// <param name="domain">Whose.</param>
    /// <param name="isPublished">False looks first at the candidate that was kept since the last publish, if there is one.</param>
    /// <param name="limit">Most rows.</param>
    /// <exception cref="UsageException">There is neither a published nor a kept one.</exception>
    public static QuarantineView Of(Lake.Lake lake, Domain domain, bool isPublished, int limit)
    {
        var tables = domain.Tables.OfType<SilverTable>().ToArray();
        var candidate = isPublished ? null : Candidate(lake, tables.Select(table => table.QuarantineName(domain)).ToArray());
        var head = lake.Head;
        var selects = candidate is null
            ? tables
                .Where(table => head.Tables.ContainsKey(table.QuarantineName(domain)))
                .Select(table => Select(table, $"({head.Sql(table.QuarantineName(domain))})"))
                .ToArray()
            : tables
                .Select(table => (Table: table, Files: Files(candidate, table.QuarantineName(domain))))
                .Where(each => each.Files.Length > 0)
                .Select(each =>
                    Select(each.Table, $"read_parquet([{Sql.Texts(each.Files)}], hive_partitioning = false, union_by_name = true)")
                )
                .ToArray();
        if (candidate is not null)
        {
            lake.RequireNamed(tables.SelectMany(table => Files(candidate, table.QuarantineName(domain))));
        }

        if (selects.Length == 0)
        {
            throw new UsageException(
                $"Nothing of {domain.Name} is published, and no run was stopped by a gate. Fill it first: dotnet script scripts/rebuild.csx {domain.Name}"
            );
        }

        using var db = DuckDBConnection.InMemory();
        var all = string.Join(" UNION ALL ", selects);
        var rows = db.Query(
            $"SELECT * FROM ({all}) ORDER BY ALL LIMIT {limit.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
        );
        return new QuarantineView(
            candidate is null ? $"snapshot {head}" : $"the candidate that a gate stopped, {Path.GetFileName(candidate)}",
            rows,
            db.Scalar<long>($"SELECT count(*) FROM ({all})")
        );
    }

    private static string Select(SilverTable table, string from) =>
        $"SELECT {Sql.Text(table.Name)} AS \"table\", {string.Join(", ", s_columns[1..])} FROM {from}";

    /// <summary>The newest kept candidate with something of the domain in it, when it is younger than the published snapshot.</summary>
    private static string? Candidate(Lake.Lake lake, string[] names)
    {
        var candidates = Path.Combine(lake.Folder, "candidates");
        var newest = Directory.Exists(candidates)
            ? Directory
                .EnumerateDirectories(candidates)
                .Where(folder => names.Any(name => Files(folder, name).Length > 0))
                .Order(StringComparer.Ordinal)
                .LastOrDefault()
            : null;
        var head = Path.Combine(lake.Folder, "HEAD");
        return
            newest is null
            || File.Exists(head) && File.GetLastWriteTimeUtc(head) > File.GetLastWriteTimeUtc(Path.Combine(newest, "reason.txt"))
            ? null
            : newest;
    }

    private static string[] Files(string candidate, string table)
    {
        var folder = Path.Combine(candidate, table);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [];
    }
}
