using Analytics.Charts;
using Analytics.Engine;

namespace Analytics.Domains.Crashes;

internal static partial class CrashReport
{
    private static Finding Speed(ReportInput input)
    {
        var speeds = input.Query(
            "SELECT posted_speed_limit AS limit_mph, posted_speed_limit::VARCHAR AS mph, count(*) AS crashes, count(*) FILTER (WHERE injury_or_tow) AS severe, round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share FROM silver.crashes WHERE posted_speed_limit IS NOT NULL AND injury_or_tow IS NOT NULL GROUP BY posted_speed_limit HAVING count(*) >= 20 ORDER BY posted_speed_limit"
        );
        var groups = Claims
            .Of(speeds, "mph", "severe", "crashes")
            .Select(group => group with { Name = group.Name + " mph" })
            .Zip(speeds["limit_mph"].ToDoubles(), (group, at) => (at, group))
            .ToArray();
        return new Finding(
            "speed",
            "Does the share of severe crashes go with the speed limit?",
            Claims.Trend(groups, Severe, "the posted limit"),
            speeds,
            Plot.Bar(speeds, "mph", "share")
                .Titled("Share with an injury or a tow, by posted speed limit")
                .XAxis("Speed limit", "mph", category: true)
                .YAxis("Share", percent: true)
        );
    }

    private static Finding Weather(ReportInput input)
    {
        var cells = input.Query(
            "SELECT weather_condition, lighting_condition, crashes, share_injury_or_tow FROM gold.by_weather_lighting WHERE crashes >= 10 ORDER BY weather_condition, lighting_condition"
        );
        var sides = input.Query(
            """
            SELECT count(*) FILTER (WHERE lighting_condition LIKE 'DARK%') AS dark, count(*) FILTER (WHERE lighting_condition LIKE 'DARK%' AND injury_or_tow) AS dark_severe,
              count(*) FILTER (WHERE lighting_condition = 'DAYLIGHT') AS light, count(*) FILTER (WHERE lighting_condition = 'DAYLIGHT' AND injury_or_tow) AS light_severe,
              count(*) FILTER (WHERE weather_condition = 'CLEAR') AS clear, count(*) FILTER (WHERE weather_condition = 'CLEAR' AND injury_or_tow) AS clear_severe,
              count(*) FILTER (WHERE regexp_matches(weather_condition, 'RAIN|SNOW|SLEET|DRIZZLE|HAIL')) AS wet, count(*) FILTER (WHERE regexp_matches(weather_condition, 'RAIN|SNOW|SLEET|DRIZZLE|HAIL') AND injury_or_tow) AS wet_severe
            FROM silver.crashes WHERE injury_or_tow IS NOT NULL
            """
        );
        Group Side(string name, string column) => new(name, (long)sides[column + "_severe"][0]!, (long)sides[column][0]!);
        var light = Claims.Two(Side("darkness", "dark"), Side("daylight", "light"), Severe);
        var wet = Claims.Two(Side("rain or snow", "wet"), Side("a clear sky", "clear"), Severe);
        var claim = new Claim(
            $"{light.Text} {wet.Text} How much is driven in the dark or in the rain is not known, so nothing is said of how likely a crash is.",
            light.IsFound is null && wet.IsFound is null ? null : light.IsFound == true || wet.IsFound == true
        );
        return new Finding(
            "weather",
            "Are crashes more severe in the dark or in bad weather?",
            claim,
            cells,
            Plot.HeatMap(cells, "lighting_condition", "weather_condition", "share_injury_or_tow", showValues: true)
                .Titled("Share with an injury or a tow, where 10 crashes or more")
                .Sized(780, 420)
        );
    }

    private static Finding Hotspots(ReportInput input)
    {
        var spots = input.Query("SELECT * FROM gold.hotspots ORDER BY crashes DESC, cell LIMIT 400");
        return new Finding(
            "hotspots",
            "Where do crashes cluster?",
            spots.RowCount == 0
                ? "No crash has a place."
                : Invariant(
                    $"The fullest cell of about 250 m saw {spots["crashes"][0]} crashes and {spots["injuries"][0]} people hurt, around {spots["latitude"][0]}° N, {spots["longitude"][0]}° E."
                ),
            spots,
            spots.RowCount == 0
                ? null
                : Plot.ScatterMap(spots, "latitude", "longitude", color: "crashes")
                    .Titled("The 400 fullest cells of about 250 m")
                    .Sized(640, 640)
        );
    }

    private static Finding Injuries(ReportInput input)
    {
        var injuries = input.Query(
            "SELECT coalesce(most_severe_injury, 'UNKNOWN') AS injury, count(*) AS crashes FROM silver.crashes GROUP BY 1 ORDER BY crashes DESC, injury"
        );
        var hurt = input.Query(
            "SELECT count(*) FILTER (WHERE injuries_total > 0) AS hurt, count(*) FILTER (WHERE injuries_fatal > 0) AS fatal, count(injuries_total) AS known FROM silver.crashes"
        );
        double Of(string column) => Convert.ToDouble(hurt[column][0], System.Globalization.CultureInfo.InvariantCulture);
        return new Finding(
            "injuries",
            "How badly are people hurt?",
            Of("known") == 0
                ? "Nothing is known of injuries."
                : Invariant(
                    $"Of the {Of("known"):N0} crashes of which it is known somebody is hurt in {Of("hurt"):N0} ({Of("hurt") / Of("known"):0.0 %}), and killed in {Of("fatal"):N0} ({Of("fatal") / Of("known"):0.00 %})."
                ),
            injuries,
            Plot.Bar(injuries, "injury", "crashes").Titled("Crashes by the most severe injury").YAxis("Crashes", log: true).Sized(760, 380)
        );
    }

    private static Finding Ages(ReportInput input)
    {
        var ages = input.Query(
            "SELECT age, CASE WHEN injury_classification = 'NO INDICATION OF INJURY' THEN 'unhurt' ELSE 'hurt' END AS outcome FROM silver.people WHERE age IS NOT NULL AND injury_classification IS NOT NULL ORDER BY person_id"
        );
        var known = input.Number("SELECT count(age) / greatest(count(*), 1) FROM silver.people");
        var middle = input.Query(
            "SELECT quantile_disc(age, 0.25) AS young, quantile_disc(age, 0.5) AS median, quantile_disc(age, 0.75) AS old FROM silver.people WHERE age IS NOT NULL HAVING count(*) > 0"
        );
        return new Finding(
            "ages",
            "Who is involved?",
            middle.RowCount == 0
                ? "No age is known."
                : Invariant(
                    $"The middle half of the people is between {middle["young"][0]} and {middle["old"][0]} years old, the median {middle["median"][0]}. The age is known for {Share(known)} of {input.Number("SELECT count(*) FROM silver.people"):N0} people."
                ),
            ages,
            ages.RowCount == 0
                ? null
                : Plot.Histogram(ages, "age", color: "outcome", bins: 20)
                    .Titled("People in crashes by age")
                    .XAxis("Age", "years")
                    .YAxis("People")
        );
    }

    private static Finding Missing(ReportInput input)
    {
        var missing = input.Query(
            """
            SELECT name, round(1 - present / total, 4)::DOUBLE AS missing FROM (
              UNPIVOT (SELECT count(*)::DOUBLE AS total, count(weather_condition) AS weather, count(lighting_condition) AS lighting, count(road_defect) AS road_defect,
                              count(roadway_surface_cond) AS surface, count(trafficway_type) AS trafficway, count(traffic_control_device) AS control_device,
                              count(latitude) AS place, count(lane_cnt) AS lanes, count(hit_and_run_i) AS hit_and_run FROM silver.crashes)
              ON COLUMNS(* EXCLUDE total) INTO NAME name VALUE present)
            ORDER BY missing, name
            """
        );
        var last = missing.RowCount - 1;
        return new Finding(
            "missing",
            "What is not recorded?",
            last < 0 || (double)missing["missing"][last]! == 0
                ? "Everything is recorded."
                : Invariant(
                    $"{missing["name"][last]} is missing in {Share(missing["missing"][last])} of the rows. UNKNOWN counts as missing."
                ),
            missing,
            Plot.Bar(missing, "name", "missing", horizontal: true)
                .Titled("Share of crashes without a value")
                .XAxis("Share missing", percent: true)
        );
    }

    private static Finding Quarantine(ReportInput input)
    {
        var reasons = input.Query(
            """
            SELECT tables AS "table", origin, line, reasons FROM (
              SELECT 'crashes' AS tables, * FROM silver.crashes_quarantine UNION ALL SELECT 'vehicles', * FROM silver.vehicles_quarantine
              UNION ALL SELECT 'people', * FROM silver.people_quarantine)
            ORDER BY 1, 2, 3 LIMIT 20
            """
        );
        var count = input.Number(
            "SELECT (SELECT count(*) FROM silver.crashes_quarantine) + (SELECT count(*) FROM silver.vehicles_quarantine) + (SELECT count(*) FROM silver.people_quarantine)"
        );
        return new Finding(
            "quarantine",
            "What was refused, and why?",
            Invariant($"{count:N0} rows broke a contract. They are kept with file, line and reason, and are read again after a repair."),
            reasons
        );
    }
}
