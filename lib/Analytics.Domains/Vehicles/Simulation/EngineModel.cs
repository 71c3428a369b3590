namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>A combustion engine: a torque curve, a throttle that chokes it, friction.</summary>
internal static class EngineModel
{
    /// <summary>Torque at full throttle, newton metres: a parabola around the peak, cut off beyond the redline.</summary>
    public static double Full(Car car, double rpm)
    {
        var off = (rpm - car.PeakRpm) / car.PeakRpm;
        return rpm > car.RedlineRpm * 1.05 ? 0 : car.PeakTorque * Math.Max(0.35, 1 - 0.42 * off * off);
    }

    /// <summary>Torque that friction and pumping take, newton metres; linear in the revolutions.</summary>
    public static double Friction(Car car, double rpm) => car.Friction * (1 + rpm / 2600);

    /// <summary>How full the cylinders are, 0…1: at low revolutions a small opening of the throttle already fills them.</summary>
    public static double Load(Car car, double rpm, double throttle)
    {
        var choke = 0.12 + 0.5 * rpm / car.RedlineRpm;
        return throttle * (1 + choke) / (throttle + choke);
    }

    /// <summary>The opening of the throttle that balances friction.</summary>
    public static double IdleThrottle(Car car, double rpm)
    {
        var (friction, choke) = (Friction(car, rpm), 0.12 + 0.5 * rpm / car.RedlineRpm);
        var load = friction / (Full(car, rpm) + friction);
        return load * choke / (1 + choke - load);
    }

    /// <summary>Torque at the crankshaft, newton metres; negative when the engine brakes.</summary>
    public static double Torque(Car car, double rpm, double load)
    {
        var friction = Friction(car, rpm);
        return load * (Full(car, rpm) + friction) - friction;
    }
}
