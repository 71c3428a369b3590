using Analytics.Frames;

namespace Analytics.Engine.Tests;

public sealed class ApartTests
{
    [Fact]
    public void Groups_that_differ_within_each_stratum_are_told_apart()
    {
        var claim = Judge((driver, road, trip) => road * 100 + driver * 3 + trip % 4);

        Assert.True(claim.IsFound, claim.Text);
        Assert.Equal(
            "Sport is faster. Chance does not give as much (48 trips of 2 kinds, compared within each road, p = 0.0005).",
            claim.Text
        );
    }

    [Fact]
    public void Groups_that_differ_only_because_they_drive_on_other_roads_are_not()
    {
        // One driver has the fast roads three times in four: his mean is far higher, and on each road both are alike.
        var claim = Judge((_, road, trip) => road * 100 + trip % 4, (driver, trip) => trip % 4 == 0 ? 1 - driver : driver);

        Assert.False(claim.IsFound, claim.Text);
        Assert.StartsWith("No difference is seen that chance does not give (48 trips of 2 kinds", claim.Text, StringComparison.Ordinal);
        Assert.EndsWith("As numbers: Sport is faster.", claim.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Eighteen_trips_are_too_few_to_say_and_missing_values_are_no_trips()
    {
        Assert.Null(Judge((driver, _, trip) => trip < 9 ? driver : double.NaN, each: 12).IsFound);
        Assert.True(Judge((driver, _, trip) => trip < 10 ? driver : double.NaN, each: 12).IsFound);
    }

    [Fact]
    public void A_single_group_is_nothing_to_compare() => Assert.Null(Judge((_, _, trip) => trip, isOne: true).IsFound);

    [Fact]
    public void Every_deal_is_the_same_again() =>
        Assert.Equal(Judge((driver, _, trip) => driver + trip % 7).Text, Judge((driver, _, trip) => driver + trip % 7).Text);

    /// <summary>Trips of two drivers on two roads.</summary>
    private static Claim Judge(Func<int, int, int, double> measure, Func<int, int, int>? roadOf = null, int each = 24, bool isOne = false)
    {
        (int Driver, int Trip)[] trips = [.. from driver in new[] { 0, 1 } from trip in Enumerable.Range(0, each) select (driver, trip)];
        int Road((int Driver, int Trip) of) => roadOf?.Invoke(of.Driver, of.Trip) ?? of.Trip % 2;
        var rows = new Frame(
            TextColumn.FromValues("driver", trips.Select(of => of.Driver == 1 || isOne ? "sport" : "eco")),
            TextColumn.FromValues("road", trips.Select(of => Road(of) == 1 ? "motorway" : "city")),
            new Column<double>("kmh", [.. trips.Select(of => measure(of.Driver, Road(of), of.Trip))])
        );
        return Claims.Apart(rows, "driver", "road", "kmh", "trips", "Sport is faster.");
    }
}
