using System.Text.Json;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Charts.Tests;

/// <summary>Borders under places, and cells of names that have an order of their own.</summary>
public sealed class PlaceTests
{
    [Fact]
    public void An_outline_is_made_of_closed_rings_around_places_that_it_is_known_to_hold()
    {
        foreach (
            var (outline, latitude, longitude) in (((double[], double[]), double, double)[])
                [(Outlines.CookCounty, 41.88, -87.63), (Outlines.UnitedKingdom, 53.18, -0.91)]
        )
        {
            var rings = Rings(outline);

            Assert.NotEmpty(rings);
            Assert.All(rings, ring => Assert.Equal(ring[0], ring[^1]));
            Assert.True(rings.Count(ring => Holds(ring, latitude, longitude)) == 1);
            Assert.DoesNotContain(rings, ring => Holds(ring, 48.85, 2.35));
        }
    }

    [Fact]
    public void Cells_stand_in_the_order_that_is_given_and_otherwise_the_most_common_first()
    {
        string[] columns = ["1", "2", "10"];
        double[] hits = [5, 10, 15],
            counts = [40, 50, 60];
        string[] rows = ["a", "a", "a"];

        Assert.Equal(["1", "2", "10"], Across(Chart.ShareMap(rows, columns, hits, counts, ColumnOrder: columns)));
        Assert.Equal(["10", "2", "1"], Across(Chart.ShareMap(rows, columns, hits, counts)));
    }

    private static string[] Across(GenericChart chart)
    {
        using var json = JsonDocument.Parse(chart.ToPlotlyJson());
        return [.. json.RootElement.GetProperty("data")[0].GetProperty("x").EnumerateArray().Select(each => each.GetString()!)];
    }

    private static List<(double Latitude, double Longitude)[]> Rings((double[] Latitude, double[] Longitude) outline)
    {
        var (rings, ring) = (new List<(double, double)[]>(), new List<(double, double)>());
        foreach (var point in outline.Latitude.Zip(outline.Longitude).Append((double.NaN, double.NaN)))
        {
            if (double.IsNaN(point.Item1))
            {
                rings.Add([.. ring]);
                ring.Clear();
            }
            else
            {
                ring.Add(point);
            }
        }

        return rings;
    }

    /// <summary>Whether a line to the east crosses the ring an odd number of times.</summary>
    private static bool Holds((double Latitude, double Longitude)[] ring, double latitude, double longitude) =>
        ring.Zip(ring.Skip(1))
            .Count(edge =>
                edge.First.Latitude > latitude != edge.Second.Latitude > latitude
                && longitude
                    < edge.First.Longitude
                        + (
                            (latitude - edge.First.Latitude)
                            / (edge.Second.Latitude - edge.First.Latitude)
                            * (edge.Second.Longitude - edge.First.Longitude)
                        )
            ) % 2
        == 1;
}
