using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>The contracts of the clean tables; their SQL stands in Silver.sql.</summary>
internal static class Silver
{
    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Silver), "Silver.sql");

    /// <summary>Texts that stand for a value nobody noted.</summary>
    private static readonly string[] s_missing = ["-1", "-1.0", "NULL", "NA", "N/A", "nan"];

    private static readonly string[] s_ages =
    [
        "0-5",
        "6-10",
        "11-15",
        "16-20",
        "21-25",
        "26-35",
        "36-45",
        "46-55",
        "56-65",
        "66-75",
        "over 75",
    ];

    private static readonly Field s_severity = Field.Int("severity", "1 slight, 2 serious, 3 fatal.").Required().Range(1, 3);

    private static readonly Field[] s_accident =
    [
        Field.Text("accident_id", "The id of the source, or row- and a hash where that one is unusable.").Computed().Key(),
        Field.Bool("id_is_unusable", "The source's id tells no single accident.").Computed().Required(),
        Field.Text("origin", "Which public data.").Computed().Required().OnlyOneOf("stats19", "us-accidents", "belgrade"),
        Field.Text("year", "YYYY; the partition.").Computed().Required(),
        Field
            .Time("time", "Local time.")
            .From("date")
            .Required()
            .Range("TIMESTAMP '1979-01-01'", "TIMESTAMP '2100-01-01'")
            // A file of days alone does not take away the known time of day.
            .MergedAs(
                "CASE WHEN list_contains(new._lacks, 'time') AND old.hour IS NOT NULL THEN date_trunc('day', new.time) + (old.time - date_trunc('day', old.time)) ELSE new.time END"
            ),
        Field
            .Int("hour", "0…23; null where only the day is known.")
            .Computed()
            .Range(0, 23)
            .MergedAs("CASE WHEN list_contains(new._lacks, 'time') THEN old.hour ELSE new.hour END"),
        Field.Int("dayofweek", "1 Monday … 7 Sunday.").Computed().Required().Range(1, 7),
        Field.Int("month", "1…12.").Computed().Required().Range(1, 12),
        Field.Double("lat", "Degrees north, WGS 84.").MissingIs(s_missing).Range(-90, 90),
        Field.Double("lon", "Degrees east, WGS 84.").MissingIs(s_missing).Range(-180, 180),
        Field
            .Int("severity", "Harm to people: 1 slight, 2 serious, 3 fatal; null where the source tells the impact on traffic alone.")
            .From("harm")
            .MissingIs(s_missing)
            .Range(1, 3),
        Field
            .Int("traffic_impact", "Impact on traffic, 1 least to 4 most (US-Accidents); says nothing of harm to people.")
            .From("impact")
            .MissingIs(s_missing)
            .Range(1, 4),
        Field
            .Int("vehicles", "Vehicles involved; 2 stands for two or more where the source says no more.")
            .MissingIs(s_missing)
            .Plausible(1, 100),
        Field.Int("casualties", "People hurt.").MissingIs(s_missing).Plausible(0, 200),
        Field.Text("light").OneOf("daylight", "dark, lamps lit", "dark, lamps out", "dark, no lamps", "dark"),
        Field.Text("weather").OneOf("fine", "rain", "snow", "fine, windy", "rain, windy", "snow, windy", "fog", "other"),
        Field.Text("surface").OneOf("dry", "wet", "snow", "ice", "flood", "oil", "mud"),
        Field
            .Text("road_type")
            .OneOf("roundabout", "one way", "dual carriageway", "single carriageway", "slip road", "one way or slip road"),
        Field.Int("speed_limit", "Miles per hour.").MissingIs([.. s_missing, "99"]).Plausible(5, 90),
        Field.Text("area").OneOf("urban", "rural"),
        Field.Text("kind", "Kinds of collision, in the words of the source."),
    ];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new SilverTable(
            "accidents",
            new Contract(s_accident)
            {
                Rows =
                [
                    new RowRule(
                        "severity: told",
                        "coalesce(CASE origin WHEN 'us-accidents' THEN traffic_impact IS NULL ELSE severity IS NULL END AND origin IS NOT NULL, false)",
                        "CASE origin WHEN 'us-accidents' THEN 'traffic_impact: missing' ELSE 'severity: missing' END"
                    )
                    {
                        Trips = new Dictionary<string, string> { ["origin"] = "'stats19'" },
                    },
                ],
                Gates =
                [
                    new QuarantineShare(0.05),
                    new RowBaseline(),
                    new NullBaseline("lat"),
                    new TableRule(
                        "ids that tell no accident",
                        "SELECT count(*) FILTER (WHERE id_is_unusable) FROM candidate",
                        0,
                        0,
                        Severity.Warn
                    ),
                ],
            },
            [Of("stats19"), Of("us_accidents"), Of("belgrade")]
        )
        {
            PartitionBy = "year",
            Meaning = "One row per accident.",
        },
        new SilverTable(
            "vehicles",
            new Contract(
                Field.Text("vehicle_id", "Accident and reference, or row- and a hash where one of them is unusable.").Computed().Key(),
                Field.Text("accident_id", "Null where the id is unusable.").Computed(),
                Field.Int("reference").Required().Range(0, 1000),
                Field.Text("type").OneOf("pedal cycle", "motorcycle", "car", "bus", "goods vehicle", "other"),
                Field.Text("driver_sex").OneOf("male", "female"),
                Field.Int("driver_age", "Years.").From("age").MissingIs(s_missing).Plausible(3, 110),
                Field.Text("driver_age_band").OneOf(s_ages)
            )
            {
                Gates = [new QuarantineShare(0.05), Known()],
            },
            [Of("stats19_vehicles")]
        )
        {
            Meaning = "One row per vehicle involved.",
        },
        new SilverTable(
            "casualties",
            new Contract(
                Field
                    .Text("casualty_id", "Accident, vehicle and reference, or row- and a hash where one of them is unusable.")
                    .Computed()
                    .Key(),
                Field.Text("accident_id", "Null where the id is unusable.").Computed(),
                Field.Text("vehicle_id", "The vehicle of the person, or that hit the person; null where the id is unusable.").Computed(),
                Field.Int("reference").Required().Range(0, 1000),
                Field.Text("class").OneOf("driver or rider", "passenger", "pedestrian"),
                s_severity,
                Field.Text("sex").OneOf("male", "female"),
                Field.Int("age", "Years.").MissingIs(s_missing).Plausible(0, 110),
                Field.Text("age_band").OneOf(s_ages)
            )
            {
                Gates =
                [
                    new QuarantineShare(0.05),
                    Known(),
                    new Reference("vehicle_id", "silver.vehicles", "vehicle_id", 0.02) { OnceGiven = true },
                ],
            },
            [Of("stats19_casualties")]
        )
        {
            Meaning = "One row per person hurt.",
        },
    ];

    /// <summary>The queries compare the rows of a file with each other, which loses their order; numbered, each still knows its line.</summary>
    private static Feed Of(string layout) =>
        new(layout, With(With(With(s_sql[layout], "unusable"), "nowhere"), "twin")) { Numbered = true };

    private static string With(string sql, string fragment) => sql.Replace($"{{{fragment}}}", s_sql[fragment], StringComparison.Ordinal);

    private static Reference Known() => new("accident_id", "silver.accidents", "accident_id", 0.02);
}
