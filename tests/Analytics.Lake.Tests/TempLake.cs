using System.Globalization;
using System.Text.Json;
using Analytics.DuckDb;
using Analytics.Tests;

namespace Analytics.Lake.Tests;

/// <summary>A lake in a folder of its own that goes away with the test, and the few things every test does with one.</summary>
internal sealed class TempLake : IDisposable
{
    private static int s_count;

    public TempLake()
    {
        Root = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"analytics-lake-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}"));
        Directory.CreateDirectory(Root);
        Folder = Path.Combine(Root, "data");
        Db = DuckDBConnection.InMemory(new Dictionary<string, string> { ["threads"] = "2" });
    }

    public string Root { get; }

    public string Folder { get; }

    public DuckDBConnection Db { get; }

    public FixedTime Time { get; } = new();

    public Lake Lake => Lake.Open(Folder);

    /// <summary>The columns of the table that most tests write: id, month, amount, note.</summary>
    public static TableSchema Sales { get; } = new([
        new TableColumn("id", "BIGINT", Nullable: false),
        new TableColumn("month", "VARCHAR", Nullable: false),
        new TableColumn("amount", "DECIMAL(12,2)"),
        new TableColumn("note", "VARCHAR"),
    ]);

    /// <summary>Rows from..to-1 of a table whose every value follows from its id.</summary>
    public static string SalesRows(long from, long to) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT i AS id, '2024-' || lpad(((i % 6) + 1)::VARCHAR, 2, '0') AS month, (i * 7 % 1000 / 4)::DECIMAL(12,2) AS amount,
               CASE WHEN i % 5 = 0 THEN NULL ELSE 'note ' || i END AS note
        FROM range({from}, {to}) r(i)
        """);

    public LakeWriter Write() => Lake.Write(Time, "test");

    public StagedTable Stage(LakeWriter writer, string select, string table = "silver.shop.sales", string? partitionBy = "month") =>
        writer.Stage(Db, table, select, Sales, partitionBy, ["id"]);

    /// <summary>Publishes one table whole.</summary>
    public Snapshot Publish(string select, string table = "silver.shop.sales", string? partitionBy = "month")
    {
        using var writer = Write();
        writer.Replace(Stage(writer, select, table, partitionBy));
        return writer.Publish("test " + table);
    }

    public long Rows(Snapshot snapshot, string table = "silver.shop.sales") => Db.Scalar<long>($"SELECT count(*) FROM ({snapshot.Sql(table)})");

    /// <summary>All rows of a table as one text, in the order of its first column.</summary>
    public string Dump(string select) => Db.Scalar<string>($"SELECT coalesce(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR), '') FROM ({select}) t");

    /// <summary>Path → hash of every file below the lake, or below a part of it.</summary>
    public IReadOnlyDictionary<string, string> Tree(string part = "")
    {
        var folder = Path.Combine(Folder, part);
        return !Directory.Exists(folder) ? new Dictionary<string, string>() : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "LOCK")
            .OrderBy(path => path, StringComparer.Ordinal)
            .ToDictionary(path => Path.GetRelativePath(Folder, path), path => Storage.Hash.OfFile(path), StringComparer.Ordinal);
    }

    /// <summary>
    /// Reads every published table with ClickHouse's deltaLakeLocal and compares number of rows, nulls, and sums with DuckDB's.
    /// ClickHouse reads the newest Delta version, so this also says that the logs have not run ahead of HEAD.
    /// </summary>
    public void AssertClickHouseReadsTheSame()
    {
        var snapshot = Lake.Head;
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var queries = new List<object>();
        foreach (var table in snapshot.Tables.Keys)
        {
            var parts = new List<(string Duck, string Click)> { ("count(*)", "count()") };
            foreach (var column in snapshot.Schema(table).Columns)
            {
                // ClickHouse reads a null list, map or struct as an empty one.
                if (!Delta.DeltaType.IsNested(column.Type))
                    parts.Add(($"count(\"{column.Name}\")", $"count(`{column.Name}`)"));
                parts.Add(Sum(column));
            }

            expected[table] = Db.Scalar<string>($"SELECT concat_ws('|', {string.Join(", ", parts.Select(part => part.Duck))}) FROM ({snapshot.Sql(table)})");
            queries.Add(new { table, path = Path.Combine([Folder, .. table.Split('.')]), select = $"concatWithSeparator('|', {string.Join(", ", parts.Select(part => $"toString({part.Click})"))})" });
        }

        var input = Path.Combine(Root, "queries.json");
        File.WriteAllText(input, JsonSerializer.Serialize(queries));
        var (code, output, error) = OutsideTools.RunIn(Folder, TimeSpan.FromSeconds(60), "node", Path.Combine(RealData.Repository, "tests", "node", "chdb-read.mjs"), input);
        Assert.True(code == 0, error + output);
        var found = JsonSerializer.Deserialize<Dictionary<string, string>>(output)!;
        foreach (var (table, sums) in expected)
            Assert.Equal($"{table}: {sums}", $"{table}: {found[table]}");
    }

    public void Dispose()
    {
        Db.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    // Figures that both engines print alike: whole numbers, lengths, and days or microseconds since 1970.
    private static (string Duck, string Click) Sum(TableColumn column)
    {
        var (duck, click) = ($"\"{column.Name}\"", $"`{column.Name}`");
        return column.Type switch
        {
            "BOOLEAN" => ($"coalesce(sum({duck}::INT), 0)", $"ifNull(sum({click}), 0)"),
            "DATE" => ($"coalesce(sum(date_diff('day', DATE '1970-01-01', {duck})), 0)", $"ifNull(sum(toInt64(toInt32({click}))), 0)"),
            "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" => ($"coalesce(sum(epoch_us({duck})), 0)", $"ifNull(sum(toUnixTimestamp64Micro({click})), 0)"),
            "VARCHAR" or "UUID" or "TIME" => ($"coalesce(sum(strlen({duck}::VARCHAR)), 0)::BIGINT", $"ifNull(sum(length({click})), 0)"),
            "BLOB" => ($"coalesce(sum(octet_length({duck})), 0)::BIGINT", $"ifNull(sum(length({click})), 0)"),
            "FLOAT" or "DOUBLE" => ($"coalesce(sum(floor({duck} * 1000))::BIGINT, 0)", $"ifNull(toInt64(sum(floor({click} * 1000))), 0)"),
            _ when column.Type.StartsWith("DECIMAL", StringComparison.Ordinal) => ($"coalesce(sum({duck} * 100)::HUGEINT, 0)", $"ifNull(toInt128(sum({click} * 100)), 0)"),
            _ when column.Type.EndsWith("[]", StringComparison.Ordinal) || column.Type.StartsWith("MAP", StringComparison.Ordinal) =>
                ($"coalesce(sum(len({(column.Type.StartsWith("MAP", StringComparison.Ordinal) ? $"map_keys({duck})" : duck)})), 0)::BIGINT", $"sum(length({click}))"),
            _ when column.Type.StartsWith("STRUCT", StringComparison.Ordinal) || column.Type.StartsWith("ENUM", StringComparison.Ordinal) => ("0", "0"),
            _ => ($"coalesce(sum({duck}), 0)::HUGEINT", $"ifNull(sum({click}), 0)"),
        };
    }
}

/// <summary>A clock that stands at 2026-01-02 03:04:05 UTC until a test moves it.</summary>
internal sealed class FixedTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
