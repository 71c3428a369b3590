namespace Analytics.Domains.Crashes;

/// <summary>The words of the public data set's vocabularies. UNKNOWN is null and not among them.</summary>
internal static class Words
{
    public static readonly string[] Weather =
    [
        "CLEAR",
        "RAIN",
        "SNOW",
        "CLOUDY/OVERCAST",
        "FOG/SMOKE/HAZE",
        "FREEZING RAIN/DRIZZLE",
        "SLEET/HAIL",
        "BLOWING SNOW",
        "SEVERE CROSS WIND GATE",
        "BLOWING SAND, SOIL, DIRT",
        "OTHER",
    ];

    public static readonly string[] Lighting = ["DAYLIGHT", "DARKNESS", "DARKNESS, LIGHTED ROAD", "DAWN", "DUSK"];

    public static readonly string[] Surface = ["DRY", "WET", "SNOW OR SLUSH", "ICE", "SAND, MUD, DIRT", "OTHER"];

    public static readonly string[] RoadDefect =
    [
        "NO DEFECTS",
        "RUT, HOLES",
        "SHOULDER DEFECT",
        "WORN SURFACE",
        "DEBRIS ON ROADWAY",
        "OTHER",
    ];

    public static readonly string[] Alignment =
    [
        "STRAIGHT AND LEVEL",
        "STRAIGHT ON GRADE",
        "STRAIGHT ON HILLCREST",
        "CURVE, LEVEL",
        "CURVE ON GRADE",
        "CURVE ON HILLCREST",
    ];

    public static readonly string[] Trafficway =
    [
        "NOT DIVIDED",
        "DIVIDED - W/MEDIAN (NOT RAISED)",
        "DIVIDED - W/MEDIAN BARRIER",
        "ONE-WAY",
        "FOUR WAY",
        "T-INTERSECTION",
        "Y-INTERSECTION",
        "L-INTERSECTION",
        "FIVE POINT, OR MORE",
        "ROUNDABOUT",
        "UNKNOWN INTERSECTION TYPE",
        "PARKING LOT",
        "ALLEY",
        "DRIVEWAY",
        "RAMP",
        "CENTER TURN LANE",
        "TRAFFIC ROUTE",
        "NOT REPORTED",
        "OTHER",
    ];

    public static readonly string[] FirstCrashType =
    [
        "REAR END",
        "PARKED MOTOR VEHICLE",
        "SIDESWIPE SAME DIRECTION",
        "TURNING",
        "ANGLE",
        "FIXED OBJECT",
        "PEDESTRIAN",
        "PEDALCYCLIST",
        "SIDESWIPE OPPOSITE DIRECTION",
        "REAR TO FRONT",
        "REAR TO SIDE",
        "REAR TO REAR",
        "HEAD ON",
        "OTHER OBJECT",
        "OTHER NONCOLLISION",
        "OVERTURNED",
        "ANIMAL",
        "TRAIN",
    ];

    public static readonly string[] CrashType = ["NO INJURY / DRIVE AWAY", "INJURY AND / OR TOW DUE TO CRASH"];

    public static readonly string[] ControlDevice =
    [
        "NO CONTROLS",
        "TRAFFIC SIGNAL",
        "STOP SIGN/FLASHER",
        "YIELD",
        "DELINEATORS",
        "LANE USE MARKING",
        "NO PASSING",
        "SCHOOL ZONE",
        "RAILROAD CROSSING GATE",
        "RR CROSSING SIGN",
        "OTHER RAILROAD CROSSING",
        "POLICE/FLAGMAN",
        "PEDESTRIAN CROSSING SIGN",
        "BICYCLE CROSSING SIGN",
        "FLASHING CONTROL SIGNAL",
        "OTHER REG. SIGN",
        "OTHER WARNING SIGN",
        "OTHER",
    ];

    public static readonly string[] Injury =
    [
        "NO INDICATION OF INJURY",
        "REPORTED, NOT EVIDENT",
        "NONINCAPACITATING INJURY",
        "INCAPACITATING INJURY",
        "FATAL",
    ];

    public static readonly string[] Damage = ["$500 OR LESS", "$501 - $1,500", "OVER $1,500"];
}
