using Analytics.Frames;
using Analytics.Interop;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>A study that finds groups; judged by silhouette on the prepared features.</summary>
public sealed record ClusterStudy(string Name) : Study(Name)
{
    /// <summary>The learners compared, preparation (scaling) included, for each number of clusters.</summary>
    public required IReadOnlyList<NamedClusterLearner> Learners { get; init; }

    /// <summary>Numbers of clusters tried. Default 2…10.</summary>
    public IReadOnlyList<int> Clusters { get; init; } = [2, 3, 4, 5, 6, 7, 8, 9, 10];

    /// <summary>How often each is fitted from another seed to see whether the same groups come out, ≥ 2. Default 3.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Groups that fits from other seeds agree on less than this (mean adjusted Rand index) never become champion. Default 0.8.</summary>
    public double LeastStability { get; init; } = 0.8;

    /// <summary>Silhouettes compare all pairs of rows; above so many, those of a sample by hash of the key. Default 10,000.</summary>
    public int SilhouetteRows { get; init; } = 10_000;

    /// <summary>Columns of the table that are not learned from and help to tell the groups in words.</summary>
    public IReadOnlyList<string> ToldBy { get; init; } = [];

    /// <summary>Features that go round → after how many the first comes again: hour → 24. They are averaged on the circle. Default: none.</summary>
    public IReadOnlyDictionary<string, double> Circles { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Names the groups: given the rows of each (features and <see cref="ToldBy"/>), a name of its own and a sentence for each.
    /// Default: numbers, and the features that stand out.
    /// </summary>
    public Func<IReadOnlyList<Frame>, IReadOnlyList<ClusterLabel>>? Label { get; init; }

    /// <summary>How one of several clusterings is chosen, in a line of the card.</summary>
    internal static string Rule(double leastStability) =>
        FormattableString.Invariant(
            $"- Chosen as the highest silhouette among the clusterings whose stability is {leastStability:0.00} or more"
        );

    internal bool IsStable(ExperimentRun run) => run.Metrics[ClusterMeasures.Stability].Value >= LeastStability;

    public override IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> Ways =>
        [.. Learners.Select(learner => (learner.Name, FirstClusters))];

    public override IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> PackageWays =>
        [(PackageLearners.KMeans(this).Name, FirstClusters)];

    /// <summary>A study's own name of a learner comes before that of a package's.</summary>
    internal NamedClusterLearner LearnerOf(string name) =>
        Learners.Append(PackageLearners.KMeans(this)).First(learner => learner.Name == name);

    internal override LearnerPackage? PackageOf(string learner) => LearnerOf(learner).Package;

    private IReadOnlyDictionary<string, double> FirstClusters => new Dictionary<string, double> { ["clusters"] = Clusters[0] };
}

/// <summary>A way of clustering that a study compares.</summary>
/// <param name="Name">E.g. <c>k-means</c>.</param>
/// <param name="Make">Builds it from a number of clusters and a seed.</param>
public sealed record NamedClusterLearner(string Name, Func<int, int, ClusterLearner> Make)
{
    /// <summary>The package that it comes from. Default: none, it is our own.</summary>
    public LearnerPackage? Package { get; init; }
}

/// <summary>A group in words.</summary>
/// <param name="Name">E.g. <c>Champions</c>.</param>
/// <param name="Profile">What sets it apart, in a sentence.</param>
public sealed record ClusterLabel(string Name, string Profile);

/// <summary>A group as the card tells it.</summary>
/// <param name="Number">1-based number of the cluster in the model.</param>
/// <param name="Name">Its name.</param>
/// <param name="Profile">What sets it apart, in a sentence.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Share">Their share of all, 0…1.</param>
/// <param name="Means">Mean of each feature that is a number, on the circle where it goes round.</param>
public sealed record ClusterProfile(int Number, string Name, string Profile, int Rows, double Share, SortedDictionary<string, double> Means)
{
    /// <summary>How many standard deviations of all rows each mean lies above that of all; below where negative.</summary>
    public SortedDictionary<string, double> Apart { get; init; } = [];

    /// <summary>The profiles of the groups that an assignment makes of rows.</summary>
    internal static IReadOnlyList<ClusterProfile> Of(
        ClusterStudy study,
        Frame rows,
        IReadOnlyList<string> features,
        int[] labels,
        int clusters
    )
    {
        Frame[] groups =
        [
            .. Enumerable
                .Range(0, clusters)
                .Select(cluster => rows.Take([.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == cluster)])),
        ];
        var told = study.Label?.Invoke(groups) ?? Plain(study, rows, features, groups);
        if (told.Count != clusters || told.Select(each => each.Name).Distinct(StringComparer.Ordinal).Count() != clusters)
        {
            throw new ArgumentException(
                Invariant(
                    $"Study '{study.Name}' names {clusters} groups {string.Join(", ", told.Select(each => each.Name))}; each needs a name of its own."
                )
            );
        }

        string[] numbers = [.. features.Where(feature => rows[feature].IsNumeric)];
        return
        [
            .. groups.Select(
                (group, cluster) =>
                    new ClusterProfile(
                        cluster + 1,
                        told[cluster].Name,
                        told[cluster].Profile,
                        group.RowCount,
                        (double)group.RowCount / Math.Max(1, rows.RowCount),
                        Each(feature => Middle(study, feature, group[feature]))
                    )
                    {
                        Apart = Each(feature => Distance(study, feature, group[feature], rows[feature])),
                    }
            ),
        ];

        SortedDictionary<string, double> Each(Func<string, double> of) =>
            new(numbers.ToDictionary(feature => feature, of), StringComparer.Ordinal);
    }

    private static double Middle(ClusterStudy study, string feature, Column column) =>
        study.Circles.TryGetValue(feature, out var period) ? new Circle(period).Mean(column.ToDoubles()) : Mean(column);

    /// <summary>How many standard deviations of all the mean of some lies above the mean of all.</summary>
    private static double Distance(ClusterStudy study, string feature, Column some, Column all) =>
        study.Circles.TryGetValue(feature, out var period)
            ? new Circle(period).Apart(Middle(study, feature, some), Middle(study, feature, all))
                / new Circle(period).Spread(all.ToDoubles())
            : (Mean(some) - Mean(all)) / Spread(all);

    /// <summary>Mean of the values that are there; NaN for none.</summary>
    internal static double Mean(Column column)
    {
        var (sum, count) = (0.0, 0);
        foreach (var value in column.ToDoubles())
        {
            if (!double.IsNaN(value))
            {
                (sum, count) = (sum + value, count + 1);
            }
        }

        return sum / count;
    }

    private static IReadOnlyList<ClusterLabel> Plain(ClusterStudy study, Frame rows, IReadOnlyList<string> features, Frame[] groups)
    {
        string[] numbers = [.. features.Where(feature => rows[feature].IsNumeric)];
        return [.. groups.Select((group, cluster) => new ClusterLabel(Invariant($"Group {cluster + 1}"), Sentence(group)))];

        string Sentence(Frame group)
        {
            var apart = numbers
                .Select(feature =>
                    (
                        Name: feature,
                        Here: Middle(study, feature, group[feature]),
                        Mean: Middle(study, feature, rows[feature]),
                        Away: Distance(study, feature, group[feature], rows[feature])
                    )
                )
                .Where(each => Math.Abs(each.Away) > 0.5)
                .OrderByDescending(each => Math.Abs(each.Away))
                .ThenBy(each => each.Name, StringComparer.Ordinal)
                .ToArray();
            // What goes round has no high and no low.
            return apart.Length == 0
                ? "Like all the others in each feature."
                : string.Join(
                    ", ",
                    apart.Select(each =>
                        Invariant(
                            $"{(study.Circles.ContainsKey(each.Name) ? "around" : each.Away > 0 ? "high" : "low")} {each.Name} ({each.Here:0.##}, over all {each.Mean:0.##})"
                        )
                    )
                ) + ".";
        }
    }

    /// <summary>Standard deviation of the values that are there; NaN for none.</summary>
    internal static double Spread(Column column)
    {
        var mean = Mean(column);
        double[] squares = [.. column.ToDoubles().Where(value => !double.IsNaN(value)).Select(value => (value - mean) * (value - mean))];
        return Math.Sqrt(squares.DefaultIfEmpty(double.NaN).Average());
    }
}
