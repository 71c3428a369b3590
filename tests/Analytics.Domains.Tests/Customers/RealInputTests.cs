using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.Domains.Tests.Customers;

/// <summary>
/// UCI Online Retail, one file per day. Golden numbers were computed with pandas 1.5.3 from the same files
/// (tests/Golden/domains/customers.py).
/// </summary>
public sealed class RealInputTests
{
    private static readonly Domain s_customers = new Analytics.Domains.Customers.Customers();

    [RealDataFact("customers")]
    public void Online_Retail_comes_out_to_the_cent_and_each_of_its_rows_is_accounted_for()
    {
        using var lake = new TestLake();

        var result = lake.Rebuild(s_customers, null, new InputPath("purchases", RealData.PathOf("customers", "online_retail")));

        Account Of(string table) => result.Steps.Single(step => step.Step == $"silver.customers.{table}").Account!;
        Assert.Equal(new Account(532621, 392692, 134737, 5192), Of("purchases"));
        Assert.Equal(new Account(9288, 8872, 383, 33), Of("cancellations"));
        Assert.Equal(541909, Of("purchases").Received + Of("cancellations").Received);
        Assert.All(result.Verdicts, verdict => Assert.True(verdict.Passed, verdict.ToString()));

        var kpis = lake.Query(
            s_customers,
            "SELECT total_revenue::VARCHAR AS revenue, total_purchases, total_customers, total_lines FROM gold.kpis"
        );
        Assert.Equal("8887208.89", kpis["revenue"][0]);
        Assert.Equal(18532L, kpis["total_purchases"][0]);
        Assert.Equal(4338L, kpis["total_customers"][0]);
        Assert.Equal(392692L, kpis["total_lines"][0]);
        Assert.Equal(37, lake.Number(s_customers, "SELECT count(*) FROM gold.revenue_by_country"));
        Assert.Equal(3665, lake.Number(s_customers, "SELECT count(*) FROM gold.revenue_by_product"));
        Assert.Equal(324, lake.Number(s_customers, "SELECT customers FROM gold.cohorts WHERE cohort = '2010-12' AND months_later = 1"));
        Assert.Equal(3731, lake.Number(s_customers, "SELECT count(*) FROM gold.churn_features"));
        Assert.Equal(1941, lake.Number(s_customers, "SELECT count(*) FROM gold.churn_features WHERE churned"));
    }

    [RealDataFact("customers")]
    public void Every_row_without_a_customer_is_named_by_the_line_where_it_stands()
    {
        using var lake = new TestLake();
        var folder = RealData.PathOf("customers", "online_retail");
        string[] days = ["2010-12-01.csv", "2010-12-02.csv", "2010-12-03.csv"];

        lake.Rebuild(s_customers, null, [.. days.Select(day => new InputPath("purchases", Path.Combine(folder, day)))]);

        foreach (var day in days)
        {
            // The customer stands in the last field but one, and no country has a comma.
            var expected = File.ReadLines(Path.Combine(folder, day))
                .Index()
                .Where(each => !each.Item.StartsWith('C') && each.Item.Split(',')[^2].Length == 0)
                .Select(each => each.Index + 1L)
                .ToArray();
            var found = lake.Query(
                s_customers,
                $"SELECT line FROM silver.purchases_quarantine WHERE origin = '{day}' AND reasons LIKE '%customer_id: missing%' ORDER BY line"
            );
            Assert.Equal(expected, Enumerable.Range(0, found.RowCount).Select(row => (long)found["line"][row]!));
        }
    }
}
