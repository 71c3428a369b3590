using Analytics.Charts;
using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

internal static partial class VehiclesReport
{
    private static Finding WarmUp(ReportInput input)
    {
        var minutes = input.Query("SELECT minute, source, trips, coolant, oil FROM gold.warm_up WHERE minute < 30 ORDER BY source, minute");
        var warm = input.Query(
            "SELECT source, median(warm_after_s) AS seconds, count(warm_after_s) AS warm, count(*) AS trips FROM gold.trip_summary GROUP BY source ORDER BY source"
        );
        return new Finding(
            "warm-up",
            "How fast do engines warm up?",
            warm.RowCount == 0
                ? "There is no trip."
                : string.Join(
                    " ",
                    Enumerable
                        .Range(0, warm.RowCount)
                        .Select(row =>
                            Value(warm, "warm", row) == 0
                                ? Invariant($"None of the {warm["trips"][row]} trips of '{warm["source"][row]}' reaches 80 °C.")
                                : Invariant(
                                    $"{warm["warm"][row]} of the {warm["trips"][row]} trips of '{warm["source"][row]}' reach 80 °C, half of them within {Value(warm, "seconds", row):0} s."
                                )
                        )
                ),
            minutes,
            minutes.RowCount == 0
                ? null
                : Plot.Line(minutes, "minute", "coolant", color: "source")
                    .Titled("Temperature of the coolant, mean over trips")
                    .XAxis("Minute of the trip")
                    .YAxis("Degrees Celsius")
        );
    }

    private static Finding Logs(ReportInput input)
    {
        var bins = input.Query(
            """
            SELECT rpm_bin, source, share, load_avg, speed_avg FROM gold.rpm_bins
            ORDER BY source, list_position(['off', 'idle', 'low', 'middle', 'high', 'very high'], rpm_bin)
            """
        );
        var idle = input.Query(
            "SELECT source, sum(share) FILTER (WHERE rpm_bin IN ('off', 'idle')) AS share FROM gold.rpm_bins GROUP BY source ORDER BY share DESC NULLS LAST, source"
        );
        return new Finding(
            "idling",
            "How much do engines idle?",
            idle.RowCount == 0
                ? "There is no reading."
                : Invariant(
                    $"The engines of '{idle["source"][0]}' idle in {Share(idle["share"][0])} of the ten-second windows, the most of all."
                ),
            bins,
            bins.RowCount == 0
                ? null
                : Plot.Bar(bins, "rpm_bin", "share", color: "source")
                    .Titled("Share of windows by engine speed")
                    .XAxis("Engine speed", category: true)
                    .YAxis("Share", percent: true)
        );
    }

    private static Finding Styles(ReportInput input)
    {
        var trips = input.Query(
            "SELECT trip, style, sum(seconds)::BIGINT AS seconds, round(sum(rpm_avg * seconds) / sum(seconds), 0) AS rpm, round(sum(load_avg * seconds) / sum(seconds), 4) AS load, round(sum(speed_avg * seconds) / sum(seconds), 1) AS kmh FROM gold.by_style GROUP BY trip, style ORDER BY trip, style"
        );
        var share = input.Query(
            "SELECT coalesce(sum(seconds) FILTER (WHERE style = 'AggressiveStyle') / sum(seconds), 0) AS share, count(DISTINCT trip) AS trips FROM gold.by_style HAVING count(*) > 0"
        );
        return new Finding(
            "styles",
            "How were real trips judged?",
            share.RowCount == 0
                ? "No trip has been judged."
                : Invariant($"{Share(share["share"][0])} of the seconds of {share["trips"][0]} trips were called aggressive."),
            trips,
            trips.RowCount == 0 ? null : Plot.Bar(trips, "trip", "seconds", color: "style").Titled("Seconds by judgement").YAxis("Seconds")
        );
    }

    private static Finding Signs(ReportInput input)
    {
        var signs = input.Query(
            """
            SELECT sign, round(aggressive / nullif(even, 0), 3)::DOUBLE AS ratio, round(aggressive, 3)::DOUBLE AS aggressive, round(even, 3)::DOUBLE AS even FROM (
              SELECT 'engine speed' AS sign, avg(rpm_avg) FILTER (WHERE aggressive) AS aggressive, avg(rpm_avg) FILTER (WHERE NOT aggressive) AS even FROM gold.style_features
              UNION ALL SELECT 'change of engine speed', avg(rpm_std) FILTER (WHERE aggressive), avg(rpm_std) FILTER (WHERE NOT aggressive) FROM gold.style_features
              UNION ALL SELECT 'load', avg(load_avg) FILTER (WHERE aggressive), avg(load_avg) FILTER (WHERE NOT aggressive) FROM gold.style_features
              UNION ALL SELECT 'change of speed', avg(speed_std) FILTER (WHERE aggressive), avg(speed_std) FILTER (WHERE NOT aggressive) FROM gold.style_features
              UNION ALL SELECT 'acceleration', avg(acceleration_max) FILTER (WHERE aggressive), avg(acceleration_max) FILTER (WHERE NOT aggressive) FROM gold.style_features
              UNION ALL SELECT 'braking', avg(acceleration_min) FILTER (WHERE aggressive), avg(acceleration_min) FILTER (WHERE NOT aggressive) FROM gold.style_features)
            WHERE aggressive IS NOT NULL AND even <> 0 ORDER BY ratio, sign
            """
        );
        var last = signs.RowCount - 1;
        // Seconds beside each other are alike: each two minutes of a trip count once, by the difference of their means.
        var blocks = input.Query(
            """
            WITH b AS (
              SELECT trip, second // 120 AS block, avg(rpm_avg) FILTER (WHERE aggressive) - avg(rpm_avg) FILTER (WHERE NOT aggressive) AS "engine speed",
                avg(rpm_std) FILTER (WHERE aggressive) - avg(rpm_std) FILTER (WHERE NOT aggressive) AS "change of engine speed", avg(load_avg) FILTER (WHERE aggressive) - avg(load_avg) FILTER (WHERE NOT aggressive) AS load,
                avg(speed_std) FILTER (WHERE aggressive) - avg(speed_std) FILTER (WHERE NOT aggressive) AS "change of speed",
                avg(acceleration_max) FILTER (WHERE aggressive) - avg(acceleration_max) FILTER (WHERE NOT aggressive) AS acceleration, avg(acceleration_min) FILTER (WHERE aggressive) - avg(acceleration_min) FILTER (WHERE NOT aggressive) AS braking
              FROM gold.style_features WHERE aggressive IS NOT NULL GROUP BY trip, block)
            SELECT sign, count(*) AS blocks, avg(d)::DOUBLE AS mean, stddev_samp(d)::DOUBLE AS spread FROM (UNPIVOT b ON COLUMNS(* EXCLUDE (trip, block)) INTO NAME sign VALUE d) GROUP BY sign ORDER BY sign
            """
        );
        var found = Claims.Differences(
            blocks,
            "sign",
            "mean",
            "spread",
            "blocks",
            "aggressive seconds against the others of the same two minutes of a trip"
        );
        return new Finding(
            "signs",
            "What goes with driving that people call aggressive?",
            last < 0 ? new Claim("Nobody has judged yet.", null) : found,
            signs,
            last < 0
                ? null
                : Plot.Bar(signs, "sign", "ratio", horizontal: true)
                    .Titled("Mean of the ten seconds before, aggressive against even")
                    .XAxis("Ratio")
        );
    }

    private static Finding Roads(ReportInput input)
    {
        var cells = input.Query(
            "SELECT road_surface, traffic, sum(seconds)::BIGINT AS seconds, round(coalesce(sum(seconds) FILTER (WHERE style = 'AggressiveStyle'), 0) / sum(seconds), 4)::DOUBLE AS share FROM gold.by_style GROUP BY road_surface, traffic ORDER BY road_surface, traffic"
        );
        var aggressive = input.Query(
            "SELECT traffic || ', ' || road_surface AS place, coalesce(sum(seconds) FILTER (WHERE style = 'AggressiveStyle'), 0)::BIGINT AS aggressive, sum(seconds)::BIGINT AS seconds FROM gold.by_style GROUP BY 1 ORDER BY 1"
        );
        // An hour of seconds is some thirty looks of two minutes, not 3,600.
        Group[] groups =
        [
            .. Claims
                .Of(aggressive, "place", "aggressive", "seconds")
                .Select(group => group with { Hits = group.Hits / 120, Rows = group.Rows / 120 }),
        ];
        var claim = Claims.Shares(groups, "are called aggressive");
        return new Finding(
            "roads",
            "Where is driving called aggressive?",
            claim with
            {
                Text = claim.Text + " Two minutes count as one row, because seconds beside each other are alike.",
            },
            cells,
            cells.RowCount == 0
                ? null
                : Plot.HeatMap(cells, "traffic", "road_surface", "share", showValues: true)
                    .Titled("Share of seconds called aggressive")
                    .Sized(760, 360)
        );
    }

    private static Finding Trips(ReportInput input)
    {
        var trips = input.Query(
            """
            SELECT trip, coalesce(driver, source) AS driver, speed_avg, rpm_avg, power_factor, high_rpm_share, seconds
            FROM gold.trip_summary ORDER BY source, trip LIMIT 2000
            """
        );
        var spread = input.Query("SELECT min(rpm_avg) AS low, max(rpm_avg) AS high, count(*) AS trips FROM gold.trip_summary");
        return new Finding(
            "trips",
            "Which trips are alike?",
            trips.RowCount == 0
                ? "There is no trip."
                : Invariant(
                    $"{spread["trips"][0]} trips lie between {Value(spread, "low", 0):N0} and {Value(spread, "high", 0):N0} revolutions a minute."
                ),
            trips,
            trips.RowCount == 0
                ? null
                : Plot.Scatter(trips, "speed_avg", "rpm_avg", color: "driver")
                    .Titled("Trips by mean speed and engine speed")
                    .XAxis("Kilometres an hour")
                    .YAxis("Revolutions a minute")
        );
    }

    private static Finding Coverage(ReportInput input)
    {
        var sources = input.Query(
            "SELECT source, count(*) AS trips, sum(readings)::BIGINT AS readings, sum(gaps)::BIGINT AS missing, sum(engine_off)::BIGINT AS engine_off, sum(standing)::BIGINT AS standing FROM gold.coverage GROUP BY source ORDER BY source"
        );
        return new Finding(
            "coverage",
            "How complete are the trips?",
            sources.RowCount == 0
                ? "There is no trip."
                : string.Join(
                    " ",
                    Enumerable
                        .Range(0, sources.RowCount)
                        .Select(row =>
                            Invariant(
                                $"{Capital(sources["source"][row])}: {sources["trips"][row]:N0} trips of {sources["readings"][row]:N0} readings, {sources["missing"][row]:N0} missing in between, {sources["engine_off"][row]:N0} with the engine off."
                            )
                        )
                ),
            sources,
            sources.RowCount == 0 ? null : Plot.Bar(sources, "source", "readings").Titled("Readings by kind").YAxis("Readings", log: true)
        );
    }

    private static Finding Quarantine(ReportInput input)
    {
        const string All =
            "(SELECT 'events' AS \"table\", * FROM silver.events_quarantine UNION ALL SELECT 'trips', * FROM silver.trips_quarantine UNION ALL SELECT 'obd', * FROM silver.obd_quarantine)";
        var reasons = input.Query(
            $"SELECT \"table\", regexp_replace(split_part(reasons, ';', 1), 'got.*|JSON:.*', '') AS reason, count(*) AS rows, min(origin) AS file, min(line) AS line FROM {All} GROUP BY 1, 2 ORDER BY rows DESC, 1, 2 LIMIT 20"
        );
        var count = input.Number($"SELECT count(*) FROM {All}");
        return new Finding(
            "quarantine",
            "What was refused, and why?",
            Invariant($"{count:N0} rows broke a contract. They are kept with file, line and reason."),
            reasons
        );
    }
}
