using Analytics.Engine;
using Analytics.Learning;

namespace Analytics.Domains.Tests.Crashes;

/// <summary>What is decided on a run, and how often the test rows are looked at for that.</summary>
public sealed class DecisionTests : IDisposable
{
    private static readonly Domain s_crashes = new Analytics.Domains.Crashes.Crashes();
    private static readonly PredictionStudy s_severity = (PredictionStudy)s_crashes.Studies[0] with { Bar = 0.5, Original = null };
    private readonly TestLake _lake = new();
    private readonly Trainer _trainer;

    public DecisionTests()
    {
        _lake.RebuildSample(s_crashes, 1200);
        _trainer = new Trainer(_lake.Lake, _lake.Time);
    }

    public void Dispose() => _lake.Dispose();

    private static ModelCard CardOf(TrainResult result) => Json.Read<ModelCard>(Path.Combine(result.Folder, "card.json"));

    [Fact]
    public void Each_run_that_is_decided_on_is_one_look_at_the_test_rows_the_same_run_again_none_and_a_sweep_none()
    {
        var first = _trainer.Train(s_crashes, s_severity, new TrainingRequest { Learner = "one-feature" });
        Assert.True(first.Decision.Promoted, first.Decision.Reason);
        Assert.Equal(1, CardOf(first).Looks);
        Assert.Equal(1, CardOf(_trainer.Train(s_crashes, s_severity, new TrainingRequest { Learner = "one-feature" })).Looks);

        var runs = new SweepRunner(_lake.Lake, _lake.Time).Run(
            s_crashes,
            s_severity,
            new Sweep
            {
                Learner = "logistic",
                Parameters = new() { ["c"] = [0.1, 1] },
            }
        );
        Assert.All(runs, run => Assert.True(!run.IsMeasured && run.Baseline.Count == 0 && run.Rivals.Count == 0 && run.Chosen.HasInterval));

        var second = _trainer.Train(s_crashes, s_severity, new TrainingRequest { Learner = "logistic" });
        Assert.Equal(2, CardOf(second).Looks);
        Assert.True(second.Run.IsMeasured);
        Assert.Equal(["constant", "one-feature"], second.Run.Rivals.Select(rival => rival.Name));
        Assert.Contains("looked at 2 times", File.ReadAllText(Path.Combine(second.Folder, "card.md")), StringComparison.Ordinal);
        Assert.Contains("on the same", second.Decision.Reason, StringComparison.Ordinal);
        Assert.Contains("validation rows", second.Decision.Reason, StringComparison.Ordinal);

        // History stands on the card and is carried over, so that the version comes out again to the byte.
        var version = new Registry(_lake.Lake).ChampionOf("crashes", "severity")!;
        Assert.All(new Reproduction(_lake.Lake).Run(s_crashes, s_severity, version), file => Assert.True(file.IsSame, file.Name));
        Assert.All(new Reproduction(_lake.Lake).Run(s_crashes, s_severity, "1"), file => Assert.True(file.IsSame, file.Name));
    }

    [Fact]
    public void Where_no_model_beats_the_constant_the_constant_serves_and_says_so()
    {
        var blind = s_severity with
        {
            Bar = 0,
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["base"] = ["month_of_year", "alignment"] },
            KnownTooLate = [],
        };

        var result = _trainer.Train(
            s_crashes,
            blind,
            new TrainingRequest { Parameters = new Dictionary<string, double> { ["trees"] = 30 } }
        );

        Assert.True(result.Decision.Promoted, result.Decision.Reason);
        Assert.StartsWith("no model is better than the constant", result.Decision.Reason, StringComparison.Ordinal);
        Assert.Equal("constant", result.Run.Learner);
        Assert.Equal(1, result.Champion!.Looks);
        Assert.Contains(
            "No model is better than the constant",
            File.ReadAllText(Path.Combine(result.Folder, "card.md")),
            StringComparison.Ordinal
        );
        Assert.Equal(2, new Registry(_lake.Lake).Decisions("crashes", "severity").Count);
        Assert.All(new Reproduction(_lake.Lake).Run(s_crashes, blind, "1"), file => Assert.True(file.IsSame, file.Name));
    }

    [Fact]
    public void Where_no_model_beats_the_best_feature_that_serves()
    {
        // A learner that spoils what the feature tells: a forest of stumps of depth one on features that mostly tell nothing.
        var spoilt = s_severity with
        {
            Learners =
            [
                new NamedLearner(
                    "noise",
                    _ => new RandomForest
                    {
                        Trees = 1,
                        Depth = 1,
                        Seed = 3,
                    },
                    new Dictionary<string, double>()
                ),
            ],
            Bar = 0,
        };

        var result = _trainer.Train(s_crashes, spoilt, new TrainingRequest());

        Assert.StartsWith("no model is better than the best single feature", result.Decision.Reason, StringComparison.Ordinal);
        Assert.Equal("one-feature", result.Run.Learner);
        Assert.Single(result.Run.Features);
        Assert.True(result.Decision.Promoted);
    }

    [Fact]
    public void A_challenger_that_does_not_beat_the_simplest_leaves_the_champion_in_force()
    {
        Assert.True(_trainer.Train(s_crashes, s_severity, new TrainingRequest { Learner = "logistic" }).Decision.Promoted);

        var constant = _trainer.Train(
            s_crashes,
            s_severity with
            {
                Bar = 0,
            },
            new TrainingRequest
            {
                Parameters = new Dictionary<string, double> { ["trees"] = 1, ["leaves"] = 2 },
            }
        );

        Assert.False(constant.Decision.Promoted);
        Assert.Equal("1", new Registry(_lake.Lake).ChampionOf("crashes", "severity"));
    }

    [Fact]
    public void Without_a_request_every_learner_is_tried_one_is_chosen_on_the_validation_rows_and_the_test_is_looked_at_once()
    {
        var result = _trainer.Train(s_crashes, s_severity);

        Assert.Equal(s_severity.Learners.Select(learner => learner.Name), result.Contenders.Select(each => each.Learner));
        var runs = new Experiments(_lake.Lake).List("crashes", "severity");
        Assert.Equal(
            result.Contenders.Select(each => each.Run).Order(StringComparer.Ordinal),
            runs.Select(run => run.Id).Order(StringComparer.Ordinal)
        );
        Assert.Equal(result.Run.Id, Assert.Single(runs, run => run.IsMeasured).Id);
        Assert.Equal(1, CardOf(result).Looks);
        Assert.All(
            result.Contenders,
            each => Assert.Equal(runs.Single(run => run.Id == each.Run).Validation["roc_auc"], each.Value!.Value, 1e-12)
        );
        Assert.All(
            result.Contenders.Skip(1),
            each => Assert.Matches("^(not )?preferred on the same .* validation rows .* against ", each.Why)
        );
        // The last one that was preferred is put up, and no other.
        Assert.Equal(result.Contenders.Last(each => !each.Why.StartsWith("not", StringComparison.Ordinal)).Run, result.Run.Id);
        Assert.Contains(
            "## Chosen among the study's learners, on the validation rows",
            File.ReadAllText(Path.Combine(result.Folder, "card.md")),
            StringComparison.Ordinal
        );
        Assert.All(new Reproduction(_lake.Lake).Run(s_crashes, s_severity, "1"), file => Assert.True(file.IsSame, file.Name));
    }

    [Fact]
    public void A_better_learner_is_chosen_wherever_it_stands_and_one_that_cannot_learn_is_told_of()
    {
        NamedLearner noise =
                new(
                    "noise",
                    _ => new RandomForest
                    {
                        Trees = 1,
                        Depth = 1,
                        Seed = 3,
                    },
                    new Dictionary<string, double>()
                ),
            broken = new("broken", _ => throw new TrainingDataException("these rows are not for me"), new Dictionary<string, double>()),
            logistic = s_severity.Learners.Single(each => each.Name == "logistic");
        foreach (var learners in new[] { new[] { noise, broken, logistic }, [logistic, broken, noise], [broken, logistic, noise] })
        {
            var result = _trainer.Train(s_crashes, s_severity with { Learners = learners });

            Assert.Equal("logistic", result.Run.Learner);
            var told = Assert.Single(CardOf(result).Contenders!, each => each.Learner == "broken");
            Assert.Null(told.Run);
            Assert.Contains("these rows are not for me", told.Why, StringComparison.Ordinal);
        }

        Assert.Contains(
            "not for me",
            Assert.Throws<UntrainableException>(() => _trainer.Train(s_crashes, s_severity with { Learners = [broken, broken] })).Message,
            StringComparison.Ordinal
        );
    }
}
