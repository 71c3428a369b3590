using System.Globalization;
using Analytics.DuckDb;

namespace Analytics.Lake.Tests;

/// <summary>A lake in a folder of its own that goes away with the test, and the few things every test does with one.</summary>
internal sealed class TempLake : IDisposable
{
    private static int s_count;

    public TempLake()
    {
        Root = Path.Combine(
            Path.GetTempPath(),
            string.Create(CultureInfo.InvariantCulture, $"analytics-lake-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}")
        );
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
    public static TableSchema Sales { get; } =
        new([
            new TableColumn("id", "BIGINT", Nullable: false),
            new TableColumn("month", "VARCHAR", Nullable: false),
            new TableColumn("amount", "DECIMAL(12,2)"),
            new TableColumn("note", "VARCHAR"),
        ]);

    /// <summary>Rows from..to-1 of a table whose every value follows from its id.</summary>
    public static string SalesRows(long from, long to) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT i AS id, '2024-' || lpad(((i % 6) + 1)::VARCHAR, 2, '0') AS month, (i * 7 % 1000 / 4)::DECIMAL(12,2) AS amount,
                   CASE WHEN i % 5 = 0 THEN NULL ELSE 'note ' || i END AS note
            FROM range({from}, {to}) r(i)
            """
        );

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

    public long Rows(Snapshot snapshot, string table = "silver.shop.sales") =>
        Db.Scalar<long>($"SELECT count(*) FROM ({snapshot.Sql(table)})");

    /// <summary>All rows of a table as one text, in the order of its first column.</summary>
    public string Dump(string select) =>
        Db.Scalar<string>($"SELECT coalesce(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR), '') FROM ({select}) t");

    /// <summary>Path → hash of every file below the lake, or below a part of it.</summary>
    public IReadOnlyDictionary<string, string> Tree(string part = "")
    {
        var folder = Path.Combine(Folder, part);
        return !Directory.Exists(folder)
            ? new Dictionary<string, string>()
            : Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path) != "LOCK")
                .OrderBy(path => path, StringComparer.Ordinal)
                .ToDictionary(path => Path.GetRelativePath(Folder, path), path => Storage.Hash.OfFile(path), StringComparer.Ordinal);
    }

    /// <summary>Set by a test that breaks files of the lake on purpose: other engines cannot read those.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>Reads every published table with ClickHouse and compares number of rows, nulls and sums with DuckDB's.</summary>
    public void AssertClickHouseReadsTheSame()
    {
        var snapshot = Lake.Head;
        foreach (var table in snapshot.Tables.Keys)
        {
            var parts = new List<(string Duck, string Click)> { ("count(*)", "count()") };
            foreach (var column in snapshot.Schema(table).Columns)
            {
                // ClickHouse reads a null list, map or struct as an empty one.
                if (!Delta.DeltaType.IsNested(column.Type))
                {
                    parts.Add(($"count(\"{column.Name}\")", $"count(`{column.Name}`)"));
                }

                parts.Add(Sum(column));
            }

            var expected = Db.Scalar<string>(
                $"SELECT concat_ws('|', {string.Join(", ", parts.Select(part => part.Duck))}) FROM ({snapshot.Sql(table)})"
            );
            var found = ClickHouse.Read(
                Path.Combine([Folder, .. table.Split('.')]),
                $"concatWithSeparator('|', {string.Join(", ", parts.Select(part => $"toString({part.Click})"))})"
            );
            Assert.Equal($"{table}: {expected}", $"{table}: {found}");
        }
    }

    /// <summary>Every lake that a test leaves whole is read by ClickHouse too, where it is installed.</summary>
    public void Dispose()
    {
        try
        {
            if (ClickHouse.IsInstalled && !IsDamaged)
            {
                AssertClickHouseReadsTheSame();
            }
        }
        finally
        {
            Db.Dispose();
            Directory.Delete(Root, recursive: true);
        }
    }

    // Figures that both engines print alike: whole numbers, lengths, and days or microseconds since 1970.
    private static (string Duck, string Click) Sum(TableColumn column)
    {
        var (duck, click) = ($"\"{column.Name}\"", $"`{column.Name}`");
        return column.Type switch
        {
            "BOOLEAN" => ($"coalesce(sum({duck}::INT), 0)", $"ifNull(sum({click}), 0)"),
            "DATE" => ($"coalesce(sum(date_diff('day', DATE '1970-01-01', {duck})), 0)", $"ifNull(sum(toInt64(toInt32({click}))), 0)"),
            "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" => (
                $"coalesce(sum(epoch_us({duck})), 0)",
                $"ifNull(sum(toInt128(toUnixTimestamp64Micro({click}))), 0)"
            ),
            "VARCHAR" or "UUID" or "TIME" => ($"coalesce(sum(strlen({duck}::VARCHAR)), 0)::BIGINT", $"ifNull(sum(length({click})), 0)"),
            "BLOB" => ($"coalesce(sum(octet_length({duck})), 0)::BIGINT", $"ifNull(sum(length({click})), 0)"),
            "FLOAT" or "DOUBLE" => (
                $"coalesce(sum(floor({duck} * 1000)) FILTER (WHERE NOT isnan({duck}))::BIGINT, 0)",
                $"ifNull(toInt64(sumIf(floor({click} * 1000), NOT isNaN({click}))), 0)"
            ),
            _ when column.Type.StartsWith("DECIMAL", StringComparison.Ordinal) => (
                $"coalesce(sum({duck} * 100)::HUGEINT, 0)",
                $"ifNull(toInt128(sum({click} * 100)), 0)"
            ),
            _ when column.Type.EndsWith("[]", StringComparison.Ordinal) || column.Type.StartsWith("MAP", StringComparison.Ordinal) => (
                $"coalesce(sum(len({(column.Type.StartsWith("MAP", StringComparison.Ordinal) ? $"map_keys({duck})" : duck)})), 0)::BIGINT",
                $"sum(length({click}))"
            ),
            _ when column.Type.StartsWith("STRUCT", StringComparison.Ordinal) || column.Type.StartsWith("ENUM", StringComparison.Ordinal) =>
                ("0", "0"),
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
