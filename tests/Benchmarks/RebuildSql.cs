using Analytics.App;
using Analytics.DuckDb;
using Analytics.Engine;

namespace Analytics.Benchmarks;

/// <summary>
/// What a person who knows DuckDB would type: read the files, type the columns, keep one row per key, join, aggregate, write
/// Parquet. The expressions are those of the domain's own SQL files, so that what differs is contracts, quarantine and lake.
/// </summary>
internal static class RebuildSql
{
    public static void Run(string folder, string target)
    {
        var domain = Catalog.Of("crashes");
        using var db = DuckDBConnection.InMemory(
            new Dictionary<string, string> { ["temp_directory"] = Path.Combine(target, "spill"), ["preserve_insertion_order"] = "false" }
        );
        using (var stream = typeof(Domain).Assembly.GetManifestResourceStream("Analytics.Engine.Bronze.Macros.sql")!)
        using (var reader = new StreamReader(stream))
        {
            db.Execute(reader.ReadToEnd());
        }

        db.Execute("CREATE SCHEMA silver; CREATE SCHEMA gold;");
        foreach (var table in domain.Tables)
        {
            var name = table.NameInDomain;
            db.Execute(
                $"CREATE TABLE {name} AS {(table is SilverTable silver ? Latest(domain, silver, folder) : ((DerivedTable)table).Sql)}"
            );
            db.Execute($"COPY {name} TO '{Path.Combine(target, name + ".parquet")}' (FORMAT parquet)");
        }
    }

    private static string Latest(Domain domain, SilverTable table, string folder)
    {
        var feed = table.Feeds[0];
        var source = domain.Sources.First(source => source.Layouts.Any(layout => layout.Name == feed.Layout));
        var columns = string.Join(", ", source.Layouts[0].Columns.Select(column => $"'{column.Name}': 'VARCHAR'"));
        var read = feed.Layout switch
        {
            "people" => $"read_json('{folder}/base/people.jsonl.gz', format = 'newline_delimited', columns = {{{columns}}})",
            "merged" =>
                $"(SELECT {string.Join(", ", source.Layouts[0].Columns.Select(column => $"NULL::VARCHAR AS {column.Name}"))} WHERE false)",
            // The generated crashes end with a column "location" that nobody reads.
            _ =>
                $"read_csv('{folder}/base/{feed.Layout}.csv', auto_detect = false, header = true, delim = ',', quote = '\"', columns = {{{columns}{(feed.Layout == "crashes" ? ", 'location': 'VARCHAR'" : "")}}})",
        };
        var sql = feed.Sql.Replace("FROM bronze", $"FROM (SELECT *, 1 AS _object FROM {read})", StringComparison.Ordinal);
        var key = string.Join(", ", table.Contract.Key);
        var where = table.PartitionBy is null ? "" : $"WHERE {table.PartitionBy} IS NOT NULL ";
        return $"SELECT * FROM ({sql}) {where}QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY _object) = 1";
    }
}
