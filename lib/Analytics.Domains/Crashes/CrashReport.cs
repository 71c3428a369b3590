using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Crashes;

/// <summary>The findings on crashes: when, where, why, how severe, and how good the data is.</summary>
internal static partial class CrashReport
{
    private static readonly string[] s_weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static Report Of(ReportInput input) => new("Chicago crashes",
    [
        Months(input), Hours(input), Week(input), HarmByHour(input),
        Types(input), Causes(input), CauseSeverity(input),
        Roads(input), Speed(input), Weather(input), Hotspots(input),
        Injuries(input), Ages(input), Missing(input), Quarantine(input),
    ]);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Share(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("0 %", CultureInfo.InvariantCulture);

    private static Finding Months(ReportInput input)
    {
        var months = input.Query("SELECT * FROM gold.by_month ORDER BY month");
        var totals = input.Query("SELECT sum(crashes)::BIGINT AS c, sum(injuries)::BIGINT AS i, sum(fatal)::BIGINT AS f FROM gold.by_month");
        return new Finding("by-month", "How many crashes are there, and is it getting better?",
            Say($"{totals["c"][0]:N0} crashes in {months.RowCount} months hurt {totals["i"][0]:N0} people and killed {totals["f"][0]:N0}."), months,
            Plot.Line([.. Dates(months)], months["crashes"], name: "crashes").And(Plot.Line([.. Dates(months)], months["injuries"], name: "people hurt", dashed: true))
                .Titled("Crashes and people hurt, by month").XAxis("Month").YAxis("Number"));
    }

    private static IEnumerable<DateTime> Dates(Frame months)
    {
        for (var row = 0; row < months.RowCount; row++)
            yield return DateTime.ParseExact((string)months["month"][row]!, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
    }

    private static Finding Hours(ReportInput input)
    {
        var hours = input.Query("SELECT hour, sum(crashes)::BIGINT AS crashes FROM gold.by_hour_weekday GROUP BY hour ORDER BY hour");
        var peak = input.Query("SELECT hour, sum(crashes)::BIGINT AS n, sum(sum(crashes)) OVER ()::BIGINT AS total FROM gold.by_hour_weekday GROUP BY hour ORDER BY n DESC, hour LIMIT 3").Sort("hour");
        return new Finding("by-hour", "At what time of day do crashes happen?",
            peak.RowCount < 3 ? "There are too few crashes to say." : Say($"They peak with the afternoon traffic: the hours {peak["hour"][0]}, {peak["hour"][1]} and {peak["hour"][2]} see {Share(peak["n"].ToDoubles().Sum() / peak["total"].ToDoubles()[0])} of all."), hours,
            Plot.Bar(hours, "hour", "crashes").Titled("Crashes by hour of day").XAxis("Hour, local time").YAxis("Crashes"));
    }

    private static Finding Week(ReportInput input)
    {
        var cells = input.Query("SELECT weekday, hour, crashes FROM gold.by_hour_weekday ORDER BY weekday, hour");
        var busiest = input.Query("SELECT weekday, sum(crashes)::BIGINT AS n FROM gold.by_hour_weekday GROUP BY weekday ORDER BY n DESC, weekday LIMIT 1");
        var z = new double[7, 24];
        var (day, hour, crashes) = (cells["weekday"].ToDoubles(), cells["hour"].ToDoubles(), cells["crashes"].ToDoubles());
        for (var row = 0; row < cells.RowCount; row++)
            z[(int)day[row] - 1, (int)hour[row]] = crashes[row];
        return new Finding("by-week", "On which days, at which hours?",
            busiest.RowCount == 0 ? "There are no crashes." : $"{s_weekdays[(int)busiest["weekday"][0]! - 1]} is the busiest day. Weekdays have two rush hours; weekend nights fill the hours after midnight.", cells,
            Plot.HeatMap([.. Enumerable.Range(0, 24).Select(h => h.ToString("00", CultureInfo.InvariantCulture))], s_weekdays, z, zTitle: "Crashes").Titled("Crashes by weekday and hour").XAxis("Hour, local time"));
    }

    private static Finding HarmByHour(ReportInput input)
    {
        var hours = input.Query("SELECT hour, round(sum(share_injury_or_tow * crashes) / sum(crashes), 4)::DOUBLE AS share, sum(crashes)::BIGINT AS crashes FROM gold.by_hour_weekday GROUP BY hour ORDER BY hour");
        var overall = input.Number("SELECT sum(injury_or_tow) / sum(crashes) FROM gold.severity_by_road");
        var worst = input.Query("SELECT hour FROM gold.by_hour_weekday GROUP BY hour ORDER BY sum(share_injury_or_tow * crashes) / sum(crashes) DESC, hour LIMIT 1");
        return new Finding("harm-by-hour", "When is a crash worst?",
            worst.RowCount == 0 ? "There are no crashes." : Say($"At night: of the crashes from {worst["hour"][0]} o'clock the largest share ends with an injury or a tow; over the day it is {Share(overall)}."), hours,
            Plot.Line(hours, "hour", "share", markers: true).Titled("Share of crashes with an injury or a tow").XAxis("Hour, local time").YAxis("Share", percent: true, from: 0).HLine(overall, "all crashes"));
    }

    private static Finding Types(ReportInput input)
    {
        var types = input.Query("SELECT first_crash_type AS type, count(*) AS crashes, round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share FROM silver.crashes WHERE first_crash_type IS NOT NULL GROUP BY 1 HAVING count(*) >= 5 ORDER BY share, type");
        var last = types.RowCount - 1;
        return new Finding("types", "Which kinds of crash are severe?",
            last < 1 ? "There are too few crashes to say." : Say($"{types["type"][last]}: {Share(types["share"][last])} end with an injury or a tow; {types["type"][0]}: {Share(types["share"][0])}. What hit what tells more than any other single fact."), types,
            Plot.Bar(types, "type", "share", horizontal: true).Titled("Share with an injury or a tow, by first crash type").XAxis("Share", percent: true).Sized(760, 460));
    }

    private static Finding Causes(ReportInput input)
    {
        var causes = input.Query("FROM (SELECT cause, crashes FROM gold.causes ORDER BY crashes DESC, cause LIMIT 12) ORDER BY crashes, cause");
        var known = input.Number("SELECT 1 - coalesce(sum(crashes) FILTER (WHERE cause IN ('UNKNOWN', 'UNABLE TO DETERMINE', 'NOT APPLICABLE')), 0) / sum(crashes) FROM gold.causes");
        return new Finding("causes", "Why do crashes happen?",
            Say($"The police name a cause for {Share(known)} of them. Where they do, it is mostly a driver who does not yield, follows too closely or does not slow down."), causes,
            Plot.Bar(causes, "cause", "crashes", horizontal: true).Titled("The twelve commonest primary causes").XAxis("Crashes").Sized(820, 440));
    }

    private static Finding CauseSeverity(ReportInput input)
    {
        var causes = input.Query("FROM (SELECT cause, crashes, share_injury_or_tow AS share FROM gold.causes WHERE crashes >= 20 ORDER BY share DESC, cause LIMIT 10) ORDER BY share, cause");
        var last = causes.RowCount - 1;
        return new Finding("cause-severity", "Which causes are the dangerous ones?",
            last < 0 ? "There are too few crashes per cause to say." : Say($"Not the common ones: {causes["cause"][last]} leads with {Share(causes["share"][last])}."), causes,
            Plot.Bar(causes, "cause", "share", horizontal: true).Titled("Share with an injury or a tow, causes with 20 crashes or more").XAxis("Share", percent: true).Sized(820, 420));
    }

    private static Finding Roads(ReportInput input)
    {
        var roads = input.Query("SELECT trafficway_type, sum(crashes)::BIGINT AS crashes, round(sum(injury_or_tow) / sum(crashes), 4)::DOUBLE AS share FROM gold.severity_by_road WHERE trafficway_type <> 'UNKNOWN' GROUP BY 1 HAVING sum(crashes) >= 20 ORDER BY share, trafficway_type");
        var last = roads.RowCount - 1;
        return new Finding("roads", "On which roads?",
            last < 0 ? "There are too few crashes per kind of road to say." : Say($"Crashes on {roads["trafficway_type"][last]} are the most severe ({Share(roads["share"][last])}), those on {roads["trafficway_type"][0]} the least ({Share(roads["share"][0])})."), roads,
            Plot.Bar(roads, "trafficway_type", "share", horizontal: true).Titled("Share with an injury or a tow, by kind of road").XAxis("Share", percent: true).Sized(760, 440));
    }
}
