using System.Text.Json;
using Analytics.Engine;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Domains.Tests.Accidents;

/// <summary>York 2005-2014 and Belgrade 2017. Golden numbers were computed with pandas 1.5.3 from the same files (tests/Golden/domains/accidents.py).</summary>
public sealed class RealInputTests
{
    private static readonly Domain s_accidents = new Analytics.Domains.Accidents.Accidents();

    private static readonly Dictionary<string, string> s_york = new()
    {
        ["accidents"] = "count(*) FROM silver.accidents",
        ["slight"] = "count(*) FROM silver.accidents WHERE severity = 1",
        ["serious"] = "count(*) FROM silver.accidents WHERE severity = 2",
        ["fatal"] = "count(*) FROM silver.accidents WHERE severity = 3",
        ["at_17"] = "accidents FROM gold.by_hour WHERE hour = 17",
        ["on_friday"] = "accidents FROM gold.by_weekday WHERE dayofweek = 5",
        ["november_2009"] = "accidents FROM gold.by_month WHERE month = '2009-11'",
        ["casualties"] = "sum(casualties) FROM gold.by_month",
        ["rain"] = "accidents FROM gold.severity_by_condition WHERE condition = 'weather' AND value = 'rain'",
        ["weather_not_known"] = "accidents FROM gold.severity_by_condition WHERE condition = 'weather' AND value = 'not known'",
        ["surface_not_known"] = "accidents FROM gold.severity_by_condition WHERE condition = 'surface' AND value = 'not known'",
        ["roundabout_serious"] = "serious FROM gold.severity_by_condition WHERE value = 'roundabout'",
        ["limit_60"] = "accidents FROM gold.severity_by_condition WHERE condition = 'speed limit' AND value = '60'",
        ["vehicles"] = "sum(vehicles) FROM gold.vehicles_involved",
        ["cycles"] = "vehicles FROM gold.vehicles_involved WHERE type = 'pedal cycle'",
        ["people_hurt"] = "sum(people) FROM gold.people_hurt",
        ["pedestrians_killed"] = "sum(killed) FROM gold.people_hurt WHERE class = 'pedestrian'",
        ["mean_latitude"] = "round(avg(lat), 4) FROM silver.accidents",
    };

    private static readonly Dictionary<string, string> s_belgrade = new()
    {
        ["rows"] = "count(*) + 109 FROM silver.accidents",
        ["accidents"] = "sum(accidents) FROM gold.by_hour",
        ["slight"] = "count(*) FROM silver.accidents WHERE severity = 1",
        ["serious"] = "count(*) FROM silver.accidents WHERE severity = 2",
        ["fatal"] = "sum(fatal) FROM gold.by_month",
        ["at_14"] = "accidents FROM gold.by_hour WHERE hour = 14",
        ["december"] = "accidents FROM gold.by_month WHERE month = '2017-12'",
        ["with_pedestrians"] = "count(*) FROM silver.accidents WHERE kind LIKE '%PEŠACIMA%'",
        ["of_two_kinds"] = "count(*) FROM silver.accidents WHERE kind LIKE '%; %'",
        ["mean_longitude"] = "round(avg(lon), 4) FROM silver.accidents",
    };

    private static void AssertGolden(TestLake lake, string town, Dictionary<string, string> queries)
    {
        using var golden = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(RealData.Repository, "tests", "Golden", "domains", "accidents.json"))
        );
        Assert.All(
            golden.RootElement.GetProperty(town).EnumerateObject(),
            expected =>
                Assert.Equal(
                    (expected.Name, expected.Value.GetDouble()),
                    (expected.Name, lake.Number(s_accidents, "SELECT " + queries[expected.Name]))
                )
        );
    }

    [RealDataFact("accidents")]
    public void York_keeps_every_accident_though_a_spreadsheet_left_ten_ids()
    {
        using var lake = new TestLake();

        var result = lake.Rebuild(
            s_accidents,
            null,
            [
                .. new[] { "accidents", "vehicles", "casualties" }.Select(name => new InputPath(
                    name,
                    RealData.PathOf("accidents", "york", name + ".csv")
                )),
            ]
        );

        Account Of(string table) => result.Steps.Single(step => step.Step == $"silver.accidents.{table}").Account!;
        Assert.Equal(new Account(4778, 4778, 0, 0), Of("accidents"));
        Assert.Equal(new Account(8893, 8893, 0, 0), Of("vehicles"));
        Assert.Equal(new Account(6135, 6135, 0, 0), Of("casualties"));
        var ids = result.Verdicts.Single(verdict => verdict.Gate == "ids that tell no accident");
        Assert.Equal((false, 4778.0, Severity.Warn), (ids.Passed, ids.Observed, ids.Severity));
        Assert.All(result.Verdicts.Where(verdict => verdict != ids), verdict => Assert.True(verdict.Passed, verdict.ToString()));
        AssertGolden(lake, "york", s_york);
        AssertZones(lake, 40, 50);
        AssertReference(lake, 0.263, 0.227);
    }

    [RealDataFact("accidents")]
    public void Belgrade_is_read_in_its_own_code_page_and_an_accident_of_two_kinds_is_one()
    {
        using var lake = new TestLake();

        var result = lake.Rebuild(
            s_accidents,
            null,
            new InputPath("accidents", RealData.PathOf("accidents", "belgrade", "accidents_2017.csv"))
        );

        // 107 ids stand on two rows and one on three, always with one time, place and damage: 76 name kinds of collision that differ,
        // 31 details of one kind, and one repeats the whole row.
        Assert.Equal(new Account(17960, 17851, 0, 109), result.Steps.Single(step => step.Step == "silver.accidents.accidents").Account!);
        Assert.All(result.Verdicts, verdict => Assert.True(verdict.Passed, verdict.ToString()));
        AssertGolden(lake, "belgrade", s_belgrade);
        AssertZones(lake, 20, 40);
        AssertReference(lake, 0.237, 0.224);
    }

    /// <summary>Zones are parts of the town, numbered by density, and hold a good part of the accidents on little ground.</summary>
    private static void AssertZones(TestLake lake, int least, int most)
    {
        Assert.InRange(lake.Number(s_accidents, "SELECT count(*) FROM gold.hot_zones"), least, most);
        Assert.InRange(lake.Number(s_accidents, "SELECT sum(share) FROM gold.hot_zones"), 0.2, 0.6);
        Assert.True(
            lake.Number(
                s_accidents,
                "SELECT min(per_square_km) FILTER (WHERE zone <= 5) / max(per_square_km) FILTER (WHERE zone > 15) FROM gold.hot_zones"
            ) > 2
        );
        Assert.True(lake.Number(s_accidents, "SELECT max(spread_metres) FILTER (WHERE zone <= 5) FROM gold.hot_zones") < 300);
    }

    /// <summary>The silhouettes of the replaced system at five clusters, on its own features: the raw hour, all scaled.</summary>
    private static void AssertReference(TestLake lake, double kMeans, double mixture)
    {
        var times = lake.Query(s_accidents, "SELECT hour, dayofweek, month, severity FROM gold.features ORDER BY accident_id");
        double Silhouette(ClusterLearner learner)
        {
            var model = new ClusterPipeline(new StandardScaler(), learner).Fit(times);
            return ClusterMetrics.Silhouette(model.Prepare(times), model.Assign(times).Labels);
        }

        Assert.InRange(Silhouette(new KMeans { Clusters = 5 }), kMeans - 0.005, kMeans + 0.01);
        Assert.True(Enumerable.Range(0, 5).Max(seed => Silhouette(new GaussianMixture { Clusters = 5, Seed = seed })) > mixture - 0.005);
    }
}
