using System.Text.RegularExpressions;
using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

/// <summary>The contracts of the answers; their SQL stands in Gold.sql.</summary>
internal static partial class Gold
{
    /// <summary>Kinds of readings: simulated events, trips with a judgement, OBD-II logs.</summary>
    public static readonly string[] Kinds = ["events", "obd", "trips"];

    /// <summary>The columns that the query <c>measures</c> gives, in its order.</summary>
    public static readonly Field[] Measures =
    [
        Count("readings"),
        Number("rpm_avg", "Revolutions a minute."),
        Number("rpm_std", "Standard deviation."),
        Number("rpm_max", "Revolutions a minute."),
        Number("rpm_range", "Highest less lowest."),
        Field.Double("throttle_avg", "0…1; null where it is not measured."),
        Number("load_avg", "0…1."),
        Number("load_max", "0…1."),
        Number("power_factor", "Mean of revolutions × load."),
        Number("speed_avg", "Kilometres an hour."),
        Number("speed_std", "Standard deviation."),
        Field.Double("acceleration_max", "Metres per second squared; null where it is not measured."),
        Field.Double("acceleration_min", "Hardest braking."),
        Field.Double("acceleration_abs", "Mean size."),
        Number("coolant_trend", "Degrees, last less first."),
    ];

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Gold), "Gold.sql");

    private static readonly Field s_source = Field.Text("source", "events, trips or obd.").Key().OnlyOneOf(Kinds);
    private static readonly Field s_trip = Field.Text("trip").Key();
    private static readonly Field s_batch = Field.Text("batch", "As in Silver; the partition.").Required();
    private static readonly Field s_driver = Field.Text("driver", "Style of the simulated driver.").Key();

    public static IReadOnlyList<Table> Tables { get; } =
    [
        Aligned(
            "windows",
            "Ten seconds of a trip.",
            [
                new TableRule(
                    "counts every reading",
                    "SELECT (SELECT coalesce(sum(readings), 0) FROM candidate) - (SELECT count(*) FROM silver.events) - (SELECT count(*) FROM silver.trips) - (SELECT count(*) FROM silver.obd)",
                    0,
                    0
                ),
            ],
            [
                s_source,
                s_trip,
                s_batch,
                Field.Int("window", "0-based; ten seconds each.").Key().Range(0, 1e9),
                .. Measures,
                Number("seconds", "Length; the last window of a trip is shorter.").Range(0, 1000),
                Number("coolant_max", "Degrees Celsius."),
                Field.Double("oil_max", "Degrees Celsius."),
                Field.Int("gear_max"),
                Share("shifting_share"),
                Share("pedal_avg", 1.1),
                Share("brake_avg", 1.1),
                Share("fan_share"),
                Field.Decimal("wear_rate", 18, 6, "Mean wear of the engine in a second, in ten-millionths of its life."),
                Field.Text("car"),
                Field.Text("world"),
                Field.Text("driver"),
                Share("aggressive_share"),
                Field.Text("rpm_bin", "off, idle, low, middle, high or very high.").Required(),
                Number("rpm_avg_30", "Over this window and the two before."),
                Number("load_avg_30"),
                Number("power_factor_30"),
                Number("speed_avg_30"),
                Number("rpm_max_30"),
                Number("load_max_30"),
            ]
        ),
        Aligned(
            "trip_summary",
            "One trip.",
            [
                new TableRule(
                    "counts every trip",
                    "SELECT (SELECT count(*) FROM candidate) - (SELECT count(DISTINCT (source, trip)) FROM gold.windows)",
                    0,
                    0
                ),
            ],
            [
                s_source,
                s_trip,
                s_batch,
                Field.Text("car"),
                Field.Text("world"),
                Field.Text("driver"),
                Count("readings"),
                Number("seconds"),
                Number("kilometres"),
                Number("rpm_avg"),
                Number("speed_avg"),
                Number("load_avg"),
                Number("power_factor"),
                Number("rpm_max"),
                Number("speed_max", "Kilometres an hour, over ten seconds."),
                Field.Double("acceleration_max"),
                Field.Double("acceleration_min"),
                Share("idle_share"),
                Share("high_rpm_share"),
                Number("coolant_max"),
                Field.Double("oil_max"),
                Field.Long("warm_after_s", "Seconds until the coolant had 80 °C; null for never."),
                Field.Double("wear", "Wear of the engine, in ten-millionths of its life."),
                Share("aggressive_share"),
            ]
        ),
        Of(
            "by_driver",
            "How the drivers differ.",
            s_driver,
            Field.Text("world").Key(),
            Count("trips"),
            Number("hours"),
            Number("kilometres"),
            Number("rpm_avg"),
            Number("speed_avg"),
            Number("load_avg"),
            Share("high_rpm_share"),
            Field.Double("acceleration_max"),
            Field.Double("acceleration_min"),
            Number("coolant_max"),
            Field.Double("wear_per_1000_km", "Ten-millionths of the engine's life.")
        ),
        Of(
            "gear_use",
            "Which gear is driven how long.",
            s_driver,
            Field.Int("gear").Key(),
            Number("seconds"),
            Share("share"),
            Number("rpm_avg"),
            Number("speed_avg"),
            Number("load_avg")
        ),
        Of(
            "warm_up",
            "How engines warm up, minute by minute.",
            s_source,
            Field.Int("minute", "0-based.").Key(),
            Count("trips"),
            Number("coolant", "Degrees Celsius."),
            Field.Double("oil", "Degrees Celsius."),
            Share("fan_share")
        ),
        Of(
            "rpm_bins",
            "At which speed engines run.",
            s_source,
            Field.Text("rpm_bin").Key(),
            Count("windows"),
            Share("share"),
            Number("load_avg"),
            Number("speed_avg")
        ),
        Of(
            "by_style",
            "How people judged real trips.",
            s_trip,
            Field.Text("style").Key(),
            Field.Text("road_surface").Key(),
            Field.Text("traffic").Key(),
            Count("seconds"),
            Number("rpm_avg"),
            Number("load_avg"),
            Number("speed_avg")
        ),
        Of(
            "coverage",
            "What there is of each trip, and what is missing.",
            s_source,
            s_trip,
            Count("readings"),
            Field.Long("gaps", "Steps without a reading.").Required().Range(0, 1e12),
            Field.Long("engine_off").Required(),
            Field.Long("standing").Required()
        ),
    ];

    /// <summary>A query with the words in braces put in: queries of Gold.sql, or of a file beside it.</summary>
    public static string Expand(string sql, SqlFile? beside = null)
    {
        var weighted = Weighted()
            .Replace(sql, "round((sum($1::DECIMAL(18,5) * seconds::DECIMAL(9,1)) / sum(seconds::DECIMAL(9,1)))::DOUBLE, $2) AS $1");
        return Fragment()
            .Replace(
                weighted,
                match =>
                    match.Groups[1].Value is var name && beside is not null && beside.Names.Contains(name)
                        ? Expand(beside[name], beside)
                        : s_sql[name]
            );
    }

    private static DerivedTable Of(string name, string meaning, params Field[] fields) =>
        new(name, Layer.Gold, new Contract(fields), Expand(s_sql[name])) { Meaning = meaning };

    private static DerivedTable Aligned(string name, string meaning, Gate[] gates, Field[] fields) =>
        new(name, Layer.Gold, new Contract(fields) { Gates = gates }, Expand(s_sql[name]))
        {
            Meaning = meaning,
            PartitionBy = "batch",
            Aligned = true,
        };

    private static Field Count(string name) => Field.Long(name).Required().Range(1, 1e15);

    private static Field Number(string name, string meaning = "") => Field.Double(name, meaning).Required();

    private static Field Share(string name, double most = 1) => Field.Double(name, "0…1; null where it is not measured.").Range(0, most);

    [GeneratedRegex(@"\{weighted (\w+) (\d)\}")]
    private static partial Regex Weighted();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Fragment();
}
