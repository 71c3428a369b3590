using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Accidents;

internal static partial class AccidentsReport
{
    private static readonly string[] s_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static Finding Hours(ReportInput input)
    {
        var hours = input.Query(
            "SELECT hour, accidents - weekend AS working_days, weekend, accidents, share_serious FROM gold.by_hour ORDER BY hour"
        );
        var sides = input.Query(
            "SELECT count(severity) FILTER (WHERE hour >= 22 OR hour < 5) AS night, count(*) FILTER (WHERE (hour >= 22 OR hour < 5) AND severity >= 2) AS night_serious, count(severity) FILTER (WHERE hour BETWEEN 7 AND 18) AS day, count(*) FILTER (WHERE hour BETWEEN 7 AND 18 AND severity >= 2) AS day_serious FROM silver.accidents"
        );
        Group Side(string name, string column) => new(name, (long)sides[column + "_serious"][0]!, (long)sides[column][0]!);
        var harm = Claims.Two(Side("night (22 to 5 o'clock)", "night"), Side("day (7 to 19 o'clock)", "day"), Serious);
        var number = hours["accidents"].ToDoubles();
        var when = Claims.Counts(
            [.. hours["hour"].ToDoubles().Select((hour, row) => (Invariant($"the hour from {hour:0} o'clock"), number[row], 1.0))],
            "accidents"
        );
        return new Finding(
            "by-hour",
            "When in the day do they happen, and when do they end badly?",
            new Claim($"{when.Text} {harm.Text}", harm.IsFound),
            hours,
            Draw(
                hours,
                h =>
                    Plot.Line(h, "hour", "working_days", markers: true)
                        .Titled("Accidents by hour of the day")
                        .And(Plot.Line(h["hour"]!, h["weekend"]!, name: "weekend", markers: true))
                        .XAxis("Hour")
                        .YAxis("Accidents", from: 0)
            )
        );
    }

    private static Finding Weekdays(ReportInput input)
    {
        var days = input.Query("SELECT dayofweek, accidents, share_serious, night FROM gold.by_weekday ORDER BY dayofweek");
        var named = days.With(TextColumn.FromValues("day", days["dayofweek"].ToDoubles().Select(day => s_days[(int)day - 1])));
        var exposure = input.Query(
            """
            SELECT d.dayofweek, count(*) AS days FROM (SELECT isodow(day)::INTEGER AS dayofweek FROM (SELECT unnest(generate_series(min(time)::DATE, max(time)::DATE, INTERVAL 1 DAY)) AS day FROM silver.accidents)) d GROUP BY d.dayofweek ORDER BY d.dayofweek
            """
        );
        var times = exposure["dayofweek"]
            .ToDoubles()
            .Zip(exposure["days"].ToDoubles())
            .ToDictionary(each => each.First, each => each.Second);
        var number = days["accidents"].ToDoubles();
        var when = Claims.Counts(
            [.. days["dayofweek"].ToDoubles().Select((day, row) => (s_days[(int)day - 1], number[row], times.GetValueOrDefault(day, 1)))],
            "accidents a day"
        );
        var halves = input.Query(
            "SELECT coalesce(sum(accidents) FILTER (WHERE dayofweek >= 6), 0)::BIGINT AS weekend, coalesce(sum(night) FILTER (WHERE dayofweek >= 6), 0)::BIGINT AS weekend_night, coalesce(sum(accidents) FILTER (WHERE dayofweek < 6), 0)::BIGINT AS week, coalesce(sum(night) FILTER (WHERE dayofweek < 6), 0)::BIGINT AS week_night FROM gold.by_weekday"
        );
        Group Half(string name, string column) => new(name, (long)halves[column + "_night"][0]!, (long)halves[column][0]!);
        return new Finding(
            "by-weekday",
            "When in the week?",
            $"{when.Text} {Claims.Two(Half("the weekend", "weekend"), Half("working days", "week"), "happen at night").Text}",
            named,
            Draw(named, d => Plot.Bar(d, "day", "accidents").Titled("Accidents by day of the week").YAxis("Accidents"))
        );
    }

    private static Finding Months(ReportInput input)
    {
        var months = input.Query("SELECT month, accidents, serious, casualties FROM gold.by_month ORDER BY month");
        // Months that the data has in part only at its ends would seem quiet.
        var season = input.Query(
            """
            WITH span AS (SELECT min(time)::DATE AS first, max(time)::DATE AS last FROM silver.accidents),
            days AS (SELECT unnest(generate_series(first, last, INTERVAL 1 DAY)) AS day FROM span),
            n AS (SELECT month(time) AS of_year, count(*) AS accidents FROM silver.accidents GROUP BY 1)
            SELECT month(day)::INTEGER AS of_year, count(*) AS days, coalesce(any_value(n.accidents), 0)::BIGINT AS accidents FROM days LEFT JOIN n ON n.of_year = month(day) GROUP BY 1 ORDER BY 1
            """
        );
        var (count, days) = (season["accidents"].ToDoubles(), season["days"].ToDoubles());
        return new Finding(
            "by-month",
            "When in the year, and does it change?",
            Claims
                .Counts(
                    [
                        .. season["of_year"]
                            .ToDoubles()
                            .Select(
                                (month, row) =>
                                    (CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName((int)month), count[row], days[row])
                            ),
                    ],
                    "accidents a day"
                )
                .Text,
            months,
            Draw(
                months,
                m =>
                    Plot.Line(m, "month", "accidents")
                        .Titled("Accidents by month")
                        .XAxis("Month", category: true)
                        .YAxis("Accidents", from: 0)
            )
        );
    }
}
