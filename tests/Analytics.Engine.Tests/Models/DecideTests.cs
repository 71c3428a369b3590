using Analytics.Frames;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>What becomes of a measured run, in a lake that has nothing but models.</summary>
public sealed class DecideTests : IDisposable
{
    private static readonly PredictionStudy s_study = Toy.Study() with
    {
        Bar = 0.6,
        FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["one"] = ["a", "b"] },
    };
    private static readonly Domain s_domain = new Tests.Toy();
    private static readonly Gain s_good = new(0.7, 0.5, 0.2, 0.1, 0.3, 0.99);
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-decide-").FullName;
    private readonly Lake.Lake _lake;

    public DecideTests() => _lake = Lake.Lake.Open(_folder);

    public void Dispose()
    {
        _lake.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A fitted run; the feature `a` tells the more, the less noise there is in it.</summary>
    private TrainedPredictor Trained(string id, double noise, double auc = 0.8, string[]? features = null, int validate = int.MaxValue)
    {
        var frame = Toy.Examples(a: (row, bad) => (bad ? 1 : 0) + noise * Toy.Noise(row, 5));
        var sides = Sides.Of(s_study, frame);
        sides = sides with { Validation = [.. sides.Validation.Take(validate)] };
        var recipe = Recipe.Of(s_study, new TrainingRequest()) with { Features = features ?? ["a", "b"] };
        var fitted = FittedModel.Of(s_study, s_study.Learners[0], recipe, 0, frame, sides.Train, sides.Validation, CancellationToken.None);
        var run = Toy.Run(recipe.Features, auc) with { Id = id, Domain = "toy", SplitHash = sides.Hash, Threshold = fitted.Threshold };
        return new TrainedPredictor(
            run,
            fitted.Model,
            fitted.Raw,
            recipe,
            new Examples(frame, 0, null!, _lake.Head),
            sides,
            fitted.Stopping
        );
    }

    private static TrainedPredictor With(TrainedPredictor trained, Func<ExperimentRun, ExperimentRun> change) =>
        trained with
        {
            Run = change(trained.Run),
        };

    private ContestResult Decide(TrainedPredictor trained, PredictionStudy? study = null) =>
        new Contest(_lake, s_domain, study ?? s_study).Decide(trained);

    private void Register(TrainedPredictor trained)
    {
        var folder = new Experiments(_lake).Write(
            trained,
            new RunTiming(DateTime.UnixEpoch, 1, "b", "s"),
            new Dictionary<string, string> { ["card.json"] = Json.Text(ModelCard.Of(s_study, trained)) }
        );
        using var writer = _lake.Write(TimeProvider.System, "test");
        writer.SetModel("toy/toy", new Registry(_lake).Register(writer, trained.Run, folder));
        writer.Publish("test");
    }

    [Fact]
    public void What_learned_from_a_leak_or_from_a_feature_without_meaning_is_refused_with_the_reason()
    {
        var trained = Trained("one", 0.5);
        Leak leak = new("feature", ["a"], 1, "'a' alone tells the target"),
            odd = new("far above", ["b"], 0.9, "'b' stands far above");

        Assert.Equal(
            (false, "it learned from leaks that were allowed: 'a' alone tells the target"),
            Told(Decide(With(trained, run => run with { Leaks = [leak, odd] })))
        );
        Assert.Equal((false, "'b' stands far above"), Told(Decide(With(trained, run => run with { Suspicions = [odd] }))));
        Assert.True(
            Decide(
                With(trained, run => run with { Suspicions = [odd] }),
                s_study with
                {
                    Meanings = new Dictionary<string, string> { ["b"] = "known at noon" },
                }
            ).Promote
        );
        Assert.False(
            Decide(
                With(trained, run => run with { Suspicions = [odd, leak] }),
                s_study with
                {
                    Meanings = new Dictionary<string, string> { ["b"] = "known at noon" },
                }
            ).Promote
        );
    }

    [Fact]
    public void What_is_for_comparison_only_is_refused_whatever_it_reaches() =>
        Assert.Equal(
            (false, "boosting of Microsoft.ML.LightGbm 5.0.1 is for comparison only: two fits differ"),
            Told(
                Decide(
                    With(Trained("one", 0.1), run => run with { Package = "Microsoft.ML.LightGbm 5.0.1", ComparedOnly = "two fits differ" })
                )
            )
        );

    [Fact]
    public void What_is_for_comparison_only_is_put_up_where_there_is_nothing_else_and_never_preferred_to_what_may_serve()
    {
        TrainedPredictor Only(TrainedPredictor trained) => With(trained, run => run with { ComparedOnly = "two fits differ" });
        var training = Training.Of(s_domain, s_study, _lake.Head);
        TrainedPredictor strong = Trained("strong", 0.1),
            weak = Trained("weak", 0.1, features: ["b"]);

        // In either order: the first that may serve is the study's first choice, however much better the other is.
        foreach (var runs in new Trained[][] { [Only(strong), weak], [weak, Only(strong)] })
        {
            var (best, contenders) = training.Choose(runs);
            Assert.Same(weak, best);
            Assert.Equal("the study's first choice", contenders.Single(each => each.Run == "weak").Why);
            Assert.Equal("for comparison only: two fits differ", contenders.Single(each => each.Run == "strong").Why);
        }

        Assert.Same(strong, training.Choose([weak, strong]).Best);
        var alone = Only(strong);
        Assert.Same(alone, training.Choose([alone]).Best);
        Assert.Same(alone, training.Choose([alone, Only(weak)]).Best);
    }

    [Fact]
    public void A_damaged_champion_gives_way_to_what_passes_the_bar()
    {
        Register(Trained("old", 0.1));
        File.AppendAllText(Path.Combine(new Registry(_lake).FolderOf("toy", "toy", "1"), "card.json"), " ");

        var result = Decide(Trained("new", 4, features: ["b"]));

        Assert.True(result.Promote);
        Assert.StartsWith(
            "roc_auc 0.8000 passes the bar of 0.6000, and champion 1 cannot be compared: ",
            result.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_measure_that_needs_a_threshold_is_taken_at_each_models_own()
    {
        var study = s_study with { Metric = Metric.F1 };
        TrainedPredictor At(string id, double noise, double threshold) =>
            With(Trained(id, noise), run => run with { Threshold = threshold, Metric = "f1" });
        var (ours, theirs) = (At("ours", 3, 0.2), At("theirs", 2, 0.6));
        var rows = theirs.Examples.Frame.Take(theirs.Sides.Validation);
        double F1(TrainedPredictor model) =>
            Evaluation.Of(model.Predictor, rows)[Metric.OfConfusion("f1", confusion => confusion.FBeta(), model.Run.Threshold!.Value)];
        Assert.NotEqual(Evaluation.Of(ours.Predictor, rows)[Metric.F1], F1(ours), 1e-4);

        var (_, why) = Contest.Compare(study, ours, theirs.Predictor, theirs.Run, rows, "the other");

        Assert.Contains(FormattableString.Invariant($"f1 {F1(ours):0.0000} against {F1(theirs):0.0000}"), why, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_classes_the_log_loss_says_which_is_better_calibrated_and_of_numbers_the_error()
    {
        Register(Trained("old", 0.1));
        Assert.Contains("; log_loss ", Decide(Trained("copy", 0.1)).Reason, StringComparison.Ordinal);

        var study = s_study with
        {
            Target = "b",
            Metric = Metric.R2,
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["one"] = ["a"] },
        };
        var frame = Toy.Examples();
        var sides = Sides.Of(study, frame);
        var recipe = Recipe.Of(study, new TrainingRequest());
        var fitted = FittedModel.Of(study, study.Learners[0], recipe, 0, frame, sides.Train, sides.Validation, CancellationToken.None);
        var run = Toy.Run(["a"], 0.1) with { Metric = "r2", Target = "b", Classes = [] };
        var trained = new TrainedPredictor(
            run,
            fitted.Model,
            fitted.Raw,
            recipe,
            new Examples(frame, 0, null!, _lake.Head),
            sides,
            fitted.Stopping
        );

        Assert.Contains(
            "; rmse ",
            Contest.Compare(study, trained, fitted.Model, run, frame.Take(sides.Validation), "itself").Why,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0.6, true, true)]
    [InlineData(0.5999, true, false)]
    [InlineData(0.6, false, true)]
    [InlineData(0.6001, false, false)]
    public void The_bar_must_be_reached_whichever_way_the_metric_counts(double value, bool higherIsBetter, bool isPast)
    {
        var result = Decide(With(Trained("one", 0.5, value), run => run with { HigherIsBetter = higherIsBetter }));

        Assert.Equal(isPast, result.Promote);
        Assert.Equal(
            isPast
                ? FormattableString.Invariant($"the first champion: roc_auc {value:0.0000} passes the bar of 0.6000")
                : FormattableString.Invariant($"roc_auc {value:0.0000} on the test rows misses the bar of 0.6000"),
            result.Reason
        );
    }

    [Fact]
    public void What_does_not_beat_the_simplest_models_is_refused_and_names_the_one_and_the_measure()
    {
        SortedDictionary<string, Gain> Gains(Gain auc, Gain brier) => new(StringComparer.Ordinal) { ["roc_auc"] = auc, ["brier"] = brier };
        var (constant, feature) = (
            new Rival("constant", null, Gains(s_good, s_good)),
            new Rival("one-feature", "a", Gains(s_good, s_good))
        );
        var worse = new Gain(0.21, 0.2, -0.01, -0.02, 0, 0.04);

        var first = Decide(With(Trained("one", 0.5), run => run with { Rivals = [constant, feature] }));
        Assert.True(first.Promote);
        Assert.Null(first.Unbeaten);
        Assert.EndsWith(
            "; the constant has 0.5000, less in 99 % of the draws; the best single feature, 'a', has 0.5000, less in 99 % of the draws",
            first.Reason,
            StringComparison.Ordinal
        );
        var unbeaten = constant with { Gains = Gains(s_good, worse) };
        var second = Decide(With(Trained("one", 0.5), run => run with { Rivals = [feature, unbeaten] }));
        Assert.False(second.Promote);
        Assert.Same(unbeaten, second.Unbeaten);
        Assert.Equal(
            "it is no better than the constant on the test rows: brier 0.2100 against 0.2000, better in 4 % of the draws",
            second.Reason
        );
    }

    [Fact]
    public void Against_a_champion_the_same_validation_rows_decide()
    {
        var weak = Trained("weak", 0.1, features: ["b"]);
        Register(weak);

        Assert.Equal((false, "it is the champion, version 1, already"), Told(Decide(weak)));
        var strong = Decide(Trained("strong", 0.1));
        Assert.True(strong.Promote, strong.Reason);
        Assert.StartsWith(
            "on the same 60 validation rows (60 whole days of 'day') against champion 1: roc_auc 1.0000 against ",
            strong.Reason,
            StringComparison.Ordinal
        );
        // Test rows do not decide: the challenger's score there is the worse one.
        Assert.True(Decide(Trained("strong", 0.1, auc: 0.61)).Promote);

        Register(Trained("strong", 0.1));
        var worse = Decide(Trained("worse", 0.1, auc: 0.99, features: ["b"]));
        Assert.False(worse.Promote, worse.Reason);
        Assert.EndsWith(": worse", worse.Reason, StringComparison.Ordinal);
        Assert.Contains("against champion 2", worse.Reason, StringComparison.Ordinal);
        // The same model under another name cannot be told apart from it, and stays outside.
        Assert.EndsWith(
            "champion 2 stands, which is no less simple and no worse calibrated",
            Decide(Trained("copy", 0.1)).Reason,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Of_fewer_than_ten_rows_nothing_is_compared(int rows, bool isCompared)
    {
        Register(Trained("weak", 4));

        var result = Decide(
            With(Trained("few", 0.1), run => run) with
            {
                Sides = Trained("few", 0.1).Sides with { Validation = [.. Trained("few", 0.1).Sides.Validation.Take(rows)] },
            }
        );

        Assert.Equal(
            !isCompared,
            result.Reason
                == FormattableString.Invariant(
                    $"only {rows} validation rows were never learned from by champion 1; 10 at least are needed to compare"
                )
        );
        Assert.Equal(isCompared, result.Reason.StartsWith("on the same 10 validation rows", StringComparison.Ordinal));
        Assert.True(isCompared || !result.Promote);
    }

    [Fact]
    public void A_champion_that_cannot_read_the_present_features_gives_way()
    {
        Register(Trained("old", 0.1));
        var challenger = Trained("new", 4, features: ["b"]);

        var result = Decide(
            challenger with
            {
                Examples = challenger.Examples with { Frame = challenger.Examples.Frame.Select(["id", "bad", "day", "trip", "b", "word"]) },
            }
        );

        Assert.True(result.Promote);
        Assert.StartsWith("champion 1 cannot read the present features (", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_whose_entities_taught_the_champion_do_not_judge_it()
    {
        // By the entity and not by the place of its row: `c` stood elsewhere then, and `b` only tested.
        Assert.Equal([1, 3], Contest.NeverLearned([0, 1, 2, 3], ["a", "b", "c", "d"], [0, 2], ["c", "b", "a"]));
        Assert.Equal([0, 1], Contest.NeverLearned([0, 1], ["a", "b"], [], ["a", "b"]));
    }

    private static (bool, string) Told(ContestResult result) => (result.Promote, result.Reason);
}
