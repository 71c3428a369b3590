using System.Text.Json;
using Analytics.Domains.Vehicles.Simulation;

namespace Analytics.Domains.Tests.Vehicles;

/// <summary>The simulator keeps to physics, to its drivers, and to the form of an event.</summary>
public sealed class SimulationTests
{
    private const int HalfAnHour = 18_000;

    [Fact]
    public void Every_trip_stays_within_what_a_car_can_do()
    {
        for (var number = 0; number < 24; number++)
        {
            var plan = TripPlan.Of(7, number);
            var trip = new Trip(plan);
            var before = 0.0;
            for (var step = 0; step < HalfAnHour; step++)
            {
                var now = trip.Next();
                Assert.Equal(step, now.Step);
                Assert.InRange(now.Rpm, plan.Car.IdleRpm * 0.9, plan.Car.RedlineRpm * 1.25);
                Assert.InRange(now.Speed, 0, 180 / 3.6);
                Assert.InRange(now.Acceleration, -15, 6);
                Assert.InRange(now.Load, 0, 1 + 1e-9);
                Assert.InRange(now.Coolant, plan.World.Air - 1, 112);
                Assert.InRange(now.Oil, plan.World.Air - 1, 150);
                Assert.InRange(now.Gear, 0, plan.Car.Gears.Length);
                Assert.True(now.Distance >= before && now.WearRate > 0);
                before = now.Distance;
            }

            Assert.True(
                before > 3000,
                $"{plan.Car.Name} of {plan.Driver.Name} in the {plan.World.Name} came {before:0} m far in half an hour."
            );
        }
    }

    [Fact]
    public void With_the_clutch_closed_engine_and_wheels_turn_together()
    {
        var plan = TripPlan.Of(7, 7);
        var trip = new Trip(plan);
        var (apart, steps) = (0, 0);
        for (var step = 0; step < HalfAnHour; step++)
        {
            var now = trip.Next();
            if (now.IsShifting || now.Gear == 0)
            {
                continue;
            }

            var driven = now.Speed / plan.Car.WheelRadius * plan.Car.Gears[now.Gear - 1] * plan.Car.FinalDrive * 60 / (2 * Math.PI);
            if (driven < plan.Car.IdleRpm * 1.2)
            {
                continue;
            }

            steps++;
            if (Math.Abs(now.Rpm - driven) > 0.05 * driven)
            {
                apart++;
            }
        }

        Assert.True(steps > HalfAnHour / 2);
        Assert.True(apart < 0.06 * steps, $"{apart} of {steps}");
    }

    [Fact]
    public void The_fan_starts_hot_and_stops_cool_and_not_in_between()
    {
        var (car, thermals) = (Car.All[0], Thermals.At(85, 85));
        var (started, stopped) = (0.0, 0.0);
        for (var step = 0; step < 60_000; step++)
        {
            var (before, coolant) = (thermals.Fan, thermals.Coolant);
            // Full power uphill at a walking pace, then rest.
            thermals.Step(car, 25, step < 30_000 ? 70_000 : 2000, 2, 0.1);
            if (!before && thermals.Fan)
            {
                started = coolant;
            }

            if (before && !thermals.Fan)
            {
                stopped = coolant;
            }
        }

        Assert.True(started is > 95 and < 96 && stopped is < 90 and > 89, $"{started} {stopped}");
    }

    [Fact]
    public void The_torque_curve_peaks_where_the_profile_says_and_the_engine_brakes_without_throttle()
    {
        Assert.All(
            Car.All,
            car =>
            {
                var peak = Enumerable.Range(500, 7000).MaxBy(rpm => EngineModel.Full(car, rpm));
                Assert.Equal(car.PeakRpm, peak, 1.0);
                Assert.Equal(car.PeakTorque, EngineModel.Full(car, peak), 1e-6);
                Assert.True(EngineModel.Torque(car, 3000, EngineModel.Load(car, 3000, 0)) < 0);
                Assert.Equal(
                    0,
                    EngineModel.Torque(car, car.IdleRpm, EngineModel.Load(car, car.IdleRpm, EngineModel.IdleThrottle(car, car.IdleRpm))),
                    1e-9
                );
                Assert.Equal(1, EngineModel.Load(car, 2500, 1), 1e-12);
            }
        );
    }

    [Fact]
    public void The_heavier_the_foot_the_faster_the_wear_on_the_same_road()
    {
        double Wear(Driver driver, World world)
        {
            var trip = new Trip(new TripPlan(7, 12, Car.All[1], world, driver, DateTime.UnixEpoch));
            for (var step = 1; step < HalfAnHour; step++)
            {
                trip.Next();
            }

            var last = trip.Next();
            return last.EngineWear / last.Distance;
        }

        Assert.All(World.All, world => Assert.True(Wear(Driver.All[0], world) < Wear(Driver.All[2], world), world.Name));
    }

    [Fact]
    public void An_event_has_the_agreed_form_and_the_numbers_of_its_reading()
    {
        var plan = TripPlan.Of(7, 3);
        var (trip, line) = (new Trip(plan), new EventLine(plan));
        for (var step = 0; step < 2000; step++)
        {
            ref readonly var now = ref trip.Next();
            using var json = JsonDocument.Parse(line.Of(now).ToArray());
            var root = json.RootElement;
            Assert.Equal(
                ["event_type", "event_version", "event_id", "timestamp", "payload"],
                root.EnumerateObject().Select(member => member.Name)
            );
            var payload = root.GetProperty("payload");
            Assert.Equal(["simulation_id", "time", "step", "modules"], payload.EnumerateObject().Select(member => member.Name));
            var modules = payload.GetProperty("modules");
            Assert.Equal(
                ["engine", "thermals", "gearbox", "vehicle", "driver", "wear"],
                modules.EnumerateObject().Select(member => member.Name)
            );
            Assert.Equal(plan.Began.AddSeconds(step / 10.0), root.GetProperty("timestamp").GetDateTime(), TimeSpan.FromMilliseconds(0.5));
            Assert.Equal(step, payload.GetProperty("step").GetInt32());
            Assert.Equal(step / 10.0, payload.GetProperty("time").GetDouble(), 9);
            Assert.Equal(now.Rpm, modules.GetProperty("engine").GetProperty("rpm").GetDouble(), 0.51);
            Assert.Equal(now.Throttle, modules.GetProperty("engine").GetProperty("throttle").GetDouble(), 0.00051);
            Assert.Equal(now.Speed * 3.6, modules.GetProperty("vehicle").GetProperty("speed").GetDouble(), 0.051);
            Assert.Equal(now.Acceleration, modules.GetProperty("vehicle").GetProperty("acceleration").GetDouble(), 0.0051);
            Assert.Equal(now.Coolant, modules.GetProperty("thermals").GetProperty("coolant").GetDouble(), 0.051);
            Assert.Equal(now.EngineWear, modules.GetProperty("wear").GetProperty("engine").GetDouble(), 0.051);
        }
    }

    [Fact]
    public void The_same_plan_gives_the_same_trip()
    {
        var (one, two) = (new Trip(TripPlan.Of(7, 5)), new Trip(TripPlan.Of(7, 5)));
        for (var step = 0; step < 5000; step++)
        {
            Assert.Equal(one.Next(), two.Next());
        }

        Assert.NotEqual(one.Next().Distance, After(5001, TripPlan.Of(8, 5)).Distance);
    }

    private static Reading After(int steps, TripPlan plan)
    {
        var trip = new Trip(plan);
        for (var step = 1; step < steps; step++)
        {
            trip.Next();
        }

        return trip.Next();
    }
}
