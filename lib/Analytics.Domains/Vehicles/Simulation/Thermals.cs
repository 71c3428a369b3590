namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>Coolant, oil, thermostat and fan: lumped heat capacities and Newton's law of cooling.</summary>
internal struct Thermals
{
    /// <summary>The fan starts above the first and stops below the second, degrees Celsius.</summary>
    private const double FanOn = 95,
        FanOff = 90;

    /// <summary>The thermostat begins to open at the first and is open at the second.</summary>
    private const double Opens = 82,
        Open = 92;

    /// <summary>Share of a litre's heat that the coolant gets, and share that becomes work.</summary>
    private const double IntoCoolant = 0.3,
        IntoWork = 0.32;

    /// <summary>Degrees Celsius.</summary>
    public double Coolant { get; private set; }

    /// <summary>Degrees Celsius.</summary>
    public double Oil { get; private set; }

    public bool Fan { get; private set; }

    public static Thermals At(double coolant, double oil) => new() { Coolant = coolant, Oil = oil };

    /// <param name="car">The car.</param>
    /// <param name="air">Degrees Celsius outside.</param>
    /// <param name="power">Power within the cylinders, watts.</param>
    /// <param name="speed">Metres per second: wind through the radiator.</param>
    /// <param name="dt">Seconds.</param>
    public void Step(Car car, double air, double power, double speed, double dt)
    {
        Fan = Coolant > FanOn || (Fan && Coolant > FanOff);
        var heat = (power / IntoWork + 4000) * IntoCoolant;
        var thermostat = Math.Clamp((Coolant - Opens) / (Open - Opens), 0, 1);
        var radiator = thermostat * (car.Cooling * (1 + 0.11 * speed) + (Fan ? 3 * car.Cooling : 0));
        var cooling = (radiator + 9 + 0.4 * speed) * (Coolant - air);
        Coolant += (heat - cooling) / car.HeatCapacity * dt;
        Oil += ((Coolant - Oil) * 150 + 0.035 * power / IntoWork - (2 + 0.25 * speed) * (Oil - air)) / (car.HeatCapacity * 0.35) * dt;
    }
}
