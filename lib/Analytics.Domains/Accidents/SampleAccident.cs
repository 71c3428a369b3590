using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>A vehicle of a generated accident, in STATS19 codes.</summary>
internal sealed record SampleVehicle(int Type, int Sex, int Age);

/// <summary>A person hurt in a generated accident, in STATS19 codes.</summary>
/// <param name="Vehicle">1-based reference of the vehicle that the person was in, or was hit by.</param>
/// <param name="Class">1 driver or rider, 2 passenger, 3 pedestrian.</param>
/// <param name="Severity">1 fatal, 2 serious, 3 slight.</param>
/// <param name="Sex">1 male, 2 female.</param>
/// <param name="Age">Years.</param>
internal sealed record SampleCasualty(int Vehicle, int Class, int Severity, int Sex, int Age);

/// <summary>
/// A generated accident in a town on a river with its roads and villages; the same options and number give the same one. Traffic makes
/// rush hours and weekends, the sun makes light, days have weather, junctions draw accidents, and harm follows from all of these.
/// </summary>
internal sealed record SampleAccident(
    DateTime Time,
    double Lat,
    double Lon,
    SampleSite Site,
    int Light,
    int Weather,
    int Surface,
    int Severity,
    IReadOnlyList<SampleVehicle> Vehicles,
    IReadOnlyList<SampleCasualty> Casualties
)
{
    public const int FirstYear = 2021;

    public const int Years = 3;

    /// <summary>Accidents by month, January first, against an ordinary one.</summary>
    private static readonly double[] s_season = [0.98, 0.88, 0.92, 0.9, 0.98, 1.0, 1.0, 0.92, 1.06, 1.14, 1.2, 1.04];

    /// <summary>By weekday, Sunday first.</summary>
    private static readonly double[] s_week = [0.72, 0.98, 1.03, 1.03, 1.06, 1.2, 0.9];

    private static readonly double[] s_workingDay =
    [
        0.25,
        0.15,
        0.1,
        0.1,
        0.15,
        0.4,
        0.9,
        2.2,
        3.6,
        2.0,
        1.6,
        1.8,
        2.0,
        2.0,
        2.2,
        3.0,
        3.4,
        3.9,
        2.9,
        1.9,
        1.3,
        1.0,
        0.8,
        0.5,
    ];

    private static readonly double[] s_weekend =
    [
        1.3,
        1.2,
        1.0,
        0.7,
        0.45,
        0.35,
        0.4,
        0.6,
        0.9,
        1.4,
        1.9,
        2.3,
        2.6,
        2.6,
        2.6,
        2.5,
        2.4,
        2.2,
        2.0,
        1.7,
        1.4,
        1.3,
        1.3,
        1.4,
    ];

    /// <summary>Days with rain by month.</summary>
    private static readonly double[] s_rain = [0.24, 0.2, 0.18, 0.16, 0.15, 0.15, 0.16, 0.18, 0.18, 0.23, 0.26, 0.26];

    private static readonly Weighted<int> s_vehicle = new((9, 70), (19, 7), (11, 4), (8, 4), (21, 3), (90, 1));

    public static SampleAccident Of(SampleOptions options, long number)
    {
        var r = new SampleRandom(options.Seed, number);
        // Candidates until one falls on a busy hour of a busy day (thinning, Lewis and Shedler 1979); each uses streams of its own.
        for (var attempt = 0; ; attempt++)
        {
            var s = 40 + attempt * 4;
            var time = new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc)
                .AddDays(r.Whole(s, 0, Years * 365 - 1))
                .AddHours(r.Whole(s + 1, 0, 23));
            var weather = WeatherOf(options.Seed, time);
            var isWeekend = time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            var busy =
                s_season[time.Month - 1]
                * s_week[(int)time.DayOfWeek]
                * (isWeekend ? s_weekend : s_workingDay)[time.Hour]
                * (
                    weather is 2 or 5 ? 1.3
                    : weather is 3 or 6 ? 1.5
                    : 1
                );
            if (attempt < 900 && !r.Chance(s + 2, busy / 8))
            {
                continue;
            }
            // People round to five minutes.
            return At(r, time.AddMinutes(r.Chance(0, 0.7) ? 5 * r.Whole(1, 0, 11) : r.Whole(1, 0, 59)), weather);
        }
    }

    private static SampleAccident At(SampleRandom r, DateTime time, int weather)
    {
        var site = SampleSite.Of(r);
        var (lat, lon) = site.Place(r);
        var isDark = IsDark(time);
        var light =
            !isDark ? 1
            : site.IsUrban ? (r.Chance(10, 0.96) ? 4 : 5)
            : r.Chance(10, 0.85) ? 6
            : 4;
        var isCold = time.Month is 12 or 1 or 2 && time.Hour < 10;
        var surface = weather switch
        {
            2 or 5 => 2,
            3 or 6 => r.Chance(11, 0.7) ? 3 : 2,
            _ when isCold && r.Chance(11, 0.18) => 4,
            _ => r.Chance(11, time.Month is >= 10 or <= 3 ? 0.28 : 0.07) ? 2 : 1,
        };
        var isNight = time.Hour is >= 22 or < 5;
        var isRide = time.Month is >= 5 and <= 9 && time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var pedestrian = site.IsUrban && r.Chance(12, isNight ? 0.24 : 0.16);
        var count =
            pedestrian || r.Chance(13, isNight || !site.IsUrban ? 0.42 : 0.2) ? 1
            : r.Chance(14, 0.85) ? 2
            : r.Chance(15, 0.8) ? 3
            : 4;
        var vehicles = new SampleVehicle[count];
        for (var i = 0; i < count; i++)
        {
            var cycle = site.IsUrban && !isNight ? (time.Month is >= 4 and <= 10 ? 0.2 : 0.13) : 0.03;
            var type =
                r.Chance(16 + 5 * i, cycle) && !pedestrian ? 1
                : r.Chance(17 + 5 * i, isRide && !site.IsUrban ? 0.26 : 0.07) ? (r.Chance(18 + 5 * i, 0.4) ? 3 : 5)
                : r.Pick(19 + 5 * i, s_vehicle);
            vehicles[i] = new SampleVehicle(
                type,
                r.Chance(1000 + i, type is 3 or 5 or 21 ? 0.93 : 0.6) ? 1 : 2,
                (int)Math.Clamp(17 + 14 * Math.Abs(r.Normal(1010 + 2 * i)) + 16 * r.Uniform(1020 + i), 17, 92)
            );
        }

        var soft = vehicles.Any(vehicle => vehicle.Type is 1 or 3 or 5);
        var harm =
            -2.25
            + (isNight ? 0.5 : 0)
            + (site.SpeedLimit >= 60 ? 0.55 : 0)
            + (vehicles.Any(vehicle => vehicle.Type is 3 or 5) ? 0.9 : 0)
            + (pedestrian ? 0.55 : 0)
            + (count == 1 ? 0.15 : 0)
            + (light == 6 ? 0.3 : 0)
            + (soft ? 0.1 : 0)
            - (site.SpeedLimit <= 20 ? 0.3 : 0);
        var severity =
            r.Uniform(1030) < 1 / (1 + Math.Exp(-harm))
                ? r.Chance(1031, site.SpeedLimit >= 60 ? 0.13 : 0.045)
                    ? 1
                    : 2
                : 3;
        return new SampleAccident(
            time,
            lat,
            lon,
            site,
            light,
            weather,
            surface,
            severity,
            vehicles,
            [.. Hurt(r, vehicles, pedestrian, severity)]
        );
    }

    private static IEnumerable<SampleCasualty> Hurt(SampleRandom r, SampleVehicle[] vehicles, bool pedestrian, int severity)
    {
        var people = 1 + (r.Chance(1040, 0.2) ? 1 : 0) + (r.Chance(1041, 0.06) ? 2 : 0);
        for (var i = 0; i < people; i++)
        {
            // The one on two wheels is hurt before the one in a car.
            var at = i == 0 ? Array.FindIndex(vehicles, vehicle => vehicle.Type is 1 or 3 or 5) : -1;
            var vehicle = at >= 0 ? at : r.Whole(1050 + i, 0, vehicles.Length - 1);
            var @class =
                pedestrian && i == 0 ? 3
                : i == 0 || r.Chance(1060 + i, 0.4) ? 1
                : 2;
            var age = @class == 1 ? vehicles[vehicle].Age : (int)Math.Clamp(8 + 62 * r.Uniform(1070 + i), 1, 95);
            yield return new SampleCasualty(
                vehicle + 1,
                @class,
                i == 0 ? severity : Harm(r, i, severity),
                @class == 1 ? vehicles[vehicle].Sex
                    : r.Chance(1080 + i, 0.5) ? 1
                    : 2,
                age
            );
        }
    }

    /// <summary>How badly one more person is hurt: nobody worse than the accident's severity says, and the likelier badly the worse it was.</summary>
    private static int Harm(SampleRandom r, int person, int severity)
    {
        var bad = severity switch
        {
            1 => 0.4,
            2 => 0.3,
            _ => 0,
        };
        return r.Chance(1090 + person, bad)
            ? severity == 1 && r.Chance(1100 + person, 0.25)
                ? 1
                : 2
            : 3;
    }

    /// <summary>One weather for each quarter of a day, all over the county; STATS19 code.</summary>
    private static int WeatherOf(int seed, DateTime time)
    {
        var r = new SampleRandom(seed + 1, time.Date.Ticks / TimeSpan.TicksPerDay * 4 + time.Hour / 6);
        var wind = r.Chance(0, 0.08);
        if (r.Chance(1, s_rain[time.Month - 1]))
        {
            return time.Month is 12 or 1 or 2 && r.Chance(2, 0.12)
                ? wind
                    ? 6
                    : 3
                : wind
                    ? 5
                    : 2;
        }

        return time.Month is >= 10 or <= 2 && time.Hour < 12 && r.Chance(3, 0.05) ? 7
            : wind ? 4
            : 1;
    }

    /// <summary>Whether the sun is down at 53° north, to half an hour: days are 12 ± 4.6 hours long over the year.</summary>
    private static bool IsDark(DateTime time)
    {
        var half = 6 + 2.3 * Math.Cos((time.DayOfYear - 172) * Math.Tau / 365.25);
        var noon = 12.2 + (time.Month is >= 4 and <= 10 ? 1 : 0); // summer time
        return Math.Abs(time.TimeOfDay.TotalHours - noon) > half + 0.5;
    }
}
