namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>Gears, and when they are changed: the clutch is open for four tenths of a second.</summary>
internal struct Gearbox
{
    private const int ShiftSteps = 4;
    private const int RestSteps = 12;

    private int _open;
    private int _rest;

    /// <summary>1 the lowest.</summary>
    public int Gear { get; private set; }

    public readonly bool IsShifting => _open > 0;

    public static Gearbox Standing => new() { Gear = 1 };

    /// <summary>Ratio from the crankshaft to the wheels.</summary>
    public readonly double Ratio(Car car) => car.Gears[Gear - 1] * car.FinalDrive;

    /// <summary>Changes the gear where the driver would.</summary>
    public void Step(Car car, Driver driver, double rpm, double pedal, double speed)
    {
        if (_open > 0)
        {
            _open--;
            return;
        }

        if (_rest-- > 0)
        {
            return;
        }

        var up = car.RedlineRpm * (driver.Upshift + 0.22 * pedal);
        // A gear down must not mean a gear up at once.
        var down = Math.Max(car.IdleRpm * 1.25, up * 0.42 + (pedal > 0.75 ? 500 : 0));
        if (speed < 0.5)
        {
            Gear = 1;
        }
        else if (rpm > up && Gear < car.Gears.Length)
        {
            Change(+1);
        }
        else if (rpm < down && Gear > 1)
        {
            Change(-1);
        }
    }

    private void Change(int by)
    {
        Gear += by;
        (_open, _rest) = (ShiftSteps, RestSteps);
    }
}
