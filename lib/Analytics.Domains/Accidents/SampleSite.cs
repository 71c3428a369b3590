using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>A kind of place in the generated town: a junction, a road out of it, a street, a lane.</summary>
/// <param name="Junction">0-based number of the junction; -1 elsewhere.</param>
/// <param name="Road">0-based number of the road out of town; -1 elsewhere.</param>
/// <param name="Kilometres">From the town's middle along the road.</param>
/// <param name="RoadType">STATS19 code.</param>
/// <param name="SpeedLimit">Miles per hour.</param>
/// <param name="IsUrban">Within the town.</param>
internal sealed record SampleSite(int Junction, int Road, double Kilometres, int RoadType, int SpeedLimit, bool IsUrban)
{
    private const double Lat = 53.18;
    private const double Lon = -0.91;
    private const double KilometresPerDegree = 111.19;

    /// <summary>Directions of the roads out of town, degrees from north, and whether they have two carriageways.</summary>
    private static readonly (double Degrees, bool IsDual)[] s_roads =
    [
        (12, true),
        (75, false),
        (128, false),
        (196, true),
        (251, false),
        (318, false),
    ];

    /// <summary>Junctions by kilometres east and north of the middle, metres of spread, and weight.</summary>
    private static readonly (double East, double North, double Spread, double Weight, bool IsRoundabout)[] s_junctions =
    [
        (0.1, 0.2, 45, 12, false),
        (-0.5, 0.4, 50, 9, false),
        (0.7, -0.3, 40, 8, false),
        (0.35, 1.55, 70, 10, true),
        (-1.1, -0.6, 55, 6, false),
        (1.7, 0.45, 60, 7, true),
        (1.35, -1.1, 50, 5, false),
        (-0.6, -2.0, 75, 8, true),
        (-2.1, -0.75, 60, 5, false),
        (-1.4, 1.6, 60, 5, false),
        (0.75, 3.4, 85, 6, true),
        (-1.0, -3.6, 90, 4, false),
    ];

    private static readonly Weighted<int> s_pick = new([.. s_junctions.Select((junction, number) => (number, junction.Weight))]);

    public static SampleSite Of(SampleRandom r)
    {
        var kind = r.Uniform(900);
        if (kind < 0.42)
        {
            var junction = r.Pick(901, s_pick);
            return new SampleSite(
                junction,
                -1,
                0,
                s_junctions[junction].IsRoundabout ? 1
                    : r.Chance(902, 0.85) ? 6
                    : 3,
                s_junctions[junction].IsRoundabout ? 40 : 30,
                true
            );
        }

        if (kind < 0.74)
        {
            var road = r.Whole(903, 0, s_roads.Length - 1);
            var kilometres = 0.5 + 9 * r.Uniform(904) * r.Uniform(905) + 4 * r.Uniform(906) * r.Uniform(907);
            var urban = kilometres < 2.8;
            return new SampleSite(
                -1,
                road,
                kilometres,
                s_roads[road].IsDual ? 3 : 6,
                urban ? 40
                    : s_roads[road].IsDual ? 70
                    : 60,
                urban
            );
        }

        return kind < 0.9
            ? new SampleSite(-1, -1, 0, r.Chance(908, 0.12) ? 2 : 6, r.Chance(909, 0.25) ? 20 : 30, true)
            : new SampleSite(-1, -1, 5, 6, r.Chance(908, 0.8) ? 60 : 40, false);
    }

    /// <summary>Degrees north and east.</summary>
    public (double Lat, double Lon) Place(SampleRandom r)
    {
        double east,
            north;
        if (Junction >= 0)
        {
            var at = s_junctions[Junction];
            (east, north) = (at.East + at.Spread / 1000 * r.Normal(910), at.North + at.Spread / 1000 * r.Normal(912));
        }
        else if (Road >= 0)
        {
            var (sine, cosine) = Math.SinCos(s_roads[Road].Degrees * Math.PI / 180);
            // Roads bend: sideways by a slow wave, and by the width of the road.
            var aside = 0.25 * Math.Sin(Kilometres * 0.9 + Road) + 0.02 * r.Normal(910);
            (east, north) = (Kilometres * sine + aside * cosine, Kilometres * cosine - aside * sine);
        }
        else
        {
            var reach = IsUrban ? 1.5 : Kilometres;
            (east, north) = (reach * r.Normal(910), reach * r.Normal(912));
        }

        return (
            Math.Round(Lat + north / KilometresPerDegree, 6),
            Math.Round(Lon + east / (KilometresPerDegree * Math.Cos(Lat * Math.PI / 180)), 6)
        );
    }
}
