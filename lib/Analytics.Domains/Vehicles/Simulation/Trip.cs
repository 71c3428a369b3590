using Analytics.Engine;

namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>
/// A simulated trip, step by step: the driver looks at the speed that is wanted, the engine pulls through the gearbox, and air, road,
/// slope and brakes hold against it (longitudinal dynamics as in any textbook, integrated by Euler's method at 10 Hz).
/// The same plan gives the same readings.
/// </summary>
internal sealed class Trip
{
    /// <summary>Length of a step, seconds.</summary>
    public const double Dt = 0.1;

    private const double Gravity = 9.81,
        AirDensity = 1.2,
        RotatingMass = 1.06,
        Efficiency = 0.92,
        BrakeForce = 0.95 * Gravity,
        Grip = 0.5 * Gravity;

    /// <summary>Wheel revolutions a second to engine revolutions a minute.</summary>
    private const double PerMinute = 60 / (2 * Math.PI);

    /// <summary>A mood lasts ten seconds.</summary>
    private const int MoodSteps = 100;

    private readonly TripPlan _plan;
    private readonly Car _car;
    private readonly Driver _impatient;
    private Driver _driver;
    private Gearbox _gearbox = Gearbox.Standing;
    private Thermals _thermals;
    private Wear _wear;
    private Stretch _stretch;
    private int _stretches;
    private double _left,
        _waited,
        _gust;
    private Reading _now;

    /// <summary>Accelerator and brake, 0…1, of somebody else than the driver; he does not wait where a stop is due. Null for the driver's.</summary>
    public (double Pedal, double Brake)? Feet { get; set; }

    public Trip(TripPlan plan)
    {
        _plan = plan;
        _car = plan.Car;
        _driver = plan.Driver;
        _impatient = plan.Driver.WithoutPatience();
        var warm = plan.Random(0).Uniform(10);
        _thermals = Thermals.At(plan.World.Air + (84 - plan.World.Air) * warm, plan.World.Air + (78 - plan.World.Air) * warm);
        _now = new Reading { Rpm = _car.IdleRpm };
        NextStretch();
        Leave(plan.Random(0));
    }

    /// <summary>Recording begins somewhere on the way, not at the first turn of the key.</summary>
    private void Leave(SampleRandom random)
    {
        for (var step = random.Whole(11, 200, 2000); step > 0; step--)
        {
            Next();
        }

        _wear = default;
        (_now.Step, _now.Distance) = (-1, 0);
    }

    /// <summary>The state after one more step; step 0 is the first.</summary>
    public ref readonly Reading Next()
    {
        _now.Step++;
        if (_now.Step % MoodSteps == 0)
        {
            ChangeMood();
        }

        Pedals();
        Drive();
        _thermals.Step(
            _car,
            _plan.World.Air,
            Math.Max(0, _now.Load * (EngineModel.Full(_car, _now.Rpm) + EngineModel.Friction(_car, _now.Rpm)) * _now.Rpm / PerMinute),
            _now.Speed,
            Dt
        );
        (_now.Coolant, _now.Oil, _now.Fan) = (_thermals.Coolant, _thermals.Oil, _thermals.Fan);
        _wear.Step(_car, _now.Rpm, _now.Load, _now.Coolant, _now.Oil, _now.Brake * BrakeForce * _car.Mass * _now.Speed, Dt);
        (_now.EngineWear, _now.BrakeWear, _now.WearRate) = (_wear.Engine, _wear.Brakes, _wear.Rate);
        return ref _now;
    }

    private void ChangeMood()
    {
        var random = _plan.Random(1_000_000 + _now.Step);
        // A mood tends to stay.
        var chance = _driver.IsImpatient ? 0.45 : _plan.Driver.Temper;
        _driver = random.Chance(0, chance) ? _impatient : _plan.Driver;
        _gust = 0.7 * random.Normal(1);
        _now.IsImpatient = _driver.IsImpatient;
    }

    private void NextStretch()
    {
        _stretch = _plan.World.Next(_plan.Random(++_stretches));
        (_left, _waited) = (_stretch.Length, 0);
    }

    private void Pedals()
    {
        if (_left <= 0.5 && (Feet is not null || _stretch.Wait == 0 || _waited >= _stretch.Wait))
        {
            NextStretch();
        }

        if (Feet is { } feet)
        {
            (_now.Pedal, _now.Brake) = feet;
            return;
        }

        var want = _stretch.Limit * _driver.Pace + _gust;
        if (_stretch.Wait > 0)
        {
            want = _left < 4 ? -2.5 : Math.Min(want, Math.Sqrt(2 * _driver.Braking * (_left - 3.5)) + 0.5);
        }

        if (_stretch.Wait > 0 && _now.Speed < 0.3 && _left < 4)
        {
            (_waited, _left) = (_waited + Dt, 0);
        }

        var (pedal, brake) = _driver.Pedals(want - _now.Speed);
        _now.Pedal += (pedal - _now.Pedal) * _driver.Reaction;
        _now.Brake += (brake - _now.Brake) * Math.Min(1, 2 * _driver.Reaction);
        if (brake > 0)
        {
            _now.Pedal *= 0.6;
        }
    }

    private void Drive()
    {
        _gearbox.Step(_car, _driver, _now.Rpm, _now.Pedal, _now.Speed);
        var (car, open) = (_car, _gearbox.IsShifting);
        var ratio = _gearbox.Ratio(car);
        var driven = _now.Speed / car.WheelRadius * ratio * PerMinute;
        // Below idle the clutch slips: the engine turns at idle, a little faster the more is asked of it.
        var slips = driven < car.IdleRpm * 1.1;
        var target = open || slips ? car.IdleRpm * (1 + 0.9 * _now.Pedal) : driven;
        _now.Rpm += (Math.Max(target, car.IdleRpm * 0.97) - _now.Rpm) * (open ? 0.25 : 0.7);
        var idle = EngineModel.IdleThrottle(car, car.IdleRpm);
        _now.Throttle = open ? idle : Math.Max(_now.Pedal, _now.Rpm < car.IdleRpm * 1.15 ? idle : 0);
        _now.Load = EngineModel.Load(car, _now.Rpm, _now.Throttle);
        _now.Torque = EngineModel.Torque(car, _now.Rpm, _now.Load);
        var standing = _now.Speed < 0.1 && _now.Pedal < 0.05;
        var pull = open || (slips && standing) ? 0 : Math.Min(_now.Torque * ratio * Efficiency / car.WheelRadius, Grip * car.Mass);
        var against =
            0.5 * AirDensity * car.DragArea * _now.Speed * _now.Speed
            + car.Mass * Gravity * ((_now.Speed > 0.05 ? car.Rolling : 0) + (standing ? 0 : _stretch.Slope));
        var acceleration = (pull - against) / (car.Mass * RotatingMass) - _now.Brake * BrakeForce;
        var speed = Math.Max(0, _now.Speed + acceleration * Dt);
        _now.Acceleration = (speed - _now.Speed) / Dt;
        _now.Speed = speed;
        _now.Distance += speed * Dt;
        _left -= speed * Dt;
        (_now.Slope, _now.IsShifting, _now.Gear) = (_stretch.Slope, open, standing ? 0 : _gearbox.Gear);
    }
}
