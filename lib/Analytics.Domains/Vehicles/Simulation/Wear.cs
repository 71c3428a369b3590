namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>
/// What driving costs the car, in ten-millionths of the life of engine and brakes. A simple model for telling gentle from hard use:
/// running, load at high revolutions, over-revving, heat, and load on cold oil add up.
/// </summary>
internal struct Wear
{
    public double Engine { get; private set; }

    public double Brakes { get; private set; }

    /// <summary>Of the engine, in a second.</summary>
    public double Rate { get; private set; }

    /// <param name="car">The car.</param>
    /// <param name="rpm">Revolutions a minute.</param>
    /// <param name="load">0…1.</param>
    /// <param name="coolant">Degrees Celsius.</param>
    /// <param name="oil">Degrees Celsius.</param>
    /// <param name="brakePower">Watts into the brakes.</param>
    /// <param name="dt">Seconds.</param>
    public void Step(Car car, double rpm, double load, double coolant, double oil, double brakePower, double dt)
    {
        var revs = rpm / car.RedlineRpm;
        var over = Math.Max(0, revs - 0.75);
        var cold = Math.Max(0, (70 - oil) / 70);
        var hot = Math.Max(0, coolant - 100) / 10;
        Rate = 0.1 + 0.4 * revs + 3 * load * load * revs + 60 * over * over + 0.8 * cold * load + 0.8 * hot;
        Engine += Rate * dt;
        Brakes += brakePower * 2e-5 * dt;
    }
}
