using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>The contracts of the answers; their SQL stands in Gold.sql.</summary>
internal static class Gold
{
    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Gold), "Gold.sql");

    private static readonly Field[] s_counts =
    [
        Count("accidents").Range(1, 1e15),
        Count("serious", "Serious or fatal."),
        Count("fatal"),
        Count("harm_known", "Accidents of which it is told whether somebody was hurt."),
        Harm(),
    ];

    /// <summary>Null where the sources tell of no accident whether somebody was hurt.</summary>
    private static Field Harm() =>
        Field
            .Double("share_serious", "Serious or fatal among those of which the harm is known, 0…1; null where there is none.")
            .Range(0, 1);

    public static IReadOnlyList<Table> Tables { get; } =
    [
        Of(
            "by_hour",
            "When in the day.",
            [AddsUp("hour IS NOT NULL")],
            [Field.Int("hour", "0…23.").Key().Range(0, 23), .. s_counts, Count("weekend", "Accidents on Saturday or Sunday.")]
        ),
        Of(
            "by_weekday",
            "When in the week.",
            [AddsUp("true")],
            [
                Field.Int("dayofweek", "1 Monday … 7 Sunday.").Key().Range(1, 7),
                .. s_counts,
                Count("night", "Accidents from 22 to 5 o'clock."),
            ]
        ),
        Of(
            "by_month",
            "When in the years.",
            [AddsUp("true")],
            [Field.Text("month", "YYYY-MM.").Key().Matches("[0-9]{4}-[0-9]{2}"), .. s_counts, Count("casualties")]
        ),
        Of(
            "severity_by_condition",
            "Under what conditions, and how bad.",
            [],
            [Field.Text("condition").Key(), Field.Text("value").Key(), .. s_counts]
        ),
        Of(
            "hot_zones",
            "Places where accidents lie dense.",
            [],
            [
                Field.Int("zone", "1-based; the densest first.").Key(),
                Field.Double("lat", "Of the middle.").Required().Range(-90, 90),
                Field.Double("lon", "Of the middle.").Required().Range(-180, 180),
                .. s_counts[..1],
                Share("share").Range(0, 1),
                .. s_counts[1..],
                Count("casualties"),
                Field.Double("spread_metres", "Root mean square distance from the middle.").Required().Range("0", null),
                Field
                    .Double("per_square_km", "Accidents per square kilometre of a disc of that spread; null for a single spot.")
                    .Range("0", null),
                Field.Int("busiest_hour").Range(0, 23),
                Field.Text("first_year").Required(),
                Field.Text("last_year").Required(),
            ]
        ),
        Of(
            "people_hurt",
            "Who is hurt.",
            [],
            [
                Field.Text("class").Key(),
                Field.Text("age_band").Key(),
                Count("people").Range(1, 1e15),
                Count("serious"),
                Count("killed"),
                Share("share_serious"),
            ]
        ),
        Of("vehicles_involved", "What drives.", [], [Field.Text("type").Key(), Count("vehicles").Range(1, 1e15), Share("share")]),
    ];

    private static Field Count(string name, string meaning = "") => Field.Long(name, meaning).Required().Range(0, 1e15);

    private static Field Share(string name) => Field.Double(name, "0…1.").Required().Range(0, 1);

    private static DerivedTable Of(string name, string meaning, IReadOnlyList<Gate> gates, IReadOnlyList<Field> fields) =>
        new(name, Layer.Gold, new Contract(fields) { Gates = gates }, s_sql[name]) { Meaning = meaning };

    private static TableRule AddsUp(string where) =>
        new(
            "counts every accident",
            $"SELECT (SELECT coalesce(sum(accidents), 0) FROM candidate) - (SELECT count(*) FROM silver.accidents WHERE {where})",
            0,
            0
        );
}
