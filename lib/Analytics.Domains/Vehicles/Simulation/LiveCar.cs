namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>What the instruments of a simulated car show.</summary>
/// <param name="Seconds">Since it was started.</param>
/// <param name="Rpm">Revolutions a minute.</param>
/// <param name="Speed">Kilometres an hour.</param>
/// <param name="Acceleration">Metres per second squared.</param>
/// <param name="Gear">0 at a standstill.</param>
/// <param name="Pedal">0…1.</param>
/// <param name="Brake">0…1.</param>
/// <param name="Load">0…1.</param>
/// <param name="Coolant">Degrees Celsius.</param>
/// <param name="Oil">Degrees Celsius.</param>
/// <param name="Distance">Metres.</param>
/// <param name="EngineWear">Ten-millionths of a life.</param>
public sealed record Instruments(
    double Seconds,
    double Rpm,
    double Speed,
    double Acceleration,
    int Gear,
    double Pedal,
    double Brake,
    double Load,
    double Coolant,
    double Oil,
    double Distance,
    double EngineWear
);

/// <summary>A simulated car that is driven while somebody looks: by its driver, or by whoever puts his feet on the pedals. The same number, style and feet give the same readings.</summary>
public sealed class LiveCar
{
    private const int Seed = 1;

    private readonly Trip _trip;

    /// <param name="number">0-based; which car, where, and all that chance decides.</param>
    /// <param name="style">One of <see cref="Styles"/>.</param>
    /// <exception cref="ArgumentException">There is no such driver.</exception>
    public LiveCar(int number, string style)
    {
        var driver =
            Driver.All.FirstOrDefault(each => each.Name == style)
            ?? throw new ArgumentException($"There is no driver '{style}'. There are: {string.Join(", ", Styles)}.", nameof(style));
        var plan = TripPlan.Of(Seed, number) with { Driver = driver };
        (_trip, Car, World) = (new Trip(plan), plan.Car.Name, plan.World.Name);
    }

    /// <summary>How somebody drives.</summary>
    public static IReadOnlyList<string> Styles { get; } = [.. Driver.All.Select(each => each.Name)];

    /// <summary>Its profile.</summary>
    public string Car { get; }

    /// <summary>Where it drives.</summary>
    public string World { get; }

    /// <summary>Accelerator and brake, 0…1, instead of the driver's; null for his.</summary>
    public (double Pedal, double Brake)? Feet
    {
        set => _trip.Feet = value is { } feet ? (Math.Clamp(feet.Pedal, 0, 1), Math.Clamp(feet.Brake, 0, 1)) : null;
    }

    /// <summary>Drives a tenth of a second further.</summary>
    public Instruments Next()
    {
        ref readonly var now = ref _trip.Next();
        return new Instruments(
            now.Step * Trip.Dt,
            now.Rpm,
            now.Speed * 3.6,
            now.Acceleration,
            now.Gear,
            now.Pedal,
            now.Brake,
            now.Load,
            now.Coolant,
            now.Oil,
            now.Distance,
            now.EngineWear
        );
    }
}
