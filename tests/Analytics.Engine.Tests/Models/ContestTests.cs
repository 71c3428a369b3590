using Analytics.DuckDb;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>Who may replace whom, at each bound. Models are of one feature: <c>a</c> knows something of the target, <c>b</c> nothing.</summary>
public sealed class ContestTests : IDisposable
{
    private static readonly Domain s_domain = new Tests.Toy();
    private static readonly PredictionStudy s_study = Toy.Study() with { Bar = 0.625, Margin = 0.125 };
    private static readonly Frame s_frame = Toy.Examples((row, bad) => (bad ? 0.7 : 0) + Toy.Noise(row, 2));
    private static readonly Sides s_sides = Sides.Of(s_study.Split, s_frame, "id", 0);

    private readonly ToyLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public void What_learned_from_leaks_or_from_what_nobody_explained_is_refused_first()
    {
        var leaky = Challenger() with { Run = Run() with { Leaks = [new Leak("feature", ["a"], 1, "'a' alone tells the target")] } };
        Assert.Equal((false, "it learned from leaks that were allowed: 'a' alone tells the target"), Decide(leaky));

        var suspicious = Challenger() with { Run = Run() with { Suspicions = [new Leak("meaning", ["a"], 1, "what is 'a'?"), new Leak("meaning", ["b"], 1, "what is 'b'?")] } };
        Assert.Equal((false, "what is 'a'?"), Decide(suspicious));
        Assert.Equal((false, "what is 'b'?"), Decide(suspicious, s_study with { Meanings = new Dictionary<string, string> { ["a"] = "said" } }));
        Assert.True(Decide(suspicious, s_study with { Meanings = new Dictionary<string, string> { ["a"] = "said", ["b"] = "said" } }).Promote);
    }

    [Fact]
    public void The_first_champion_must_reach_the_bar()
    {
        Assert.Equal((true, "the first champion: roc_auc 0.6250 passes the bar of 0.6250"), Decide(Challenger(0.625)));
        Assert.Equal((false, "roc_auc 0.6249 on the test rows misses the bar of 0.6250"), Decide(Challenger(0.6249)));
    }

    [Fact]
    public void It_must_be_better_than_what_knows_no_feature()
    {
        TrainedPredictor Against(double baseline) => Challenger(0.75) with { Run = Run(0.75) with { Baseline = new() { ["roc_auc"] = baseline } } };

        Assert.Equal((false, "roc_auc 0.7500 is no better than the baseline's 0.7500"), Decide(Against(0.75)));
        Assert.False(Decide(Against(0.8)).Promote);
        Assert.True(Decide(Against(0.7499)).Promote);
    }

    [Fact]
    public void Where_less_is_better_all_turns_round()
    {
        TrainedPredictor Error(double value) => Challenger() with { Run = Run(value) with { HigherIsBetter = false, Baseline = new() { ["roc_auc"] = 0.5 } } };

        Assert.True(Decide(Error(0.4)).Promote);
        Assert.False(Decide(Error(0.5)).Promote);
        Assert.Equal((false, "roc_auc 0.6251 on the test rows misses the bar of 0.6250"), Decide(Error(0.6251)));
    }

    [Fact]
    public void The_champion_does_not_replace_itself()
    {
        Crown(Learn("a"), Run());
        Assert.Equal((false, "it is the champion, version 1, already"), Decide(Challenger()));
    }

    [Fact]
    public void A_challenger_must_be_better_by_the_margin_on_the_rows_that_neither_learned_from()
    {
        Crown(Learn("b"), Run() with { Id = "champion" });
        var (ours, theirs) = (Auc(Learn("a"), s_sides.Test), Auc(Learn("b"), s_sides.Test));
        Assert.InRange(ours - theirs, 0.2, 0.6);
        var text = FormattableString.Invariant($"roc_auc {ours:0.0000} against {theirs:0.0000} of champion 1 on the same {s_sides.Test.Length} held-out rows");

        Assert.Equal((true, text), Decide(Challenger()));
        Assert.Equal((true, text), Decide(Challenger(), s_study with { Margin = ours - theirs }));
        Assert.Equal((false, text + FormattableString.Invariant($"; {ours - theirs + 0.001:0.0000} better is asked for")), Decide(Challenger(), s_study with { Margin = ours - theirs + 0.001 }));
        // Worse is not better by less than nothing, and what is told of it beforehand does not count.
        Assert.False(Decide(Challenger(0.99, "b") with { Run = Run(0.99) with { Id = "other" } }).Promote);
        Assert.True(Decide(Challenger(0.7, "b"), s_study with { Margin = 0 }).Promote);
    }

    [Fact]
    public void A_champion_that_cannot_read_the_present_features_gives_way()
    {
        Crown(Learn("gone", s_frame.With(s_frame["a"].Rename("gone"))), Run() with { Id = "champion" });
        var (promote, reason) = Decide(Challenger());

        Assert.True(promote);
        Assert.StartsWith("champion 1 cannot read the present features (", reason, StringComparison.Ordinal);
        Assert.Contains("gone", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 100)]
    [InlineData(520, 10)]
    [InlineData(522, 9)]
    [InlineData(800, 0)]
    public void Rows_that_another_split_taught_the_champion_are_left_out_and_ten_must_be_left(int rows, int left)
    {
        // Three quarters of the champion's rows, the earliest, taught or validated; the challenger tests on rows 300 to 399.
        Crown(Learn("b"), Run() with { Id = "champion", SplitHash = "another" }, rows);
        var (_, reason) = Decide(Challenger(), s_study with { Margin = -1 });

        Assert.Contains(left < 10 ? FormattableString.Invariant($"only {left} test rows were never seen by champion 1; 10 at least are needed to compare") : FormattableString.Invariant($"on the same {left} held-out rows"), reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_must_be_stable_reach_the_bar_and_beat_the_champion_on_the_same_rows_whatever_shuffled_features_reach()
    {
        var study = new ClusterStudy("groups")
        {
            Question = "?", IntendedUse = "tests", Limits = "all", Table = "gold.features", Key = "id", Bar = 0.5, Margin = 0.125, SilhouetteRows = 50,
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["all"] = ["x"] },
            Learners = [],
        };
        var frame = new Frame(new Column<double>("x", [.. Enumerable.Range(0, 90).Select(row => 10.0 * (row % 3) + Toy.Noise(row, 1))]));
        Clusterer Find(int clusters) => new ClusterPipeline(new StandardScaler(), new KMeans { Clusters = clusters, Seed = 1 }).Fit(frame, new FitOptions { Features = ["x"] });
        ExperimentRun Groups(double silhouette, double stability = 0.8) => Run() with { Study = "groups", Target = "", Metric = "silhouette", Baseline = new() { ["silhouette"] = 0.99 }, Metrics = new() { ["silhouette"] = new Measured(silhouette, double.NaN, double.NaN), ["stability"] = new Measured(stability, 0, 1) } };
        TrainedClusters Found(ExperimentRun run) => new(run, Find(3), null!, [], new Recipe("k-means", [], ["all"], ["x"]), new Examples(frame, 0, null!, null!));
        (bool Promote, string Reason) Of(ExperimentRun run) => new Contest(_lake.Lake, s_domain, study).Decide(Found(run));

        Assert.Equal((false, "silhouette 0.4999 misses the bar of 0.5000"), Of(Groups(0.4999)));
        Assert.Equal((false, "stability 0.7999: other seeds find other groups; 0.80 is asked for"), Of(Groups(0.5, 0.7999)));
        Assert.Equal((true, "the first champion: silhouette 0.5000 passes the bar of 0.5000"), Of(Groups(0.5)));

        Crown(Find(2), Groups(0.5) with { Id = "champion" });
        var theirs = ClusterMeasures.SilhouetteOf(Find(2), frame.Take(ClusterMeasures.Sample(90, 50, 0)));
        var text = FormattableString.Invariant($"silhouette {theirs + 0.125:0.0000} against {theirs:0.0000} of champion 1 on the same 50 rows");
        Assert.Equal((true, text), Of(Groups(theirs + 0.1250001)));
        Assert.Equal((false, text + "; 0.1250 better is asked for"), Of(Groups(theirs + 0.1249999)));
    }

    private static ExperimentRun Run(double auc = 0.75) => Toy.Run(["a"], auc) with { Id = "challenger", SplitHash = "same" };

    private static Predictor Learn(string feature, Frame? frame = null) => new LogisticRegression().Fit((frame ?? s_frame).Take(s_sides.Train), "bad", new FitOptions { Features = [feature] });

    private static TrainedPredictor Challenger(double auc = 0.75, string feature = "a") =>
        new(Run(auc), Learn(feature), Learn(feature), new Recipe("logistic", [], ["one"], [feature]), new Examples(s_frame, 0, null!, null!), s_sides, s_sides.Validation);

    private static double Auc(Predictor model, int[] rows) => Evaluation.Of(model, s_frame.Take(rows))[Metric.RocAuc];

    private (bool Promote, string Reason) Decide(TrainedPredictor challenger, PredictionStudy? study = null) => new Contest(_lake.Lake, s_domain, study ?? s_study).Decide(challenger);

    /// <summary>Puts a model in force that learned from so many rows, a day each.</summary>
    private void Crown(Model model, ExperimentRun run, int rows = 400)
    {
        using var db = DuckDBConnection.InMemory();
        using var writer = _lake.Lake.Write(_lake.Time, "test");
        var schema = new TableSchema([new("id", "VARCHAR"), new("bad", "BOOLEAN"), new("day", "DATE"), new("a", "DOUBLE"), new("b", "DOUBLE"), new("word", "VARCHAR")]);
        writer.Replace(writer.Stage(db, "gold.toy.features", FormattableString.Invariant($"SELECT 'e' || lpad(i::VARCHAR, 3, '0') AS id, i % 3 = 0 AS bad, DATE '2024-01-01' + i::INTEGER AS day, 0.5 AS a, 0.5 AS b, 'w' AS word FROM range({rows}) r(i)"), schema, null, ["id"]));
        var snapshot = writer.Publish("features");
        var folder = Directory.CreateDirectory(Path.Combine(_lake.Data, "models", "toy", run.Study, "1")).FullName;
        model.Save(Path.Combine(folder, "model.json"));
        File.WriteAllText(Path.Combine(folder, "card.json"), Json.Text(new ModelCard { Model = "toy/" + run.Study, Question = "?", IntendedUse = "tests", Limits = "all", Snapshot = snapshot.Id, LeakGuard = "passed", Run = run }));
        writer.SetModel("toy/" + run.Study, "1");
        writer.Publish("champion");
    }
}
