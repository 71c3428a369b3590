using Analytics.Engine;
using Analytics.Learning;

namespace Analytics.Domains.Households;

/// <summary>Which households are vulnerable, told without asking for any amount of money.</summary>
internal static class VulnerabilityModel
{
    public static PredictionStudy Study { get; } =
        new("vulnerability")
        {
            Question = "Does a household live on less than 1.77 US dollars a day?",
            IntendedUse = "To choose which households to visit first; a person decides on help.",
            Limits =
                "Learned from one survey; other districts and other years may differ. It errs often (the card says how often): not for refusing help to anybody.",
            // The table also holds the incomes, for the comparison with the original; the groups below are exactly the columns of gold.honest.
            Table = "gold.as_published",
            Key = "assessment_id",
            GivenKey = "household_id",
            Target = "vulnerable",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>>
            {
                ["household"] = Features.Household,
                ["farm"] = Features.Farm,
                ["livelihood"] = Features.Livelihood,
                ["living"] = Features.Living,
            },
            KnownTooLate = Features.Incomes,
            Split = SplitRule.ByGroup("household_id"),
            Metric = Metric.RocAuc,
            Bar = 0.7,
            Reference = 0.8,
            Costs = new Costs(1, 2, "A visit in vain against a vulnerable household that nobody visits, which weighs as two visits."),
            Bands = new Bands("category", ["Low", "Medium", "High", "Critical"], [0.3, 0.6, 0.8]) { BorderBelow = true },
            Learners =
            [
                new NamedLearner(
                    "boosting",
                    Boosting,
                    new Dictionary<string, double>
                    {
                        ["trees"] = 300,
                        ["rate"] = 0.04,
                        ["leaves"] = 8,
                        ["min_leaf_rows"] = 20,
                        ["l2"] = 1,
                        ["column_sample"] = 0.5,
                        ["row_sample"] = 0.8,
                    }
                ),
                new NamedLearner(
                    "forest",
                    of =>
                        Prepared(
                            new RandomForest
                            {
                                Seed = of.Seed,
                                Trees = of.Whole("trees"),
                                MinLeafRows = of["min_leaf_rows"],
                            }
                        ),
                    new Dictionary<string, double> { ["trees"] = 300, ["min_leaf_rows"] = 5 }
                ),
                new NamedLearner(
                    "logistic",
                    of => Prepared(new LogisticRegression { C = of["c"] }),
                    new Dictionary<string, double> { ["c"] = 0.1 }
                ),
            ],
            Original = new OriginalWay(
                "accuracy 0.979",
                "The target is a sum of incomes and consumption, and both were among the features: it learned to add.",
                [.. Features.Household, .. Features.Farm, .. Features.Livelihood, .. Features.Living, .. Features.Incomes],
                Prepared(new LogisticRegression()),
                Metric.Accuracy
            ),
        };

    private static Pipeline Prepared(SupervisedLearner learner) => new([new Imputer(), new OneHot(), new StandardScaler()], learner);

    private static GradientBoosting Boosting(LearnerParameters of) => of.Boosting();
}
