namespace Analytics.App.Tests;

public sealed class EngineOptionTests(ChdbServer server) : IClassFixture<ChdbServer>
{
    [Fact]
    public void Options_of_an_engine_need_it_and_it_needs_an_address()
    {
        using var temp = new TempData();
        Script
            .Run("gold", "customers", "--data", temp.Data, "--connect", "http://localhost")
            .Refused(2, "--connect belongs to --engine clickhouse");
        Script.Run("gold", "customers", "--data", temp.Data, "--timeout", "5").Refused(2, "--timeout belongs to");
        Script.Run("gold", "customers", "--data", temp.Data, "--engine", "clickhouse").Refused(2, "needs --connect");
        Script.Run("gold", "customers", "--data", temp.Data, "--engine", "oracle").Refused(2, "oracle", "clickhouse");
        Script
            .Run("gold", "customers", "--data", temp.Data, "--engine", "clickhouse", "--connect", "http://a:geheim@localhost")
            .Refused(2, "takes no password");
        Script
            .Run("gold", "customers", "--data", temp.Data, "--engine", "clickhouse", "--connect", "http://127.0.0.1:1")
            .Refused(1, "ClickHouse at default@127.0.0.1:1 does not answer");
        Script.Run("rebuild", "customers", "--data", temp.Data, "--engine", "clickhouse").Refused(2, "--engine");
        Assert.False(File.Exists(Path.Combine(temp.Data, "HEAD")));
    }

    [NodeFact("chdb")]
    public void The_gold_tables_come_from_the_server_and_are_those_of_DuckDB()
    {
        using var temp = new TempData();
        string[] lake = ["customers", "--data", temp.Data];
        string[] there = [.. lake, "--engine", "clickhouse", "--connect", server.Address.ToString()];
        Assert.Equal(0, Script.Run("silver", lake).Code);

        var elsewhere = Script.Run("gold", there);
        Assert.Equal((0, elsewhere.Error), (elsewhere.Code, elsewhere.Error));
        var made = Tables(temp.Data);
        Assert.Equal(0, Script.Run("gold", [.. lake, "--force"]).Code);

        Assert.Contains("gold.customers.churn_features", made.Keys);
        Assert.Equal(made, Tables(temp.Data));
        Assert.Equal(0, Script.Run("gold", there).Code);
        // The server reads another folder than the one in force.
        var other = Script.Run("gold", [.. there, "--force", "--tables", $"deltaLakeLocal('{temp.Data}/silver/customers/purchases')"]);
        Assert.Equal(1, other.Code);
        Assert.Contains("reads another version of silver.customers", other.Error, StringComparison.Ordinal);
        Assert.Equal(made, Tables(temp.Data));
    }

    private static Dictionary<string, string> Tables(string data)
    {
        using var lake = Lake.Lake.Open(data);
        return lake.Head.Tables.ToDictionary(table => table.Key, table => table.Value.Sha, StringComparer.Ordinal);
    }
}
