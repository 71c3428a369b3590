using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>The model's table: entity key crash_record_id, time crash_date, target injury_or_tow.</summary>
internal static class Features
{
    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Features), "Features.sql");

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new DerivedTable(
            "features",
            Layer.Gold,
            new Contract(
                Field.Text("crash_record_id").Key(),
                Field.Time("crash_date").Required(),
                Field.Text("month", "YYYY-MM; the partition.").Required(),
                Field.Bool("injury_or_tow", "Target: INJURY AND / OR TOW DUE TO CRASH; null while unknown."),
                Field.Int("hour").Range(0, 23),
                Field.Int("weekday", "1 Monday … 7 Sunday.").Range(1, 7),
                Field.Int("month_of_year").Range(1, 12),
                Field.Text("weather_condition"),
                Field.Text("lighting_condition"),
                Field.Int("posted_speed_limit", "Miles per hour."),
                Field.Text("road_defect"),
                Field.Text("roadway_surface_cond"),
                Field.Text("trafficway_type"),
                Field.Text("first_crash_type"),
                Field.Text("prim_contributory_cause"),
                Field.Text("traffic_control_device"),
                Field.Int("num_units"),
                Field.Text("alignment")
            ),
            s_sql["features"]
        )
        {
            PartitionBy = "month",
            Aligned = true,
            Meaning = "One row per crash, known at the time of the report.",
        },
    ];
}
