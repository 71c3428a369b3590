using System.Globalization;
using Analytics.DuckDb;

namespace Analytics.Lake.Tests;

public sealed class DeterminismTests
{
    // Four row groups, text, decimals, nulls: enough for every thread to have work.
    // One month is larger than a row group, the others are smaller.
    private const string Select = """
        SELECT i AS id, '2024-' || CASE WHEN i % 2 = 0 THEN '01' ELSE 1 + i % 7 END AS month, ((i * 7919) % 100000 / 100)::DECIMAL(12,2) AS amount,
               CASE WHEN i % 11 = 0 THEN NULL ELSE 'word ' || (i * 31 % 5000) END AS note
        FROM range(400000) r(i)
        """;

    [Theory]
    [InlineData(null)]
    [InlineData("month")]
    public void Parquet_bytes_are_the_same_at_any_thread_count_order_culture_and_time_zone(string? partitionBy)
    {
        var trees = new List<string>();
        foreach (
            var (threads, order, culture, zone) in new[]
            {
                ("1", "id", "en-US", "UTC"),
                ("2", "id DESC", "tr-TR", "Asia/Kathmandu"),
                ("8", "hash(id)", "de-DE", "America/New_York"),
                ("8", "hash(id + 1)", "", "UTC"),
            }
        )
        {
            using var temp = new TempLake();
            using var db = DuckDBConnection.InMemory(new Dictionary<string, string> { ["threads"] = threads, ["TimeZone"] = zone });
            var before = Thread.CurrentThread.CurrentCulture;
            Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            try
            {
                using var writer = temp.Write();
                writer.Replace(
                    writer.Stage(db, "gold.shop.sales", $"SELECT * FROM ({Select}) ORDER BY {order}", TempLake.Sales, partitionBy, ["id"])
                );
                writer.SetCursor("İI", "ıi");
                writer.AddVerdict(new VerdictRecord("gold.shop.sales", "mean", "warn", true, 1234.5));
                writer.Publish("determinism");
            }
            finally
            {
                Thread.CurrentThread.CurrentCulture = before;
            }

            trees.Add(string.Join('\n', temp.Tree().Select(file => $"{file.Value} {file.Key}")));
        }

        Assert.Single(trees.Distinct(StringComparer.Ordinal));
        Assert.Contains(".parquet", trees[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_partition_staged_alone_has_the_bytes_that_it_has_among_others()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var all = writer.Stage(temp.Db, "gold.shop.sales", Select, TempLake.Sales, "month", ["id"]);
        var names = all.Files.Select(file => Path.GetFileName(file)!).ToArray();
        foreach (var (partition, name) in all.Partitions.Zip(names))
        {
            var alone = writer.Stage(
                temp.Db,
                "gold.shop.sales",
                $"SELECT * FROM ({Select}) WHERE month = '{partition}' ORDER BY hash(id)",
                TempLake.Sales,
                "month",
                ["id"],
                onlyPartition: partition
            );
            Assert.Equal([partition], alone.Partitions);
            Assert.Equal(name, Path.GetFileName(Assert.Single(alone.Files)));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("month")]
    public void Without_a_declared_order_all_columns_order_the_rows(string? partitionBy)
    {
        var shas = new[] { "id", "id DESC" }.Select(order =>
        {
            using var temp = new TempLake();
            using var writer = temp.Write();
            writer.Replace(
                writer.Stage(
                    temp.Db,
                    "gold.shop.sales",
                    $"SELECT * FROM ({TempLake.SalesRows(0, 1000)}) ORDER BY {order}",
                    TempLake.Sales,
                    partitionBy,
                    []
                )
            );
            return writer.Publish("all").Tables["gold.shop.sales"].Sha;
        });
        Assert.Single(shas.Distinct());
    }
}
