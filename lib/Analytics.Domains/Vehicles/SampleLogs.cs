using System.Globalization;
using Analytics.Domains.Vehicles.Simulation;
using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

/// <summary>Simulated trips as the two other kinds of file: labelled seconds, and the log of an OBD-II reader.</summary>
internal static class SampleLogs
{
    private const string LabelledHeader =
        "AltitudeVariation;VehicleSpeedInstantaneous;VehicleSpeedAverage;VehicleSpeedVariance;VehicleSpeedVariation;LongitudinalAcceleration;EngineLoad;EngineCoolantTemperature;"
        + "ManifoldAbsolutePressure;EngineRPM;MassAirFlow;IntakeAirTemperature;VerticalAcceleration;FuelConsumptionAverage;roadSurface;traffic;drivingStyle";

    private const string ObdHeader =
        "ENGINE_RUN_TINE (),ENGINE_RPM (),VEHICLE_SPEED (),THROTTLE (),ENGINE_LOAD (),COOLANT_TEMPERATURE (),LONG_TERM_FUEL_TRIM_BANK_1 (),SHORT_TERM_FUEL_TRIM_BANK_1 (),"
        + "INTAKE_MANIFOLD_PRESSURE (),FUEL_TANK (),ABSOLUTE_THROTTLE_B (),PEDAL_D (),PEDAL_E (),COMMANDED_THROTTLE_ACTUATOR (),FUEL_AIR_COMMANDED_EQUIV_RATIO (),"
        + "ABSOLUTE_BAROMETRIC_PRESSURE (),RELATIVE_THROTTLE_POSITION (),INTAKE_AIR_TEMP (),TIMING_ADVANCE (),CATALYST_TEMPERATURE_BANK1_SENSOR1 (),"
        + "CATALYST_TEMPERATURE_BANK1_SENSOR2 (),CONTROL_MODULE_VOLTAGE (),COMMANDED_EVAPORATIVE_PURGE (),TIME_RUN_WITH_MIL_ON (),TIME_SINCE_TROUBLE_CODES_CLEARED (),"
        + "DISTANCE_TRAVELED_WITH_MIL_ON (),WARM_UPS_SINCE_CODES_CLEARED ()";

    private static readonly string[] s_roads = ["SmoothCondition", "SmoothCondition", "UnevenCondition", "FullOfHolesCondition"];

    /// <summary>One row a second: the first minute's averages are missing, readings are lost, and the label is what a passenger made of the last jolts.</summary>
    public static void Labelled(TextWriter writer, TripPlan plan, int seconds)
    {
        writer.Write(LabelledHeader + "\r\n");
        var trip = new Trip(plan);
        var speeds = new List<double>();
        var jolted = 0.0;
        var style = "EvenPaceStyle";
        for (var second = 0; second < seconds; second++)
        {
            Reading now = default;
            var felt = 0.0;
            for (var step = 0; step < 10; step++)
            {
                now = trip.Next();
                felt = Math.Max(felt, Math.Abs(now.Acceleration) - 1.4 + Math.Max(0, now.Rpm / plan.Car.RedlineRpm - 0.6) * 4);
            }

            jolted = 0.85 * jolted + Math.Max(0, felt);
            var r = plan.Random(2_000_000 + second);
            var (speed, lost) = (now.Speed * 3.6, r.Chance(0, 0.001));
            var before = speeds.Count > 0 ? speeds[^1] : speed;
            speeds.Add(speed);
            var minute = speeds.Skip(Math.Max(0, speeds.Count - 60)).ToArray();
            var mean = minute.Average();
            // A passenger notices late, and is in a mood of their own.
            if (r.Chance(1, 0.4))
            {
                style = jolted + (now.IsImpatient ? 1 : 0) + 0.8 * r.Normal(2) > 4.6 ? "AggressiveStyle" : "EvenPaceStyle";
            }

            string?[] cells =
            [
                second < 10 ? null : N(now.Slope * now.Speed * 10, 2),
                lost ? null : N(speed, 3),
                second < 60 ? null : N(mean, 3),
                second < 60 ? null : N(minute.Average(each => (each - mean) * (each - mean)), 3),
                second == 0 || lost ? null : N(speed - before, 3),
                N(now.Acceleration + 0.15 * r.Normal(4), 2),
                N(now.Load * 100, 1),
                N(now.Coolant, 0),
                N(30 + 75 * now.Load, 0),
                r.Chance(6, 0.002) ? null : N(now.Rpm, 0),
                N(now.Rpm * now.Load * 0.011 + 1.5, 2),
                N(plan.World.Air + 9, 0),
                N(0.2 * r.Normal(7), 2),
                second < 60 ? null : N(7 + 3 * now.Load, 1),
                s_roads[plan.Number % s_roads.Length],
                speed < 20 && mean < 25 ? "NormalCongestionCondition" : "LowCongestionCondition",
                style,
            ];
            writer.Write(string.Join(';', cells) + "\r\n");
        }
    }

    /// <summary>About two rows a second: a clock that moves in steps of two seconds, repeats, a comma too many, and a last row that breaks off.</summary>
    public static void Obd(TextWriter writer, TripPlan plan, int seconds)
    {
        writer.Write(ObdHeader + "\r\n");
        var trip = new Trip(plan);
        for (var row = 0; row < 2 * seconds; row++)
        {
            Reading now = default;
            for (var step = 0; step < 5; step++)
            {
                now = trip.Next();
            }

            var r = plan.Random(3_000_000 + row);
            double[] cells =
            [
                row / 4 * 2,
                Math.Round(now.Rpm * 4) / 4,
                Math.Round(now.Speed * 3.6),
                Percent(now.Throttle),
                Percent(now.Load),
                Math.Round(now.Coolant),
                -1.5625,
                0.78125 * r.Whole(0, -3, 3),
                Math.Round(30 + 70 * now.Load),
                Percent(0.6),
                Percent(0.45 + 0.4 * now.Throttle),
                Percent(0.16 + 0.5 * now.Pedal),
                Percent(0.32 + 0.5 * now.Pedal),
                Percent(now.Throttle),
                0,
                101,
                Percent(Math.Max(0, now.Throttle - 0.13)),
                Math.Round(plan.World.Air + 14),
                Math.Round(20 - 15 * now.Load),
                Math.Round(380 + 250 * now.Load),
                Math.Round(300 + 180 * now.Load),
                13.7,
                Percent(0.2 * now.Load),
                0,
                8000 + row / 120,
                0,
                255,
            ];
            var line = string.Join(", ", cells.Select(cell => cell.ToString("0.000000", CultureInfo.InvariantCulture))) + ",\r\n";
            writer.Write(line);
            if (r.Chance(1, 0.08))
            {
                writer.Write(line);
            }
        }

        writer.Write("590.000000, 657.000000, 0.000000");
    }

    /// <summary>A share as these sensors give it: one byte.</summary>
    private static double Percent(double share) => Math.Round(Math.Clamp(share, 0, 1) * 255) / 255 * 100;

    private static string N(double value, int decimals) =>
        Math.Round(value, decimals, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture);
}
