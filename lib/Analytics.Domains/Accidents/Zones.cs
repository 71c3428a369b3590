using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Domains.Accidents;

/// <summary>Places where accidents lie dense, of any shape, without a number of them given.</summary>
internal static class Zones
{
    private const double EarthRadius = 6_371_008.8;

    /// <summary>Accidents that make a place dense and a zone at the least: one in 200, and never fewer than 8.</summary>
    public static int Least(int accidents) => Math.Clamp(accidents / 200, 8, 500);

    /// <summary>The zone of each accident that is in one; the rest has no row.</summary>
    /// <param name="places">accident_id, lat, lon, nothing missing, in the order of the key.</param>
    public static Frame Members(Frame places)
    {
        var labels = new int[places.RowCount];
        var strength = new double[places.RowCount];
        Array.Fill(labels, -1);
        var projected = Project(places);
        if (places.RowCount >= 2 * Least(places.RowCount))
        {
            // The leaves of the tree of densities are single junctions and streets; the most stable clusters would be whole towns.
            var model = new Hdbscan { MinClusterRows = Least(places.RowCount), Selection = ClusterSelection.Leaves }.Fit(projected);
            (labels, strength) = ([.. model.Labels], [.. model.Strengths]);
        }

        int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] >= 0)];
        var zone = ByDensity(labels, projected);
        return new Frame(
            places["accident_id"].Take(rows),
            new Column<int>("zone", [.. rows.Select(row => zone[labels[row]])]),
            new Column<double>("strength", [.. rows.Select(row => Math.Round(strength[row], 6))])
        );
    }

    /// <summary>
    /// Metres east and north of the middle of all, with the meridians drawn parallel as they lie at the mean latitude (equirectangular, Snyder 1987):
    /// true to a per cent over a city, which is what density needs.
    /// </summary>
    public static Frame Project(Frame places)
    {
        var (lat, lon) = (places["lat"].ToDoubles(), places["lon"].ToDoubles());
        var (north, east) = (lat.DefaultIfEmpty().Average(), lon.DefaultIfEmpty().Average());
        var metres = EarthRadius * Math.PI / 180;
        var along = metres * Math.Cos(north * Math.PI / 180);
        return new Frame(
            new Column<double>("east", [.. lon.Select(value => (value - east) * along)]),
            new Column<double>("north", [.. lat.Select(value => (value - north) * metres)])
        );
    }

    /// <summary>1-based number of each label: that of the most accidents per area first, the area being that of a disc of the same spread.</summary>
    private static Dictionary<int, int> ByDensity(int[] labels, Frame projected)
    {
        var (east, north) = (projected["east"].ToDoubles(), projected["north"].ToDoubles());
        double Spread(int[] rows, double[] values) =>
            rows.Average(row => values[row] * values[row]) - rows.Average(row => values[row]) * rows.Average(row => values[row]);
        return labels
            .Index()
            .Where(each => each.Item >= 0)
            .GroupBy(each => each.Item, each => each.Index)
            .OrderBy(rows => (Spread([.. rows], east) + Spread([.. rows], north)) / rows.Count())
            .ThenBy(rows => rows.First())
            .Index()
            .ToDictionary(pair => pair.Item.Key, pair => pair.Index + 1);
    }

    /// <summary>1-based number of each label: the largest group first, of equals the one that comes first.</summary>
    public static Dictionary<int, int> Ranked(IReadOnlyList<int> labels) =>
        labels
            .Index()
            .Where(each => each.Item >= 0)
            .GroupBy(each => each.Item)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.First().Index)
            .Index()
            .ToDictionary(pair => pair.Item.Key, pair => pair.Index + 1);
}
