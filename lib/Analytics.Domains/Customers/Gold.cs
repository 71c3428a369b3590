using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>The contracts of the answers; their SQL stands in Gold.sql.</summary>
internal static class Gold
{
    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Gold), "Gold.sql");

    private static readonly Field s_revenue = Field
        .Decimal("revenue", 18, 2, "Sales before what was given back, in the shop's currency.")
        .Required()
        .Range(0, 1e15);
    private static readonly Field s_purchases = Field.Long("purchases", "Number of invoices.").Required().Range(1, 1e15);
    private static readonly Field s_customers = Field.Long("customers", "Customers who bought.").Required().Range(1, 1e15);
    private static readonly Field s_basket = Field.Double("avg_basket", "Revenue per purchase.").Required().Range(0, 1e15);
    private static readonly Field s_cancelled = Field
        .Decimal("cancelled", 18, 2, "Worth of what was given back.")
        .Required()
        .Range(0, 1e15);

    public static IReadOnlyList<Table> Tables { get; } =
    [
        Of(
            "revenue_by_country",
            "Where the money comes from.",
            AddsUp(),
            Field.Text("country").Key(),
            s_revenue,
            s_purchases,
            s_customers,
            s_basket
        ),
        Of(
            "revenue_by_product",
            "What is bought.",
            AddsUp(),
            Field.Text("product_id", "Stock code, or the product's name where there is no code.").Key(),
            Field.Text("product").Required(),
            s_revenue,
            Field.Long("units").Required(),
            Field.Long("lines").Required(),
            s_purchases
        ),
        Of(
            "monthly_revenue",
            "How it changes over time.",
            AddsUp(),
            Field.Text("month", "YYYY-MM.").Key().Matches("[0-9]{4}-[0-9]{2}"),
            s_revenue,
            s_purchases,
            s_customers,
            Field.Long("new_customers", "Customers whose first purchase it was.").Required().Range(0, 1e15),
            s_cancelled
        ),
        Of(
            "customer_metrics",
            "What each customer bought.",
            AddsUp(),
            Field.Text("customer_id").Key(),
            Field.Text("country").Required(),
            s_revenue,
            s_purchases,
            s_basket,
            Field.Long("units").Required(),
            Field.Time("first_purchase").Required(),
            Field.Time("last_purchase").Required(),
            Field.Long("active_days", "Days from the first to the last purchase.").Required().Range(0, 1e6),
            s_cancelled
        ),
        Of(
            "cohorts",
            "Who comes back: customers by the month of their first purchase.",
            AddsUp(),
            Field.Text("cohort", "YYYY-MM of the first purchase.").Key(),
            Field.Int("months_later").Key().Range(0, 1e4),
            Field.Long("cohort_size").Required(),
            s_customers,
            Field.Double("retention", "Share of the cohort that bought, 0…1.").Required().Range(0, 1),
            s_revenue
        ),
        Of(
            "kpis",
            "The shop in one row.",
            new TableRule(
                "counts every line",
                "SELECT (SELECT sum(total_lines) FROM candidate) - (SELECT count(*) FROM silver.purchases) - (SELECT count(*) FROM silver.order_lines)",
                0,
                0
            ),
            Field.Text("scope").Key(),
            Field.Decimal("total_revenue", 18, 2).Required(),
            Field.Long("total_purchases", "Number of invoices.").Required(),
            Field.Long("total_customers", "Customers who bought.").Required(),
            s_basket,
            Field.Long("total_lines").Required()
        ),
    ];

    private static DerivedTable Of(string name, string meaning, Gate gate, params Field[] fields) =>
        new(name, Layer.Gold, new Contract(fields) { Gates = [gate] }, s_sql[name]) { Meaning = meaning };

    /// <summary>Each row is rounded to cents, so the sum may be off by half a cent per row.</summary>
    private static TableRule AddsUp() =>
        new(
            "adds up to all revenue",
            "SELECT abs((SELECT coalesce(sum(revenue), 0) FROM candidate) - (SELECT coalesce(sum(revenue), 0) FROM silver.baskets)) - 0.005 * (SELECT count(*) FROM candidate)",
            -1e15,
            0
        );
}
