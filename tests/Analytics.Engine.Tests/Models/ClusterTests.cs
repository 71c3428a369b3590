using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

public sealed class ClusterTests
{
    private static readonly int[] s_labels = [.. Enumerable.Range(0, 90).Select(row => row / 30)];

    private static ClusterStudy Study { get; } =
        new("groups")
        {
            Question = "?",
            IntendedUse = "tests",
            Limits = "all",
            Table = "gold.features",
            Key = "id",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["all"] = ["x", "y"] },
            Learners =
            [
                new NamedClusterLearner(
                    "k-means",
                    (clusters, seed) => new ClusterPipeline(new StandardScaler(), new KMeans { Clusters = clusters, Seed = seed })
                ),
            ],
            Bar = 0,
        };

    /// <summary>Three groups along x; y is noise.</summary>
    private static Frame Rows() =>
        new(
            new Column<double>("x", [.. s_labels.Select((label, row) => 10.0 * label + Toy.Noise(row, 1))]),
            new Column<double>("y", [.. s_labels.Select((_, row) => Toy.Noise(row, 2))])
        );

    [Fact]
    public void Groups_without_names_are_numbered_and_told_by_what_stands_out()
    {
        var profiles = ClusterProfile.Of(Study, Rows(), ["x", "y"], s_labels, 3);

        Assert.Equal(["Group 1", "Group 2", "Group 3"], profiles.Select(profile => profile.Name));
        Assert.StartsWith("low x (0.", profiles[0].Profile, StringComparison.Ordinal);
        Assert.StartsWith("high x (20.", profiles[2].Profile, StringComparison.Ordinal);
        Assert.Equal(1, profiles.Sum(profile => profile.Share), 1e-12);
        Assert.InRange(profiles[1].Means["x"], 10, 11);
    }

    [Fact]
    public void Two_groups_of_one_name_are_refused() =>
        Assert.Contains(
            "name of its own",
            Assert
                .Throws<ArgumentException>(() =>
                    ClusterProfile.Of(
                        Study with
                        {
                            Label = groups => [.. groups.Select(_ => new ClusterLabel("Same", ""))],
                        },
                        Rows(),
                        ["x"],
                        s_labels,
                        3
                    )
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Measures_tell_three_groups_from_none_and_have_an_interval_where_there_is_one()
    {
        var frame = Rows();
        var model = new ClusterPipeline(new StandardScaler(), new KMeans { Clusters = 3 }).Fit(frame, new FitOptions { Features = ["x"] });
        var labels = model.Assign(frame).Labels;

        var measured = ClusterMeasures.Of(
            model,
            frame,
            labels,
            [labels, [.. labels.Select((label, row) => row == 0 ? (label + 1) % 3 : label)]],
            ClusterMeasures.Sample(90, 1000, 0),
            0
        );

        Assert.InRange(measured["silhouette"].Value, 0.9, 1);
        Assert.InRange(measured["silhouette"].Value, measured["silhouette"].Lower, measured["silhouette"].Upper);
        Assert.Equal(1, measured["stability"].Upper);
        Assert.InRange(measured["stability"].Lower, 0.9, 0.9999);
        Assert.False(measured["davies_bouldin"].HasInterval);
        Assert.DoesNotContain("bic", measured.Keys);
    }

    [Fact]
    public void Shuffled_columns_keep_their_values_and_lose_their_ties()
    {
        var frame = Rows().With(Rows()["x"].Rename("twin"));
        var shuffled = ClusterMeasures.Shuffled(frame, 7);

        Assert.Equal(frame["x"].ToDoubles().Order(), shuffled["x"].ToDoubles().Order());
        Assert.True(Enumerable.Range(0, 90).Count(row => shuffled["x"].ToDoubles()[row] == shuffled["twin"].ToDoubles()[row]) < 10);
        Assert.Equal(shuffled, ClusterMeasures.Shuffled(frame, 7));
        Assert.NotEqual(shuffled, ClusterMeasures.Shuffled(frame, 8));
    }

    [Fact]
    public void A_sample_of_rows_is_the_seeds_and_of_the_size_asked_for()
    {
        var sample = ClusterMeasures.Sample(1000, 100, 3);
        Assert.Equal(100, sample.Distinct().Count());
        Assert.Equal(sample.Order(), sample);
        Assert.Equal(sample, ClusterMeasures.Sample(1000, 100, 3));
        Assert.NotEqual(sample, ClusterMeasures.Sample(1000, 100, 4));
        Assert.Equal(Enumerable.Range(0, 50), ClusterMeasures.Sample(50, 100, 3));
    }
}
