using Analytics.Engine;

namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>Who drives what where, and when: all that a simulated trip follows from.</summary>
/// <param name="Seed">Seed of the fleet.</param>
/// <param name="Number">0-based number of the trip.</param>
/// <param name="Car">The car.</param>
/// <param name="World">Where it drives.</param>
/// <param name="Driver">How it is driven.</param>
/// <param name="Began">When, UTC.</param>
internal sealed record TripPlan(int Seed, int Number, Car Car, World World, Driver Driver, DateTime Began)
{
    /// <summary>Trips of a fleet in a day.</summary>
    public const int TripsPerDay = 50;

    private static readonly DateTime s_first = new(2024, 3, 4, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A trip of a fleet. Drivers and worlds take turns, so that a small fleet has all of them; cars are drawn.</summary>
    public static TripPlan Of(int seed, int number)
    {
        var random = new SampleRandom(seed, number);
        var (day, turn) = (number / TripsPerDay, number % TripsPerDay);
        var began = s_first.AddDays(day).AddHours(5.5).AddMinutes(18 * turn + random.Whole(1, 0, 15)).AddSeconds(random.Whole(2, 0, 59));
        return new TripPlan(
            seed,
            number,
            Car.All[random.Whole(0, 0, Car.All.Length - 1)],
            World.All[number / Driver.All.Length % World.All.Length],
            Driver.All[number % Driver.All.Length],
            began
        );
    }

    /// <summary>Its id: short, so that it stays within a machine word or two where tables hold it.</summary>
    public string Id => FormattableString.Invariant($"sim-{Number:D6}");

    /// <summary>Chance for one moment of the trip.</summary>
    public SampleRandom Random(int moment) => new(Seed + 1, (long)Number * 10_000_000 + moment);
}
