using System.Globalization;
using Analytics.Domains.Tests;
using Analytics.Engine;
using Xunit;

namespace Analytics.Bugs;

/// <summary>A shop sells a good part to guests, who are no customers. That is expected; a file that is broken is not.</summary>
public sealed class GuestTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private static readonly Domain s_customers = new Domains.Customers.Customers();

    /// <summary>A day of invoice lines of which some name no customer and some have another field broken.</summary>
    private static string Day(
        int day,
        int lines,
        int guests,
        Func<int, string>? quantity = null,
        string prefix = "",
        Func<int, string>? customer = null
    ) =>
        Header
        + string.Concat(
            Enumerable
                .Range(0, lines)
                .Select(n =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{prefix}{536000 + 2000 * day + n},A{n},MUG,{quantity?.Invoke(n) ?? "2"},2010-12-{day:00} 08:26:00,1.50,{(n < guests ? "" : customer?.Invoke(n) ?? $"{17000 + n}")},France\n"
                    )
                )
        );

    [Fact]
    public void A_day_of_almost_nothing_but_guests_is_accepted_first_and_last_and_their_lines_are_accounted_for()
    {
        foreach (var order in new[] { new[] { 1, 2 }, [2, 1] })
        {
            using var lake = new TestLake();
            foreach (var day in order)
            {
                lake.Rebuild(
                    s_customers,
                    null,
                    lake.Write("purchases", $"{day}.csv", day == 1 ? Day(1, 400, guests: 352) : Day(2, 300, guests: 75))
                );
            }

            Assert.Equal(48 + 225, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases"));
            Assert.Equal(
                ["expected 427"],
                lake.Texts(s_customers, "SELECT kind || ' ' || count(*) AS t FROM silver.purchases_quarantine GROUP BY kind")
            );
            Assert.Equal(["customer_id: missing"], lake.Texts(s_customers, "SELECT DISTINCT reasons FROM silver.purchases_quarantine"));
        }
    }

    [Fact]
    public void A_file_without_any_customer_is_broken_however_much_came_before()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_customers, null, lake.Write("purchases", "1.csv", Day(1, 1900, guests: 300)));

        var error = Assert.Throws<RunException>(() =>
            lake.Rebuild(s_customers, null, lake.Write("purchases", "2.csv", Day(2, 200, guests: 200)))
        );

        Assert.Contains("share of guests", error.Message, StringComparison.Ordinal);
        Assert.Contains("at most 0.95 of the rows of 2.csv (200 of 200)", error.Message, StringComparison.Ordinal);
        Assert.Equal(1600, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases"));
    }

    [Fact]
    public void Guests_do_not_hide_what_else_is_broken()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_customers, null, lake.Write("purchases", "1.csv", Day(1, 1900, guests: 1500)));

        // Every second quantity cannot be read, that of guests too.
        var error = Assert.Throws<RunException>(() =>
            lake.Rebuild(
                s_customers,
                null,
                lake.Write("purchases", "2.csv", Day(2, 200, guests: 100, quantity: n => n % 2 == 0 ? "two" : "2"))
            )
        );

        Assert.Contains("quarantine share", error.Message, StringComparison.Ordinal);
        Assert.Contains("at most 0.4 of the rows of 2.csv (100 of 200)", error.Message, StringComparison.Ordinal);
        Assert.Contains("quantity: expected INTEGER", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Customers_that_a_spreadsheet_rounded_are_no_guests()
    {
        using var lake = new TestLake();
        var error = Assert.Throws<RunException>(() =>
            lake.Rebuild(s_customers, null, lake.Write("purchases", "1.csv", Day(1, 200, guests: 60, customer: _ => "1.70012E+12")))
        );
        Assert.Contains("quarantine share", error.Message, StringComparison.Ordinal);
        Assert.Contains("customer_id: an id that a spreadsheet rounded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quiet_day_of_guests_alone_is_no_share_but_many_of_them_are()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_customers, null, lake.Write("purchases", "25.csv", Day(25, 500, guests: 100)));
        lake.Rebuild(
            s_customers,
            null,
            lake.Write("purchases", "1.csv", Day(1, 3, guests: 3) + Day(1, 3, guests: 3, prefix: "C", quantity: _ => "-2")[Header.Length..])
        );
        Assert.Equal(3, lake.Number(s_customers, "SELECT count(*) FROM silver.cancellations_quarantine WHERE kind = 'expected'"));

        var error = Assert.Throws<RunException>(() =>
            lake.Rebuild(
                s_customers,
                null,
                [.. Enumerable.Range(2, 20).Select(day => lake.Write("purchases", $"{day}.csv", Day(day, 10, guests: 10)))]
            )
        );
        Assert.Contains("at most 0.95 of the rows of this run (200 of 200)", error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("customers/online_retail")]
    public void Twenty_real_days_are_accepted_in_any_order_the_worst_first_or_last()
    {
        // The days with the largest shares of guests, of guests among cancellations, and of other broken lines.
        string[] worst =
        [
            "2011-08-30",
            "2010-12-17",
            "2010-12-21",
            "2010-12-23",
            "2011-07-05",
            "2011-01-18",
            "2011-01-17",
            "2010-12-07",
            "2011-10-14",
            "2011-05-16",
            "2011-02-21",
            "2011-03-25",
            "2010-12-22",
            "2011-01-28",
            "2011-06-28",
            "2011-05-17",
            "2011-04-06",
            "2011-06-21",
            "2011-09-20",
            "2011-03-28",
        ];
        var counts = new HashSet<double>();
        foreach (var order in new[] { worst, [.. worst.Reverse()] })
        {
            using var lake = new TestLake();
            // The first few one by one, where totals are smallest, then the others.
            foreach (var days in new[] { order[..1], order[1..2], order[2..3], order[3..] })
            {
                lake.Rebuild(
                    s_customers,
                    new RunOptions { Layers = [Layer.Silver] },
                    [.. days.Select(day => new InputPath("purchases", RealData.PathOf("customers", "online_retail", day + ".csv")))]
                );
            }

            counts.Add(lake.Number(s_customers, "SELECT count(*) FROM silver.purchases"));
        }

        Assert.Single(counts);
    }
}
