using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>A study that finds groups; judged by silhouette on the prepared features.</summary>
public sealed record ClusterStudy(string Name) : Study(Name)
{
    /// <summary>The learners compared, preparation (scaling) included, for each number of clusters.</summary>
    public required IReadOnlyList<NamedClusterLearner> Learners { get; init; }

    /// <summary>Numbers of clusters tried. Default 2…10.</summary>
    public IReadOnlyList<int> Clusters { get; init; } = [2, 3, 4, 5, 6, 7, 8, 9, 10];

    /// <summary>The least silhouette for a first champion.</summary>
    public double Bar { get; init; }

    /// <summary>How much better than the champion a challenger must be. Default 0.005.</summary>
    public double Margin { get; init; } = 0.005;
}

/// <summary>A way of clustering that a study compares.</summary>
/// <param name="Name">E.g. <c>k-means</c>.</param>
/// <param name="Make">Builds it from a number of clusters and a seed.</param>
public sealed record NamedClusterLearner(string Name, Func<int, int, ClusterLearner> Make);
