using Analytics.Engine;
using Analytics.Learning;

namespace Analytics.Domains.Vehicles;

/// <summary>How is it driven: as people judge real trips, and as the engine will feel it.</summary>
internal static class Model
{
    private static readonly NamedLearner s_forest = new(
        "forest",
        Forest,
        new Dictionary<string, double>
        {
            ["trees"] = 300,
            ["depth"] = 12,
            ["min_leaf_rows"] = 5,
        }
    );

    private static readonly NamedLearner s_boosting = new(
        "boosting",
        Boosting,
        new Dictionary<string, double>
        {
            ["trees"] = 200,
            ["rate"] = 0.05,
            ["leaves"] = 8,
            ["min_leaf_rows"] = 20,
            ["l2"] = 1,
            ["column_sample"] = 0.7,
            ["row_sample"] = 0.8,
        }
    );

    public static IReadOnlyList<Study> Studies { get; } = [Style(), HardUse()];

    private static PredictionStudy Style() =>
        new("style")
        {
            Question = "Would a passenger call this second of a trip aggressive?",
            IntendedUse = "To show drivers of a fleet when they drive aggressively, for their own use.",
            Limits =
                "Learned from few trips that somebody judged second by second: what it says of any one second may be wrong, and it is no ground to punish anybody.",
            Table = "gold.style_features",
            Key = "moment_id",
            Target = "aggressive",
            // Changes only: how fast and under which load an engine runs on the whole tells one car from another, and no driver.
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>>
            {
                ["window"] = Features.Changes,
                ["half_minute"] = [.. Features.Changes.Select(name => name + "_30")],
            },
            // The real trips are two: one teaches, the other tests.
            Split = SplitRule.ByHeldOutGroup("trip"),
            Metric = Metric.RocAuc,
            Bar = 0.7,
            Reference = 0.93,
            Costs = new Costs(1, 2, "A driver sees his own report, so a second marked in vain costs half of one that is missed."),
            Learners = [s_boosting, s_forest],
            Original = new OriginalWay(
                "AUC 0.955",
                "Its rows were divided at random, so a second was tested by a model that knew the seconds before and after it.",
                [.. Features.Window, .. Features.HalfMinute],
                s_forest.Make(new LearnerParameters(s_forest.Parameters, 0)),
                Metric.RocAuc
            ),
        };

    private static PredictionStudy HardUse() =>
        new("hard_use")
        {
            Question = "Will the engine wear fast in the next ten seconds?",
            IntendedUse = "To warn a driver or to slow a simulated car before the engine suffers.",
            Limits = "Learned from a simulator: it knows that model of wear, not any real engine.",
            Table = "gold.wear_features",
            Key = "moment_id",
            Target = "hard_use",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>>
            {
                ["window"] = [.. Features.Window, "throttle_avg"],
                ["half_minute"] = [.. Features.HalfMinute, "throttle_avg_30"],
            },
            KnownTooLate = ["future_wear"],
            Split = SplitRule.ByHeldOutGroup("trip"),
            Metric = Metric.RocAuc,
            Bar = 0.7,
            Costs = new Costs(1, 2, "A car that is slowed in vain loses ten seconds; wear that nobody stops costs twice that."),
            Learners = [s_boosting, s_forest],
            Original = new OriginalWay(
                "no figure that can be checked",
                "It trained on windows of 100 steps and was served windows of 300, and rows of one trip stood on both sides.",
                [.. Features.Window, "throttle_avg"],
                s_forest.Make(new LearnerParameters(s_forest.Parameters, 0)),
                Metric.RocAuc
            ),
        };

    private static RandomForest Forest(LearnerParameters of) =>
        new()
        {
            Seed = of.Seed,
            Trees = of.Whole("trees"),
            Depth = of.Whole("depth"),
            MinLeafRows = of["min_leaf_rows"],
            Balanced = true,
        };

    private static GradientBoosting Boosting(LearnerParameters of) => of.Boosting() with { Patience = 40 };
}
