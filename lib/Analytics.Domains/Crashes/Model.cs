using Analytics.Engine;
using Analytics.Learning;

namespace Analytics.Domains.Crashes;

/// <summary>How severe will a reported crash be? Positive is INJURY AND / OR TOW DUE TO CRASH.</summary>
internal static class SeverityModel
{
    private static readonly string[] s_base =
    [
        "hour",
        "weekday",
        "month_of_year",
        "weather_condition",
        "lighting_condition",
        "posted_speed_limit",
        "road_defect",
        "roadway_surface_cond",
        "trafficway_type",
    ];

    private static readonly string[] s_report =
    [
        "first_crash_type",
        "prim_contributory_cause",
        "traffic_control_device",
        "num_units",
        "alignment",
    ];

    public static PredictionStudy Study { get; } =
        new("severity")
        {
            Question = "Will somebody be hurt or a vehicle be towed in a crash that is being reported?",
            IntendedUse = "Ordering reported crashes for follow-up by traffic analysts of the city.",
            Limits =
                "Learned from police reports of one city; it knows nothing of people or of what happens after the report, and must not decide on help for anybody.",
            Table = "gold.features",
            Key = "crash_record_id",
            Target = "injury_or_tow",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["base"] = s_base, ["report"] = s_report },
            KnownTooLate = ["injuries_total", "injuries_fatal", "most_severe_injury", "damage", "crash_type"],
            Split = SplitRule.ByTime("crash_date"),
            Metric = Metric.RocAuc,
            Bar = 0.7,
            Reference = 0.77,
            Costs = new Costs(1, 2, "An hour of follow-up in vain against a severe crash that nobody follows up, which costs about two."),
            Learners =
            [
                new NamedLearner(
                    "boosting",
                    Boosting,
                    new Dictionary<string, double>
                    {
                        ["trees"] = 400,
                        ["rate"] = 0.03,
                        ["leaves"] = 8,
                        ["min_leaf_rows"] = 20,
                        ["l2"] = 1,
                        ["column_sample"] = 0.7,
                        ["row_sample"] = 0.8,
                        ["category_smoothing"] = 2,
                    }
                ),
                new NamedLearner("forest", Forest, new Dictionary<string, double> { ["trees"] = 300, ["depth"] = 12 }),
                new NamedLearner("logistic", Logistic, new Dictionary<string, double> { ["c"] = 0.3 }),
            ],
            Original = new OriginalWay(
                "no figure that can be checked",
                "Its rows were divided at random, so later crashes taught about earlier ones, and 398 of 3,143 real rows lost their road words to null.",
                s_base,
                new GradientBoosting { Trees = 100 },
                Metric.RocAuc
            ),
        };

    private static GradientBoosting Boosting(LearnerParameters of) =>
        of.Boosting() with
        {
            CategorySmoothing = of["category_smoothing"],
            Patience = 40,
        };

    private static RandomForest Forest(LearnerParameters of) =>
        new()
        {
            Seed = of.Seed,
            Trees = of.Whole("trees"),
            Depth = of.Whole("depth"),
        };

    // Logistic regression sees an hour as a place on a circle: 23 lies beside 0.
    private static Pipeline Logistic(LearnerParameters of) =>
        new(
            [
                new CyclicEncoding(24) { Columns = ["hour"] },
                new CyclicEncoding(7) { Columns = ["weekday"] },
                new CyclicEncoding(12) { Columns = ["month_of_year"] },
                // Sine and cosine too: the centre of the circle for a month that is not known.
                new Imputer(),
                new StandardScaler { Columns = ["posted_speed_limit", "num_units"] },
                new OneHot(),
            ],
            new LogisticRegression { C = of["c"] }
        );
}
