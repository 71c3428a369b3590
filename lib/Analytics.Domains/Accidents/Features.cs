using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>The models' table, entity key accident_id, and the groups of times and of places that are found in it.</summary>
internal static class Features
{
    /// <summary>Groups of the reference: as many as the replaced system had.</summary>
    public const int ReferenceClusters = 5;

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Features), "Features.sql");

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new DerivedTable(
            "features",
            Layer.Gold,
            new Contract(
                Field.Text("accident_id").Key(),
                Field.Int("hour", "0…23.").Required().Range(0, 23),
                Field.Int("dayofweek", "1 Monday … 7 Sunday.").Required().Range(1, 7),
                Field.Int("month", "1…12.").Required().Range(1, 12),
                Field.Int("severity", "1 slight, 2 serious, 3 fatal.").Required().Range(1, 3),
                Field.Double("lat", "Degrees north."),
                Field.Double("lon", "Degrees east.")
            ),
            s_sql["features"]
        )
        {
            Meaning = "One row per accident of which hour and harm are known.",
        },
        new DerivedTable(
            "cluster_members",
            Layer.Gold,
            new Contract(
                Field.Text("accident_id").Key(),
                Field.Int("cluster", "1-based; the largest group first.").Required().Range(1, ReferenceClusters),
                Field.Double("distance", "To the group's centre, in standard deviations.").Required().Range("0", null),
                Field.Double("x", "Along the direction of greatest variance.").Required(),
                Field.Double("y", "Along the second.").Required()
            ),
            s_sql["times"]
        )
        {
            Compute = new Computation(1, Patterns.Members),
            Meaning = Invariant($"Which of {ReferenceClusters} groups in time and severity (K-Means) each accident is of."),
        },
        new DerivedTable(
            "cluster_profile",
            Layer.Gold,
            new Contract(
                Field.Int("cluster").Key(),
                Field.Text("name").Required(),
                Field.Text("profile", "In plain language.").Required(),
                Field.Long("accidents").Required().Range(1, 1e15),
                Share("share"),
                Share("night", "From 22 to 5 o'clock."),
                Share("rush_hour", "From 7 to 9 and from 16 to 18 o'clock."),
                Share("weekend"),
                Share("winter", "November to February."),
                Share("serious", "Serious or fatal."),
                Share("fatal")
            ),
            s_sql["grouped"]
        )
        {
            Compute = new Computation(1, Patterns.Profile),
            Meaning = Invariant($"What sets the {ReferenceClusters} groups apart."),
        },
        new DerivedTable(
            "zone_members",
            Layer.Gold,
            new Contract(
                Field.Text("accident_id").Key(),
                Field.Int("zone", "1-based; the densest first.").Required().Range("1", null),
                Field.Double("strength", "How firmly it belongs there, 0…1.").Required().Range(0, 1)
            ),
            s_sql["places"]
        )
        {
            Compute = new Computation(1, Zones.Members),
            Meaning = "Accidents in places of high density (HDBSCAN); the others are not there.",
        },
    ];

    private static Field Share(string name, string meaning = "") => Field.Double(name, meaning).Required().Range(0, 1);
}
