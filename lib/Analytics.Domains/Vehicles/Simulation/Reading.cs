namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>The state of a car at one step, a tenth of a second.</summary>
internal struct Reading
{
    /// <summary>0-based.</summary>
    public int Step;

    /// <summary>Revolutions a minute, newton metres, and 0…1 for the shares.</summary>
    public double Rpm,
        Torque,
        Throttle,
        Load,
        Pedal,
        Brake;

    /// <summary>Degrees Celsius.</summary>
    public double Coolant,
        Oil;

    public bool Fan,
        IsShifting;

    /// <summary>0 while the clutch is open at a standstill.</summary>
    public int Gear;

    /// <summary>Metres per second, metres per second squared, rise over run, metres.</summary>
    public double Speed,
        Acceleration,
        Slope,
        Distance;

    /// <summary>Ten-millionths of a life, and of the engine's a second.</summary>
    public double EngineWear,
        BrakeWear,
        WearRate;

    /// <summary>Whether the driver has lost patience.</summary>
    public bool IsImpatient;
}
