using Analytics.Interop;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// Learners of Microsoft.ML's packages, which every study can name besides its own, to see how far these come on the same rows. They take neither gaps nor
/// text, so that gaps are filled with an indicator and words become columns before them.
/// </summary>
internal static class PackageLearners
{
    private static readonly Dictionary<string, double> s_boosted = new()
    {
        ["trees"] = 100,
        ["rate"] = 0.1,
        ["leaves"] = 15,
        ["min_leaf_rows"] = 20,
    };

    /// <summary>Those that predict.</summary>
    public static IReadOnlyList<NamedLearner> Predictors { get; } =
    [
        new(
            "lightgbm",
            of =>
                Prepared(
                    new LightGbmLearner
                    {
                        Seed = of.Seed,
                        Trees = of.Whole("trees"),
                        LearningRate = of["rate"],
                        Leaves = of.Whole("leaves"),
                        MinLeafRows = of.Whole("min_leaf_rows"),
                    }
                ),
            s_boosted
        )
        {
            Package = MachineLearningPackages.LightGbm,
        },
        new(
            "fast-tree",
            of =>
                Prepared(
                    new FastTreeLearner
                    {
                        Seed = of.Seed,
                        Trees = of.Whole("trees"),
                        LearningRate = of["rate"],
                        Leaves = of.Whole("leaves"),
                        MinLeafRows = of.Whole("min_leaf_rows"),
                    }
                ),
            s_boosted
        )
        {
            Package = MachineLearningPackages.Trees,
        },
        new(
            "fast-forest",
            of =>
                Prepared(
                    new FastForestLearner
                    {
                        Seed = of.Seed,
                        Trees = of.Whole("trees"),
                        Leaves = of.Whole("leaves"),
                        MinLeafRows = of.Whole("min_leaf_rows"),
                    }
                ),
            new Dictionary<string, double>
            {
                ["trees"] = 200,
                ["leaves"] = 50,
                ["min_leaf_rows"] = 5,
            }
        )
        {
            Package = MachineLearningPackages.Trees,
        },
        new(
            "lbfgs",
            of =>
                Scaled(
                    new LbfgsLearner
                    {
                        Seed = of.Seed,
                        L1 = of["l1"],
                        L2 = of["l2"],
                    }
                ),
            new Dictionary<string, double> { ["l1"] = 1, ["l2"] = 1 }
        )
        {
            Package = MachineLearningPackages.Linear,
        },
        new("sdca", of => Scaled(new SdcaLearner { Seed = of.Seed, L2 = of["l2"] }), new Dictionary<string, double> { ["l2"] = 0.0001 })
        {
            Package = MachineLearningPackages.Linear,
        },
    ];

    /// <summary>K-Means of Microsoft.ML, behind the preparation of a study's own first learner, so that both see the same numbers.</summary>
    public static NamedClusterLearner KMeans(ClusterStudy study) =>
        new(
            "ml-k-means",
            (clusters, seed) =>
                study.Learners[0].Make(clusters, seed) is ClusterPipeline prepared
                    ? prepared with
                    {
                        Learner = new KMeansLearner { Clusters = clusters, Seed = seed },
                    }
                    : new KMeansLearner { Clusters = clusters, Seed = seed }
        )
        {
            Package = MachineLearningPackages.Core,
        };

    private static Pipeline Prepared(SupervisedLearner learner) => new([new Imputer { Indicator = true }, new OneHot()], learner);

    private static Pipeline Scaled(SupervisedLearner learner) =>
        new([new Imputer { Indicator = true }, new OneHot(), new StandardScaler()], learner);
}
