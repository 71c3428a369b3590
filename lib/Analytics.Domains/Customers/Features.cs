using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>The models' tables: entity key customer_id, a cut-off in time, and what came after it as the target.</summary>
internal static class Features
{
    /// <summary>Days without a purchase after which a customer counts as gone.</summary>
    public const int ChurnDays = 60;

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Features), "Features.sql");

    private static readonly Field s_cut = Field.Time("cut_off", "Features know what was before it, the target what came after.").Required();

    private static readonly Field[] s_history =
    [
        Field.Double("recency_days", "Days from the last purchase to the cut-off.").Required(),
        Field.Double("tenure_days", "Days from the first purchase to the cut-off.").Required(),
        Field.Long("frequency", "Purchases.").Required(),
        Field.Double("monetary", "Revenue.").Required(),
        Field.Double("avg_basket"),
        Field.Double("largest_basket"),
        Field.Double("avg_lines", "Lines per purchase."),
        Field.Long("active_months", "Months with a purchase."),
        Field.Long("purchases_30", "Purchases in the last 30 days."),
        Field.Long("purchases_90", "Purchases in the last 90 days."),
        Field.Double("revenue_90", "Revenue of the last 90 days."),
        Field.Double("gap_mean_days", "Days between purchases; null for a single one."),
        Field.Double("gap_spread_days", "Standard deviation of the days between purchases."),
        Field.Double("overdue", "Recency as a multiple of the usual gap."),
        Field.Long("cancelled_lines", "Lines given back."),
        Field.Double("log_recency"),
        Field.Double("log_frequency"),
        Field.Double("log_monetary"),
        Field.Text("country"),
    ];

    /// <summary>The columns that both models may learn from. Lines per purchase are left out: a shop that writes one line for each has nothing to teach there.</summary>
    public static IReadOnlyList<string> History { get; } = [.. s_history.Select(field => field.Name).Where(name => name != "avg_lines")];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new DerivedTable(
            "churn_features",
            Layer.Gold,
            new Contract([
                Field.Text("customer_id").Key(),
                s_cut,
                Field.Bool("churned", "Target: no purchase in the 60 days after the cut-off.").Required(),
                .. s_history,
                Field.Double("gap_longest_days"),
                Field.Double("cancelled_share", "Worth given back ÷ revenue."),
            ]),
            After(FormattableString.Invariant($"{ChurnDays}"), "churn_features")
        )
        {
            Meaning = "One row per customer who had bought before the cut-off.",
        },
        // A year where the data allows it, else half of what there is: as much past to learn from as future to judge by.
        new DerivedTable(
            "clv_features",
            Layer.Gold,
            new Contract([
                Field.Text("customer_id").Key(),
                s_cut,
                Field.Int("horizon_days", "Length of the future."),
                Field.Double("future_revenue", "Revenue in the horizon after the cut-off.").Required(),
                Field.Double("log_future_revenue", "Target: its logarithm, ln(1 + x).").Required(),
                .. s_history,
                Field.Double("revenue_per_day", "Revenue ÷ tenure."),
            ]),
            After("SELECT least(365, date_diff('day', first_seen, last_seen) // 2) FROM span", "clv_features")
        )
        {
            Meaning = "One row per customer who had bought before the cut-off.",
        },
        new DerivedTable(
            "rfm",
            Layer.Gold,
            new Contract(
                Field.Text("customer_id").Key(),
                Field.Int("recency_days").Required().Range(0, 1e6),
                Field.Long("frequency").Required(),
                Field.Decimal("monetary", 18, 2).Required(),
                Field.Double("log_recency").Required(),
                Field.Double("log_frequency").Required(),
                Field.Double("log_monetary").Required(),
                Field.Int("r_score", "1…5, 5 bought last.").Range(1, 5),
                Field.Int("f_score", "1…5, 5 buys most often.").Range(1, 5),
                Field.Int("m_score", "1…5, 5 spent most.").Range(1, 5)
            ),
            s_sql["rfm"]
        )
        {
            Meaning = "One row per customer: recency, frequency, monetary value at the end of the data.",
        },
    ];

    /// <summary>
    /// Leaving is tested one horizon later: learned at the cut-off before the last one, whose target ends where the last one begins. Spending is tested in
    /// quarters of the data, or there would be no past to learn from.
    /// </summary>
    public static OutOfTime ChurnLater { get; } = Later(FormattableString.Invariant($"{ChurnDays}"), "churn_features");

    /// <inheritdoc cref="ChurnLater"/>
    public static OutOfTime ValueLater { get; } = Later("SELECT date_diff('day', first_seen, last_seen) // 4 FROM span", "clv_features");

    private static OutOfTime Later(string horizon, string query) =>
        new(After(horizon, query, $"2 * ({horizon})"), After(horizon, query), "cut_off");

    /// <summary>A query over what lies before and after a cut-off.</summary>
    /// <param name="horizon">Days that the target looks at.</param>
    /// <param name="query">Which table.</param>
    /// <param name="back">Days from the cut-off to the end of the data. Default: the horizon.</param>
    private static string After(string horizon, string query, string? back = null) =>
        s_sql["history"].Replace("$horizon", horizon, StringComparison.Ordinal).Replace("$back", back ?? horizon, StringComparison.Ordinal)
        + "\n"
        + s_sql[query];
}
