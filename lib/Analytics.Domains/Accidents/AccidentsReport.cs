using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Accidents;

/// <summary>The findings on accidents: when, where, under what conditions, and what kinds there are.</summary>
internal static class AccidentsReport
{
    private const int MostDrawn = 6000;

    private static readonly string[] s_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static Report Of(ReportInput input) =>
        new(
            "Accidents",
            [
                Overview(input),
                Hours(input),
                Weekdays(input),
                Months(input),
                Conditions(input),
                ZoneTable(input),
                ZoneMap(input),
                Groups(input),
                Picture(input),
                People(input),
                Trust(input),
            ]
        );

    /// <summary>A picture needs something to show.</summary>
    private static Figure? Draw(Frame numbers, Func<Frame, Figure> draw) => numbers.RowCount == 0 ? null : draw(numbers);

    private const string Serious = "are serious or fatal";

    private static Finding Overview(ReportInput input)
    {
        var severity = input.Query(
            "SELECT severity, CASE severity WHEN 1 THEN 'slight' WHEN 2 THEN 'serious' WHEN 3 THEN 'fatal' ELSE 'not told' END AS harm, count(*) AS accidents, round(count(*) / sum(count(*)) OVER (), 4)::DOUBLE AS share FROM silver.accidents GROUP BY severity ORDER BY severity NULLS LAST"
        );
        var (total, told) = (
            input.Number("SELECT count(*) FROM silver.accidents"),
            input.Number("SELECT count(severity) FROM silver.accidents")
        );
        var span = input.Query("SELECT min(time)::DATE AS first, max(time)::DATE AS last FROM silver.accidents");
        var harm =
            told == 0
                ? "whether somebody was hurt is not told"
                : Invariant(
                    $"{input.Number("SELECT count(*) FILTER (WHERE severity >= 2) / count(severity) FROM silver.accidents"):P1} are serious or fatal, {input.Number("SELECT count(*) FILTER (WHERE severity = 3) FROM silver.accidents"):N0} are fatal{(told < total ? Invariant($"; of {total - told:N0} only the impact on traffic is told") : "")}"
                );
        return new Finding(
            "severity",
            "How many accidents are there, and how bad?",
            severity.RowCount == 0
                ? "There is no accident."
                : Invariant($"{total:N0} from {span["first"][0]:yyyy-MM-dd} to {span["last"][0]:yyyy-MM-dd}; {harm}."),
            severity,
            Draw(severity, s => Plot.Bar(s, "harm", "accidents").Titled("Accidents by severity").YAxis("Accidents"))
        );
    }

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

    private static Finding Conditions(ReportInput input)
    {
        var conditions = input.Query(
            "SELECT condition || ': ' || value AS what, accidents, serious, fatal, share_serious FROM gold.severity_by_condition WHERE harm_known >= 20 AND value <> 'not known' ORDER BY share_serious DESC, what LIMIT 15"
        );
        var pairs = input.Query(
            """
            SELECT c.condition || ': ' || c.value AS what, c.harm_known AS n, c.serious AS serious, t.harm_known - c.harm_known AS others, t.serious - c.serious AS others_serious
            FROM gold.severity_by_condition c JOIN (SELECT condition, sum(harm_known)::BIGINT AS harm_known, sum(serious)::BIGINT AS serious FROM gold.severity_by_condition WHERE value <> 'not known' GROUP BY condition) t ON t.condition = c.condition
            WHERE c.value <> 'not known' ORDER BY what
            """
        );
        var (with, without) = (Claims.Of(pairs, "what", "serious", "n"), Claims.Of(pairs, "what", "others_serious", "others"));
        return new Finding(
            "conditions",
            "When does it end badly?",
            pairs.RowCount == 0
                ? new Claim("The source tells no conditions.", null)
                : Claims.Best([.. with.Zip(without, (one, other) => (one.Name, one, other))], Serious),
            conditions,
            Draw(
                conditions,
                c =>
                    Plot.Bar(c, "what", "share_serious", horizontal: true)
                        .Titled("Share serious or fatal, by condition")
                        .XAxis("Share", percent: true)
                        .Sized(760, 460)
            )
        );
    }

    private static Finding ZoneTable(ReportInput input)
    {
        var zones = input.Query(
            "SELECT zone, lat, lon, accidents, serious, fatal, share_serious, spread_metres, per_square_km, busiest_hour FROM gold.hot_zones ORDER BY zone LIMIT 15"
        );
        var share = input.Number(
            "SELECT coalesce(sum(accidents), 0) / nullif((SELECT count(*) FROM silver.accidents WHERE lat IS NOT NULL), 0) FROM gold.hot_zones"
        );
        return new Finding(
            "zones",
            "Where do they crowd?",
            zones.RowCount == 0
                ? "No place stands out."
                : Invariant(
                    $"{input.Number("SELECT count(*) FROM gold.hot_zones"):0} zones hold {share:P0} of the accidents. The densest has {zones["accidents"][0]} within about {zones["spread_metres"][0]} m of {zones["lat"][0]}, {zones["lon"][0]}, the busiest hour begins at {zones["busiest_hour"][0]} o'clock."
                ),
            zones,
            Draw(
                zones,
                z =>
                    Plot.Bar(z, "zone", "per_square_km")
                        .Titled("Accidents per square kilometre, the densest zones")
                        .XAxis("Zone", category: true)
                        .YAxis("Accidents per km²")
            )
        );
    }

    private static Finding ZoneMap(ReportInput input)
    {
        var zones = input.Query("SELECT zone, lat, lon, accidents, share_serious FROM gold.hot_zones ORDER BY zone");
        // The middle nineteen twentieths each way: a few far villages would make the town a dot.
        var places = input.Query(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT lat, lon FROM silver.accidents, (SELECT quantile_disc(lat, [0.025, 0.975]) AS ns, quantile_disc(lon, [0.025, 0.975]) AS we FROM silver.accidents)
                WHERE lat BETWEEN ns[1] AND ns[2] AND lon BETWEEN we[1] AND we[2] ORDER BY md5(accident_id) LIMIT {MostDrawn}
                """
            )
        );
        double[] sizes = [.. zones["accidents"].ToDoubles().Select(accidents => 4 + 1.6 * Math.Sqrt(accidents))];
        var all = Claims.Of(
            input.Query("SELECT 'zone ' || zone AS zone, serious, harm_known FROM gold.hot_zones ORDER BY zone"),
            "zone",
            "serious",
            "harm_known"
        );
        var worst = Claims.Shares(all, Serious);
        return new Finding(
            "zone-map",
            "What does that look like on the map?",
            new Claim(
                zones.RowCount == 0
                    ? "No place stands out."
                    : $"The large marks are the zones, the larger the more accidents. {worst.Text}",
                zones.RowCount == 0 ? null : worst.IsFound
            ),
            zones,
            zones.RowCount == 0 || places.RowCount == 0
                ? null
                : Plot.ScatterMap(
                        places["lat"]!,
                        places["lon"]!,
                        "Accidents and zones of high density",
                        size: Enumerable.Repeat(2.5, places.RowCount).ToArray()
                    )
                    .And(
                        Plot.ScatterMap(
                            zones["lat"]!,
                            zones["lon"]!,
                            size: sizes,
                            text:
                            [
                                .. Enumerable
                                    .Range(0, zones.RowCount)
                                    .Select(row => Invariant($"zone {zones["zone"][row]}: {zones["accidents"][row]} accidents")),
                            ]
                        )
                    )
        );
    }

    private static Finding Groups(ReportInput input)
    {
        var groups = input.Query(
            "SELECT cluster, name, profile, accidents, share, night, rush_hour, weekend, winter, serious, fatal FROM gold.cluster_profile ORDER BY cluster"
        );
        string[] traits = ["night", "rush_hour", "weekend", "winter", "serious", "fatal"];
        return new Finding(
            "groups",
            "Which kinds of accidents are there?",
            groups.RowCount == 0
                ? "There are too few accidents to tell kinds apart."
                : string.Join(
                    " ",
                    Enumerable
                        .Range(0, groups.RowCount)
                        .Select(row => Invariant($"{groups["name"][row]} ({(double)groups["share"][row]!:P0})."))
                ),
            groups,
            Draw(
                groups,
                g =>
                {
                    var shares = new double[g.RowCount, traits.Length];
                    foreach (var (column, trait) in traits.Index())
                    {
                        foreach (var (row, value) in g[trait].ToDoubles().Index())
                        {
                            shares[row, column] = value;
                        }
                    }

                    return Plot.HeatMap(
                            traits,
                            Enumerable.Range(0, g.RowCount).Select(row => (string)g["name"][row]!).ToArray(),
                            shares,
                            "What sets the groups apart",
                            "share of the group",
                            showValues: true
                        )
                        .Sized(860, 420);
                }
            )
        );
    }

    private static Finding Picture(ReportInput input)
    {
        var points = input.Query(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT m.x, m.y, p.name FROM gold.cluster_members m JOIN gold.cluster_profile p ON p.cluster = m.cluster ORDER BY md5(m.accident_id) LIMIT {MostDrawn / 2}"
            )
        );
        return new Finding(
            "picture",
            "How far are the kinds apart?",
            points.RowCount == 0
                ? "There are too few accidents to draw."
                : Invariant(
                    $"The group explains {Between(input, "x"):P0} of the variance along the first direction and {Between(input, "y"):P0} along the second; the rest is scatter within the groups."
                ),
            points,
            Draw(
                points,
                p =>
                    Plot.Scatter(p, "x", "y", color: "name")
                        .Titled("The groups along the two directions of greatest variance", "principal components of the scaled features")
                        .XAxis("First direction")
                        .YAxis("Second direction")
                        .Sized(860, 520)
            )
        );
    }

    /// <summary>Share of a coordinate's variance that lies between the groups (η²), 0…1.</summary>
    private static double Between(ReportInput input, string axis) =>
        input.Number(
            $"""
            WITH v AS (SELECT cluster, {axis}::DECIMAL(18,6) AS v FROM gold.cluster_members), g AS (SELECT count(*) AS n, (sum(v) / count(*))::DOUBLE AS m FROM v GROUP BY cluster),
            a AS (SELECT (sum(v) / count(*))::DOUBLE AS m, (sum(v * v) / count(*))::DOUBLE AS square, count(*) AS n FROM v)
            SELECT (SELECT sum(round(g.n * power(g.m - a.m, 2), 6)::DECIMAL(18,6)) FROM g, a)::DOUBLE / nullif(a.n * (a.square - a.m * a.m), 0) FROM a
            """
        );

    private static Finding People(ReportInput input)
    {
        var people = input.Query(
            "SELECT class, sum(people)::BIGINT AS people, sum(serious)::BIGINT AS serious, sum(killed)::BIGINT AS killed, round(sum(serious) / sum(people), 4)::DOUBLE AS share_serious FROM gold.people_hurt GROUP BY class ORDER BY share_serious DESC, class"
        );
        return new Finding(
            "people",
            "Who is hurt badly?",
            people.RowCount == 0
                ? new Claim("The source does not say.", null)
                : Claims.Shares(Claims.Of(people, "class", "serious", "people"), "are hurt seriously or killed, of those that are hurt"),
            people,
            Draw(people, p => Plot.Bar(p, "class", "share_serious").Titled("Share seriously hurt or killed").YAxis("Share", percent: true))
        );
    }

    private static Finding Trust(ReportInput input)
    {
        var missing = input.Query(
            """
            SELECT what, missing FROM (
              UNPIVOT (SELECT count(*) FILTER (WHERE lat IS NULL) AS place, count(*) FILTER (WHERE hour IS NULL) AS hour, count(*) FILTER (WHERE light IS NULL) AS light, count(*) FILTER (WHERE weather IS NULL) AS weather,
                count(*) FILTER (WHERE surface IS NULL) AS surface, count(*) FILTER (WHERE road_type IS NULL) AS road_type, count(*) FILTER (WHERE speed_limit IS NULL) AS speed_limit FROM silver.accidents)
              ON COLUMNS(*) INTO NAME what VALUE missing) ORDER BY missing DESC, what
            """
        );
        return new Finding(
            "trust",
            "Can the records be trusted?",
            Invariant(
                $"{input.Number("SELECT count(*) FILTER (WHERE id_is_unusable) FROM silver.accidents"):N0} accidents have an id that tells no single one and are known by a hash of their row; {input.Number("SELECT count(*) FROM silver.accidents_quarantine"):N0} rows could not be used."
            ),
            missing,
            Draw(missing, m => Plot.Bar(m, "what", "missing", horizontal: true).Titled("Accidents without a value").XAxis("Accidents"))
        );
    }
}
