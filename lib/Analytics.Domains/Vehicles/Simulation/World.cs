using Analytics.Engine;

namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>A stretch of road.</summary>
/// <param name="Length">Metres.</param>
/// <param name="Limit">Allowed speed, metres per second.</param>
/// <param name="Slope">Rise over run.</param>
/// <param name="Wait">Seconds to stand at its end; 0 to drive on.</param>
internal readonly record struct Stretch(double Length, double Limit, double Slope, double Wait);

/// <summary>Where cars drive, as numbers: stretches are drawn from it one after the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Air">Degrees Celsius.</param>
/// <param name="Limits">Speed limits that occur, kilometres an hour.</param>
/// <param name="Shortest">Length of the shortest stretch, metres.</param>
/// <param name="Longest">And of the longest.</param>
/// <param name="Steepest">Largest slope, rise over run.</param>
/// <param name="Stops">Share of stretches that end with a stop.</param>
internal sealed record World(string Name, double Air, int[] Limits, double Shortest, double Longest, double Steepest, double Stops)
{
    /// <summary>The worlds that the simulator knows.</summary>
    public static readonly World[] All =
    [
        new("city", 18, [30, 50, 50, 50], 90, 420, 0.02, 0.55),
        new("country", 14, [50, 70, 100, 100], 250, 1600, 0.035, 0.12),
        new("motorway", 22, [100, 120, 130, 130], 900, 4000, 0.02, 0.02),
        new("mountain", 8, [40, 50, 70, 80], 150, 700, 0.085, 0.1),
    ];

    /// <summary>A stretch of a trip.</summary>
    public Stretch Next(SampleRandom random)
    {
        var limit = Limits[random.Whole(0, 0, Limits.Length - 1)] / 3.6;
        var length = Shortest + (Longest - Shortest) * random.Uniform(1) * random.Uniform(2);
        return new Stretch(length, limit, Steepest * (2 * random.Uniform(3) - 1), random.Chance(4, Stops) ? 4 + 26 * random.Uniform(5) : 0);
    }
}
