using Analytics.DuckDb;

namespace Analytics.Lake.Tests;

public sealed class StageTests
{
    [Fact]
    public void Missing_and_undeclared_columns_are_both_named()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var error = Assert.Throws<LakeException>(() => temp.Stage(writer, "SELECT 1 AS id, 'x' AS month, 2 AS amount, 3 AS extra"));
        Assert.Contains("Missing: note", error.Message, StringComparison.Ordinal);
        Assert.Contains("Not declared: extra", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_in_a_column_declared_not_null_is_refused_with_its_count()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var error = Assert.Throws<LakeException>(() =>
            temp.Stage(writer, "SELECT CASE WHEN i < 3 THEN i END AS id, '2024-01' AS month, 1 AS amount, 'n' AS note FROM range(5) r(i)")
        );
        Assert.Contains("'id'", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 of 5 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_staged_table_can_be_read_before_anybody_else_sees_it()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 10));
        using var writer = temp.Write();
        var staged = temp.Stage(writer, TempLake.SalesRows(0, 20));
        writer.Replace(staged);
        Assert.Equal(20, temp.Db.Scalar<long>($"SELECT count(*) FROM ({staged.Sql})"));
        Assert.Equal(20, temp.Db.Scalar<long>($"SELECT count(*) FROM ({writer.Sql("silver.shop.sales")})"));
        Assert.Equal(10, temp.Rows(temp.Lake.Head));
    }

    [Fact]
    public void Statistics_in_the_log_bound_the_data()
    {
        using var temp = new TempLake();
        var schema = new TableSchema([
            new TableColumn("id", "INTEGER"),
            new TableColumn("at", "TIMESTAMP"),
            new TableColumn("word", "VARCHAR"),
            new TableColumn("x", "DOUBLE"),
        ]);
        using var writer = temp.Write();
        // 300,000 rows are three row groups: the bounds of all of them count.
        const string Select =
            "SELECT i::INT AS id, TIMESTAMP '2024-01-01 00:00:00.000001' + INTERVAL (i) SECOND AS at, CASE WHEN i % 3 = 0 THEN NULL ELSE 'w' || lpad(i::VARCHAR, 6, '0') END AS word, CASE WHEN i = 5 THEN 'nan'::DOUBLE ELSE i / 2.0 END AS x FROM range(-1000, 299000) r(i)";
        writer.Replace(writer.Stage(temp.Db, "silver.shop.stats", Select, schema, null, ["id"]));
        var file = writer.Publish("stats").StateOf("silver.shop.stats").Files.Values.Single();
        Assert.Equal(
            """{"numRecords":300000,"minValues":{"id":-1000,"at":"2023-12-31T23:43:20.000Z","word":"w0-1000"},"maxValues":{"id":298999,"at":"2024-01-04T11:03:19.001Z","word":"w298999"},"nullCount":{"id":0,"at":0,"word":100000,"x":0}}""",
            file.Stats
        );
    }

    [Fact]
    public void An_error_in_the_query_says_what_DuckDB_says()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var error = Assert.Throws<DuckDBException>(() =>
            temp.Stage(writer, "SELECT 'ten' AS id, '2024-01' AS month, 1 AS amount, 'n' AS note")
        );
        Assert.Contains("ten", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_partitions_whose_rows_changed_have_another_hash()
    {
        using var temp = new TempLake();
        var before = temp.Publish(TempLake.SalesRows(0, 60)).PartitionShas("silver.shop.sales");
        using var writer = temp.Write();
        writer.Replace(
            temp.Stage(writer, $"SELECT * REPLACE (CASE WHEN id = 7 THEN 'other' ELSE note END AS note) FROM ({TempLake.SalesRows(0, 60)})")
        );
        var after = writer.PartitionShas("silver.shop.sales");
        Assert.Equal(["2024-02"], after.Keys.Where(month => after[month] != before[month]));
        Assert.Equal(60, writer.Rows("silver.shop.sales"));
    }

    [Theory]
    [InlineData("silver.shop")]
    [InlineData("bronze.shop.sales")]
    [InlineData("silver.shop.../../etc")]
    [InlineData("silver.Shop.sales")]
    [InlineData("silver.shop.sales'; DROP TABLE x")]
    public void A_name_that_could_leave_the_lake_is_refused(string table)
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        Assert.Throws<LakeException>(() => temp.Stage(writer, TempLake.SalesRows(0, 1), table));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("")]
    public void A_column_name_that_Delta_cannot_hold_is_refused(string name) =>
        Assert.Throws<LakeException>(() => new TableSchema([new TableColumn(name, "INTEGER")]));

    [Fact]
    public void Disposing_without_publishing_leaves_no_trace()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 10));
        var before = temp.Tree();
        using (var writer = temp.Write())
        {
            writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 20)));
        }

        Assert.Equal(before, temp.Tree());
    }

    [Fact]
    public void A_kept_candidate_can_be_looked_at_and_the_lake_is_untouched()
    {
        using var temp = new TempLake();
        var published = temp.Publish(TempLake.SalesRows(0, 10));
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 20)));
        writer.SetCursor("x", "1");
        var folder = writer.KeepCandidate("gate rows: expected 10, came 20");
        Assert.Equal("gate rows: expected 10, came 20\n", File.ReadAllText(Path.Combine(folder, "reason.txt")));
        Assert.Equal(20, temp.Db.Scalar<long>($"SELECT count(*) FROM read_parquet('{folder}/silver.shop.sales/*/*.parquet')"));
        Assert.Equal(published, writer.Publish("nothing is left to publish"));
    }
}
