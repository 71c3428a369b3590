using Analytics.Frames;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Api;

/// <summary>A place of many accidents.</summary>
/// <param name="Row">Its row of the table.</param>
/// <param name="Latitude">Of its middle, degrees.</param>
/// <param name="Longitude">Of its middle, degrees.</param>
/// <param name="Radius">Metres from the middle to the farthest of its accidents.</param>
internal sealed record HotZone(Frame Row, double Latitude, double Longitude, double Radius);

/// <summary>The hot zones of a snapshot, for finding the one that holds a place.</summary>
internal sealed class HotZones(IReadOnlyList<HotZone> zones)
{
    /// <summary>Mean radius of the earth, metres (IUGG).</summary>
    private const double Earth = 6_371_008.8;

    public static HotZones Of(ServedSnapshot served) =>
        served.Once(
            "hot zones",
            _ =>
            {
                if (!served.Snapshot.Tables.ContainsKey("gold.accidents.hot_zones"))
                {
                    return new HotZones([]);
                }

                var zones = served.Query("SELECT * FROM accidents.hot_zones ORDER BY zone", default);
                var members = served.Query(
                    "SELECT m.zone, a.lat, a.lon FROM accidents.zone_members m JOIN accidents.accidents a ON a.accident_id = m.accident_id ORDER BY m.accident_id",
                    default
                );
                var (of, lat, lon) = (members["zone"].ToDoubles(), members["lat"].ToDoubles(), members["lon"].ToDoubles());
                return new HotZones([
                    .. Enumerable
                        .Range(0, zones.RowCount)
                        .Select(row =>
                        {
                            var (number, north, east) = (
                                zones["zone"].ToDoubles()[row],
                                zones["lat"].ToDoubles()[row],
                                zones["lon"].ToDoubles()[row]
                            );
                            return new HotZone(
                                zones.Take([row]),
                                north,
                                east,
                                Enumerable
                                    .Range(0, of.Length)
                                    .Where(each => of[each] == number)
                                    .Max(each => Metres(lat[each], lon[each], north, east))
                            );
                        }),
                ]);
            }
        );

    /// <summary>Of the zones that reach as far as the place the one whose middle is nearest; null for none.</summary>
    public HotZone? Holding(double latitude, double longitude) =>
        zones
            .Select(zone => (Zone: zone, Metres: Metres(latitude, longitude, zone.Latitude, zone.Longitude)))
            .Where(each => each.Metres <= each.Zone.Radius)
            .OrderBy(each => each.Metres)
            .FirstOrDefault()
            .Zone;

    /// <summary>Great-circle distance (haversine).</summary>
    private static double Metres(double lat1, double lon1, double lat2, double lon2)
    {
        static double Radians(double degrees) => degrees * Math.PI / 180;
        var (north, east) = (Math.Sin(Radians(lat2 - lat1) / 2), Math.Sin(Radians(lon2 - lon1) / 2));
        var h = north * north + Math.Cos(Radians(lat1)) * Math.Cos(Radians(lat2)) * east * east;
        return 2 * Earth * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
