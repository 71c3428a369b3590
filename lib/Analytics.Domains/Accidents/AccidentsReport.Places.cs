using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;

namespace Analytics.Domains.Accidents;

internal static partial class AccidentsReport
{
    private static Finding ZoneTable(ReportInput input)
    {
        var zones = input.Query(
            "SELECT zone, lat, lon, accidents, serious, fatal, share_serious, spread_metres, per_square_km, busiest_hour FROM gold.hot_zones ORDER BY zone LIMIT 15"
        );
        var share = input.Number(
            "SELECT coalesce(sum(accidents), 0) / nullif((SELECT count(*) FROM silver.accidents WHERE lat IS NOT NULL), 0) FROM gold.hot_zones"
        );
        return new Finding(
            "zones",
            "Where do they crowd?",
            zones.RowCount == 0
                ? "No place stands out."
                : Invariant(
                    $"{input.Number("SELECT count(*) FROM gold.hot_zones"):0} zones hold {share:P0} of the accidents. The densest has {zones["accidents"][0]} within about {zones["spread_metres"][0]} m of {zones["lat"][0]}, {zones["lon"][0]}, the busiest hour begins at {zones["busiest_hour"][0]} o'clock."
                ),
            zones,
            Draw(
                zones,
                z =>
                    Plot.Bar(z, "zone", "per_square_km")
                        .Titled("Accidents per square kilometre, the densest zones")
                        .XAxis("Zone", category: true)
                        .YAxis("Accidents per km²")
            )
        );
    }

    private static Finding ZoneMap(ReportInput input)
    {
        var zones = input.Query("SELECT zone, lat, lon, accidents, share_serious FROM gold.hot_zones ORDER BY zone");
        // The middle nineteen twentieths each way: a few far villages would make the town a dot.
        var places = input.Query(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                SELECT lat, lon FROM silver.accidents, (SELECT quantile_disc(lat, [0.025, 0.975]) AS ns, quantile_disc(lon, [0.025, 0.975]) AS we FROM silver.accidents)
                WHERE lat BETWEEN ns[1] AND ns[2] AND lon BETWEEN we[1] AND we[2] ORDER BY md5(accident_id) LIMIT {MostDrawn}
                """
            )
        );
        double[] sizes = [.. zones["accidents"].ToDoubles().Select(accidents => 4 + 1.6 * Math.Sqrt(accidents))];
        var all = Claims.Of(
            input.Query("SELECT 'zone ' || zone AS zone, serious, harm_known FROM gold.hot_zones ORDER BY zone"),
            "zone",
            "serious",
            "harm_known"
        );
        var worst = Claims.Shares(all, Serious);
        return new Finding(
            "zone-map",
            "What does that look like on the map?",
            new Claim(
                zones.RowCount == 0
                    ? "No place stands out."
                    : $"The large marks are the zones, the larger the more accidents. {worst.Text}",
                zones.RowCount == 0 ? null : worst.IsFound
            ),
            zones,
            zones.RowCount == 0 || places.RowCount == 0
                ? null
                : Plot.ScatterMap(
                        places["lat"]!,
                        places["lon"]!,
                        "Accidents and zones of high density",
                        size: Enumerable.Repeat(2.5, places.RowCount).ToArray()
                    )
                    .And(
                        Plot.ScatterMap(
                            zones["lat"]!,
                            zones["lon"]!,
                            size: sizes,
                            text:
                            [
                                .. Enumerable
                                    .Range(0, zones.RowCount)
                                    .Select(row => Invariant($"zone {zones["zone"][row]}: {zones["accidents"][row]} accidents")),
                            ]
                        )
                    )
        );
    }
}
