using System.Text.Json;
using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.Domains.Tests.Vehicles;

/// <summary>
/// Two labelled trips and 25 OBD-II logs. Golden numbers were computed with pandas 1.5.3 from the same files
/// (tests/Golden/domains/vehicles.py).
/// </summary>
public sealed class RealInputTests
{
    private static readonly Domain s_vehicles = new Analytics.Domains.Vehicles.Vehicles();

    [RealDataFact("vehicles")]
    public void The_numbers_of_trips_and_logs_equal_those_of_pandas_and_every_row_is_accounted_for()
    {
        using var lake = new TestLake();

        var result = lake.Rebuild(s_vehicles, null, Inputs());

        Account Of(string table) => result.Steps.Single(step => step.Step == $"silver.vehicles.{table}").Account!;
        using var json = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(RealData.Repository, "tests", "Golden", "domains", "vehicles.json"))
        );
        var golden = json.RootElement.EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetDouble());
        Assert.Equal(
            new Account((long)golden["obd_received"], (long)golden["obd_kept"], (long)golden["obd_broken"], (long)golden["obd_repeats"]),
            Of("obd")
        );
        Assert.Equal(
            new Account(
                (long)golden["trips_received"],
                (long)golden["trips_kept"],
                (long)(golden["trips_received"] - golden["trips_kept"]),
                0
            ),
            Of("trips")
        );
        Assert.All(result.Verdicts, verdict => Assert.False(verdict.Blocks, verdict.ToString()));
        Assert.All(
            s_queries,
            query =>
                Assert.Equal((query.Key, golden[query.Key]), (query.Key, Math.Round(lake.Number(s_vehicles, "SELECT " + query.Value), 4)))
        );
    }

    [RealDataFact("vehicles")]
    public void A_broken_row_is_named_by_its_line_and_shifts_no_column()
    {
        using var lake = new TestLake();

        lake.Rebuild(
            s_vehicles,
            null,
            [
                .. new[] { "idle1", "idle2", "ufpe4", "live5" }.Select(name => new InputPath(
                    "obd",
                    RealData.PathOf("vehicles", "obd", name + ".csv")
                )),
            ]
        );

        var broken = lake.Query(s_vehicles, "SELECT origin || ' ' || line AS place, record FROM silver.obd_quarantine ORDER BY origin");
        Assert.Equal(
            ["idle1.csv 1214", "ufpe4.csv 1350"],
            Enumerable.Range(0, broken.RowCount).Select(row => (string)broken["place"][row]!)
        );
        // The last column is a counter that never leaves 234…255; no field of another column would fit there.
        Assert.Equal(0, lake.Number(s_vehicles, "SELECT count(*) FROM silver.obd WHERE warm_ups_since_cleared NOT BETWEEN 234 AND 255"));
        Assert.Equal(4, lake.Number(s_vehicles, "SELECT count(*) FROM gold.trip_summary"));
    }

    [RealDataFact("vehicles")]
    public void Logs_one_by_one_with_a_repeat_give_the_rows_of_all_at_once()
    {
        using var whole = new TestLake();
        using var daily = new TestLake();
        InputPath Log(string name) => new("obd", RealData.PathOf("vehicles", "obd", name + ".csv"));
        whole.Rebuild(s_vehicles, null, Log("drive5"), Log("ufpe3"), Log("idle1"));

        foreach (var name in new[] { "idle1", "drive5", "idle1", "ufpe3" })
        {
            daily.Rebuild(s_vehicles, null, Log(name));
        }

        const string Rows = "SELECT md5(string_agg(w::VARCHAR, '|' ORDER BY trip, \"window\")) AS m FROM gold.windows w";
        Assert.Equal(whole.Query(s_vehicles, Rows)["m"][0], daily.Query(s_vehicles, Rows)["m"][0]);
    }

    private static InputPath[] Inputs() =>
        [new InputPath("trips", RealData.PathOf("vehicles", "driving_style")), new InputPath("obd", RealData.PathOf("vehicles", "obd"))];

    private const string Obd = "FROM gold.windows WHERE source = 'obd'";
    private const string Trips = "FROM gold.windows WHERE source = 'trips'";

    private static readonly Dictionary<string, string> s_queries = new()
    {
        ["obd_kept"] = "count(*) FROM silver.obd",
        ["obd_rpm"] = "sum(rpm) FROM silver.obd",
        ["obd_warm_ups"] = "sum(warm_ups_since_cleared) FROM silver.obd",
        ["obd_windows"] = $"count(*) {Obd}",
        ["obd_rpm_avg"] = $"round(avg(rpm_avg), 2) {Obd}",
        ["obd_rpm_std"] = $"round(avg(rpm_std), 2) {Obd}",
        ["obd_load_max"] = $"round(avg(load_max), 4) {Obd}",
        ["obd_throttle_avg"] = $"round(avg(throttle_avg), 4) {Obd}",
        ["obd_coolant_trend"] = $"sum(coolant_trend) {Obd}",
        ["obd_rpm_avg_30"] = $"round(avg(rpm_avg_30), 2) {Obd}",
        ["trips_kept"] = "count(*) FROM silver.trips",
        ["trips_engine_off"] = "sum(engine_off) FROM gold.coverage WHERE source = 'trips'",
        ["trips_aggressive"] = "sum(seconds) FROM gold.by_style WHERE style = 'AggressiveStyle'",
        ["trips_windows"] = $"count(*) {Trips}",
        ["trips_power"] = $"round(avg(power_factor), 2) {Trips}",
        ["trips_speed_std"] = $"round(avg(speed_std), 3) {Trips}",
        ["trips_mostly_aggressive"] = $"count(*) {Trips} AND aggressive_share > 0.5",
        ["trips_spikes"] = "count(*) FROM silver.trips WHERE abs(speed_variation) > 40",
        ["trips_pressure"] = "sum(manifold_pressure) FROM silver.trips",
    };
}
