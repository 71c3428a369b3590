using Analytics.Domains.Tests;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>What nothing in a file decides, and hours that nobody can read, are told in the summary and on the quality page; reasons name the file's own column.</summary>
public sealed class AssumptionTests
{
    private const string Retail = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private const string Stats19 = "accident_index,longitude,latitude,accident_severity,date,time\n";

    private static readonly Domain s_customers = new Domains.Customers.Customers();
    private static readonly Domain s_accidents = new Domains.Accidents.Accidents();

    [Fact]
    public void An_order_of_dates_that_nothing_in_the_file_decides_is_a_warning_until_the_file_is_gone_from_what_is_read()
    {
        using var lake = new TestLake();
        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "open.csv",
                Retail + "1,S1,PEN,1,01/02/2010 08:00,1.00,7,France\n2,S1,PEN,1,03/04/2010 08:00,1.00,7,France\n"
            )
        );

        Assert.Equal((false, 1.0, Severity.Warn), Said(run, "silver.customers.purchases", "assumed forms"));
        Assert.Contains(
            "taken for granted: InvoiceDate (month first) in open.csv",
            run.Verdicts.Single(verdict => verdict.Gate == "assumed forms" && !verdict.Passed).ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "InvoiceDate (month first)",
            Assert.Single(run.Steps.Single(step => step.Step == "silver.customers.purchases").Deliveries.Single().Assumed)
        );

        // A later file that decides says nothing of the first one.
        run = lake.Rebuild(s_customers, null, lake.Write("purchases", "told.csv", Retail + "3,S1,PEN,1,13/02/2010 08:00,1.00,7,France\n"));
        Assert.Equal((false, 1.0, Severity.Warn), Said(run, "silver.customers.purchases", "assumed forms"));
        var page = QualityReport.Of(lake.Lake, s_customers);
        Assert.Equal(
            ("InvoiceDate (month first)", "open.csv"),
            ((string)page["deliveries"].Numbers["assumed"][0]!, (string)page["deliveries"].Numbers["example"][0]!)
        );
        Assert.Contains("1 do not tell the order of their dates", page["deliveries"].Answer, StringComparison.Ordinal);
        Assert.Contains("assumed forms", Words(page["verdicts"], "which"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2010-02-01 08:00", "2010-04-03 08:00")]
    [InlineData("13/02/2010 08:00", "03/04/2010 08:00")]
    [InlineData("02/02/2010 08:00", "03/03/2010 08:00")]
    [InlineData("01.02.2010 08:00", "03.04.2010 08:00")]
    public void An_order_that_the_file_decides_is_no_warning(string one, string other)
    {
        using var lake = new TestLake();
        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write("purchases", "a.csv", Retail + $"1,S1,PEN,1,{one},1.00,7,France\n2,S1,PEN,1,{other},1.00,7,France\n")
        );

        Assert.Equal((true, 0.0, Severity.Warn), Said(run, "silver.customers.purchases", "assumed forms"));
    }

    [Fact]
    public void A_time_of_day_that_is_none_costs_the_hour_and_is_counted_and_the_row_stays()
    {
        using var lake = new TestLake();
        var run = lake.Rebuild(
            s_accidents,
            null,
            lake.Write(
                "accidents",
                "a.csv",
                Stats19
                    + "A1,-1.0,53.9,3,01/02/2020,-1\nA2,-1.1,53.9,3,13/02/2020,24:00\nA3,-1.2,53.9,3,03/02/2020,\nA4,-1.3,53.9,3,04/02/2020,5:30 PM\nA5,-1.4,53.9,3,05/02/2020,09:15\nA6,-1.5,53.9,3,06/02/2020,noon\n"
            )
        );

        Assert.Equal(
            ["A1|-", "A2|-", "A3|-", "A4|17", "A5|9", "A6|-"],
            lake.Texts(s_accidents, "SELECT accident_id || '|' || coalesce(hour::VARCHAR, '-') FROM silver.accidents ORDER BY accident_id")
        );
        // A blank is a missing hour and no mistake.
        Assert.Equal((false, 3.0, Severity.Warn), Said(run, "silver.accidents.accidents", "lost hours"));
        Assert.Equal(3, run.Steps.Single(step => step.Step == "silver.accidents.accidents").Deliveries.Single().HoursLost);
        Assert.Contains(
            "3 times of day could not be read",
            QualityReport.Of(lake.Lake, s_accidents)["deliveries"].Answer,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_hour_that_is_lost_within_a_time_counts_alike()
    {
        using var lake = new TestLake();
        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "a.csv",
                Retail + "1,S1,PEN,1,2011-07-02 24:00,1.00,7,France\n2,S1,PEN,1,2011-07-03 09:15,1.00,7,France\n"
            )
        );

        Assert.Equal((false, 1.0, Severity.Warn), Said(run, "silver.customers.purchases", "lost hours"));
    }

    [Theory]
    [InlineData(
        "accident_index,longitude,latitude,accident_severity,date,time",
        "B1,-1.0,53.9,3,31/02/2022,09:30",
        "time: expected TIMESTAMP in 'date', got \"31/02/2022\""
    )]
    [InlineData(
        "Accident_Index,Longitude,Latitude,Accident_Severity,\"DATE\",Time",
        "B1,-1.0,53.9,9,30/03/2022,09:30",
        "severity: expected INTEGER in 'Accident_Severity', got \"9\""
    )]
    [InlineData(
        "accident_index,longitude,latitude,accident_severity,date,time",
        "B1,200.5,53.9,3,30/03/2022,09:30",
        "lon: expected -180…180 in 'longitude', got 200.5"
    )]
    public void A_reason_names_the_column_as_the_file_does_and_its_value(string header, string bad, string reason)
    {
        using var lake = new TestLake();
        var good = string.Concat(
            Enumerable.Range(1, 30).Select(i => FormattableString.Invariant($"G{i},-1.{i:00},53.9,3,{1 + i % 28:00}/03/2022,09:30\n"))
        );
        // Another file of the same run calls its columns as the table does.
        lake.Rebuild(
            s_accidents,
            null,
            lake.Write("accidents", "a.csv", header + "\n" + good + bad + "\n"),
            lake.Write(
                "accidents",
                "b.csv",
                "id,lon,lat,severity,date,time\n" + good.Replace('G', 'H') + "B2,-1.0,553.9,3,30/03/2022,09:30\n"
            )
        );

        var reasons = lake.Texts(
            s_accidents,
            "SELECT origin || ' ' || line || ' ' || reasons FROM silver.accidents_quarantine ORDER BY origin"
        );
        Assert.StartsWith("a.csv 32 ", reasons[0], StringComparison.Ordinal);
        // What is computed from the value is missing with it.
        Assert.Contains(reason, reasons[0].Replace("year: missing; ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("b.csv 32 lat: expected -90…90, got 553.9", reasons[1]);
    }

    [Fact]
    public void A_reason_names_a_column_of_a_workbook_and_of_json_as_they_do()
    {
        using var lake = new TestLake();
        string[] header = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];
        lake.Rebuild(
            s_customers,
            new RunOptions { AcceptRefused = true },
            lake.Write(
                "purchases",
                "a.xlsx",
                new XlsxBuilder()
                    .Sheet(
                        "Sales",
                        [
                            header,
                            ["1", "S1", "PEN", "1", "yesterday", "1", "7", "France"],
                            ["2", "S1", "PEN", "1", "2010-02-03", "1", "7", "France"],
                        ]
                    )
                    .Bytes()
            ),
            lake.Write(
                "purchases",
                "b.jsonl",
                """{"InvoiceNo":"3","StockCode":"S1","Quantity":"1","Invoice":"3","InvoiceDate":"tomorrow","Price":1,"Customer ID":"7"}"""
                    + "\n"
            )
        );

        var reasons = lake.Texts(s_customers, "SELECT reasons FROM silver.purchases_quarantine ORDER BY origin");
        Assert.StartsWith(
            "sheet 'Sales': purchased_at: expected TIMESTAMP in 'InvoiceDate', got \"yesterday\"",
            reasons[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith("purchased_at: expected TIMESTAMP in 'InvoiceDate', got \"tomorrow\"", reasons[1], StringComparison.Ordinal);
    }

    private static string Words(Finding finding, string column) =>
        string.Join('\n', Enumerable.Range(0, finding.Numbers.RowCount).Select(row => (string)finding.Numbers[column][row]!));

    private static (bool Passed, double Observed, Severity Severity) Said(RunResult run, string table, string gate) =>
        run.Verdicts.Single(verdict => verdict.Table == table && verdict.Gate == gate) is var verdict
            ? (verdict.Passed, verdict.Observed, verdict.Severity)
            : default;
}
