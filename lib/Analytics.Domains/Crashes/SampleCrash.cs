using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>One generated crash.</summary>
internal sealed record SampleCrash
{
    public static readonly string[] Streets =
    [
        "ARCHER AVE",
        "MADISON ST",
        "ASHLAND AVE",
        "WESTERN AVE",
        "CICERO AVE",
        "HALSTED ST",
        "PULASKI RD",
        "STATE ST",
        "LAKE SHORE DR NB",
        "BELMONT AVE",
    ];

    // Crashes per hour of the day, from the public data; weekdays peak in the afternoon.
    private static readonly Weighted<int> s_hours = new([
        .. new double[] { 22, 18, 16, 13, 12, 14, 22, 40, 48, 44, 44, 48, 54, 56, 60, 68, 72, 72, 60, 46, 38, 34, 32, 27 }.Select(
            (weight, hour) => (hour, weight)
        ),
    ]);

    private static readonly Weighted<string> s_types = new(
        ("REAR END", 223),
        ("PARKED MOTOR VEHICLE", 231),
        ("TURNING", 146),
        ("ANGLE", 112),
        ("SIDESWIPE SAME DIRECTION", 152),
        ("FIXED OBJECT", 47),
        ("PEDESTRIAN", 24),
        ("REAR TO FRONT", 15),
        ("HEAD ON", 11),
        ("SIDESWIPE OPPOSITE DIRECTION", 12),
        ("OTHER OBJECT", 10),
        ("PEDALCYCLIST", 18),
        ("REAR TO SIDE", 6),
        ("OVERTURNED", 1)
    );

    private static readonly Weighted<string> s_causes = new(
        ("UNABLE TO DETERMINE", 400),
        ("FAILING TO YIELD RIGHT-OF-WAY", 113),
        ("FOLLOWING TOO CLOSELY", 93),
        ("FAILING TO REDUCE SPEED TO AVOID CRASH", 50),
        ("NOT APPLICABLE", 48),
        ("IMPROPER OVERTAKING/PASSING", 50),
        ("IMPROPER TURNING/NO SIGNAL", 36),
        ("DRIVING SKILLS/KNOWLEDGE/EXPERIENCE", 36),
        ("IMPROPER LANE USAGE", 32),
        ("IMPROPER BACKING", 32),
        ("DISREGARDING TRAFFIC SIGNALS", 22),
        ("WEATHER", 20),
        ("OPERATING VEHICLE IN ERRATIC, RECKLESS, CARELESS, NEGLIGENT OR AGGRESSIVE MANNER", 13),
        ("UNDER THE INFLUENCE OF ALCOHOL/DRUGS (USE WHEN ARREST IS EFFECTED)", 6),
        ("PHYSICAL CONDITION OF DRIVER", 7)
    );

    private static readonly Weighted<string> s_trafficway = new(
        ("NOT DIVIDED", 410),
        ("DIVIDED - W/MEDIAN (NOT RAISED)", 145),
        ("FOUR WAY", 115),
        ("ONE-WAY", 105),
        ("DIVIDED - W/MEDIAN BARRIER", 58),
        ("PARKING LOT", 64),
        ("OTHER", 23),
        ("T-INTERSECTION", 20),
        ("ALLEY", 15),
        ("UNKNOWN", 11),
        ("RAMP", 5),
        ("CENTER TURN LANE", 7),
        ("Y-INTERSECTION", 3)
    );

    private static readonly Weighted<int> s_speed = new(
        (30, 720),
        (25, 85),
        (35, 60),
        (20, 42),
        (15, 38),
        (10, 25),
        (40, 13),
        (45, 10),
        (5, 4),
        (55, 4),
        (0, 2)
    );

    private static readonly Weighted<string> s_control = new(
        ("NO CONTROLS", 540),
        ("TRAFFIC SIGNAL", 280),
        ("STOP SIGN/FLASHER", 102),
        ("UNKNOWN", 60),
        ("OTHER", 10),
        ("YIELD", 3)
    );

    private static readonly Weighted<string> s_alignment = new(
        ("STRAIGHT AND LEVEL", 972),
        ("STRAIGHT ON GRADE", 13),
        ("CURVE, LEVEL", 9),
        ("CURVE ON GRADE", 3),
        ("STRAIGHT ON HILLCREST", 3)
    );

    private static readonly Weighted<string> s_defect = new(
        ("NO DEFECTS", 745),
        ("UNKNOWN", 240),
        ("OTHER", 6),
        ("RUT, HOLES", 4),
        ("WORN SURFACE", 3),
        ("SHOULDER DEFECT", 2)
    );

    // Corridors where crashes gather: latitude, longitude, spread in degrees.
    private static readonly Weighted<(double Latitude, double Longitude, double Spread)> s_places = new(
        ((41.884, -87.632, 0.008), 16),
        ((41.895, -87.655, 0.012), 8),
        ((41.779, -87.644, 0.010), 6),
        ((41.853, -87.685, 0.015), 6),
        ((41.939, -87.747, 0.012), 6),
        ((41.751, -87.605, 0.010), 5),
        ((41.968, -87.709, 0.014), 5),
        ((41.84, -87.68, 0.085), 48)
    );

    public required string Id { get; init; }
    public required DateTime Time { get; init; }
    public required string Weather { get; init; }
    public required string Surface { get; init; }
    public required string Lighting { get; init; }
    public required string Type { get; init; }
    public required string Cause { get; init; }
    public required string Trafficway { get; init; }
    public required string Control { get; init; }
    public required string Alignment { get; init; }
    public required string Defect { get; init; }
    public required int SpeedLimit { get; init; }
    public required int Units { get; init; }
    public required double Latitude { get; init; }
    public required double Longitude { get; init; }
    public required bool Severe { get; init; }
    public required int Fatal { get; init; }
    public required int Incapacitating { get; init; }
    public required int Injured { get; init; }

    /// <summary>The crash of a 0-based row: three years from 2022 on, in order of time.</summary>
    public static SampleCrash Of(SampleOptions options, long row)
    {
        var r = new SampleRandom(options.Seed, row);
        var day = Day((row + r.Uniform(0)) / Math.Max(1, options.Rows));
        var hour =
            day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && r.Chance(1, 0.35)
                ? (r.Whole(2, 0, 9) + 20) % 24
                : r.Pick(2, s_hours);
        var time = day.AddHours(hour).AddMinutes(r.Whole(3, 0, 59));
        var winter = time.Month is 12 or 1 or 2;
        // The weather is the day's, not the crash's: it hashes the day.
        var sky = new SampleRandom(options.Seed, day.Ticks / TimeSpan.TicksPerDay).Uniform(4);
        var weather =
            r.Chance(5, 0.05) ? "UNKNOWN"
            : sky < 0.70 ? "CLEAR"
            : sky < 0.75 ? "CLOUDY/OVERCAST"
            : winter
                ? (
                    sky < 0.93 ? "SNOW"
                    : sky < 0.97 ? "RAIN"
                    : "FREEZING RAIN/DRIZZLE"
                )
            : sky < 0.985 ? "RAIN"
            : "FOG/SMOKE/HAZE";
        var surface =
            r.Chance(6, 0.08) ? "UNKNOWN"
            : weather is "RAIN" ? "WET"
            : weather is "SNOW" ? (r.Chance(7, 0.75) ? "SNOW OR SLUSH" : "WET")
            : weather.StartsWith("FREEZ", StringComparison.Ordinal) ? "ICE"
            : r.Chance(7, 0.05) ? "WET"
            : "DRY";
        var (dawn, dusk) =
            winter ? (7, 16)
            : time.Month is >= 5 and <= 8 ? (5, 20)
            : (6, 18);
        var lighting =
            r.Chance(8, 0.05) ? "UNKNOWN"
            : hour == dawn ? "DAWN"
            : hour == dusk ? "DUSK"
            : hour > dawn && hour < dusk ? "DAYLIGHT"
            : r.Chance(9, 0.82) ? "DARKNESS, LIGHTED ROAD"
            : "DARKNESS";
        var type = r.Pick(10, s_types);
        var cause = weather is "SNOW" or "FREEZING RAIN/DRIZZLE" && r.Chance(11, 0.25) ? "WEATHER" : r.Pick(11, s_causes);
        var speed = r.Pick(12, s_speed);
        var control = r.Pick(13, s_control);
        var trafficway = type == "PARKED MOTOR VEHICLE" && r.Chance(14, 0.3) ? "ONE-WAY" : r.Pick(14, s_trafficway);
        var units =
            type is "FIXED OBJECT" or "OTHER OBJECT" or "OVERTURNED" ? 1
            : r.Chance(15, 0.07) ? r.Whole(16, 3, 5)
            : 2;
        var severe = r.Chance(17, Probability(type, cause, speed, control, lighting, surface, hour, units));
        var place = r.Pick(20, s_places);
        var grave = severe && r.Chance(21, type is "PEDESTRIAN" or "PEDALCYCLIST" or "HEAD ON" ? 0.16 : 0.05);
        return new SampleCrash
        {
            Id = SampleGenerator.IdOf(options, row),
            Time = time,
            Weather = weather,
            Surface = surface,
            Lighting = lighting,
            Type = type,
            Cause = cause,
            Trafficway = trafficway,
            Control = control,
            Alignment = r.Pick(18, s_alignment),
            Defect = r.Pick(19, s_defect),
            SpeedLimit = speed,
            Units = units,
            Latitude = Math.Round(place.Latitude + place.Spread * Math.Clamp(r.Normal(22), -2.4, 2.4), 9),
            Longitude = Math.Round(place.Longitude + place.Spread * 0.7 * Math.Clamp(r.Normal(24), -2.4, 2.4), 9),
            Severe = severe,
            Fatal = grave && r.Chance(26, 0.06) ? 1 : 0,
            Incapacitating = grave ? 1 : 0,
            Injured = severe && r.Chance(27, 0.42) ? 1 + (r.Chance(28, 0.2) ? 1 : 0) : 0,
        };
    }

    /// <summary>Severity as the public data has it: pedestrians and cyclists nearly always, parked cars hardly ever.</summary>
    private static double Probability(
        string type,
        string cause,
        int speed,
        string control,
        string lighting,
        string surface,
        int hour,
        int units
    )
    {
        var z =
            -1.25
            + type switch
            {
                "PEDESTRIAN" or "PEDALCYCLIST" or "OVERTURNED" => 3.4,
                "ANGLE" => 1.15,
                "HEAD ON" => 1.5,
                "TURNING" => 0.65,
                "FIXED OBJECT" or "OTHER OBJECT" => 1.1,
                "PARKED MOTOR VEHICLE" => -0.85,
                "SIDESWIPE SAME DIRECTION" => -1.05,
                "REAR TO FRONT" or "REAR TO SIDE" => -1.3,
                _ => 0,
            };
        z += cause switch
        {
            "DISREGARDING TRAFFIC SIGNALS" => 1.3,
            "UNDER THE INFLUENCE OF ALCOHOL/DRUGS (USE WHEN ARREST IS EFFECTED)" => 1.6,
            "PHYSICAL CONDITION OF DRIVER" => 1.4,
            "FAILING TO REDUCE SPEED TO AVOID CRASH" => 0.5,
            "IMPROPER BACKING" => -1.8,
            "FOLLOWING TOO CLOSELY" => -0.4,
            "UNABLE TO DETERMINE" => -0.25,
            _ => 0,
        };
        z +=
            (speed - 28) * 0.045
            + (control == "TRAFFIC SIGNAL" ? 0.35 : 0)
            + (lighting.StartsWith("DARKNESS", StringComparison.Ordinal) ? 0.4 : 0);
        z +=
            (
                surface == "WET" ? 0.12
                : surface == "UNKNOWN" ? -0.9
                : 0
            )
            + (hour < 5 ? 0.55 : 0)
            + (units - 2) * 0.6;
        return 1 / (1 + Math.Exp(-z));
    }

    /// <summary>Place 0…1 of three years → day, with summers and Fridays a little fuller.</summary>
    private static DateTime Day(double place)
    {
        var days = place * 1096;
        var season = 14 * Math.Sin(2 * Math.PI * (days / 365.25 - 0.3));
        // What is moved beyond one end comes back at the other, or the first and last month would be too full or too thin.
        var day = new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays((Math.Floor(days - season) + 1096) % 1096);
        return day.DayOfWeek == DayOfWeek.Tuesday && (long)days % 3 == 0 && day < new DateTime(2024, 12, 28) ? day.AddDays(3) : day;
    }
}
