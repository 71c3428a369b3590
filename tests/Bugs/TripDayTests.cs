using System.Globalization;
using Analytics.Domains.Tests;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>Clocks drift: the begin of a trip, computed from its readings, may fall on two dates. The trip is still one.</summary>
public sealed class TripDayTests
{
    private static readonly Domain s_cars = new Domains.Vehicles.Vehicles();

    /// <summary>Readings from ten seconds after midnight; from <paramref name="drift"/> on the clock says that the trip began a second after midnight, before it two seconds earlier.</summary>
    private static string Readings(string trip, int from, int to, int drift) =>
        string.Concat(
            Enumerable
                .Range(from, to - from)
                .Select(step =>
                {
                    var time = step / 10.0;
                    var began = new DateTime(2024, 3, 4, 23, 59, 59, DateTimeKind.Utc).AddSeconds(step < drift ? 0 : 2);
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $$$$$"""
                        {"event_type":"vehicle.telemetry","event_version":1,"event_id":"{{{{{trip}}}}}-{{{{{step}}}}}","timestamp":"{{{{{began.AddSeconds(
                            time
                        ):yyyy-MM-ddTHH:mm:ss.fffZ}}}}}","payload":{"simulation_id":"{{{{{trip}}}}}","time":{{{{{time:0.0}}}}},"step":{{{{{step}}}}},"modules":{"engine":{"rpm":{{{{{1400
                            + step}}}}},"throttle":0.1,"load":0.2,"torque":8},"thermals":{"coolant":62.7,"oil":55.8,"fan":false},"gearbox":{"gear":3,"shifting":false},"vehicle":{"car":"compact","world":"city","speed":31.5,"acceleration":-0.13,"slope":0,"distance":{{{{{step}}}}}},"driver":{"style":"eco","pedal":0.01,"brake":0.01},"wear":{"engine":0,"brakes":0,"rate":0.2}}}}

                        """
                    );
                })
        );

    [Fact]
    public void A_trip_whose_begin_falls_on_two_dates_is_one_trip_of_the_first()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_cars, null, lake.Write("events", "a.jsonl", Readings("t1", 0, 260, drift: 130) + Readings("t2", 0, 50, drift: 0)));

        Assert.Equal(
            ["t1 2024-03-04 260", "t2 2024-03-05 50"],
            lake.Texts(
                s_cars,
                "SELECT simulation_id || ' ' || batch || ' ' || count(*) AS t FROM silver.events GROUP BY simulation_id, batch ORDER BY t"
            )
        );
        Assert.Equal(
            ["t1 2024-03-04 260", "t2 2024-03-05 50"],
            lake.Texts(s_cars, "SELECT trip || ' ' || batch || ' ' || readings AS t FROM gold.trip_summary ORDER BY t")
        );
        // A window over the change of the date counts once, and the thirty seconds before it go on.
        Assert.Equal(100, lake.Number(s_cars, "SELECT readings FROM gold.windows WHERE trip = 't1' AND \"window\" = 1"));
        Assert.Equal(0, lake.Number(s_cars, "SELECT gaps FROM gold.coverage WHERE trip = 't1'"));
    }

    [Theory, InlineData(0, 1, 2), InlineData(2, 1, 0), InlineData(1, 2, 0)]
    public void Parts_of_a_trip_that_arrive_one_by_one_in_any_order_come_to_what_they_are_at_once(params int[] order)
    {
        string[] parts =
        [
            Readings("t1", 0, 100, drift: 100),
            Readings("t1", 100, 260, drift: 0) + Readings("t2", 0, 50, drift: 0),
            Readings("t3", 0, 50, drift: 50),
        ];
        using var once = new TestLake();
        once.Rebuild(s_cars, null, [.. parts.Select((text, i) => once.Write("events", $"{i}.jsonl", text))]);
        using var parted = new TestLake();
        foreach (var i in order)
        {
            parted.Rebuild(s_cars, null, parted.Write("events", $"{i}.jsonl", parts[i]));
        }

        foreach (
            var (table, columns) in new[] { ("silver.events", "* EXCLUDE (_object)"), ("gold.windows", "*"), ("gold.trip_summary", "*") }
        )
        {
            var sql = $"SELECT t::VARCHAR AS t FROM (SELECT {columns} FROM {table}) t ORDER BY t";
            Assert.Equal(once.Texts(s_cars, sql), parted.Texts(s_cars, sql));
        }

        Assert.Equal(["2024-03-04"], parted.Texts(s_cars, "SELECT DISTINCT batch FROM silver.events WHERE simulation_id = 't1'"));
        Assert.Empty(parted.Lake.Verify());
    }

    [Fact]
    public void A_trip_that_moves_to_another_day_leaves_nothing_behind_and_a_refused_reading_moves_none()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_cars, null, lake.Write("events", "late.jsonl", Readings("t1", 100, 200, drift: 0)));
        Assert.Equal(["2024-03-05"], lake.Texts(s_cars, "SELECT DISTINCT batch FROM silver.events"));

        var broken = Readings("t1", 0, 1, drift: 100).Replace("\"rpm\":1400", "\"rpm\":99000", StringComparison.Ordinal);
        lake.Rebuild(s_cars, null, lake.Write("events", "broken.jsonl", broken));
        Assert.Equal(["2024-03-05"], lake.Texts(s_cars, "SELECT DISTINCT batch FROM silver.events"));

        var run = lake.Rebuild(s_cars, null, lake.Write("events", "early.jsonl", Readings("t1", 0, 100, drift: 100)));
        Assert.Equal(["2024-03-04"], lake.Texts(s_cars, "SELECT DISTINCT batch FROM silver.events"));
        Assert.Equal(["2024-03-04"], lake.Texts(s_cars, "SELECT DISTINCT batch FROM gold.windows"));
        Assert.Equal(new Analytics.Lake.Account(201, 200, 1, 0), run.Steps.Single(step => step.Step == "silver.vehicles.events").Account);
    }
}
