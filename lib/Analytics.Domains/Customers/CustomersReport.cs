using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Customers;

/// <summary>The findings on customers.</summary>
internal static class CustomersReport
{
    public static Report Of(ReportInput input) =>
        new(
            "Customers",
            [Overview(input), Months(input), Countries(input), Products(input), Cohorts(input), Few(input), Returns(input), Leaving(input)]
        );

    /// <summary>A picture needs something to show.</summary>
    private static Figure? Draw(Frame numbers, Func<Frame, Figure> draw) => numbers.RowCount == 0 ? null : draw(numbers);

    private static Finding Overview(ReportInput input)
    {
        var kpis = input.Query("SELECT * FROM gold.kpis");
        return new Finding(
            "kpis",
            "How large is the shop?",
            Invariant(
                $"{kpis["total_customers"][0]:N0} customers bought {kpis["total_purchases"][0]:N0} times for {kpis["total_revenue"][0]:N2} in all, {kpis["avg_basket"][0]:N2} a time."
            ),
            kpis
        );
    }

    private static Finding Months(ReportInput input)
    {
        var months = input.Query(
            "SELECT month, revenue::DOUBLE AS revenue, purchases, customers, new_customers, cancelled::DOUBLE AS cancelled FROM gold.monthly_revenue ORDER BY month"
        );
        var best = input.Query("SELECT month FROM gold.monthly_revenue ORDER BY revenue DESC, month LIMIT 1");
        var share = input.Number("SELECT max(revenue) / nullif(avg(revenue), 0) FROM gold.monthly_revenue");
        return new Finding(
            "by-month",
            "How does revenue change over time?",
            best.RowCount == 0
                ? "Nothing was bought."
                : Invariant(
                    $"The month of the highest revenue is {best["month"][0]} with {share:0.0} times an average month's; the first and the last month may be there in part only."
                ),
            months,
            Draw(
                months,
                m =>
                    Plot.Line(m, "month", "revenue", markers: true)
                        .Titled("Revenue by month")
                        .XAxis("Month", category: true)
                        .YAxis("Revenue", from: 0)
            )
        );
    }

    private static Finding Countries(ReportInput input)
    {
        var countries = input.Query(
            "SELECT country, revenue::DOUBLE AS revenue, purchases, customers, avg_basket FROM gold.revenue_by_country ORDER BY revenue DESC, country LIMIT 15"
        );
        var share = input.Number("SELECT max(revenue) / nullif(sum(revenue), 0) FROM gold.revenue_by_country");
        return new Finding(
            "by-country",
            "Where does the money come from?",
            countries.RowCount == 0 ? "Nothing was bought." : Invariant($"{countries["country"][0]} brings {share:P0} of the revenue."),
            countries,
            Draw(
                countries,
                c => Plot.Bar(c, "country", "revenue", horizontal: true).Titled("Revenue by country").XAxis("Revenue").Sized(760, 440)
            )
        );
    }

    private static Finding Products(ReportInput input)
    {
        var products = input.Query(
            "SELECT product_id, product, revenue::DOUBLE AS revenue, units, purchases FROM gold.revenue_by_product ORDER BY revenue DESC, product_id LIMIT 15"
        );
        var share = input.Number(
            "SELECT sum(revenue) FILTER (WHERE place <= total / 5) / nullif(sum(revenue), 0) FROM (SELECT revenue, row_number() OVER (ORDER BY revenue DESC, product_id) AS place, count(*) OVER () AS total FROM gold.revenue_by_product)"
        );
        return new Finding(
            "by-product",
            "What is bought?",
            products.RowCount == 0
                ? "Nothing was bought."
                : Invariant($"The best seller is {products["product"][0]}; a fifth of the products brings {share:P0} of the revenue."),
            products,
            Draw(
                products,
                p => Plot.Bar(p, "product", "revenue", horizontal: true).Titled("The best sellers").XAxis("Revenue").Sized(820, 460)
            )
        );
    }

    private static Finding Cohorts(ReportInput input)
    {
        var cohorts = input.Query(
            "SELECT cohort, months_later, cohort_size, customers, retention, revenue::DOUBLE AS revenue FROM gold.cohorts ORDER BY cohort, months_later"
        );
        // Weighted by size: every customer counts once.
        var back = input.Number("SELECT sum(customers) / nullif(sum(cohort_size), 0) FROM gold.cohorts WHERE months_later = 3");
        return new Finding(
            "cohorts",
            "Who comes back?",
            double.IsNaN(back)
                ? "There is no cohort of three months yet."
                : Invariant($"Three months after the first purchase {back:P0} buy again in that month."),
            cohorts,
            Draw(
                input.Query(
                    "SELECT cohort, months_later, retention FROM gold.cohorts WHERE months_later > 0 ORDER BY months_later, cohort"
                ),
                c =>
                    Plot.HeatMap(c, "months_later", "cohort", "retention")
                        .Titled("Share of each cohort that buys again")
                        .XAxis("Months after the first purchase")
                        .YAxis("Month of the first purchase")
            )
        );
    }

    private static Finding Few(ReportInput input)
    {
        var tenths = input.Query(
            "SELECT tenth, sum(revenue)::DOUBLE AS revenue, count(*) AS customers FROM (SELECT revenue, ntile(10) OVER (ORDER BY revenue DESC, customer_id) AS tenth FROM gold.customer_metrics) GROUP BY tenth ORDER BY tenth"
        );
        var share = input.Number(
            "SELECT sum(revenue) FILTER (WHERE tenth = 1) / nullif(sum(revenue), 0) FROM (SELECT revenue, ntile(10) OVER (ORDER BY revenue DESC, customer_id) AS tenth FROM gold.customer_metrics)"
        );
        return new Finding(
            "concentration",
            "How much hangs on a few?",
            double.IsNaN(share)
                ? "Nothing was bought."
                : Invariant($"The tenth of the customers that spent most brings {share:P0} of the revenue."),
            tenths,
            Draw(
                tenths,
                t =>
                    Plot.Bar(t, "tenth", "revenue")
                        .Titled("Revenue by tenth of the customers, best first")
                        .XAxis("Tenth", category: true)
                        .YAxis("Revenue")
            )
        );
    }

    private static Finding Returns(ReportInput input)
    {
        var days = input.Query(
            "SELECT least(days_after, 90) AS days_after, count(*) AS lines, sum(amount)::DOUBLE AS worth FROM silver.matched_cancellations WHERE purchase_id IS NOT NULL GROUP BY 1 ORDER BY 1"
        );
        var share = input.Number("SELECT count(purchase_id) / nullif(count(*), 0) FROM silver.matched_cancellations");
        var worth = input.Number("SELECT sum(cancelled) / nullif(sum(revenue), 0) FROM gold.monthly_revenue");
        return new Finding(
            "returns",
            "What is given back?",
            double.IsNaN(share)
                ? "Nothing was given back."
                : Invariant($"{worth:P1} of the revenue is given back; for {share:P0} of those lines the sale is known."),
            days,
            Draw(
                days,
                d =>
                    Plot.Bar(d, "days_after", "lines")
                        .Titled("Lines given back, by days after the sale", "90 stands for 90 and more")
                        .XAxis("Days")
                        .YAxis("Lines")
            )
        );
    }

    private static Finding Leaving(ReportInput input)
    {
        var overdue = input.Query(
            """
            SELECT CASE WHEN overdue IS NULL THEN 'bought once' WHEN overdue < 1 THEN 'within the usual gap' WHEN overdue < 2 THEN '1-2 gaps' WHEN overdue < 4 THEN '2-4 gaps' ELSE 'more than 4 gaps' END AS away,
              min(coalesce(overdue, 1e9)) AS from_gaps, count(*) AS customers, round(count(*) FILTER (WHERE churned) / count(*), 4) AS churned
            FROM gold.churn_features GROUP BY away ORDER BY from_gaps, away
            """
        );
        var share = input.Query(
            "SELECT 'all' AS who, count(*) FILTER (WHERE churned) AS gone, count(*) AS customers FROM gold.churn_features"
        );
        var steps = input.Query(
            """
            SELECT step, any_value(away ORDER BY away) AS away, count(*) FILTER (WHERE churned) AS gone, count(*) AS customers FROM (
              SELECT churned, CASE WHEN overdue < 1 THEN 0 WHEN overdue < 2 THEN 1 WHEN overdue < 4 THEN 2 ELSE 3 END AS step,
                CASE WHEN overdue < 1 THEN 'within the usual gap' WHEN overdue < 2 THEN '1-2 gaps' WHEN overdue < 4 THEN '2-4 gaps' ELSE 'more than 4 gaps' END AS away
              FROM gold.churn_features WHERE overdue IS NOT NULL) GROUP BY step ORDER BY step
            """
        );
        var trend = Claims.Trend(
            [.. steps["step"].ToDoubles().Zip(Claims.Of(steps, "away", "gone", "customers"))],
            "do not come back",
            "the time that somebody is overdue by their own habit"
        );
        var all = Claims.Of(share, "who", "gone", "customers")[0];
        return new Finding(
            "leaving",
            "Who does not come back?",
            all.Rows == 0
                ? new Claim("There is too little history to say.", null)
                : new Claim(
                    Invariant($"{all.Told} customers did not buy in the last {Features.ChurnDays} days of the data. {trend.Text}"),
                    trend.IsFound
                ),
            overdue,
            Draw(
                overdue,
                o =>
                    Plot.Bar(o, "away", "churned")
                        .Titled("Share who do not come back, by how long they have been away")
                        .XAxis("Time away, in usual gaps", category: true)
                        .YAxis("Share gone", percent: true, from: 0)
            )
        );
    }
}
