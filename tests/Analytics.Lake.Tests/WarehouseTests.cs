using Analytics.DuckDb;

namespace Analytics.Lake.Tests;

public sealed class WarehouseTests
{
    [Fact]
    public void The_warehouse_holds_the_gold_tables_one_schema_per_domain()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 50), "gold.shop.totals"));
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.crashes.by_month"));
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "silver.crashes.raw"));
        var path = writer.BuildWarehouse(writer.Publish("two domains"));
        Assert.Equal(Path.Combine(temp.Folder, "gold", "warehouse.duckdb"), path);
        using var db = DuckDBConnection.OpenFile(path, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        Assert.Equal(
            temp.Dump(TempLake.SalesRows(0, 50)),
            db.Scalar<string>("SELECT string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR) FROM shop.totals t")
        );
        Assert.Equal(
            "crashes.by_month, shop.totals",
            db.Scalar<string>("SELECT string_agg(schema_name || '.' || table_name, ', ' ORDER BY ALL) FROM duckdb_tables()")
        );
    }

    [Fact]
    public void Somebody_who_reads_the_old_warehouse_does_not_stop_the_new_one()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.totals"));
        var path = writer.BuildWarehouse(writer.Publish("old"));
        using var reader = DuckDBConnection.OpenFile(path, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 9), "gold.shop.totals"));
        writer.BuildWarehouse(writer.Publish("new"));
        Assert.Equal(5, reader.Scalar<long>("SELECT count(*) FROM shop.totals"));
        reader.Close();
        using var after = DuckDBConnection.OpenFile(path, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        Assert.Equal(9, after.Scalar<long>("SELECT count(*) FROM shop.totals"));
    }

    [Fact]
    public void A_warehouse_brought_up_to_date_holds_what_a_fresh_one_holds()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 60), "gold.shop.totals"));
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.few", partitionBy: null));
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.gone"));
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.same"));
        var path = writer.BuildWarehouse(writer.Publish("first"));

        writer.ReplacePartitions(
            temp.Stage(writer, $"SELECT * FROM ({TempLake.SalesRows(0, 90)}) WHERE month = '2024-02'", "gold.shop.totals"),
            ["2024-02", "2024-05"]
        );
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(3, 9), "gold.shop.few", partitionBy: null));
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 7), "gold.shop.new"));
        writer.Drop("gold.shop.gone");
        var snapshot = writer.Publish("second");
        writer.BuildWarehouse(snapshot);

        using (var db = DuckDBConnection.OpenFile(path, new Dictionary<string, string> { ["access_mode"] = "read_only" }))
        {
            Assert.Equal(
                "shop.few, shop.new, shop.same, shop.totals",
                db.Scalar<string>("SELECT string_agg(schema_name || '.' || table_name, ', ' ORDER BY ALL) FROM duckdb_tables()")
            );
            Assert.Equal(
                $"snapshot {snapshot.Id}",
                db.Scalar<string>("SELECT max(comment) FROM duckdb_tables() HAVING count(DISTINCT comment) = 1")
            );
            foreach (var table in new[] { "few", "new", "same", "totals" })
            {
                Assert.Equal(
                    temp.Dump(snapshot.Sql("gold.shop." + table)),
                    db.Scalar<string>($"SELECT string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR) FROM shop.{table} t")
                );
            }
        }

        // Only what changed is written: a change to another table that passes for ours stays until all is made afresh.
        using (var other = DuckDBConnection.OpenFile(path))
        {
            other.Execute("DELETE FROM shop.same; CHECKPOINT");
        }

        File.WriteAllText(temp.Lake.WarehouseNotePath, Lake.WarehouseNote.Of(snapshot, Storage.Hash.OfFile(path)));
        Assert.Equal(0, Rows(writer.BuildWarehouse(snapshot), "same"));
        Assert.Equal(5, Rows(writer.BuildWarehouse(snapshot, isFresh: true), "same"));
    }

    [Fact]
    public void What_somebody_else_wrote_to_the_warehouse_does_not_outlive_the_next_build()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.same"));
        var snapshot = writer.Publish("first");
        using (var other = DuckDBConnection.OpenFile(writer.BuildWarehouse(snapshot)))
        {
            other.Execute("DELETE FROM shop.same; CHECKPOINT");
        }

        Assert.Contains(temp.Lake.Verify(), damage => damage.Path.EndsWith("warehouse.duckdb", StringComparison.Ordinal));
        Assert.Equal(5, Rows(writer.BuildWarehouse(snapshot), "same"));
        Assert.Empty(temp.Lake.Verify());
    }

    [Fact]
    public void A_warehouse_that_a_run_left_behind_is_told_from_one_that_holds_what_is_published()
    {
        using var temp = new TempLake();
        Assert.True(temp.Lake.IsWarehouseCurrent);
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.totals"));
        var first = writer.Publish("first");
        Assert.False(temp.Lake.IsWarehouseCurrent);
        writer.BuildWarehouse(first);
        Assert.True(temp.Lake.IsWarehouseCurrent);
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 9), "gold.shop.totals"));
        writer.Publish("second, killed before the warehouse");
        Assert.False(temp.Lake.IsWarehouseCurrent);
        writer.BuildWarehouse(temp.Lake.Head);
        writer.Rollback(first);
        writer.Publish("back");
        Assert.False(temp.Lake.IsWarehouseCurrent);
        File.Delete(writer.BuildWarehouse(temp.Lake.Head));
        Assert.False(temp.Lake.IsWarehouseCurrent);
    }

    [Theory]
    [InlineData("not a database")]
    [InlineData("")]
    public void A_broken_warehouse_is_made_afresh(string content)
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.totals"));
        var snapshot = writer.Publish("first");
        File.WriteAllText(writer.BuildWarehouse(snapshot), content);
        Assert.Equal(5, Rows(writer.BuildWarehouse(snapshot), "totals"));
    }

    private static long Rows(string path, string table)
    {
        using var db = DuckDBConnection.OpenFile(path, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        return db.Scalar<long>($"SELECT count(*) FROM shop.{table}");
    }
}
