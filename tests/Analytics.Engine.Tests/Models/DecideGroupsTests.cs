using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>What becomes of measured groups, in a lake that has nothing but models.</summary>
public sealed class DecideGroupsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-decide-").FullName;
    private readonly Lake.Lake _lake;

    public DecideGroupsTests() => _lake = Lake.Lake.Open(_folder);

    public void Dispose()
    {
        _lake.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static readonly ClusterStudy s_groups = new("toy")
    {
        Question = "?",
        IntendedUse = "tests",
        Limits = "all",
        Table = "gold.features",
        Key = "id",
        FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["all"] = ["x", "y"] },
        Learners = [new NamedClusterLearner("k-means", (clusters, seed) => new KMeans { Clusters = clusters, Seed = seed })],
        Bar = 0.1,
        Margin = 0.05,
    };

    private TrainedClusters Groups(string id, int clusters, double silhouette = 0.5, double stability = 0.8)
    {
        var rows = Enumerable.Range(0, 90).ToArray();
        var frame = new Frame(
            TextColumn.FromValues("id", rows.Select(row => FormattableString.Invariant($"e{row:00}"))),
            new Column<double>("x", [.. rows.Select(row => row / 30 + Toy.Noise(row, 1))]),
            new Column<double>("y", [.. rows.Select(row => Toy.Noise(row, 2))])
        );
        var recipe = Recipe.Of(s_groups, new TrainingRequest { Parameters = new Dictionary<string, double> { ["clusters"] = clusters } });
        var model = s_groups.Learners[0].Make(clusters, 0).Fit(frame, new FitOptions { Features = ["x", "y"] });
        var run = Toy.Run(["x", "y"], 0) with
        {
            Id = id,
            Target = "",
            Classes = [.. Enumerable.Range(1, clusters).Select(number => FormattableString.Invariant($"Group {number}"))],
            Metric = "silhouette",
            Metrics = new()
            {
                ["silhouette"] = new Measured(silhouette, double.NaN, double.NaN),
                ["stability"] = new Measured(stability, double.NaN, double.NaN),
            },
        };
        var assignment = model.Assign(frame);
        var profiles = ClusterProfile.Of(s_groups, frame, ["x", "y"], assignment.Labels, clusters);
        return new TrainedClusters(run, model, assignment, profiles, recipe, new Examples(frame, 0, null!, _lake.Head));
    }

    private ContestResult Decide(TrainedClusters trained, double margin = 0.05) =>
        new Contest(_lake, new Tests.Toy(), s_groups with { Margin = margin }).Decide(trained);

    [Fact]
    public void Groups_that_other_seeds_do_not_find_are_refused()
    {
        Assert.Equal(
            (false, "stability 0.7900: other seeds find other groups; 0.80 is asked for"),
            Told(Decide(Groups("one", 2, stability: 0.79)))
        );
        Assert.Equal((true, "the first champion: silhouette 0.5000 passes the bar of 0.1000"), Told(Decide(Groups("one", 2))));
        Assert.Equal((false, "silhouette 0.0900 misses the bar of 0.1000"), Told(Decide(Groups("one", 2, 0.09))));
    }

    [Fact]
    public void Groups_replace_the_champions_when_they_are_further_apart_by_the_margin_on_the_same_rows()
    {
        var old = Groups("old", 2);
        var folder = new Experiments(_lake).Write(
            old,
            new RunTiming(DateTime.UnixEpoch, 1, "b", "s"),
            new Dictionary<string, string> { ["card.json"] = Json.Text(ModelCard.Of(s_groups, old)) }
        );
        using (var writer = _lake.Write(TimeProvider.System, "test"))
        {
            writer.SetModel("toy/toy", new Registry(_lake).Register(writer, old.Run, folder));
            writer.Publish("test");
        }

        // What the champion's model reaches on the present rows, not what its card says.
        var theirs = ClusterMeasures.SilhouetteOf(old.Clusterer, old.Examples.Frame);
        Assert.NotEqual(0.5, theirs, 1e-3);
        string Text(double ours) =>
            FormattableString.Invariant($"silhouette {ours:0.0000} against {theirs:0.0000} of champion 1 on the same 90 rows");

        Assert.Equal((true, Text(theirs + 0.06)), Told(Decide(Groups("new", 3, theirs + 0.06))));
        Assert.Equal((false, Text(theirs + 0.04) + "; 0.0500 better is asked for"), Told(Decide(Groups("new", 3, theirs + 0.04))));
        Assert.Equal((true, Text(theirs)), Told(Decide(Groups("new", 3, theirs), margin: 0)));
        Assert.Equal((false, "it is the champion, version 1, already"), Told(Decide(old)));
    }

    private static (bool, string) Told(ContestResult result) => (result.Promote, result.Reason);
}
