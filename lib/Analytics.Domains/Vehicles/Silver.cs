using System.Text.RegularExpressions;
using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

/// <summary>The contracts of the readings; their SQL stands in Silver.sql.</summary>
internal static partial class Silver
{
    /// <summary>How a simulated driver drives.</summary>
    public static readonly string[] Drivers = ["eco", "normal", "sport"];

    /// <summary>How a person judged a second of a real trip.</summary>
    public static readonly string[] Styles = ["AggressiveStyle", "EvenPaceStyle"];

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Silver), "Silver.sql");

    private static readonly Field s_rpm = Field
        .Decimal("rpm", 9, 2, "Revolutions of the engine a minute; 0 while it stands.")
        .Required()
        .Range(0, 10000);
    private static readonly Field s_speed = Field.Decimal("speed", 9, 3, "Kilometres an hour.").Required().Range(0, 500);
    private static readonly Field s_throttle = Share("throttle", "Opening of the throttle").Required();
    private static readonly Field s_load = Share("load", "Torque as a share of what the engine could give").Required();
    private static readonly Field s_coolant = Field.Decimal("coolant", 9, 2, "Degrees Celsius.").Required().Range(-50, 250);
    private static readonly Field s_trip = Field
        .Text(
            "trip",
            "The file's name without its extension, with its folder where another folder had that name before; a file of the same name and folder gives its rows again."
        )
        .Computed()
        .Key();
    private static readonly Field s_batch = Field
        .Text(
            "batch",
            "The day on which a simulated trip began (the first that its readings say), or the name of a real one; the partition."
        )
        .Computed()
        .Required();

    private static readonly Field[] s_event =
    [
        Field.Id("simulation_id", "Key of the trip.").Key(),
        Field.Int("step", "0-based number of the reading, ten a second.").Key().Range(0, 1e9),
        Field.Time("recorded_at", "UTC.").From("timestamp").Required().Range("TIMESTAMP '2000-01-01'", "TIMESTAMP '2100-01-01'"),
        Field.Decimal("time_s", 9, 1, "Seconds since the trip began.").From("time").Required().Range(0, 1e7),
        s_rpm,
        s_throttle,
        s_load,
        Field.Decimal("torque", 9, 2, "Newton metres at the crankshaft.").Range(-2000, 5000),
        s_coolant,
        Field.Decimal("oil", 9, 2, "Degrees Celsius.").Range(-50, 300),
        Field.Bool("fan", "Whether the radiator's fan runs."),
        Field.Int("gear", "0 neutral, 1 the lowest.").Range(0, 12),
        Field.Bool("shifting", "Whether the clutch is open for a change of gear."),
        Field.Text("car", "Profile of the car."),
        Field.Text("world", "Where it drives."),
        s_speed,
        Field.Decimal("acceleration", 9, 4, "Metres per second squared.").Range(-30, 30),
        Field.Decimal("slope", 9, 4, "Rise over run.").Range(-1, 1),
        Field.Decimal("distance_m", 9, 1, "Metres since the trip began.").From("distance").Range("0", null),
        Field.Text("driver", "Style of the simulated driver.").OneOf(Drivers),
        Share("pedal", "Accelerator"),
        Share("brake", "Brake pedal"),
        Wear("engine_wear", "Accumulated wear of the engine, in ten-millionths of its life"),
        Wear("brake_wear", "Accumulated wear of the brakes, in ten-millionths of their life"),
        Wear("wear_rate", "Wear of the engine in a second of this reading, in ten-millionths of its life"),
        Field.Int("event_version").Required().Range(1, 1),
        s_batch,
    ];

    private static readonly Field[] s_labelled =
    [
        s_trip,
        Field.Int("step", "0-based second of the trip: the file has no clock.").Computed().Key(),
        s_rpm,
        s_load,
        s_coolant,
        s_speed,
        // Where a reading was lost the file says 0 km/h for a second: kept and counted, and cut to what a car can do in Gold.
        Field.Decimal("speed_variation", 9, 4, "Change of speed in a second, kilometres an hour.").Plausible(-40, 40),
        Field.Decimal("speed_average_60", 9, 3, "Kilometres an hour over a minute; null in the first one.").From("speed_average"),
        Field.Decimal("speed_variance_60", 9, 3, "Over a minute; null in the first one.").From("speed_variance"),
        Field.Decimal("longitudinal_acceleration", 9, 4, "Metres per second squared, as the phone lies.").Range(-50, 50),
        Field.Decimal("vertical_acceleration", 9, 4, "Metres per second squared, as the phone lies.").Range(-50, 50),
        Field.Decimal("altitude_variation", 9, 3, "Metres over ten seconds."),
        Field.Decimal("manifold_pressure", 9, 2, "Kilopascal.").Range(0, 1000),
        Field.Decimal("air_flow", 9, 3, "Grams a second.").Range(0, 1000),
        Field.Decimal("intake_temperature", 9, 2, "Degrees Celsius.").Range(-50, 250),
        Field.Decimal("fuel_consumption", 9, 3, "Litres in 100 km, average of the trip."),
        Field.Text("road_surface").OneOf("SmoothCondition", "UnevenCondition", "FullOfHolesCondition"),
        Field.Text("traffic").OneOf("LowCongestionCondition", "NormalCongestionCondition", "HighCongestionCondition"),
        Field.Text("style", "A person's judgement; null where nobody judged.").OnlyOneOf(Styles),
        Field.Bool("aggressive", "AggressiveStyle.").Computed(),
        s_batch,
    ];

    private static readonly Field[] s_log =
    [
        s_trip,
        Field.Int("step", "0-based number of the reading, repeats not counted.").Computed().Key(),
        Field.Decimal("time_s", 9, 1, "Run time of the engine, seconds.").From("engine_run_time").Required().Range(0, 1e7),
        s_rpm,
        s_throttle,
        s_load,
        s_coolant,
        s_speed,
        Field.Decimal("long_term_fuel_trim", 9, 3, "Percent.").Range(-100, 100),
        Field.Decimal("short_term_fuel_trim", 9, 3, "Percent.").Range(-100, 100),
        Field.Decimal("manifold_pressure", 9, 2, "Kilopascal.").Range(0, 1000),
        Share("fuel_tank", "Filling of the tank"),
        Share("throttle_b", "Second sensor of the throttle"),
        Share("pedal_d", "First sensor of the accelerator"),
        Share("pedal_e", "Second sensor of the accelerator"),
        Share("commanded_throttle", "What the throttle is asked for"),
        Field.Decimal("equivalence_ratio", 9, 4, "Fuel to air against the ideal."),
        Field.Decimal("barometric_pressure", 9, 2, "Kilopascal.").Range(0, 200),
        Share("relative_throttle", "Throttle against its learned rest"),
        Field.Decimal("intake_temperature", 9, 2, "Degrees Celsius.").Range(-50, 250),
        Field.Decimal("timing_advance", 9, 2, "Degrees before top dead centre.").Range(-90, 90),
        Field.Decimal("catalyst_temperature_1", 9, 2, "Degrees Celsius, before the catalyst.").Range(-50, 2000),
        Field.Decimal("catalyst_temperature_2", 9, 2, "Degrees Celsius, behind the catalyst.").Range(-50, 2000),
        Field.Decimal("control_voltage", 9, 3, "Volt.").Range(0, 100),
        Share("evaporative_purge", "Opening of the purge valve"),
        Field.Int("time_with_warning", "Minutes."),
        Field.Int("time_since_cleared", "Minutes."),
        Field.Int("distance_with_warning", "Kilometres."),
        Field.Int("warm_ups_since_cleared"),
        s_batch,
    ];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        Of("events", "One reading of a simulated car, ten a second.", s_event, numbered: false, new VanishedGroups("driver")) with
        {
            Entity = "simulation_id",
        },
        Of("trips", "One second of a real trip with a judgement of its style.", s_labelled, numbered: true),
        Of("obd", "One reading of an OBD-II log, about two a second.", s_log, numbered: true),
    ];

    private static SilverTable Of(string name, string meaning, Field[] fields, bool numbered, params Gate[] gates) =>
        new(
            name,
            new Contract(fields) { Gates = [new QuarantineShare(0.2), new RowBaseline(), .. gates] },
            [new Feed(name, Expand(s_sql[name])) { Numbered = numbered }]
        )
        {
            PartitionBy = "batch",
            Meaning = meaning,
        };

    private static Field Share(string name, string meaning) =>
        Field.Decimal(name, 9, 4, $"{meaning}, 0…1; sensors may say a little more.").Range(0, 1.1);

    private static Field Wear(string name, string meaning) => Field.Decimal(name, 9, 4, $"{meaning}.").Range("0", null);

    /// <summary>Two words of Silver.sql: a finite number that a DECIMAL can hold, and the name of the file that a row came in.</summary>
    private static string Expand(string sql) =>
        Origin()
            .Replace(
                Bounded().Replace(sql, "CASE WHEN number($1) > 99999 THEN 99999 WHEN number($1) < -99999 THEN -99999 ELSE number($1) END"),
                @"coalesce(nullif(regexp_replace($1, '(\.(csv|txt|tsv|json|jsonl|ndjson|parquet|xlsx))?(\.gz)?$$', '', 'i'), ''), 'trip')"
            );

    [GeneratedRegex(@"\bbounded\((\w+)\)")]
    private static partial Regex Bounded();

    [GeneratedRegex(@"\btrip_name\((\w+)\)")]
    private static partial Regex Origin();
}
