using System.Globalization;
using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>The findings on crashes.</summary>
internal static class CrashReport
{
    public static Report Of(ReportInput input) => new("Chicago crashes", [Overview(input), ByHour(input), Causes(input), Roads(input), Hotspots(input)]);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Finding Overview(ReportInput input)
    {
        var months = input.Query("SELECT * FROM gold.by_month ORDER BY month");
        var (crashes, injuries, fatal) = (input.Number("SELECT sum(crashes) FROM gold.by_month"), input.Number("SELECT sum(injuries) FROM gold.by_month"), input.Number("SELECT sum(fatal) FROM gold.by_month"));
        return new Finding("by-month", "How many crashes are there, and how bad are they?", Say($"{crashes:N0} crashes hurt {injuries:N0} people and killed {fatal:N0} in {months.RowCount} months."), months);
    }

    private static Finding ByHour(ReportInput input)
    {
        var hours = input.Query("SELECT hour, sum(crashes)::BIGINT AS crashes, sum(injuries)::BIGINT AS injuries FROM gold.by_hour_weekday GROUP BY hour ORDER BY hour");
        var peak = input.Number("SELECT hour FROM gold.by_hour_weekday GROUP BY hour ORDER BY sum(crashes) DESC, hour LIMIT 1");
        var worst = input.Number("SELECT hour FROM gold.by_hour_weekday GROUP BY hour ORDER BY sum(injuries) / sum(crashes) DESC, hour LIMIT 1");
        return new Finding("by-hour", "When do crashes happen?", Say($"Most crashes happen in the hour from {peak:00}:00; a crash hurts most people per crash in the hour from {worst:00}:00."), hours);
    }

    private static Finding Causes(ReportInput input)
    {
        var causes = input.Query("SELECT * FROM gold.causes ORDER BY crashes DESC, cause LIMIT 15");
        var known = input.Number("SELECT 1 - sum(crashes) FILTER (WHERE cause IN ('UNKNOWN', 'UNABLE TO DETERMINE', 'NOT APPLICABLE')) / sum(crashes) FROM gold.causes");
        return new Finding("causes", "Why do they happen?", Say($"A cause is given for {known:P0} of the crashes."), causes);
    }

    private static Finding Roads(ReportInput input)
    {
        var roads = input.Query("SELECT * FROM gold.severity_by_road WHERE crashes >= 10 ORDER BY share_injury_or_tow DESC, trafficway_type, roadway_surface_cond LIMIT 15");
        return new Finding("roads", "On which roads are they severe?", roads.RowCount == 0 ? "There are too few crashes per kind of road to say." : Say($"{roads["trafficway_type"][0]} when {roads["roadway_surface_cond"][0]}: {roads["share_injury_or_tow"][0]:P0} end with an injury or a tow."), roads);
    }

    private static Finding Hotspots(ReportInput input)
    {
        var spots = input.Query("SELECT * FROM gold.hotspots ORDER BY crashes DESC, cell LIMIT 200");
        return new Finding("hotspots", "Where do they cluster?", spots.RowCount == 0 ? "No crash has a place." : Say($"The fullest cell of about 250 m has {spots["crashes"][0]} crashes, around {spots["latitude"][0]}° N {spots["longitude"][0]}° E."), spots);
    }
}
