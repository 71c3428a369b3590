using Analytics.Engine;

namespace Analytics.Domains.Tests.Vehicles;

public sealed class SampleTests
{
    private static readonly Domain s_vehicles = new Analytics.Domains.Vehicles.Vehicles();

    [Fact]
    public void A_sample_goes_from_raw_files_to_every_gold_table_and_each_row_is_accounted_for()
    {
        using var lake = new TestLake();

        var result = lake.RebuildSample(s_vehicles, 12_000);

        Assert.All(s_vehicles.Tables, table => Assert.True(result.Snapshot.Tables.ContainsKey(table.FullName(s_vehicles)), table.Name));
        Assert.All(result.Verdicts, verdict => Assert.True(verdict.Passed, verdict.ToString()));
        var events = result.Steps.Single(step => step.Step == "silver.vehicles.events").Account!;
        Assert.True(events.Holds && events.Superseded > 0 && events.Quarantined > 0, events.ToString());
        // Every reading that was made is there or was refused for a reason; what was sent twice is there once.
        Assert.Equal(
            12_000,
            lake.Number(
                s_vehicles,
                "SELECT (SELECT count(*) FROM silver.events) + (SELECT count(DISTINCT try_cast(record AS JSON)->>['step', 'simulation_id']) FROM silver.events_quarantine WHERE reasons NOT LIKE 'JSON:%')"
            )
        );
        Assert.Equal(1, lake.Number(s_vehicles, "SELECT count(*) FROM silver.events_quarantine WHERE reasons LIKE 'JSON:%'"));
        Assert.Equal(
            0,
            lake.Number(s_vehicles, "SELECT count(*) FROM (SELECT simulation_id, step FROM silver.events GROUP BY ALL HAVING count(*) > 1)")
        );
        Assert.Equal(3, lake.Number(s_vehicles, "SELECT count(*) FROM silver.obd_quarantine WHERE reasons LIKE '%expected%'"));
    }

    [Fact]
    public void The_sample_has_drivers_who_differ_engines_that_warm_up_and_labels_that_mean_something()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_vehicles, 60_000);

        Assert.Equal(
            ["eco", "normal", "sport"],
            Enumerable
                .Range(0, 3)
                .Select(row =>
                    (string)
                        lake.Query(
                            s_vehicles,
                            "SELECT driver FROM gold.by_driver GROUP BY driver ORDER BY sum(rpm_avg * hours) / sum(hours)"
                        )["driver"][row]!
                )
        );
        Assert.True(lake.Number(s_vehicles, "SELECT max(coolant) - min(coolant) FROM gold.warm_up WHERE source = 'events'") > 5);
        Assert.True(
            lake.Number(
                s_vehicles,
                "SELECT avg(abs(acceleration_min)) FILTER (WHERE aggressive_share > 0.5) / avg(abs(acceleration_min)) FILTER (WHERE aggressive_share < 0.5) FROM gold.windows WHERE source = 'trips'"
            ) > 1.1
        );
        Assert.Equal(
            lake.Number(s_vehicles, "SELECT count(*) FROM silver.events"),
            lake.Number(s_vehicles, "SELECT sum(readings) FROM gold.windows WHERE source = 'events'")
        );
    }

    [Fact]
    public void The_same_seed_and_rows_give_the_same_bytes()
    {
        using var lake = new TestLake();
        SampleWriter.Write(s_vehicles, new SampleOptions(1500), lake.File("a"));
        SampleWriter.Write(s_vehicles, new SampleOptions(1500), lake.File("b"));

        Assert.All(
            Directory.GetFiles(lake.File("a")),
            path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(lake.File("b"), Path.GetFileName(path))))
        );
    }
}
