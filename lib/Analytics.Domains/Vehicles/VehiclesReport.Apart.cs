using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Vehicles;

internal static partial class VehiclesReport
{
    /// <summary>Intervals of 95 % are widened to 99.9 %: of several kinds those furthest apart are compared, and a report compares more than once.</summary>
    private const double Widened = 3.2905 / 1.9600;

    /// <summary>Whether trips of the kind with the greatest mean differ from those of the kind with the least beyond what trips of one kind differ among themselves (Welch 1947).</summary>
    /// <param name="trips">A row per trip: <paramref name="kind"/> and <paramref name="value"/>.</param>
    /// <param name="kind">The column of the kind.</param>
    /// <param name="value">The column that is averaged.</param>
    /// <param name="things">What the kinds are, e.g. <c>drivers</c>.</param>
    /// <param name="found">The sentence where they differ.</param>
    private static Claim Apart(Frame trips, string kind, string value, string things, string found)
    {
        var (kinds, values) = (trips.Text(kind), trips[value].ToDoubles());
        var means = Enumerable
            .Range(0, trips.RowCount)
            .Where(row => kinds[row] is not null && double.IsFinite(values[row]))
            .GroupBy(row => (string)kinds[row]!, StringComparer.Ordinal)
            .Select(group => Estimates.Mean(group.Key, group.Select(row => values[row])))
            .Where(mean => mean.Count > 1)
            .OrderByDescending(mean => mean.Value)
            .ThenBy(mean => mean.Name, StringComparer.Ordinal)
            .ToArray();
        if (means.Length < 2)
        {
            return new Claim($"There are too few trips of two kinds of {things} to compare.", null);
        }

        var (most, least) = (means[0], means[^1]);
        var open = Widened * Math.Sqrt(Math.Pow((most.Upper - most.Lower) / 2, 2) + Math.Pow((least.Upper - least.Lower) / 2, 2));
        var trip = Invariant($"{most.Count} and {least.Count} trips");
        return most.Value - least.Value > open
            ? new Claim($"{found} Over {trip} that is more than trips of one kind differ among themselves.", true)
            : new Claim(
                Invariant(
                    $"No difference between {things} is seen: {most.Name} and {least.Name} are furthest apart, over {trip} by no more than trips of one kind differ among themselves."
                ),
                false
            );
    }
}
