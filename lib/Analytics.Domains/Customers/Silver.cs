using System.Security.Cryptography;
using System.Text;
using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>The contracts of the clean tables; their SQL stands in Silver.sql.</summary>
internal static class Silver
{
    /// <summary>The environment variable whose text salts the hashes of names and addresses.</summary>
    public const string SaltVariable = "ANALYTICS_SALT";

    /// <summary>What salts the hashes when nothing is set: fit for samples and public data only, because everybody knows it.</summary>
    public const string SampleSalt = "analytics-samples";

    // Which rows of a file are purchases and which are cancellations.
    private const string IsRefund = "try_cast(figures(amount) AS DECIMAL(18,4)) < 0";
    private const string IsCancellation = "ltrim(purchase_id) ILIKE 'C%'";

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Silver), "Silver.sql");

    private static readonly Field s_month = Field.Text("month", "YYYY-MM; the partition.").Computed().Required();

    private static readonly Field[] s_customer =
    [
        Field.Id("customer_id", "Key of the customer.").Key(),
        Field.Text("name_hash", "Salted SHA-256 of the name in lower case.").Computed(),
        Field.Text("email_hash", "Salted SHA-256 of the address in lower case.").Computed(),
        Field.Bool("email_valid", "True for an address of the right form, null for none.").Computed(),
        Field.Date("registered_on").Range("DATE '1990-01-01'", "DATE '2100-01-01'"),
        Field.Text("country"),
    ];

    private static readonly Field[] s_purchase =
    [
        Field.Id("purchase_id", "Number of the invoice.").Key(),
        Field
            .Long(
                "line",
                "Which line of the invoice: a hash of the typed line; 0 where a row is a whole purchase; counted up where one file has several of one key."
            )
            .Computed()
            .Key(),
        Field.Id("customer_id").Required(),
        Field.Time("purchased_at", "Local time of the shop.").Required().Range("TIMESTAMP '1990-01-01'", "TIMESTAMP '2100-01-01'"),
        Field.Id("product_id"),
        Field.Text("product"),
        Field.Int("quantity", "Units.").Required(),
        Field
            .Decimal("unit_price", 18, 4, "Price of a unit, in the shop's currency.")
            // A file without quantities says what was paid, for as many as are known.
            .MergedAs(
                "CASE WHEN list_contains(new._lacks, 'quantity') THEN try_cast(new.amount / coalesce(nullif(old.quantity, 0), 1) AS DECIMAL(18,4)) ELSE new.unit_price END"
            ),
        Field.Decimal("amount", 18, 4, "Price of the line.").Required(),
        Field.Text("country", "Where it was sold to; null where only the customer's country is known."),
        s_month,
    ];

    private static readonly Field[] s_cancellation =
    [
        Field.Id("cancellation_id", "Number of the credit note.").From("purchase_id").Key(),
        Field.Long("line", "As in purchases.").Computed().Key(),
        Field.Id("customer_id").Required(),
        Field
            .Time("cancelled_at", "Local time of the shop.")
            .From("purchased_at")
            .Required()
            .Range("TIMESTAMP '1990-01-01'", "TIMESTAMP '2100-01-01'"),
        .. s_purchase[4..],
    ];

    // What is wrong with a line besides its having no customer: at most 22 % of a real day (stock-taking before Christmas), 0.5 % of all.
    private const double MostBroken = 0.4;

    /// <summary>A shop sells a good part to guests: a quarter of the lines of Online Retail name no customer, on one day 88 %. A file without any is broken.</summary>
    private static readonly ExpectedShare s_guests = new("guests", 0.95, 100, ["customer_id: required"]);

    private static readonly RowRule[] s_positive =
    [
        Positive("quantity", "adjustments and write-offs are no purchases"),
        Positive("unit_price", "gifts and adjustments are no purchases"),
    ];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new SilverTable(
            "customers",
            new Contract(s_customer)
            {
                Rows =
                [
                    // The address itself is not repeated: reasons are read by more people than Bronze is.
                    new RowRule("email: form", "NOT coalesce(email_valid, true)", "'email: expected an address like name+tag@example.com'")
                    {
                        Trips = new Dictionary<string, string> { ["email_valid"] = "false" },
                    },
                ],
                Gates = [new QuarantineShare(0.2), new RowBaseline()],
            },
            [new Feed("customers", Salted(s_sql["customers"]))]
        )
        {
            Meaning = "One row per registered customer, without name and address.",
        },
        new SilverTable(
            "purchases",
            new Contract(s_purchase) { Rows = s_positive, Gates = [new QuarantineShare(MostBroken), s_guests, new RowBaseline(), Known()] },
            [
                new Feed("purchases", s_sql["purchases"]) { Elsewhere = IsRefund },
                new Feed("online_retail", s_sql["online_retail"]) { Elsewhere = IsCancellation },
            ]
        )
        {
            PartitionBy = "month",
            TellApart = "line",
            Meaning = "One row per line that a known customer bought.",
        },
        new SilverTable(
            "cancellations",
            new Contract(s_cancellation) { Rows = s_positive, Gates = [new QuarantineShare(MostBroken), s_guests, Known()] },
            [
                new Feed("purchases", s_sql["purchases_back"]) { Elsewhere = $"NOT coalesce({IsRefund}, false)" },
                new Feed("online_retail", s_sql["online_retail_back"]) { Elsewhere = $"NOT coalesce({IsCancellation}, false)" },
            ]
        )
        {
            PartitionBy = "month",
            TellApart = "line",
            Meaning = "One row per line given back; amounts are positive.",
        },
        new SilverTable(
            "orders",
            new Contract(
                Field.Id("purchase_id").Key(),
                Field.Id("order_customer", "The order's own customer id.").Required(),
                Field.Text("status").Required(),
                Field.Time("purchased_at", "Local time of the shop.").Required().Range("TIMESTAMP '1990-01-01'", "TIMESTAMP '2100-01-01'"),
                s_month
            )
            {
                // Some orders hold nothing because what was asked for could not be had: 0.8 % of Olist's.
                Gates =
                [
                    new Reference("purchase_id", "silver.order_items", "purchase_id", 0.02) { OnceGiven = true },
                    new Reference("order_customer", "silver.order_customers", "order_customer", 0.01) { OnceGiven = true },
                ],
            },
            [new Feed("olist_orders", s_sql["orders"])]
        )
        {
            PartitionBy = "month",
            Meaning = "One row per order of a market place.",
        },
        new SilverTable(
            "order_items",
            new Contract(
                Field.Id("purchase_id").Key(),
                Field.Long("line", "1-based number in the order.").Key().Range(1, 1e6),
                Field.Id("product_id").Required(),
                Field.Decimal("unit_price", 18, 4, "Without freight.").Required()
            )
            {
                Rows = s_positive[1..],
                Gates = [new Reference("purchase_id", "silver.orders", "purchase_id", 0.01)],
            },
            [new Feed("olist_items", s_sql["order_items"])]
        )
        {
            Meaning = "One row per item of an order.",
        },
        new SilverTable(
            "order_customers",
            new Contract(
                Field.Id("order_customer", "The order's own customer id.").Key(),
                Field.Id("customer_id", "The person, the same for all their orders.").From("person").Required(),
                Field.Text("state")
            ),
            [new Feed("olist_customers", s_sql["order_customers"])]
        )
        {
            Meaning = "Which person an order's customer id stands for.",
        },
        new DerivedTable(
            "order_lines",
            Layer.Silver,
            new Contract(
                Field.Text("purchase_id").Key(),
                Field.Long("line").Key(),
                Field.Text("customer_id").Required(),
                Field.Time("purchased_at").Required(),
                Field.Text("product_id").Required(),
                Field.Decimal("amount", 18, 4).Required(),
                Field.Text("country"),
                s_month
            ),
            s_sql["order_lines"]
        )
        {
            PartitionBy = "month",
            Meaning = "One row per item that was sold in an order, with the person who bought it.",
        },
        new DerivedTable(
            "baskets",
            Layer.Silver,
            new Contract(
                Field.Text("purchase_id").Key(),
                Field.Text("customer_id").Key(),
                Field.Text("month", "YYYY-MM; the partition.").Key(),
                Field.Time("purchased_at").Required(),
                Field.Long("lines").Required().Range(1, 1e9),
                Field.Long("units").Required(),
                Field.Decimal("revenue", 18, 4).Required(),
                Field.Text("country")
            ),
            s_sql["baskets"]
        )
        {
            PartitionBy = "month",
            Aligned = true,
            Meaning = "One row per purchase: the lines of one invoice together.",
        },
        new DerivedTable(
            "matched_cancellations",
            Layer.Silver,
            new Contract(
                Field.Text("cancellation_id").Key(),
                Field.Long("line").Key(),
                Field.Text("customer_id").Required(),
                Field.Time("cancelled_at").Required(),
                Field.Decimal("amount", 18, 4).Required(),
                Field.Text("purchase_id", "The sale that was given back; null where none fits."),
                Field.Long("purchase_line"),
                Field.Long("days_after", "Days from the sale to the cancellation.")
            ),
            s_sql["matched_cancellations"]
        )
        {
            Compute = new Computation(1, Returns.Match),
            Meaning = "One row per line given back, with the sale it belongs to where there is one.",
        },
    ];

    private static RowRule Positive(string column, string why) =>
        new(
            $"{column}: above zero",
            $"coalesce({column} <= 0, false)",
            $"'{column}: expected a number above 0 ({why}), got ' || {column}::VARCHAR"
        )
        {
            Trips = new Dictionary<string, string> { [column] = "0" },
        };

    /// <summary>A shop may have no file of its customers; where it has one, it names those who buy.</summary>
    private static Reference Known() => new("customer_id", "silver.customers", "customer_id", 0.05) { OnceGiven = true };

    /// <summary>Puts a digest of the salt into the SQL, so that no message can show the salt itself.</summary>
    private static string Salted(string sql)
    {
        var salt = Environment.GetEnvironmentVariable(SaltVariable) is { Length: > 0 } set ? set : SampleSalt;
        return sql.Replace(
            "$salt",
            Sql.Text(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt)))),
            StringComparison.Ordinal
        );
    }
}
