using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>The contracts of the answers; their SQL stands in Gold.sql.</summary>
internal static class Gold
{
    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Gold), "Gold.sql");

    private static readonly Field s_crashes = Field.Long("crashes", "Number of crashes.").Required().Range(1, 1e15);
    private static readonly Field s_injuries = Field.Long("injuries", "People hurt.").Required().Range(0, 1e15);
    private static readonly Field s_fatal = Field.Long("fatal", "People killed.").Required().Range(0, 1e15);
    private static readonly Field s_share = Field
        .Double("share_injury_or_tow", "Share of crashes with an injury or a tow, 0…1.")
        .Required()
        .Range(0, 1);

    public static IReadOnlyList<Table> Tables { get; } =
    [
        Of(
            "severity_by_road",
            "How severe crashes are by kind and state of the road.",
            Field.Text("trafficway_type").Key(),
            Field.Text("roadway_surface_cond").Key(),
            s_crashes,
            s_injuries,
            s_fatal,
            Field.Long("injury_or_tow", "Crashes with an injury or a tow.").Required(),
            s_share
        ),
        Of(
            "by_hour_weekday",
            "When crashes happen.",
            Field.Int("hour", "0…23, local time.").Key().Range(0, 23),
            Field.Int("weekday", "1 Monday … 7 Sunday.").Key().Range(1, 7),
            s_crashes,
            s_injuries,
            s_share
        ),
        Of(
            "by_weather_lighting",
            "Under which conditions.",
            Field.Text("weather_condition").Key(),
            Field.Text("lighting_condition").Key(),
            s_crashes,
            s_injuries,
            s_share
        ),
        Of(
            "by_month",
            "How it changes over time.",
            Field.Text("month", "YYYY-MM.").Key().Matches("[0-9]{4}-[0-9]{2}"),
            s_crashes,
            s_injuries,
            s_fatal,
            s_share
        ),
        Of(
            "hotspots",
            "Where they cluster: cells of about 250 m.",
            Field.Text("cell", "Row/column of the grid.").Key(),
            Field.Double("latitude", "Centre, degrees north.").Required(),
            Field.Double("longitude", "Centre, degrees east.").Required(),
            s_crashes,
            s_injuries,
            Field.Long("serious", "Crashes with a fatal or incapacitating injury.").Required(),
            Field.Double("share_serious", "0…1.").Required().Range(0, 1)
        ),
        Of("causes", "Why they happen, as the police see it.", Field.Text("cause").Key(), s_crashes, s_injuries, s_fatal, s_share),
    ];

    private static DerivedTable Of(string name, string meaning, params Field[] fields) =>
        new(name, Layer.Gold, new Contract(fields) { Gates = Gates(name) }, s_sql[name]) { Meaning = meaning };

    /// <summary>Each table must account for every crash that it can: all of them, or those with a place.</summary>
    private static IReadOnlyList<Gate> Gates(string name) =>
        [
            new TableRule(
                "counts every crash",
                $"SELECT (SELECT coalesce(sum(crashes), 0) FROM candidate) - (SELECT count(*) FROM silver.crashes{(name == "hotspots" ? " WHERE latitude IS NOT NULL AND longitude IS NOT NULL" : "")})",
                0,
                0
            ),
        ];
}
