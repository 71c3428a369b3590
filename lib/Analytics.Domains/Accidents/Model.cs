using Analytics.Engine;
using Analytics.Learning;

namespace Analytics.Domains.Accidents;

/// <summary>Which kinds of accidents there are by time and severity.</summary>
internal static class Model
{
    /// <summary>What groups are found from; also what is asked for to tell the group of an accident.</summary>
    public static readonly string[] Features = ["hour", "dayofweek", "month", "severity"];

    public static ClusterStudy Study { get; } =
        new("patterns")
        {
            Question = "Which kinds of accidents are there, by time and severity?",
            IntendedUse = "To tell kinds of accidents apart in words, for campaigns and for planning patrols; a person decides.",
            Limits =
                "Where the silhouette is no higher than that of shuffled features the borders are drawn through a cloud. Says nothing of how likely an accident is, nor of accidents whose harm is not told (US-Accidents).",
            Table = "gold.features",
            Key = "accident_id",
            GivenKey = "id",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>>
            {
                ["time"] = ["hour", "dayofweek", "month"],
                ["harm"] = ["severity"],
            },
            Learners = [new NamedClusterLearner("k-means", KMeans), new NamedClusterLearner("gaussian-mixture", Mixture)],
            Circles = new Dictionary<string, double> { ["hour"] = 24 },
            Label = Patterns.Label,
            Bar = 0.15,
        };

    public static ClusterPipeline KMeans(int clusters, int seed) =>
        Prepared(
            new KMeans
            {
                Clusters = clusters,
                Seed = seed,
                Inits = 5,
            }
        );

    private static ClusterPipeline Mixture(int clusters, int seed) => Prepared(new GaussianMixture { Clusters = clusters, Seed = seed });

    /// <summary>23 o'clock lies beside midnight; then all on one scale. The scaler is part of the model.</summary>
    private static ClusterPipeline Prepared(ClusterLearner learner) =>
        new(new CyclicEncoding(24) { Columns = ["hour"] }, new StandardScaler(), learner);
}
