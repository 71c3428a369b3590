using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Crashes;

/// <summary>The findings on crashes: when, where, why, how severe, and how good the data is.</summary>
internal static partial class CrashReport
{
    private static readonly string[] s_weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static Report Of(ReportInput input) =>
        new(
            "Chicago crashes",
            [
                Months(input),
                Hours(input),
                Week(input),
                HarmByHour(input),
                Types(input),
                Causes(input),
                CauseSeverity(input),
                Roads(input),
                Speed(input),
                Weather(input),
                Hotspots(input),
                Injuries(input),
                Ages(input),
                Missing(input),
                Quarantine(input),
            ]
        );

    private const string Severe = "end with an injury or a tow";

    private static string Share(object? value) =>
        Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("0 %", CultureInfo.InvariantCulture);

    private static Finding Months(ReportInput input)
    {
        var months = input.Query("SELECT * FROM gold.by_month ORDER BY month");
        var totals = input.Query(
            "SELECT sum(crashes)::BIGINT AS c, sum(injuries)::BIGINT AS i, sum(fatal)::BIGINT AS f FROM gold.by_month"
        );
        return new Finding(
            "by-month",
            "How many crashes are there, and is it getting better?",
            Invariant(
                $"{totals["c"][0]:N0} crashes in {months.RowCount} months hurt {totals["i"][0]:N0} people and killed {totals["f"][0]:N0}."
            ),
            months,
            Plot.Line([.. Dates(months)], months["crashes"], name: "crashes")
                .And(Plot.Line([.. Dates(months)], months["injuries"], name: "people hurt", dashed: true))
                .Titled("Crashes and people hurt, by month")
                .XAxis("Month")
                .YAxis("Number")
        );
    }

    private static IEnumerable<DateTime> Dates(Frame months)
    {
        for (var row = 0; row < months.RowCount; row++)
        {
            yield return DateTime.ParseExact(
                (string)months["month"][row]!,
                "yyyy-MM",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            );
        }
    }

    private static Finding Hours(ReportInput input)
    {
        var hours = input.Query("SELECT hour, sum(crashes)::BIGINT AS crashes FROM gold.by_hour_weekday GROUP BY hour ORDER BY hour");
        var counts = hours["crashes"].ToDoubles();
        return new Finding(
            "by-hour",
            "At what time of day do crashes happen?",
            Claims.Counts(
                [.. hours["hour"].ToDoubles().Select((hour, row) => (Invariant($"the hour from {hour:0} o'clock"), counts[row], 1.0))],
                "crashes"
            ),
            hours,
            Plot.Bar(hours, "hour", "crashes").Titled("Crashes by hour of day").XAxis("Hour, local time").YAxis("Crashes")
        );
    }

    private static Finding Week(ReportInput input)
    {
        var cells = input.Query("SELECT weekday, hour, crashes FROM gold.by_hour_weekday ORDER BY weekday, hour");
        // A span that is no whole number of weeks has one day more often than another.
        var days = input.Query(
            """
            SELECT d.weekday, count(*) AS days, coalesce(any_value(n.crashes), 0)::BIGINT AS crashes
            FROM (SELECT isodow(day)::INTEGER AS weekday FROM (SELECT unnest(generate_series(min(crash_date)::DATE, max(crash_date)::DATE, INTERVAL 1 DAY)) AS day FROM silver.crashes)) d
            LEFT JOIN (SELECT weekday, sum(crashes) AS crashes FROM gold.by_hour_weekday GROUP BY weekday) n ON n.weekday = d.weekday GROUP BY d.weekday ORDER BY d.weekday
            """
        );
        var (count, times) = (days["crashes"].ToDoubles(), days["days"].ToDoubles());
        var z = new double[7, 24];
        var (day, hour, crashes) = (cells["weekday"].ToDoubles(), cells["hour"].ToDoubles(), cells["crashes"].ToDoubles());
        for (var row = 0; row < cells.RowCount; row++)
        {
            z[(int)day[row] - 1, (int)hour[row]] = crashes[row];
        }

        return new Finding(
            "by-week",
            "On which days, at which hours?",
            Claims.Counts(
                [.. days["weekday"].ToDoubles().Select((weekday, row) => (s_weekdays[(int)weekday - 1], count[row], times[row]))],
                "crashes a day"
            ),
            cells,
            Plot.HeatMap(
                    [.. Enumerable.Range(0, 24).Select(h => h.ToString("00", CultureInfo.InvariantCulture))],
                    s_weekdays,
                    z,
                    zTitle: "Crashes"
                )
                .Titled("Crashes by weekday and hour")
                .XAxis("Hour, local time")
        );
    }

    private static Finding HarmByHour(ReportInput input)
    {
        var hours = input.Query(
            "SELECT hour, round(sum(share_injury_or_tow * crashes) / sum(crashes), 4)::DOUBLE AS share, sum(crashes)::BIGINT AS crashes FROM gold.by_hour_weekday GROUP BY hour ORDER BY hour"
        );
        var severe = input.Query(
            "SELECT hour(crash_date)::INTEGER AS hour, count(*) FILTER (WHERE injury_or_tow) AS severe, count(*) AS crashes FROM silver.crashes WHERE injury_or_tow IS NOT NULL GROUP BY 1 ORDER BY 1"
        );
        var overall = input.Number("SELECT sum(injury_or_tow) / sum(crashes) FROM gold.severity_by_road");
        return new Finding(
            "harm-by-hour",
            "When is a crash worst?",
            Claims.Shares(
                [
                    .. Claims
                        .Of(severe, "hour", "severe", "crashes")
                        .Select(group => group with { Name = $"the hour from {group.Name} o'clock" }),
                ],
                Severe
            ),
            hours,
            Plot.Line(hours, "hour", "share", markers: true)
                .Titled("Share of crashes with an injury or a tow")
                .XAxis("Hour, local time")
                .YAxis("Share", percent: true, from: 0)
                .HLine(overall, "all crashes")
        );
    }

    private static Finding Types(ReportInput input)
    {
        var types = input.Query(
            "SELECT first_crash_type AS type, count(*) AS crashes, count(*) FILTER (WHERE injury_or_tow) AS severe, round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share FROM silver.crashes WHERE first_crash_type IS NOT NULL AND injury_or_tow IS NOT NULL GROUP BY 1 HAVING count(*) >= 5 ORDER BY share, type"
        );
        return new Finding(
            "types",
            "Which kinds of crash are severe?",
            Claims.Shares(Claims.Of(types, "type", "severe", "crashes"), Severe),
            types,
            Plot.Bar(types, "type", "share", horizontal: true)
                .Titled("Share with an injury or a tow, by first crash type")
                .XAxis("Share", percent: true)
                .Sized(760, 460)
        );
    }

    private static Finding Causes(ReportInput input)
    {
        var causes = input.Query(
            "FROM (SELECT cause, crashes FROM gold.causes ORDER BY crashes DESC, cause LIMIT 12) ORDER BY crashes, cause"
        );
        var known = input.Number(
            "SELECT 1 - coalesce(sum(crashes) FILTER (WHERE cause IN ('UNKNOWN', 'UNABLE TO DETERMINE', 'NOT APPLICABLE')), 0) / sum(crashes) FROM gold.causes"
        );
        var named = input.Query(
            "SELECT cause, crashes, sum(crashes) OVER ()::BIGINT AS total FROM gold.causes WHERE cause NOT IN ('UNKNOWN', 'UNABLE TO DETERMINE', 'NOT APPLICABLE') ORDER BY crashes DESC, cause LIMIT 3"
        );
        return new Finding(
            "causes",
            "Which causes do the police name?",
            named.RowCount == 0
                ? "They name none."
                : Invariant(
                    $"They name one for {Share(known)} of the crashes. Of those the commonest are {string.Join(", ", Enumerable.Range(0, named.RowCount).Select(row => Invariant($"{named["cause"][row]} ({(double)(long)named["crashes"][row]! / (long)named["total"][row]!:0.0 %})")))}."
                ),
            causes,
            Plot.Bar(causes, "cause", "crashes", horizontal: true)
                .Titled("The twelve commonest primary causes")
                .XAxis("Crashes")
                .Sized(820, 440)
        );
    }

    private static Finding CauseSeverity(ReportInput input)
    {
        var causes = input.Query(
            "FROM (SELECT cause, crashes, round(share_injury_or_tow * crashes) AS severe, share_injury_or_tow AS share FROM gold.causes WHERE crashes >= 20 ORDER BY share DESC, cause LIMIT 10) ORDER BY share, cause"
        );
        var all = input.Query(
            "SELECT prim_contributory_cause AS cause, count(*) FILTER (WHERE injury_or_tow) AS severe, count(*) AS crashes FROM silver.crashes WHERE prim_contributory_cause IS NOT NULL AND injury_or_tow IS NOT NULL GROUP BY 1 ORDER BY 1"
        );
        return new Finding(
            "cause-severity",
            "With which causes are crashes severe?",
            Claims.Shares(Claims.Of(all, "cause", "severe", "crashes"), Severe),
            causes,
            Plot.Bar(causes, "cause", "share", horizontal: true)
                .Titled("Share with an injury or a tow, causes with 20 crashes or more")
                .XAxis("Share", percent: true)
                .Sized(820, 420)
        );
    }

    private static Finding Roads(ReportInput input)
    {
        var roads = input.Query(
            "SELECT trafficway_type, sum(crashes)::BIGINT AS crashes, sum(injury_or_tow)::BIGINT AS severe, round(sum(injury_or_tow) / sum(crashes), 4)::DOUBLE AS share FROM gold.severity_by_road WHERE trafficway_type <> 'UNKNOWN' GROUP BY 1 HAVING sum(crashes) >= 20 ORDER BY share, trafficway_type"
        );
        return new Finding(
            "roads",
            "On which roads are crashes severe?",
            Claims.Shares(Claims.Of(roads, "trafficway_type", "severe", "crashes"), Severe),
            roads,
            Plot.Bar(roads, "trafficway_type", "share", horizontal: true)
                .Titled("Share with an injury or a tow, by kind of road")
                .XAxis("Share", percent: true)
                .Sized(760, 440)
        );
    }
}
