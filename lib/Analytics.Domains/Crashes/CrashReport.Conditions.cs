using Analytics.Charts;
using Analytics.Engine;

namespace Analytics.Domains.Crashes;

internal static partial class CrashReport
{
    private static Finding Speed(ReportInput input)
    {
        var speeds = input.Query("SELECT posted_speed_limit::VARCHAR AS mph, count(*) AS crashes, round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share FROM silver.crashes WHERE posted_speed_limit IS NOT NULL GROUP BY posted_speed_limit HAVING count(*) >= 20 ORDER BY posted_speed_limit");
        var last = speeds.RowCount - 1;
        return new Finding("speed", "Does the speed limit matter?",
            last < 1 ? "There are too few crashes per speed limit to say." : Say($"Yes: {Share(speeds["share"][0])} of the crashes are severe where {speeds["mph"][0]} mph are posted, {Share(speeds["share"][last])} where {speeds["mph"][last]} mph are."), speeds,
            Plot.Bar(speeds, "mph", "share").Titled("Share with an injury or a tow, by posted speed limit").XAxis("Speed limit", "mph", category: true).YAxis("Share", percent: true));
    }

    private static Finding Weather(ReportInput input)
    {
        var cells = input.Query("SELECT weather_condition, lighting_condition, crashes, share_injury_or_tow FROM gold.by_weather_lighting WHERE crashes >= 10 ORDER BY weather_condition, lighting_condition");
        var clear = input.Number("SELECT sum(crashes) FILTER (WHERE weather_condition = 'CLEAR') / sum(crashes) FROM gold.by_weather_lighting");
        return new Finding("weather", "Do weather and light matter?",
            Say($"{Share(clear)} of the crashes happen under a clear sky. Darkness makes a crash more severe; rain and snow make more of them, not worse ones."), cells,
            Plot.HeatMap(cells, "lighting_condition", "weather_condition", "share_injury_or_tow", showValues: true).Titled("Share with an injury or a tow, where 10 crashes or more").Sized(780, 420));
    }

    private static Finding Hotspots(ReportInput input)
    {
        var spots = input.Query("SELECT * FROM gold.hotspots ORDER BY crashes DESC, cell LIMIT 400");
        return new Finding("hotspots", "Where do crashes cluster?",
            spots.RowCount == 0 ? "No crash has a place." : Say($"The fullest cell of about 250 m saw {spots["crashes"][0]} crashes and {spots["injuries"][0]} people hurt, around {spots["latitude"][0]}° N, {spots["longitude"][0]}° E."), spots,
            spots.RowCount == 0 ? null : Plot.ScatterMap(spots, "latitude", "longitude", color: "crashes").Titled("The 400 fullest cells of about 250 m").Sized(640, 640));
    }

    private static Finding Injuries(ReportInput input)
    {
        var injuries = input.Query("SELECT coalesce(most_severe_injury, 'UNKNOWN') AS injury, count(*) AS crashes FROM silver.crashes GROUP BY 1 ORDER BY crashes DESC, injury");
        var hurt = input.Number("SELECT avg(CASE WHEN injuries_total > 0 THEN 1 ELSE 0 END) FROM silver.crashes");
        return new Finding("injuries", "How badly are people hurt?", Say($"Somebody is hurt in {Share(hurt)} of the crashes; deaths are rare, which is why the model predicts injury or tow."), injuries,
            Plot.Bar(injuries, "injury", "crashes").Titled("Crashes by the most severe injury").YAxis("Crashes", log: true).Sized(760, 380));
    }

    private static Finding Ages(ReportInput input)
    {
        var ages = input.Query("SELECT age, CASE WHEN injury_classification = 'NO INDICATION OF INJURY' THEN 'unhurt' ELSE 'hurt' END AS outcome FROM silver.people WHERE age IS NOT NULL AND injury_classification IS NOT NULL ORDER BY person_id");
        var known = input.Number("SELECT count(age) / greatest(count(*), 1) FROM silver.people");
        return new Finding("ages", "Who is involved?", Say($"Mostly people of working age. The age is known for {Share(known)} of {input.Number("SELECT count(*) FROM silver.people"):N0} people."), ages,
            ages.RowCount == 0 ? null : Plot.Histogram(ages, "age", color: "outcome", bins: 20).Titled("People in crashes by age").XAxis("Age", "years").YAxis("People"));
    }

    private static Finding Missing(ReportInput input)
    {
        var missing = input.Query("""
            SELECT name, round(1 - present / total, 4)::DOUBLE AS missing FROM (
              UNPIVOT (SELECT count(*)::DOUBLE AS total, count(weather_condition) AS weather, count(lighting_condition) AS lighting, count(road_defect) AS road_defect,
                              count(roadway_surface_cond) AS surface, count(trafficway_type) AS trafficway, count(traffic_control_device) AS control_device,
                              count(latitude) AS place, count(lane_cnt) AS lanes, count(hit_and_run_i) AS hit_and_run FROM silver.crashes)
              ON COLUMNS(* EXCLUDE total) INTO NAME name VALUE present)
            ORDER BY missing, name
            """);
        var last = missing.RowCount - 1;
        return new Finding("missing", "What is not recorded?", last < 0 ? "Everything is." : Say($"{missing["name"][last]} is missing in {Share(missing["missing"][last])} of the rows. UNKNOWN counts as missing; flags are mostly left blank when the answer is no."), missing,
            Plot.Bar(missing, "name", "missing", horizontal: true).Titled("Share of crashes without a value").XAxis("Share missing", percent: true));
    }

    private static Finding Quarantine(ReportInput input)
    {
        var reasons = input.Query("""
            SELECT tables AS "table", origin, line, reasons FROM (
              SELECT 'crashes' AS tables, * FROM silver.crashes_quarantine UNION ALL SELECT 'vehicles', * FROM silver.vehicles_quarantine
              UNION ALL SELECT 'people', * FROM silver.people_quarantine)
            ORDER BY 1, 2, 3 LIMIT 20
            """);
        var count = input.Number("SELECT (SELECT count(*) FROM silver.crashes_quarantine) + (SELECT count(*) FROM silver.vehicles_quarantine) + (SELECT count(*) FROM silver.people_quarantine)");
        return new Finding("quarantine", "What was refused, and why?", Say($"{count:N0} rows broke a contract. They are kept with file, line and reason, and are read again after a repair."), reasons);
    }
}
