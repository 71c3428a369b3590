using Analytics.Frames;
using Microsoft.Data.Analysis;

namespace Analytics.Interop.Tests;

public sealed class DataFrameTests
{
    [Fact]
    public void Every_type_goes_there_and_back_with_its_nulls()
    {
        var data = Table.OfEveryType.ToDataFrame();
        var back = data.ToFrame();

        Assert.Equal(Table.OfEveryType.Names, back.Names);
        Assert.Equal(Table.OfEveryType.Drop("date"), back.Drop("date"));
        Assert.Equal(
            [new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc), null, DateTime.UnixEpoch],
            Enumerable.Range(0, 3).Select(row => (DateTime?)back["date"][row])
        );
        Assert.Null(data["int"][1]);
        Assert.Equal(1, data["bool"].NullCount);
    }

    [Fact]
    public void A_time_without_a_zone_comes_back_without_one()
    {
        var frame = new Frame(
            new Column<DateTime>("local", [new DateTime(2024, 7, 1, 12, 30, 0)]),
            new Column<DateTime>("instant", [new DateTime(2024, 7, 1, 12, 30, 0, DateTimeKind.Utc)])
        );
        Assert.Equal("local,instant\n2024-07-01T12:30:00,2024-07-01T12:30:00Z\n", frame.ToDataFrame().ToFrame().ToCsv());
    }

    [Fact]
    public void It_can_be_wrangled_and_read_again()
    {
        var data = Table.Drives(200).ToDataFrame();
        var wet = data.Filter(data["road"].ElementwiseEquals("wet")).OrderBy("x");

        var frame = wet.ToFrame();

        Assert.All(Enumerable.Range(0, frame.RowCount), row => Assert.Equal("wet", frame["road"][row]));
        Assert.Equal(frame["x"].ToDoubles().Order(), frame["x"].ToDoubles());
        Assert.True(frame["y"].NullCount > 0);
    }

    [Fact]
    public void Narrow_and_unsigned_numbers_become_the_next_wider_type()
    {
        var data = new DataFrame(
            new ByteDataFrameColumn("byte", new byte?[] { 255, null }),
            new UInt32DataFrameColumn("uint", new uint?[] { uint.MaxValue, null }),
            new UInt64DataFrameColumn("ulong", new ulong?[] { ulong.MaxValue, null }),
            new CharDataFrameColumn("char", new char?[] { 'x', null })
        );

        var frame = data.ToFrame();

        Assert.Equal<object?>([255, (long)uint.MaxValue, (decimal)ulong.MaxValue, "x"], frame.Columns.Select(column => column[0]));
        Assert.All(frame.Columns, column => Assert.True(column.IsNull(1)));
    }
}
