using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>The findings on households: how many are vulnerable, where, which, and how good the survey is.</summary>
internal static class HouseholdsReport
{
    public static Report Of(ReportInput input) =>
        new(
            "Vulnerable households",
            [
                Status(input),
                Districts(input),
                Sizes(input),
                Incomes(input),
                Livelihoods(input),
                Assets(input),
                Missing(input),
                Validation(input),
            ]
        );

    private const string Vulnerable = "are vulnerable";

    private static string Share(object? value) =>
        value is null ? "none" : Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("0.0 %", CultureInfo.InvariantCulture);

    private static Finding Status(ReportInput input)
    {
        var status = input.Query("SELECT * FROM gold.by_status ORDER BY mean_income_per_day DESC, status");
        var totals = input.Query(
            "SELECT count(*) AS n, count(*) FILTER (WHERE vulnerable) / greatest(count(*), 1) AS share FROM silver.assessments"
        );
        return new Finding(
            "status",
            "How many households are vulnerable?",
            Invariant($"{Share(totals["share"][0])} of {totals["n"][0]:N0} households live on less than 1.77 dollars a day."),
            status,
            Plot.Bar(status, "status", "households").Titled("Households by status").YAxis("Households")
        );
    }

    private static Finding Districts(ReportInput input)
    {
        var districts = input.Query("SELECT * FROM gold.by_district ORDER BY share_vulnerable DESC, district");
        var groups = Claims.Of(
            input.Query(
                "SELECT district, count(*) FILTER (WHERE vulnerable) AS vulnerable, count(*) AS households FROM silver.assessments GROUP BY district ORDER BY district"
            ),
            "district",
            "vulnerable",
            "households"
        );
        return new Finding(
            "districts",
            "Where do they live?",
            Claims.Shares(groups, Vulnerable),
            districts,
            Plot.Bar(districts, "district", "share_vulnerable")
                .Titled("Share of vulnerable households by district")
                .YAxis("Share", percent: true)
        );
    }

    private static Finding Sizes(ReportInput input)
    {
        var sizes = input.Query("SELECT size::VARCHAR AS people, households, vulnerable, share_vulnerable FROM gold.by_size ORDER BY size");
        var groups = Claims
            .Of(sizes, "people", "vulnerable", "households")
            .Select(group => group with { Name = $"households of {group.Name}" })
            .Zip(
                sizes
                    .Text("people")
                    .Codes.ToArray()
                    .Select(code => double.Parse(sizes.Text("people").Dictionary[code], CultureInfo.InvariantCulture)),
                (group, at) => (at, group)
            )
            .ToArray();
        var trend = Claims.Trend(groups, Vulnerable, "the number of people");
        return new Finding(
            "sizes",
            "Are large households worse off?",
            trend with
            {
                Text = trend.Text + " The measure counts the whole household's income, not income per head.",
            },
            sizes,
            Plot.Bar(sizes, "people", "share_vulnerable")
                .Titled("Share of vulnerable households by size")
                .XAxis("People; 12 stands for 12 and more", category: true)
                .YAxis("Share", percent: true)
        );
    }

    private static Finding Incomes(ReportInput input)
    {
        var incomes = input.Query("SELECT income_per_day, district FROM silver.assessments ORDER BY assessment_id");
        var near = input.Number("SELECT avg(CASE WHEN income_per_day BETWEEN 1.62 AND 1.92 THEN 1 ELSE 0 END) FROM silver.assessments");
        return new Finding(
            "incomes",
            "How sharp is the border?",
            incomes.RowCount == 0
                ? "There are no households."
                : Invariant(
                    $"{Share(near)} of the households are within 15 cents of 1.77 dollars a day: for those a small error of the measure decides between vulnerable and not."
                ),
            incomes,
            incomes.RowCount == 0
                ? null
                : Plot.Histogram(incomes, "income_per_day", bins: 40)
                    .Titled("Income, consumption and residues per day")
                    .XAxis("US dollars a day")
                    .YAxis("Households")
        );
    }

    /// <summary>The households with each thing and all others, and how many of both are vulnerable.</summary>
    private static IReadOnlyList<(string Name, Group With, Group Without)> WithAndWithout(ReportInput input, string name, string table)
    {
        var pairs = input.Query(
            $"""
            SELECT {name}, households AS n, round(vulnerable_with * households) AS hit, everybody - households AS others, round(vulnerable_without * (everybody - households)) AS others_hit
            FROM {table}, (SELECT count(*) AS everybody FROM silver.assessments) WHERE vulnerable_with IS NOT NULL AND vulnerable_without IS NOT NULL ORDER BY {name}
            """
        );
        return
        [
            .. Claims
                .Of(pairs, name, "hit", "n")
                .Zip(Claims.Of(pairs, name, "others_hit", "others"), (one, other) => (one.Name, one, other)),
        ];
    }

    private static Finding Livelihoods(ReportInput input)
    {
        var work = input.Query("SELECT * FROM gold.livelihoods ORDER BY usd DESC, livelihood");
        var pairs = WithAndWithout(input, "livelihood", "gold.livelihoods");
        var claim = Claims.Best(pairs, Vulnerable);
        return new Finding(
            "livelihoods",
            "What do they live on?",
            pairs.Count == 0
                ? new Claim("Nobody earns anything.", null)
                : claim with
                {
                    Text =
                        $"Most money comes from {work["livelihood"][0]}. {claim.Text} Income from it is part of the measure of vulnerability, so some difference is there by arithmetic.",
                },
            work,
            Plot.Bar(work, "livelihood", "share", horizontal: true)
                .Titled("Share of households that earn from it")
                .XAxis("Share", percent: true)
        );
    }

    private static Finding Assets(ReportInput input)
    {
        var assets = input.Query(
            "SELECT *, round(vulnerable_without - vulnerable_with, 4) AS difference FROM gold.assets WHERE vulnerable_with IS NOT NULL AND vulnerable_without IS NOT NULL ORDER BY difference DESC, asset"
        );
        var pairs = WithAndWithout(input, "asset", "gold.assets");
        return new Finding(
            "assets",
            "Which possessions tell the most?",
            Claims.Best(pairs, Vulnerable),
            assets,
            assets.RowCount == 0
                ? null
                : Plot.Bar(assets, "asset", "difference", horizontal: true)
                    .Titled("How much more often those without it are vulnerable")
                    .XAxis("Difference of shares", percent: true)
        );
    }

    private static Finding Missing(ReportInput input)
    {
        var missing = input.Query(
            "SELECT \"column\" AS name, missing, share_missing FROM gold.quality WHERE missing > 0 ORDER BY share_missing, name"
        );
        var last = missing.RowCount - 1;
        return new Finding(
            "missing",
            "What was not answered?",
            last < 0
                ? "Everything was answered."
                : Invariant(
                    $"{missing["name"][last]} is missing in {Share(missing["share_missing"][last])} of the rows. {input.Number("SELECT coalesce(sum(codes_nulled), 0) FROM silver.assessments"):N0} answers were codes for no answer (-99, 99 and `)."
                ),
            missing,
            last < 0
                ? null
                : Plot.Bar(missing, "name", "share_missing", horizontal: true)
                    .Titled("Share of households without an answer")
                    .XAxis("Share missing", percent: true)
        );
    }

    private static Finding Validation(ReportInput input)
    {
        var batches = input.Query("SELECT * FROM gold.validation ORDER BY batch");
        var refused = input.Number("SELECT count(*) FROM silver.assessments_quarantine");
        var repeated = input.Number("SELECT count(*) - count(DISTINCT household_id) FROM silver.assessments");
        return new Finding(
            "validation",
            "Can the survey be trusted?",
            Invariant(
                $"{input.Number("SELECT count(*) FILTER (WHERE valid AND plausible) FROM gold.validation"):N0} of {batches.RowCount} files are valid. {refused:N0} rows were refused; {repeated:N0} times a household's id stands again on another row, which is kept apart."
            ),
            batches
        );
    }
}
