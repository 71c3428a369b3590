using Analytics.Engine;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Domains.Customers;

/// <summary>Who leaves, what the others will spend, and which kinds of customers there are.</summary>
internal static class Model
{
    private static readonly NamedLearner s_logistic = new(
        "logistic",
        p => new Pipeline([new Imputer { Indicator = true }, new OneHot(), new StandardScaler()], new LogisticRegression { C = p["c"] }),
        new Dictionary<string, double> { ["c"] = 0.1 }
    );

    private static readonly NamedLearner s_boosting = new(
        "boosting",
        p => new GradientBoosting
        {
            Trees = p.Whole("trees"),
            LearningRate = p["learning_rate"],
            Leaves = p.Whole("leaves"),
            MinLeafRows = p["min_leaf_rows"],
            RowSample = p["row_sample"],
        },
        new Dictionary<string, double>
        {
            ["trees"] = 120,
            ["learning_rate"] = 0.05,
            ["leaves"] = 8,
            ["min_leaf_rows"] = 30,
            ["row_sample"] = 0.7,
        }
    );

    private static readonly NamedLearner s_forest = new(
        "forest",
        p => new Pipeline(
            new Imputer { Indicator = true },
            new OneHot(),
            new RandomForest
            {
                Trees = p.Whole("trees"),
                MinLeafRows = p["min_leaf_rows"],
                Depth = p.Whole("depth"),
            }
        ),
        new Dictionary<string, double>
        {
            ["trees"] = 200,
            ["min_leaf_rows"] = 10,
            ["depth"] = 0,
        }
    );

    private static readonly NamedLearner s_linear = new(
        "linear",
        _ => new Pipeline([new Imputer { Indicator = true }, new OneHot(), new StandardScaler()], new LinearRegression()),
        new Dictionary<string, double>()
    );

    private static readonly string[] s_rfm = ["log_recency", "log_frequency", "log_monetary"];

    public static IReadOnlyList<Study> Studies { get; } = [Churn(), Value(), Groups()];

    private static PredictionStudy Churn() =>
        new("churn")
        {
            Question = "Who will not buy again within 60 days?",
            IntendedUse = "To choose whom to write to before they are gone: a probability from 0.7 is a high risk, from 0.4 a medium one.",
            Limits =
                "Knows purchases only, of one shop; a season that the data has not seen shifts all probabilities. Not for prices or credit.",
            Table = "gold.churn_features",
            Key = "customer_id",
            Target = "churned",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>>
            {
                ["rfm"] = ["recency_days", "frequency", "monetary", .. s_rfm],
                ["habits"] =
                [
                    .. Features.History.Except(["recency_days", "frequency", "monetary", "country", "cancelled_lines", .. s_rfm]),
                    "gap_longest_days",
                ],
                ["returns"] = ["cancelled_lines", "cancelled_share"],
                ["place"] = ["country"],
            },
            KnownTooLate = ["cut_off"],
            Bands = new Bands("risk", ["Low", "Medium", "High"], [0.4, 0.7]),
            Split = SplitRule.ByKey(),
            OutOfTime = Features.ChurnLater,
            Learners = [s_logistic, s_boosting, s_forest],
            Metric = Metric.RocAuc,
            Bar = 0.65,
            Reference = 0.78,
            Costs = new Costs(
                1,
                1,
                "A discount for somebody who would have come anyway against the margin lost with somebody who leaves: about the same."
            ),
            Original = new OriginalWay(
                "accuracy 1.0",
                "Its label was recency above a threshold, and recency was a feature: it learned its own definition and predicted nothing.",
                ["recency_days", "frequency", "monetary"],
                s_forest.Make(new LearnerParameters(s_forest.Parameters, 0)),
                Metric.Accuracy
            )
            {
                OwnLabel = (
                    Invariant($"away for more than {Features.ChurnDays} days"),
                    table => new Column<bool>("away", [.. table["recency_days"].ToDoubles().Select(days => days > Features.ChurnDays)])
                ),
            },
        };

    private static PredictionStudy Value() =>
        new("clv")
        {
            Question = "What will a customer spend over the next twelve months, or the longest time that the data allows?",
            IntendedUse =
                "To rank customers by what they will be worth, in four segments from Low to Premium. Each is a quarter of the validation rows by what was predicted for them; of other customers one may be larger than another.",
            Limits =
                "Learns the mean of the spending's logarithm: turned back that is less than the mean, so sums of predictions fall short, the more so of the few who buy much.",
            Table = "gold.clv_features",
            Key = "customer_id",
            Target = "log_future_revenue",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>>
            {
                ["rfm"] = ["recency_days", "frequency", "monetary", .. s_rfm],
                ["habits"] =
                [
                    .. Features.History.Except(["recency_days", "frequency", "monetary", "country", .. s_rfm]),
                    "revenue_per_day",
                ],
                ["place"] = ["country"],
            },
            KnownTooLate = ["cut_off", "future_revenue", "horizon_days"],
            LogOf = "future_revenue",
            Bands = new Bands("segment", ["Low", "Medium", "High", "Premium"], [0.25, 0.5, 0.75]) { OfRows = true },
            Yardstick = BuyTillTheyDie.Yardstick,
            Split = SplitRule.ByKey(),
            OutOfTime = Features.ValueLater,
            Learners = [s_boosting, s_forest, s_linear],
            Metric = Metric.R2,
            Margin = 0.005,
            Bar = 0.1,
            Reference = 0.25,
        };

    private static ClusterStudy Groups() =>
        new("rfm")
        {
            Question = "Which kinds of customers are there?",
            IntendedUse =
                $"To speak to customers by segment, named by rank of recency, frequency and value together: {string.Join(", ", Segments.Names)}.",
            Limits = "A snapshot at the end of the data; the borders between neighbouring groups are not sharp.",
            Table = "gold.rfm",
            Key = "customer_id",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["rfm"] = s_rfm },
            Learners =
            [
                new NamedClusterLearner(
                    "k-means",
                    (clusters, seed) => new ClusterPipeline(new StandardScaler(), new KMeans { Clusters = clusters, Seed = seed })
                ),
            ],
            Clusters = [Segments.Names.Length],
            ToldBy = Segments.ToldBy,
            Label = Segments.Of,
            Bar = 0.25,
        };
}
