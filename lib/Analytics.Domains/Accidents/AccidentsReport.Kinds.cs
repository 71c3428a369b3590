using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;

namespace Analytics.Domains.Accidents;

internal static partial class AccidentsReport
{
    private static Finding Groups(ReportInput input)
    {
        var groups = input.Query(
            "SELECT cluster, name, profile, accidents, share, night, rush_hour, weekend, winter, serious, fatal FROM gold.cluster_profile ORDER BY cluster"
        );
        string[] traits = ["night", "rush_hour", "weekend", "winter", "serious", "fatal"];
        return new Finding(
            "groups",
            "Which kinds of accidents are there?",
            groups.RowCount == 0
                ? "There are too few accidents to tell kinds apart."
                : string.Join(
                    " ",
                    Enumerable
                        .Range(0, groups.RowCount)
                        .Select(row => Invariant($"{groups["name"][row]} ({(double)groups["share"][row]!:P0})."))
                ),
            groups,
            Draw(
                groups,
                g =>
                {
                    var shares = new double[g.RowCount, traits.Length];
                    foreach (var (column, trait) in traits.Index())
                    {
                        foreach (var (row, value) in g[trait].ToDoubles().Index())
                        {
                            shares[row, column] = value;
                        }
                    }

                    return Plot.HeatMap(
                            traits,
                            Enumerable.Range(0, g.RowCount).Select(row => (string)g["name"][row]!).ToArray(),
                            shares,
                            "What sets the groups apart",
                            "share of the group",
                            showValues: true
                        )
                        .Sized(860, 420);
                }
            )
        );
    }

    private static Finding Picture(ReportInput input)
    {
        var points = input.Query(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT m.x, m.y, p.name FROM gold.cluster_members m JOIN gold.cluster_profile p ON p.cluster = m.cluster ORDER BY md5(m.accident_id) LIMIT {MostDrawn / 2}"
            )
        );
        return new Finding(
            "picture",
            "How far are the kinds apart?",
            points.RowCount == 0
                ? "There are too few accidents to draw."
                : Invariant(
                    $"The group explains {Between(input, "x"):P0} of the variance along the first direction and {Between(input, "y"):P0} along the second; the rest is scatter within the groups."
                ),
            points,
            Draw(
                points,
                p =>
                    Plot.Scatter(p, "x", "y", color: "name")
                        .Titled("The groups along the two directions of greatest variance", "principal components of the scaled features")
                        .XAxis("First direction")
                        .YAxis("Second direction")
                        .Sized(860, 520)
            )
        );
    }

    /// <summary>Share of a coordinate's variance that lies between the groups (η²), 0…1.</summary>
    private static double Between(ReportInput input, string axis) =>
        input.Number(
            $"""
            WITH v AS (SELECT cluster, {axis}::DECIMAL(18,6) AS v FROM gold.cluster_members), g AS (SELECT count(*) AS n, (sum(v) / count(*))::DOUBLE AS m FROM v GROUP BY cluster),
            a AS (SELECT (sum(v) / count(*))::DOUBLE AS m, (sum(v * v) / count(*))::DOUBLE AS square, count(*) AS n FROM v)
            SELECT (SELECT sum(round(g.n * power(g.m - a.m, 2), 6)::DECIMAL(18,6)) FROM g, a)::DOUBLE / nullif(a.n * (a.square - a.m * a.m), 0) FROM a
            """
        );
}
