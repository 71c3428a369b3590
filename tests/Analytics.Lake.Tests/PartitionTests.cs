using Analytics.DuckDb;
using Analytics.Tests;

namespace Analytics.Lake.Tests;

public sealed class PartitionTests
{
    private const string Table = "silver.shop.sales";

    [Fact]
    public void Replacing_a_partition_keeps_the_files_of_the_others()
    {
        using var temp = new TempLake();
        var before = temp.Publish(TempLake.SalesRows(0, 600)).Files(Table);
        using var writer = temp.Write();
        writer.ReplacePartitions(
            temp.Stage(writer, $"SELECT * REPLACE (amount + 1 AS amount) FROM ({TempLake.SalesRows(0, 600)}) WHERE month = '2024-03'"),
            ["2024-03"]
        );
        var after = writer.Publish("march").Files(Table);
        Assert.Equal(6, after.Count);
        Assert.Equal(5, after.Intersect(before).Count());
        var expected = temp.Dump(
            $"SELECT * REPLACE (CASE WHEN month = '2024-03' THEN amount + 1 ELSE amount END::DECIMAL(12,2) AS amount) FROM ({TempLake.SalesRows(0, 600)})"
        );
        Assert.Equal(expected, temp.Dump(temp.Lake.Head.Sql(Table)));
    }

    [Fact]
    public void A_partition_replaced_by_no_rows_is_gone()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 600));
        using var writer = temp.Write();
        writer.ReplacePartitions(temp.Stage(writer, $"SELECT * FROM ({TempLake.SalesRows(0, 600)}) WHERE false"), ["2024-01", "2024-02"]);
        Assert.Equal(400, writer.Publish("two months less").Tables[Table].Rows);
    }

    [Fact]
    public void Rows_outside_the_listed_partitions_are_refused_by_name()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var staged = temp.Stage(writer, TempLake.SalesRows(0, 12));
        var error = Assert.Throws<LakeException>(() =>
            writer.ReplacePartitions(staged, ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"])
        );
        Assert.Contains("2024-06", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("50 %")]
    [InlineData("Ünïcode=ß")]
    [InlineData("it's \"quoted\" [x] *?")]
    [InlineData("..")]
    public void Any_text_can_be_a_partition_value(string value)
    {
        using var temp = new TempLake();
        var schema = new TableSchema([new TableColumn("id", "INTEGER"), new TableColumn("place", "VARCHAR")]);
        var select = $"SELECT 1 AS id, '{value.Replace("'", "''")}' AS place UNION ALL SELECT 2, 'plain' UNION ALL SELECT 3, NULL";
        using (var writer = temp.Write())
        {
            writer.Replace(writer.Stage(temp.Db, "silver.shop.places", select, schema, "place", ["id"]));
            writer.Publish("places");
        }

        var snapshot = temp.Lake.Head;
        Assert.Equal(temp.Dump(select), temp.Dump(snapshot.Sql("silver.shop.places")));
        Assert.All(
            snapshot.Files("silver.shop.places"),
            path => Assert.StartsWith(temp.Folder, Path.GetFullPath(path), StringComparison.Ordinal)
        );
        // Replayed from the log alone, without the writer's memory.
        Assert.Contains(value, snapshot.StateOf("silver.shop.places").Files.Values.Select(file => file.Partition));
    }

    [NodeFact("chdb")]
    public void ClickHouse_reads_partition_values_of_any_text()
    {
        using var temp = new TempLake();
        var schema = new TableSchema([new TableColumn("id", "INTEGER"), new TableColumn("place", "VARCHAR")]);
        using (var writer = temp.Write())
        {
            writer.Replace(
                writer.Stage(
                    temp.Db,
                    "silver.shop.places",
                    "SELECT unnest([1, 2, 3, 4, 5]) AS id, unnest(['a/b', '50 % off', 'Ünïcode=ß', 'it''s', NULL]) AS place",
                    schema,
                    "place",
                    ["id"]
                )
            );
            writer.Publish("places");
        }

        temp.AssertClickHouseReadsTheSame();
    }

    [Theory]
    [InlineData("DATE", "DATE '2024-02-29'")]
    [InlineData("INTEGER", "-7")]
    [InlineData("BOOLEAN", "true")]
    public void Partition_values_keep_their_type(string type, string value)
    {
        using var temp = new TempLake();
        var schema = new TableSchema([new TableColumn("id", "INTEGER"), new TableColumn("p", type)]);
        using var writer = temp.Write();
        writer.Replace(writer.Stage(temp.Db, "silver.shop.typed", $"SELECT 1 AS id, {value} AS p", schema, "p", ["id"]));
        var snapshot = writer.Publish("typed");
        Assert.Equal(type, temp.Db.Query($"DESCRIBE {snapshot.Sql("silver.shop.typed")}").Text("column_type").At(1));
        Assert.True(temp.Db.Scalar<bool>($"SELECT p = {value} FROM ({snapshot.Sql("silver.shop.typed")})"));
    }

    [Fact]
    public void The_empty_text_is_refused_as_a_partition_value()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var error = Assert.Throws<LakeException>(() =>
            writer.Stage(
                temp.Db,
                "silver.shop.x",
                "SELECT 1 AS id, '' AS p",
                new TableSchema([new TableColumn("id", "INTEGER"), new TableColumn("p", "VARCHAR")]),
                "p",
                ["id"]
            )
        );
        Assert.Contains("'p'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'2024-02'")]
    [InlineData("NULL")]
    public void A_row_outside_of_the_only_partition_is_refused(string month)
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var error = Assert.Throws<DuckDBException>(() =>
            writer.Stage(
                temp.Db,
                "gold.shop.sales",
                $"SELECT * REPLACE (CASE WHEN id = 7 THEN {month} ELSE '2024-01' END AS month) FROM ({TempLake.SalesRows(0, 12)})",
                TempLake.Sales,
                "month",
                ["id"],
                onlyPartition: "2024-01"
            )
        );
        Assert.Contains("gold.shop.sales: a row lies outside of the partition '2024-01'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_only_partition_without_rows_becomes_empty()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 600)));
        writer.ReplacePartitions(
            writer.Stage(
                temp.Db,
                "silver.shop.sales",
                $"SELECT * FROM ({TempLake.SalesRows(0, 600)}) WHERE false",
                TempLake.Sales,
                "month",
                ["id"],
                onlyPartition: "2024-02"
            ),
            ["2024-02"]
        );
        Assert.DoesNotContain("2024-02", writer.PartitionShas("silver.shop.sales").Keys);
    }
}
