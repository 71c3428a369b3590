using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Accidents;

/// <summary>The findings on accidents: when, where, under what conditions, and what kinds there are.</summary>
internal static partial class AccidentsReport
{
    private const int MostDrawn = 6000;

    private const string Serious = "are serious or fatal";

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
