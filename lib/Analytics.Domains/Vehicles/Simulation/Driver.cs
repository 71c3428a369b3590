namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>How somebody drives, as numbers.</summary>
/// <param name="Name">eco, normal or sport.</param>
/// <param name="Pace">Wanted speed as a share of the limit.</param>
/// <param name="Gain">Pedal per metre per second of speed that is missing.</param>
/// <param name="Curve">Exponent of the pedal curve: above 1 presses late, below 1 early.</param>
/// <param name="MostPedal">Never presses further.</param>
/// <param name="Braking">Deceleration before a stop, metres per second squared.</param>
/// <param name="Upshift">Changes up at this share of the redline with a light foot; a heavy one adds to it.</param>
/// <param name="Reaction">Share of a change of the pedal that happens within a tenth of a second.</param>
/// <param name="Temper">Chance to lose patience, once every ten seconds.</param>
internal sealed record Driver(
    string Name,
    double Pace,
    double Gain,
    double Curve,
    double MostPedal,
    double Braking,
    double Upshift,
    double Reaction,
    double Temper
)
{
    /// <summary>The drivers that the simulator knows.</summary>
    public static readonly Driver[] All =
    [
        new("eco", 0.92, 0.09, 1.35, 0.62, 1.1, 0.34, 0.12, 0.03),
        new("normal", 1.0, 0.15, 1.1, 0.82, 1.8, 0.44, 0.2, 0.08),
        new("sport", 1.12, 0.3, 0.85, 1.0, 3.2, 0.66, 0.4, 0.2),
    ];

    public bool IsImpatient { get; private init; }

    /// <summary>The same person without patience: faster, later on the brake, heavier on the pedal.</summary>
    public Driver WithoutPatience() =>
        this with
        {
            Pace = Pace + 0.14,
            Gain = Gain * 1.7,
            Curve = Curve * 0.8,
            MostPedal = Math.Min(1, MostPedal + 0.22),
            Braking = Braking + 1.3,
            Upshift = Math.Min(0.8, Upshift + 0.16),
            Reaction = Math.Min(0.6, Reaction + 0.15),
            IsImpatient = true,
        };

    /// <summary>Where the pedals should be for a speed that is wanted.</summary>
    /// <param name="missing">Wanted less present speed, metres per second.</param>
    /// <returns>Accelerator and brake, 0…1.</returns>
    public (double Pedal, double Brake) Pedals(double missing)
    {
        if (missing < -0.8)
        {
            return (0, Math.Min(1, -0.11 * (missing + 0.8) * (0.6 + 0.2 * Braking)));
        }

        var want = Math.Clamp(0.1 + Gain * missing, 0, 1);
        return (MostPedal * (Curve >= 1 ? want * (1 - (Curve - 1) * (1 - want)) : want * (1 + (1 - Curve) * (1 - want))), 0);
    }
}
