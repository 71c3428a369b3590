using Analytics.DuckDb;
using Analytics.Frames;
using DuckDB.NET.Data;

namespace Analytics.Engine.Tests;

public sealed class RangeRulesTests
{
    [Fact]
    public void A_number_is_written_as_DuckDB_writes_it()
    {
        var random = new Random(7);
        double[] numbers =
        [
            0,
            -0.0,
            1,
            -1,
            0.1,
            0.5,
            1e15,
            1e16,
            123456789012345680,
            9999999999999998,
            1e-4,
            1e-5,
            0.00012345,
            1.5e300,
            5e-324,
            double.MaxValue,
            25,
            100.25,
            1e21,
            4503599627370497.5,
            0.30000000000000004,
            .. Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite),
            .. Enumerable
                .Range(0, 20_000)
                .Select(_ => Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 19)), random.Next(0, 8))),
        ];
        using var db = DuckDBConnection.InMemory();
        db.CreateTable("given", new Frame(new Column<long>("i", [.. numbers.Select((_, i) => (long)i)]), new Column<double>("x", numbers)));
        var texts = db.Query("select x::varchar as text from given order by i")["text"];

        for (var i = 0; i < numbers.Length; i++)
        {
            Assert.Equal(texts[i], RangeRules.NumberText(numbers[i]));
        }
    }
}
