using Analytics.Frames;

namespace Analytics.DuckDb.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_readmes_example_runs()
    {
        ReadmeCode.AssertIsRunHere("Analytics.DuckDb");
        using var connection = DuckDBConnection.InMemory();
        connection.Execute("create table trips as select i id, i % 7 as zone, i * 1.5 as km from range(1000) t(i)");
        Frame far = connection.Query("select zone, sum(km) as km from trips where id > $1 group by zone order by zone", 100);
        var count = connection.Scalar<long>("select count(*) from trips where zone = $zone", new DuckDBParameter("zone", 3));
        connection.CreateTable("summary", far);

        Assert.Equal((7, 143L), (far.RowCount, count));
        Assert.Equal(far, connection.Query("from summary"));
    }
}
