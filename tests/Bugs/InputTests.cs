using Analytics.Domains.Tests;
using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.Bugs;

/// <summary>What files may do to a lake: be refused, be broken in part, lack columns, give a key twice, come again in another form.</summary>
public sealed class InputTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private static readonly Analytics.Domains.Customers.Customers s_customers = new();

    private static string Lines(int count, int day = 1, int from = 0) =>
        string.Concat(
            Enumerable
                .Range(from, count)
                .Select(n =>
                    FormattableString.Invariant($"{536000 + n},A{n},MUG {n},2,2010-12-{day:00} 08:26:00,1.50,{17000 + n},France\n")
                )
        );

    [Fact]
    public void A_later_file_with_a_renamed_column_is_an_event_with_its_headers_and_all_its_lines()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_customers, null, lake.Write("purchases", "a.csv", Header + Lines(400)));

        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write("purchases", "b.csv", Header.Replace("Quantity", "Qty", StringComparison.Ordinal) + Lines(21, 2, 500))
        );

        var refused = Assert.Single(run.Refused);
        Assert.Equal(("b.csv", 21L, 21L), (refused.Origin, refused.Records, refused.Unreadable));
        Assert.Contains("missing column quantity, expected ", refused.Refused, StringComparison.Ordinal);
        Assert.Contains("InvoiceNo, StockCode, Description, Qty", refused.Refused, StringComparison.Ordinal);
        Assert.Equal(new Account(421, 400, 21, 0), run.Steps.Single(step => step.Step == "silver.customers.purchases").Account);
        Assert.Equal(new Account(0, 0, 0, 0), run.Steps.Single(step => step.Step == "silver.customers.cancellations").Account);
        Assert.Contains(
            run.Verdicts,
            verdict => verdict is { Table: "silver.customers.purchases", Gate: "refused files", Passed: false, Observed: 1 }
        );
    }

    [Fact]
    public void Where_nothing_but_a_refused_file_came_the_run_stops_and_says_what_was_expected_and_seen()
    {
        using var lake = new TestLake();
        var bad = lake.Write("purchases", "b.csv", "a,b\n1,2\n");

        var error = Assert.Throws<RunException>(() => lake.Rebuild(s_customers, null, bad));

        Assert.Contains("purchases: 1 row, first in b.csv: header matches no layout", error.Message, StringComparison.Ordinal);
        Assert.Contains("it has 2 columns: a, b", error.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet script scripts/quarantine.csx customers", error.Message, StringComparison.Ordinal);
        var view = QuarantineView.Of(lake.Lake, s_customers, isPublished: false, 50);
        Assert.Equal((1L, "b.csv"), (view.Total, (string)view.Rows["origin"][0]!));
        Assert.DoesNotContain(lake.Rebuild(s_customers, new RunOptions { AcceptRefused = true }, bad).Verdicts, verdict => verdict.Blocks);
    }

    [Theory]
    [InlineData("p.csv", "89504E470D0A1A0A", "it begins with 89504E470D0A1A0A")]
    [InlineData("p.xls", "0102030405060708", "it begins with 0102030405060708")]
    [InlineData("p.json", "0000000000000000", "it begins with 0000000000000000")]
    public void A_file_that_is_no_text_is_refused_as_such_and_counts_once_whatever_its_bytes_look_like(
        string name,
        string begin,
        string words
    )
    {
        using var lake = new TestLake();
        var good = lake.Write("purchases", "a.csv", Header + Lines(400));
        // What follows looks like many lines of text with commas in between.
        byte[] bytes =
        [
            .. Convert.FromHexString(begin),
            .. Enumerable
                .Range(0, 20_000)
                .Select(i =>
                    (byte)(
                        i % 61 == 0 ? '\n'
                        : i % 7 == 0 ? ','
                        : i * 97 % 251
                    )
                ),
        ];

        var refused = Assert.Single(lake.Rebuild(s_customers, null, good, lake.Write("purchases", name, bytes)).Refused);

        Assert.Equal((name, 1L), (refused.Origin, refused.Unreadable));
        Assert.Contains("it is no text", refused.Refused, StringComparison.Ordinal);
        Assert.Contains(words, refused.Refused, StringComparison.Ordinal);
    }

    [Fact]
    public void One_broken_line_counts_once_and_stops_no_table_of_the_same_source()
    {
        using var lake = new TestLake();
        var run = lake.Rebuild(s_customers, null, BugInput.Kept("purchases", "27-one-broken-line", "p.csv"));

        Assert.Equal(new Account(13, 12, 1, 0), run.Steps.Single(step => step.Step == "silver.customers.purchases").Account);
        Assert.Equal(new Account(0, 0, 0, 0), run.Steps.Single(step => step.Step == "silver.customers.cancellations").Account);
        Assert.Equal(1, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases_quarantine WHERE kind = 'record'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_is_broken_throughout_stops_the_run_first_as_last(bool isFirst)
    {
        using var lake = new TestLake();
        var bad = lake.Write("purchases", "bad.csv", Header + Lines(20, 2, 900).Replace("1.50", "free", StringComparison.Ordinal));
        var good = lake.Write("purchases", "good.csv", Header + Lines(900));
        if (!isFirst)
        {
            lake.Rebuild(s_customers, null, good);
        }

        var error = Assert.Throws<RunException>(() => lake.Rebuild(s_customers, null, isFirst ? [bad] : [good, bad]));

        Assert.Contains("at most 0.4 of the rows of bad.csv (20 of 20), observed 1", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "purchases: 20 rows, first in bad.csv:2: unit_price: expected DECIMAL(18,4) in 'UnitPrice', got \"free\"",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [RealDataFact("customers")]
    public void The_order_in_which_twenty_real_days_arrive_does_not_decide()
    {
        string[] days =
        [
            .. Directory.GetFiles(RealData.PathOf("customers", "online_retail"), "2010-12-*.csv").Order(StringComparer.Ordinal).Take(20),
        ];
        Assert.Contains(days, day => day.EndsWith("2010-12-23.csv", StringComparison.Ordinal));
        var expected = "";
        foreach (
            var order in new[]
            {
                days,
                [.. days.Reverse()],
                [.. days.OrderBy(day => day.EndsWith("23.csv", StringComparison.Ordinal) ? "" : day, StringComparer.Ordinal)],
            }
        )
        {
            using var lake = new TestLake();
            // The day that was refused when it came first, then the others.
            lake.Rebuild(s_customers, null, new InputPath("purchases", order[0]));
            lake.Rebuild(s_customers, null, [.. order[1..].Select(day => new InputPath("purchases", day))]);
            var rows = FormattableString.Invariant(
                $"{lake.Number(s_customers, "SELECT count(*) FROM silver.purchases")} {lake.Number(s_customers, "SELECT sum(amount) FROM silver.purchases")}"
            );
            Assert.Equal(expected.Length == 0 ? rows : expected, rows);
            expected = rows;
        }
    }

    [Fact]
    public void A_purchase_of_several_lines_keeps_all_of_them()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_customers, null, BugInput.Kept("purchases", "10-purchase-of-several-lines", "p.csv"));
        Assert.Equal(55, lake.Number(s_customers, "SELECT sum(amount) FROM silver.purchases"));
    }

    [Fact]
    public void A_customer_whom_one_file_describes_twice_is_refused_with_both_lines_and_one_that_it_repeats_is_not()
    {
        using var lake = new TestLake();
        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "customers",
                "c.csv",
                "customer_id,name,email,country\n1,A,a@b.org,France\n2,B,b@b.org,Italy\n1,A,a@b.org,Spain\n2,B,b@b.org,Italy\n3,C,c@c.org,Italy\n4,D,d@b.org,Italy\n5,E,e@b.org,Italy\n6,E,f@b.org,Italy\n7,E,g@b.org,Italy\n8,E,h@b.org,Italy\n9,E,i@b.org,Italy\n10,E,j@b.org,Italy\n"
            )
        );

        Assert.Equal(new Account(12, 9, 2, 1), run.Steps.Single(step => step.Step == "silver.customers.customers").Account);
        Assert.Equal(
            "key given twice in one file with different country, got customer_id 1 on lines 2, 4",
            (string)lake.Query(s_customers, "SELECT DISTINCT reasons FROM silver.customers_quarantine")["reasons"][0]!
        );
    }

    [Fact]
    public void The_same_lines_as_a_spreadsheet_writes_them_and_with_another_name_for_the_country_are_the_same_lines()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "a.csv",
                Header
                    + "536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,France\n536366,M,OTHER,1,2010-12-01 08:28:00,2.5,17850.0,France\n"
            )
        );
        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "b.csv",
                Header.Replace("Country", "Nation", StringComparison.Ordinal)
                    + "536365,85123A,HOLDER,6,12/1/2010 8:26,2.55,17850,France\n536366,M,OTHER,1,12/1/2010 8:28,2.50,17850,France\n"
            )
        );

        Assert.Equal(
            "2 17.8 2",
            FormattableString.Invariant(
                $"{lake.Number(s_customers, "SELECT count(*) FROM silver.purchases")} {lake.Number(s_customers, "SELECT sum(amount) FROM silver.purchases")} {lake.Number(s_customers, "SELECT count(*) FROM silver.purchases WHERE country = 'France'")}"
            )
        );
        var delivery = Assert.Single(run.Steps.Single(step => step.Step == "silver.customers.purchases").Deliveries);
        Assert.Equal(("country", "Nation"), (string.Join(',', delivery.Lacks), string.Join(',', delivery.Unread)));
        var page = QualityReport.Of(lake.Lake, s_customers).Findings.Single(finding => finding.Name == "deliveries");
        Assert.Equal(("country", "Nation"), ((string)page.Numbers["lacks"][0]!, (string)page.Numbers["unread"][0]!));
    }

    [Fact]
    public void A_file_without_a_column_keeps_what_is_known_and_one_with_an_empty_column_sets_null()
    {
        using var lake = new TestLake();
        string Customer() =>
            (string)
                lake.Query(
                    s_customers,
                    "SELECT coalesce(registered_on::VARCHAR, '-') || ' ' || coalesce(country, '-') AS c FROM silver.customers WHERE customer_id = '1'"
                )["c"][0]!;
        lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "customers",
                "a.csv",
                "customer_id,name,email,registered_on,country\n1,A,a@b.org,2020-01-02,France\n2,B,b@b.org,2020-01-02,France\n"
            )
        );
        lake.Rebuild(s_customers, null, lake.Write("customers", "b.csv", "customer_id,name,email,country\n1,A,new@b.org,Italy\n"));
        Assert.Equal("2020-01-02 Italy", Customer());
        lake.Rebuild(s_customers, null, lake.Write("customers", "c.csv", "customer_id,name,email,registered_on\n1,A,new@b.org,\n"));
        Assert.Equal("- Italy", Customer());
        // All of it read again at once gives the same.
        lake.Rebuild(s_customers, new RunOptions { Force = true });
        Assert.Equal("- Italy", Customer());
    }

    [Fact]
    public void What_follows_from_a_column_that_a_file_lacks_follows_from_what_is_known()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_customers,
            null,
            lake.Write("purchases", "a.csv", "purchase_id,customer_id,purchased_at,amount,quantity\nP1,1,2020-01-02,30.00,3\n")
        );
        lake.Rebuild(
            s_customers,
            null,
            lake.Write("purchases", "b.csv", "purchase_id,customer_id,purchased_at,amount\nP1,1,2020-01-02,60.00\n")
        );
        Assert.Equal(20, lake.Number(s_customers, "SELECT unit_price FROM silver.purchases WHERE quantity = 3 AND amount = 60"));
    }

    [Fact]
    public void A_column_that_is_new_is_told_and_one_that_comes_back_is_read()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_customers, null, lake.Write("customers", "a.csv", "customer_id,name,email\n1,A,a@b.org\n"));
        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write("customers", "b.csv", "customer_id,name,email,country,loyalty\n1,A,a@b.org,France,gold\n")
        );
        Assert.Equal("loyalty", string.Join(',', run.Steps[0].Deliveries.Single().Unread));
        Assert.Equal(1, lake.Number(s_customers, "SELECT count(*) FROM silver.customers WHERE country = 'France'"));
    }
}
