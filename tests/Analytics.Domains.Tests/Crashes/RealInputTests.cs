using System.Text.Json;
using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.Domains.Tests.Crashes;

/// <summary>
/// The real files, in all three forms. Golden numbers were computed with pandas 1.5.3 from the same files
/// (tests/Golden/domains/crashes.py).
/// </summary>
public sealed class RealInputTests
{
    private static readonly Domain s_crashes = new Analytics.Domains.Crashes.Crashes();

    private static InputPath Input(string source, string file) => new(source, RealData.PathOf("crashes", file));

    [RealDataFact("crashes")]
    public void Raw_tables_excel_dates_and_the_merged_file_all_become_one_table_and_no_row_is_lost()
    {
        using var lake = new TestLake();

        var result = lake.Rebuild(
            s_crashes,
            null,
            Input("crashes", "crashes.csv"),
            Input("crashes", "crashes_upper_excel_dates.csv"),
            Input("merged", "merged_2025-09.csv"),
            Input("vehicles", "vehicles.csv"),
            Input("people", "people.csv")
        );

        var crashes = result.Steps.Single(step => step.Step == "silver.crashes.crashes").Account!;
        Assert.Equal(new Account(3095, 3094, 0, 1), crashes);
        Assert.Equal(3094, lake.Number(s_crashes, "SELECT count(*) FROM silver.merged"));
        Assert.Equal(1000, lake.Number(s_crashes, "SELECT count(*) FROM silver.vehicles"));
        Assert.Equal(1000, lake.Number(s_crashes, "SELECT count(*) FROM silver.people"));
        Assert.All(result.Verdicts, verdict => Assert.False(verdict.Blocks, verdict.ToString()));
    }

    [RealDataFact("crashes")]
    public void The_sums_in_gold_equal_those_of_pandas()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_crashes,
            null,
            Input("crashes", "crashes.csv"),
            Input("crashes", "crashes_upper_excel_dates.csv"),
            Input("merged", "merged_2025-09.csv")
        );
        using var golden = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(RealData.Repository, "tests", "Golden", "domains", "crashes.json"))
        );

        var queries = new Dictionary<string, string>
        {
            ["crashes"] = "sum(crashes) FROM gold.by_month",
            ["injuries"] = "sum(injuries) FROM gold.by_month",
            ["fatal"] = "sum(fatal) FROM gold.by_month",
            ["injury_or_tow"] = "sum(injury_or_tow) FROM gold.severity_by_road",
            ["months"] = "count(*) FROM gold.by_month",
            ["placed"] = "sum(crashes) FROM gold.hotspots",
            ["serious_placed"] = "sum(serious) FROM gold.hotspots",
            ["crashes_at_15"] = "sum(crashes) FROM gold.by_hour_weekday WHERE hour = 15",
            ["friday_17"] = "sum(crashes) FROM gold.by_hour_weekday WHERE hour = 17 AND weekday = 5",
            ["rain"] = "sum(crashes) FROM gold.by_weather_lighting WHERE weather_condition = 'RAIN'",
            ["one_way"] = "sum(crashes) FROM gold.severity_by_road WHERE trafficway_type = 'ONE-WAY'",
            ["t_intersection"] = "sum(crashes) FROM gold.severity_by_road WHERE trafficway_type = 'T-INTERSECTION'",
            ["snow_or_slush"] = "sum(crashes) FROM gold.severity_by_road WHERE roadway_surface_cond = 'SNOW OR SLUSH'",
            ["unknown_surface"] = "sum(crashes) FROM gold.severity_by_road WHERE roadway_surface_cond = 'UNKNOWN'",
            ["following_too_closely"] = "crashes FROM gold.causes WHERE cause = 'FOLLOWING TOO CLOSELY'",
            ["september_2025"] = "crashes FROM gold.by_month WHERE month = '2025-09'",
        };
        Assert.All(
            golden.RootElement.EnumerateObject(),
            expected =>
                Assert.Equal(
                    (expected.Name, (double)expected.Value.GetInt64()),
                    (expected.Name, lake.Number(s_crashes, "SELECT " + queries[expected.Name]))
                )
        );
    }

    [RealDataFact("crashes")]
    public void Spreadsheet_serials_become_the_hour_that_the_file_says()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_crashes, null, Input("crashes", "crashes_upper_excel_dates.csv"));

        // The first row holds 43549.61319 and, in a column of its own, hour 14 and month 3.
        Assert.Equal(
            "2019-03-25 14:43:00",
            lake.Query(s_crashes, "SELECT strftime(crash_date, '%Y-%m-%d %H:%M:%S') AS t FROM silver.crashes WHERE rd_no = 'JC199149'")[
                "t"
            ][0]
        );
    }
}
