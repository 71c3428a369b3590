using Analytics.Domains.Tests;
using Analytics.DuckDb;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>Columns that are wider in a later file: whole numbers that become fractions, numbers that become words, small types that become large ones.</summary>
public sealed class EvolutionTests
{
    private const string Retail = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private static readonly Domain s_customers = new Domains.Customers.Customers();
    private static readonly Domain s_cars = new Domains.Vehicles.Vehicles();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_price_without_a_fraction_in_one_file_has_one_in_a_later_file(bool isAtOnce)
    {
        using var lake = new TestLake();
        Bring(
            lake,
            s_customers,
            isAtOnce,
            lake.Write("purchases", "a.csv", Retail + "1,S1,PEN,1,2011-07-03 09:15,2,7,France\n"),
            lake.Write("purchases", "b.csv", Retail + "2,S1,PEN,1,2011-07-03 09:15,2.55,7,France\n")
        );

        Assert.Equal(
            ["1|2.0000", "2|2.5500"],
            lake.Texts(s_customers, "SELECT purchase_id || '|' || unit_price FROM silver.purchases ORDER BY purchase_id")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_column_of_whole_numbers_in_one_parquet_file_is_not_rounded_in_the_next(bool isAtOnce)
    {
        using var lake = new TestLake();
        Bring(
            lake,
            s_customers,
            isAtOnce,
            Parquet(lake, "a.parquet", "1::INTEGER", "1::SMALLINT", "2::INTEGER", "7::INTEGER", "TIMESTAMP '2011-07-03 09:15:00'"),
            Parquet(lake, "b.parquet", "2::BIGINT", "3::DOUBLE", "2.55::DOUBLE", "8.0::DOUBLE", "'2011-07-03 09:15'"),
            Parquet(lake, "c.parquet", "'X-3'", "'4'", "'3.25'", "'X-9'", "DATE '2011-07-04'"),
            Parquet(lake, "d.parquet", "'4'", "2.5::DECIMAL(9,2)", "1::TINYINT", "5::UBIGINT", "DATE '2011-07-04'")
        );

        Assert.Equal(
            ["1|1|2.0000|7", "2|3|2.5500|8", "X-3|4|3.2500|X-9"],
            lake.Texts(
                s_customers,
                "SELECT purchase_id || '|' || quantity || '|' || unit_price || '|' || customer_id FROM silver.purchases ORDER BY purchase_id"
            )
        );
        // A column of whole numbers stays one: half a piece is refused and said, and neither two nor three are made of it.
        Assert.Contains(
            "quantity: expected INTEGER, got \"2.50\"",
            Assert.Single(lake.Texts(s_customers, "SELECT reasons FROM silver.purchases_quarantine")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_id_that_was_a_number_becomes_a_word_and_the_old_ones_stay_as_they_were(bool isAtOnce)
    {
        using var lake = new TestLake();
        Bring(
            lake,
            s_customers,
            isAtOnce,
            lake.Write("purchases", "a.csv", Retail + "1,100,PEN,1,2011-07-03 09:15,2,0017,France\n"),
            lake.Write(
                "purchases",
                "b.csv",
                Retail + "2,A-100,PEN,1,2011-07-03 09:15,2,EU-0017,France\n3,100,PEN,1,2011-07-03 09:15,2,123456789012345678901,France\n"
            )
        );

        Assert.Equal(
            ["1|100|0017", "2|A-100|EU-0017", "3|100|123456789012345678901"],
            lake.Texts(
                s_customers,
                "SELECT purchase_id || '|' || product_id || '|' || customer_id FROM silver.purchases ORDER BY purchase_id"
            )
        );
    }

    [Fact]
    public void A_number_that_becomes_a_word_is_refused_row_by_row_and_costs_no_other_row()
    {
        using var lake = new TestLake();
        Bring(
            lake,
            s_customers,
            false,
            lake.Write("purchases", "a.csv", Retail + "1,S1,PEN,1,2011-07-03 09:15,2,7,France\n"),
            lake.Write(
                "purchases",
                "b.csv",
                Retail
                    + "2,S1,PEN,a dozen,2011-07-03 09:15,2,7,France\n3,S1,PEN,12.0,2011-07-03 09:15,2,7,France\n4,S1,PEN,3000000000,2011-07-03 09:15,2,7,France\n5,S1,PEN,6,2011-07-03 09:15,2,7,France\n6,S1,PEN,7,2011-07-03 09:15,2,7,France\n7,S1,PEN,8,2011-07-03 09:15,2,7,France\n"
            )
        );

        Assert.Equal(
            ["1|1", "3|12", "5|6", "6|7", "7|8"],
            lake.Texts(s_customers, "SELECT purchase_id || '|' || quantity FROM silver.purchases ORDER BY purchase_id")
        );
        Assert.Equal(
            [
                "2|quantity: expected INTEGER, got \"a dozen\"; quantity: missing; amount: missing",
                "4|quantity: expected INTEGER, got \"3000000000\"; quantity: missing; amount: missing",
            ],
            lake.Texts(s_customers, "SELECT line || '|' || reasons FROM silver.purchases_quarantine ORDER BY line")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_member_of_events_may_be_a_number_in_one_file_and_the_same_as_text_in_the_next(bool isAtOnce)
    {
        using var lake = new TestLake();
        static string Event(int step, string rpm) =>
            $$"""{"event_version":1,"timestamp":"2024-01-05T10:00:00Z","payload":{"simulation_id":"S1","time":{{step}},"step":{{step}},"modules":{"engine":{"rpm":{{rpm}},"throttle":0.1,"load":0.2},"thermals":{"coolant":80},"vehicle":{"speed":20} } } }"""
            + "\n";
        Bring(
            lake,
            s_cars,
            isAtOnce,
            lake.Write("events", "a.jsonl", Event(0, "1300") + Event(1, "1300.25")),
            lake.Write("events", "b.jsonl", Event(2, "\"1300.75\"") + Event(3, "1400"))
        );

        Assert.Equal(
            ["0|1300.00", "1|1300.25", "2|1300.75", "3|1400.00"],
            lake.Texts(s_cars, "SELECT step || '|' || rpm FROM silver.events ORDER BY step")
        );
    }

    /// <summary>All files in one run, or one after the other.</summary>
    private static void Bring(TestLake lake, Domain domain, bool isAtOnce, params InputPath[] files)
    {
        foreach (var batch in isAtOnce ? [files] : files.Chunk(1))
        {
            lake.Rebuild(domain, null, batch);
        }
    }

    private static InputPath Parquet(
        TestLake lake,
        string name,
        string invoice,
        string quantity,
        string price,
        string customer,
        string time
    )
    {
        using var db = DuckDBConnection.InMemory();
        db.Execute(
            $"COPY (SELECT {invoice} AS \"InvoiceNo\", 'S1' AS \"StockCode\", 'PEN' AS \"Description\", {quantity} AS \"Quantity\", {time} AS \"InvoiceDate\", {price} AS \"UnitPrice\", {customer} AS \"CustomerID\", 'France' AS \"Country\") TO '{lake.File(name)}' (FORMAT parquet)"
        );
        return new InputPath("purchases", lake.File(name));
    }
}
