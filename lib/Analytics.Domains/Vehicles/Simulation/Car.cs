namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>A car as numbers. All units SI unless said otherwise.</summary>
/// <param name="Name">Its profile.</param>
/// <param name="Mass">Kilograms, loaded.</param>
/// <param name="DragArea">Drag coefficient times frontal area, square metres.</param>
/// <param name="Rolling">Coefficient of rolling resistance.</param>
/// <param name="WheelRadius">Metres.</param>
/// <param name="FinalDrive">Ratio of the axle.</param>
/// <param name="Gears">Ratio per gear, the lowest first.</param>
/// <param name="PeakTorque">Newton metres at full throttle.</param>
/// <param name="PeakRpm">Where it has them.</param>
/// <param name="IdleRpm">Revolutions a minute at rest.</param>
/// <param name="RedlineRpm">Where the engine is over-revved.</param>
/// <param name="Friction">Newton metres of drag at standstill; grows with the revolutions.</param>
/// <param name="HeatCapacity">Of engine and coolant, joules per kelvin.</param>
/// <param name="Cooling">Of the radiator at open thermostat, watts per kelvin at standstill.</param>
internal sealed record Car(
    string Name,
    double Mass,
    double DragArea,
    double Rolling,
    double WheelRadius,
    double FinalDrive,
    double[] Gears,
    double PeakTorque,
    double PeakRpm,
    double IdleRpm,
    double RedlineRpm,
    double Friction,
    double HeatCapacity,
    double Cooling
)
{
    /// <summary>The profiles that the simulator knows.</summary>
    public static readonly Car[] All =
    [
        new("compact", 1180, 0.66, 0.0105, 0.30, 3.94, [3.55, 1.95, 1.28, 0.95, 0.76], 130, 3600, 820, 6200, 11, 52_000, 190),
        new("estate", 1620, 0.71, 0.0110, 0.32, 3.45, [3.78, 2.06, 1.32, 0.97, 0.78, 0.63], 320, 2100, 790, 4800, 17, 76_000, 250),
        new("van", 2350, 1.42, 0.0125, 0.34, 4.10, [4.10, 2.20, 1.40, 1.00, 0.78, 0.64], 360, 1900, 760, 4300, 20, 92_000, 290),
        new("roadster", 1290, 0.62, 0.0115, 0.31, 4.30, [3.60, 2.18, 1.54, 1.18, 0.94, 0.77], 210, 4600, 880, 7200, 14, 58_000, 230),
    ];
}
