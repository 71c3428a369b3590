using Analytics.Domains.Vehicles.Simulation;

namespace Analytics.Server.Cockpit;

/// <summary>What the models of driving learn from, measured of a live car: the query "measures" of the vehicles' Gold.sql over readings a second apart, as trips have them.</summary>
internal static class DrivingMeasures
{
    /// <summary>The short window, seconds.</summary>
    public const int Short = 10;

    /// <summary>The long one; its measures end with _30.</summary>
    public const int Long = 30;

    /// <param name="seconds">A reading a second, the newest last; at least <see cref="Short"/>, and one before them for the acceleration.</param>
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyList<Instruments> seconds)
    {
        var measures = new Dictionary<string, double>(StringComparer.Ordinal);
        Add(measures, seconds, Short, "");
        Add(measures, seconds, Long, "_30");
        return measures;
    }

    private static void Add(Dictionary<string, double> to, IReadOnlyList<Instruments> seconds, int window, string suffix)
    {
        var first = Math.Max(1, seconds.Count - window);
        Instruments[] all = [.. seconds.Skip(first)];
        // Of readings a second apart, as of a trip's: the car's own is of a tenth.
        double[] acceleration = [.. all.Select((each, i) => (each.Speed - seconds[first + i - 1].Speed) / 3.6)];
        var (rpm, load, speed) = (
            all.Select(each => each.Rpm).ToArray(),
            all.Select(each => each.Load).ToArray(),
            all.Select(each => each.Speed).ToArray()
        );
        void Put(string name, double value) => to[name + suffix] = value;
        Put("rpm_avg", Math.Round(rpm.Average(), 3));
        Put("rpm_std", Math.Round(Deviation(rpm), 3));
        Put("rpm_max", rpm.Max());
        Put("rpm_range", rpm.Max() - rpm.Min());
        Put("load_avg", Math.Round(load.Average(), 5));
        Put("load_max", load.Max());
        Put("power_factor", Math.Round(all.Average(each => each.Rpm * each.Load), 3));
        Put("speed_avg", Math.Round(speed.Average(), 4));
        Put("speed_std", Math.Round(Deviation(speed), 4));
        Put("acceleration_max", acceleration.Max());
        Put("acceleration_min", acceleration.Min());
        Put("acceleration_abs", Math.Round(acceleration.Average(Math.Abs), 5));
        Put("coolant_trend", all[^1].Coolant - all[0].Coolant);
    }

    /// <summary>Of the readings themselves, not an estimate for others.</summary>
    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(Math.Max(0, values.Average(value => value * value) - mean * mean));
    }
}
