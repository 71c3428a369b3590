using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>The contracts of the answers; their SQL stands in Gold.sql.</summary>
internal static class Gold
{
    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Gold), "Gold.sql");

    private static readonly Gate s_everyHousehold = new TableRule(
        "counts every household",
        "SELECT (SELECT coalesce(sum(households), 0) FROM candidate) - (SELECT count(*) FROM silver.assessments)",
        0,
        0
    );

    private static readonly Field s_vulnerable = Count("vulnerable", "Households Struggling or worse.");
    private static readonly Field s_shareVulnerable = Share("share_vulnerable");
    private static readonly Field s_income = Field.Double("mean_income_per_day", "US dollars; null where nobody answered.");

    public static IReadOnlyList<Table> Tables { get; } =
    [
        Of(
            "by_district",
            "Where vulnerable households live.",
            [s_everyHousehold],
            Field.Text("district").Key(),
            Count("households"),
            Count("people"),
            s_vulnerable,
            s_shareVulnerable,
            Count("critical", "Severely Struggling."),
            s_income
        ),
        Of(
            "by_status",
            "How many households stand where.",
            [s_everyHousehold],
            Field.Text("status").Key(),
            Count("households"),
            Share("share").Required(),
            Count("people"),
            Count("high_priority", "Struggling, more than 8 people."),
            s_income,
            Field.Double("mean_land", "Acres.")
        ),
        Of(
            "by_size",
            "Whether large households are worse off.",
            [s_everyHousehold],
            Field.Int("size", "People; 12 stands for 12 and more, 0 for no answer.").Key(),
            Count("households"),
            s_vulnerable,
            s_shareVulnerable
        ),
        Of(
            "assets",
            "What households own, and how vulnerable those are that do and do not.",
            [],
            Field.Text("asset").Key(),
            Count("households"),
            Share("share").Required(),
            Share("vulnerable_with"),
            Share("vulnerable_without")
        ),
        Of(
            "livelihoods",
            "What households live on.",
            [],
            Field.Text("livelihood").Key(),
            Count("households"),
            Share("share").Required(),
            Field.Decimal("usd", 18, 2, "US dollars a year, all households.").Required(),
            Share("vulnerable_with"),
            Share("vulnerable_without")
        ),
        Of("quality", "What was not answered.", [], Field.Text("column").Key(), Count("missing"), Share("share_missing").Required()),
        Of(
            "validation",
            "The verdict on each received file.",
            [
                s_everyHousehold,
                new TableRule(
                    "valid batches",
                    "SELECT count(*) FILTER (WHERE NOT valid OR NOT plausible) FROM candidate",
                    0,
                    0,
                    Severity.Warn
                ),
            ],
            Field.Text("batch", "Hash of the received file.").Key(),
            Count("households"),
            Share("completeness").Required(),
            Count("essentials_missing"),
            Count("repeated_ids", "Rows whose household id stands more than once."),
            Count("crops_without_land"),
            Count("land_without_income", "More than 5 acres, less than 1 dollar a day."),
            Count("codes_nulled", "Answers -99, 99 and ` made null."),
            Field.Double("mean_size", "People.").Required(),
            s_shareVulnerable,
            Share("share_failed").Required(),
            Field.Bool("plausible", "The distributions of size and status are possible.").Required(),
            Field.Bool("valid", "Less than 5 % failed.").Required()
        ),
    ];

    private static Field Count(string name, string meaning = "") => Field.Long(name, meaning).Required().Range(0, 1e15);

    private static Field Share(string name) => Field.Double(name, "0…1.").Range(0, 1);

    private static DerivedTable Of(string name, string meaning, IReadOnlyList<Gate> gates, params Field[] fields) =>
        new(name, Layer.Gold, new Contract(fields) { Gates = gates }, s_sql[name]) { Meaning = meaning };
}
