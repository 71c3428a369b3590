using Analytics.Tests;

namespace Analytics.Lake.Tests;

public sealed class PublishTests
{
    [Fact]
    public void What_is_published_is_read_back_row_by_row()
    {
        using var temp = new TempLake();
        var snapshot = temp.Publish(TempLake.SalesRows(0, 1000));
        Assert.Equal(temp.Dump(TempLake.SalesRows(0, 1000)), temp.Dump(snapshot.Sql("silver.shop.sales")));
        Assert.Equal(1000, snapshot.Tables["silver.shop.sales"].Rows);
        Assert.Equal(snapshot, temp.Lake.Head);
    }

    [NodeFact("chdb")]
    public void ClickHouse_reads_what_was_published()
    {
        using var temp = new TempLake();
        temp.Publish(TempLake.SalesRows(0, 1000));
        temp.Publish(TempLake.SalesRows(0, 5000), "gold.shop.totals", partitionBy: null);
        temp.AssertClickHouseReadsTheSame();
    }

    [Fact]
    public void Publishing_the_same_again_writes_nothing()
    {
        using var temp = new TempLake();
        var first = temp.Publish(TempLake.SalesRows(0, 1000));
        var before = temp.Tree();
        var second = temp.Publish(TempLake.SalesRows(0, 1000));
        Assert.Equal(first, second);
        Assert.Equal(before, temp.Tree());
    }
}
