using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

/// <summary>The models' tables: entity key moment_id, group trip; what was measured until a moment, and how it is driven then or next.</summary>
internal static class Features
{
    /// <summary>Of the ten seconds that end with the moment.</summary>
    public static readonly string[] Window =
    [
        "rpm_avg",
        "rpm_std",
        "rpm_max",
        "rpm_range",
        "load_avg",
        "load_max",
        "power_factor",
        "speed_avg",
        "speed_std",
        "acceleration_max",
        "acceleration_min",
        "acceleration_abs",
        "coolant_trend",
    ];

    /// <summary>Those that speak of the driver more than of the car.</summary>
    public static readonly string[] Changes =
    [
        "rpm_std",
        "rpm_range",
        "load_max",
        "speed_std",
        "acceleration_max",
        "acceleration_min",
        "acceleration_abs",
    ];

    /// <summary>Of the thirty seconds that end with it.</summary>
    public static readonly string[] HalfMinute = [.. Window.Select(name => name + "_30")];

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Features), "Features.sql");

    private static readonly Field[] s_moment =
    [
        Field.Text("moment_id", "Trip and second.").Key(),
        Field.Text("trip", "The group: a trip falls on one side of the split.").Required(),
        Field.Int("second", "0-based, since the trip began.").Required().Range(0, 1e9),
    ];

    private static readonly Field[] s_measures =
    [
        .. Window
            .Concat(HalfMinute)
            .Select(name => name.StartsWith("acceleration", StringComparison.Ordinal) ? Field.Double(name) : Field.Double(name).Required()),
    ];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new DerivedTable(
            "style_features",
            Layer.Gold,
            new Contract([
                .. s_moment,
                Field.Bool("aggressive", "Target: whether a person calls this second aggressive; null where nobody has judged."),
                .. s_measures,
            ])
            {
                Gates =
                [
                    new TableRule(
                        "a moment per second",
                        "SELECT (SELECT count(*) FROM candidate) - (SELECT count(*) FROM silver.trips)",
                        0,
                        0
                    ),
                ],
            },
            Gold.Expand(s_sql["style_features"], s_sql)
        )
        {
            Meaning = "One second of a real trip, and the half minute that led to it.",
        },
        new DerivedTable(
            "wear_features",
            Layer.Gold,
            new Contract([
                .. s_moment,
                Field.Bool(
                    "hard_use",
                    "Target: whether the engine wears faster in the next ten seconds than in three quarters of all moments of the table; null at the end of a trip."
                ),
                Field.Decimal(
                    "future_wear",
                    18,
                    6,
                    "Mean wear of the next ten seconds, in ten-millionths of a life a second: what the target is made of."
                ),
                .. s_measures,
                Field.Double("throttle_avg"),
                Field.Double("throttle_avg_30"),
            ]),
            Gold.Expand(s_sql["wear_features"], s_sql)
        )
        {
            Meaning = "A moment of a simulated trip, about fifty of each, and the half minute that led to it.",
        },
    ];
}
