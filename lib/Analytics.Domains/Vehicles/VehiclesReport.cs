using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Vehicles;

/// <summary>The findings on vehicles: who drives how, what it does to engines, how real trips were judged, and how good the data is.</summary>
internal static partial class VehiclesReport
{
    public static Report Of(ReportInput input) =>
        new(
            "How cars are driven, and how they do",
            [
                Drivers(input),
                Revolutions(input),
                Gears(input),
                Wear(input),
                Worlds(input),
                WarmUp(input),
                Logs(input),
                Styles(input),
                Signs(input),
                Roads(input),
                Trips(input),
                Coverage(input),
                Quarantine(input),
            ]
        );

    private static string Share(object? value) =>
        value is null ? "none" : Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("0 %", CultureInfo.InvariantCulture);

    private static double Value(Frame frame, string column, int row) =>
        frame[column].IsNull(row) ? 0 : Convert.ToDouble(frame[column][row], CultureInfo.InvariantCulture);

    private static Finding Drivers(ReportInput input)
    {
        var drivers = input.Query(
            """
            SELECT driver, sum(trips)::BIGINT AS trips, round(sum(hours), 2) AS hours, round(sum(kilometres), 1) AS kilometres, round(sum(kilometres) / sum(hours), 1) AS kmh,
              round(sum(rpm_avg * hours) / sum(hours), 0) AS rpm, min(acceleration_min) AS braking, max(acceleration_max) AS acceleration
            FROM gold.by_driver GROUP BY driver ORDER BY rpm, driver
            """
        );
        var last = drivers.RowCount - 1;
        return new Finding(
            "drivers",
            "How do the drivers differ?",
            last < 1
                ? new Claim("There are no simulated drivers to compare.", null)
                : Apart(
                    input,
                    "driver",
                    "road",
                    "rpm_avg",
                    Invariant(
                        $"{drivers["driver"][last]} drivers keep the engine at {Value(drivers, "rpm", last):N0} revolutions a minute and come forward at {Value(drivers, "kmh", last):0} km/h; {drivers["driver"][0]} drivers do with {Value(drivers, "rpm", 0):N0} and {Value(drivers, "kmh", 0):0} km/h."
                    )
                ),
            drivers,
            last < 0 ? null : Plot.Bar(drivers, "driver", "rpm").Titled("Mean engine speed by driver").YAxis("Revolutions a minute")
        );
    }

    private static Finding Revolutions(ReportInput input)
    {
        var windows = input.Query(
            "SELECT coalesce(driver, source) AS driver, rpm_avg FROM gold.windows WHERE rpm_avg > 0 AND (driver IS NOT NULL OR source <> 'events') ORDER BY source, trip, \"window\""
        );
        var high = input.Query(
            "SELECT coalesce(driver, source) AS driver, round(count(*) FILTER (WHERE rpm_avg > 3000) / count(*), 4) AS share FROM gold.windows WHERE driver IS NOT NULL OR source <> 'events' GROUP BY 1 ORDER BY share DESC, driver"
        );
        return new Finding(
            "revolutions",
            "At which speed do engines turn?",
            high.RowCount == 0
                ? "There is no reading."
                : Invariant(
                    $"Above 3,000 revolutions a minute in {Share(high["share"][0])} of the ten-second windows of {high["driver"][0]}, the highest share; in {Share(high["share"][high.RowCount - 1])} of those of {high["driver"][high.RowCount - 1]}, the lowest."
                ),
            high,
            windows.RowCount == 0
                ? null
                : Plot.Box(windows, "driver", "rpm_avg").Titled("Engine speed over ten seconds").YAxis("Revolutions a minute")
        );
    }

    private static Finding Gears(ReportInput input)
    {
        var gears = input.Query(
            "SELECT gear::VARCHAR AS gear, driver, seconds, share, rpm_avg, speed_avg FROM gold.gear_use ORDER BY driver, gear"
        );
        var top = input.Query(
            "SELECT driver, gear, share FROM gold.gear_use WHERE gear > 0 QUALIFY row_number() OVER (PARTITION BY driver ORDER BY share DESC, gear) = 1 ORDER BY driver"
        );
        return new Finding(
            "gears",
            "Which gears are used?",
            top.RowCount == 0
                ? "No reading names a gear."
                : string.Join(
                    " ",
                    Enumerable
                        .Range(0, top.RowCount)
                        .Select(row =>
                            Invariant(
                                $"{Capital(top["driver"][row])} drivers are mostly in gear {top["gear"][row]} ({Share(top["share"][row])} of the time)."
                            )
                        )
                ),
            gears,
            gears.RowCount == 0
                ? null
                : Plot.Bar(gears, "gear", "share", color: "driver")
                    .Titled("Share of time by gear; 0 is neutral")
                    .XAxis("Gear", category: true)
                    .YAxis("Share of time", percent: true)
        );
    }

    private static string Capital(object? word) => word is string { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : "";

    private static Finding Wear(ReportInput input)
    {
        var wear = input.Query(
            "SELECT driver, world, wear_per_1000_km AS wear FROM gold.by_driver WHERE wear_per_1000_km IS NOT NULL ORDER BY driver, world"
        );
        var ratio = input.Query(
            """
            SELECT driver, sum(wear) / nullif(sum(kilometres), 0) AS wear FROM gold.trip_summary
            WHERE driver IS NOT NULL AND wear IS NOT NULL GROUP BY driver HAVING sum(kilometres) > 0 ORDER BY wear DESC, driver
            """
        );
        var last = ratio.RowCount - 1;
        return new Finding(
            "wear",
            "What does the driver cost the engine?",
            last < 1
                ? new Claim("There are too few simulated drivers to compare.", null)
                : Apart(
                    input,
                    "driver",
                    "road",
                    "wear / nullif(kilometres, 0)",
                    Invariant(
                        $"A kilometre with a {ratio["driver"][0]} driver wears the engine {Value(ratio, "wear", 0) / Value(ratio, "wear", last):0.0} times as much as one with a {ratio["driver"][last]} driver."
                    )
                ),
            wear,
            wear.RowCount == 0
                ? null
                : Plot.HeatMap(wear, "driver", "world", "wear", showValues: true)
                    .Titled("Wear of the engine in 1,000 km, ten-millionths of its life")
                    .Sized(640, 380)
        );
    }

    private static Finding Worlds(ReportInput input)
    {
        var worlds = input.Query(
            "SELECT world, driver, speed_avg, rpm_avg, load_avg, high_rpm_share FROM gold.by_driver ORDER BY world, driver"
        );
        var fast = input.Query(
            "SELECT world, round(sum(kilometres) / sum(hours), 1) AS kmh, sum(load_avg * hours) / sum(hours) AS load FROM gold.by_driver GROUP BY world ORDER BY kmh DESC, world"
        );
        var last = fast.RowCount - 1;
        return new Finding(
            "worlds",
            "What does the road change?",
            last < 1
                ? new Claim("There is only one kind of road.", null)
                : Apart(
                    input,
                    "road",
                    "driver",
                    "speed_avg",
                    Invariant(
                        $"On the {fast["world"][0]} cars come forward at {Value(fast, "kmh", 0):0} km/h with {Share(fast["load"][0])} of the engine's torque, in the {fast["world"][last]} at {Value(fast, "kmh", last):0} km/h with {Share(fast["load"][last])}."
                    )
                ),
            worlds,
            worlds.RowCount == 0
                ? null
                : Plot.Bar(worlds, "world", "speed_avg", color: "driver")
                    .Titled("Mean speed by road and driver")
                    .YAxis("Kilometres an hour")
        );
    }

    /// <summary>Whether simulated trips differ over drivers, road by road, or over roads, driver by driver.</summary>
    private static Claim Apart(ReportInput input, string group, string stratum, string measure, string told) =>
        Claims.Apart(
            input.Query(
                $"SELECT driver, world AS road, {measure} AS measure FROM gold.trip_summary WHERE source = 'events' AND driver IS NOT NULL AND world IS NOT NULL ORDER BY trip"
            ),
            group,
            stratum,
            "measure",
            "trips",
            told
        );
}
