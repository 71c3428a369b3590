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
        using var db = DuckDBConnection.Open(path, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        Assert.Equal(temp.Dump(TempLake.SalesRows(0, 50)), db.Scalar<string>("SELECT string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR) FROM shop.totals t"));
        Assert.Equal("crashes.by_month, shop.totals", db.Scalar<string>("SELECT string_agg(schema_name || '.' || table_name, ', ' ORDER BY ALL) FROM duckdb_tables()"));
    }

    [Fact]
    public void Somebody_who_reads_the_old_warehouse_does_not_stop_the_new_one()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.totals"));
        var path = writer.BuildWarehouse(writer.Publish("old"));
        using var reader = DuckDBConnection.Open(path, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 9), "gold.shop.totals"));
        writer.BuildWarehouse(writer.Publish("new"));
        Assert.Equal(5, reader.Scalar<long>("SELECT count(*) FROM shop.totals"));
        reader.Close();
        using var after = DuckDBConnection.Open(path, new Dictionary<string, string> { ["access_mode"] = "read_only" });
        Assert.Equal(9, after.Scalar<long>("SELECT count(*) FROM shop.totals"));
    }
}
