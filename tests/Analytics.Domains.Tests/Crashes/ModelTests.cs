using System.Text;
using Analytics.Engine;

namespace Analytics.Domains.Tests.Crashes;

public sealed class ModelTests : IClassFixture<ModelTests.Sample>
{
    private static readonly Domain s_crashes = new Analytics.Domains.Crashes.Crashes();
    private static readonly PredictionStudy s_severity = (PredictionStudy)s_crashes.Studies[0];
    private readonly Sample _sample;

    public ModelTests(Sample sample) => _sample = sample;

    /// <summary>One lake with the sample in Gold and the study trained.</summary>
    public sealed class Sample : IDisposable
    {
        internal TestLake Lake { get; } = new();

        internal TrainResult Trained { get; }

        public Sample()
        {
            Lake.RebuildSample(s_crashes, 1500);
            Trained = new Trainer(Lake.Lake, Lake.Time).Train(s_crashes, s_severity);
        }

        public void Dispose() => Lake.Dispose();
    }

    [Fact]
    public void Training_leaves_a_run_with_everything_needed_to_judge_it()
    {
        var run = _sample.Trained.Run;
        Assert.InRange(run.Score.Value, 0.65, 0.95);
        Assert.All(run.Metrics.Values, measured => Assert.InRange(measured.Value, measured.Lower, measured.Upper));
        Assert.Equal(0.5, run.Baseline["roc_auc"]);
        Assert.Equal(1, run.Balance.Values.Sum(), 1e-9);
        foreach (
            var name in new[]
            {
                "run.json",
                "timing.json",
                "model.json",
                "model.onnx",
                "threshold.txt",
                "labels.json",
                "card.json",
                "card.md",
                "importance.csv",
                "learning_curve.csv",
                "calibration.csv",
                "profile.csv",
                "plots/roc.svg",
                "plots/calibration.svg",
            }
        )
        {
            Assert.True(File.Exists(Path.Combine(_sample.Trained.Folder, name)), name);
        }
        // Every learner that can be explained is, through its preparation too.
        foreach (var learner in new[] { "boosting", "logistic" })
        {
            var trained = new Trainer(_sample.Lake.Lake, _sample.Lake.Time).Train(
                s_crashes,
                s_severity,
                new TrainingRequest { Learner = learner }
            );
            var shap = ModelReport.Of(_sample.Lake.Lake, trained.Run)["shap"];
            Assert.Contains("moves it the most", shap.Answer, StringComparison.Ordinal);
            Assert.Contains("add up to the log-odds before calibration", shap.Answer, StringComparison.Ordinal);
            Assert.Equal(
                trained.Run.Features.Order(StringComparer.Ordinal),
                shap.Numbers.Text("feature").Words().Order(StringComparer.Ordinal)
            );
            Assert.True(File.Exists(Path.Combine(trained.Folder, "plots", "shap.svg")));
        }
    }

    [Fact]
    public void The_first_model_past_the_bar_becomes_champion_and_the_same_one_again_does_not()
    {
        Assert.True(_sample.Trained.Decision.Promoted, _sample.Trained.Decision.Reason);
        Assert.Equal("1", _sample.Lake.Lake.Head.Models["crashes/severity"]);

        var again = new Trainer(_sample.Lake.Lake, _sample.Lake.Time).Train(s_crashes, s_severity);

        Assert.False(again.Decision.Promoted);
        Assert.Equal(_sample.Trained.Run.Id, again.Run.Id);
        Assert.Equal(["1"], new Registry(_sample.Lake.Lake).Versions("crashes", "severity"));
    }

    [Fact]
    public void The_same_run_again_writes_the_same_bytes()
    {
        string[] names = ["run.json", "model.json", "model.onnx", "importance.csv", "plots/roc.svg"];
        var before = names.Select(name => File.ReadAllBytes(Path.Combine(_sample.Trained.Folder, name))).ToArray();

        var again = new Trainer(_sample.Lake.Lake, _sample.Lake.Time).Train(s_crashes, s_severity);

        foreach (var (name, bytes) in names.Zip(before))
        {
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(again.Folder, name))), name);
        }
    }

    [Fact]
    public void A_worse_challenger_is_refused_and_the_refusal_is_recorded()
    {
        var challenger = new Trainer(_sample.Lake.Lake, _sample.Lake.Time).Train(
            s_crashes,
            s_severity,
            new TrainingRequest
            {
                Parameters = new Dictionary<string, double> { ["trees"] = 1, ["leaves"] = 2 },
            }
        );

        Assert.False(challenger.Decision.Promoted);
        Assert.Equal("1", _sample.Lake.Lake.Head.Models["crashes/severity"]);
        Assert.Contains(
            new Registry(_sample.Lake.Lake).Decisions("crashes", "severity"),
            decision => decision is { Promoted: false, Version: null } && decision.Run == challenger.Run.Id
        );
    }

    [Fact]
    public void A_feature_known_too_late_stops_the_training_unless_it_is_allowed_and_stamped_and_never_wins()
    {
        var leaky = s_severity with { KnownTooLate = ["num_units"] };
        var trainer = new Trainer(_sample.Lake.Lake, _sample.Lake.Time);

        var error = Assert.Throws<RunException>(() => trainer.Train(s_crashes, leaky));
        Assert.Contains("num_units", error.Message);

        var allowed = trainer.Train(s_crashes, leaky, new TrainingRequest { AllowLeak = true });
        Assert.False(allowed.Decision.Promoted);
        Assert.Contains("LEAKS ALLOWED", File.ReadAllText(Path.Combine(allowed.Folder, "card.md")));
    }

    [Fact]
    public void A_registered_version_is_reproduced_byte_by_byte_from_its_pinned_snapshot_after_the_lake_went_on()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_crashes, 1200);
        new Trainer(lake.Lake, lake.Time).Train(s_crashes, s_severity);
        lake.RebuildSample(s_crashes, 400, seed: 8);

        var files = new Reproduction(lake.Lake).Run(s_crashes, s_severity, "1");

        Assert.Equal(6, files.Count);
        Assert.All(files, file => Assert.True(file.IsSame, file.Name));
    }

    [Fact]
    public void Nothing_is_trained_again_while_table_and_study_are_the_same()
    {
        var trainer = new Trainer(_sample.Lake.Lake, _sample.Lake.Time);
        Assert.Equal(_sample.Trained.Run.Id, trainer.Fresh(s_crashes, s_severity)!.Run.Id);
        Assert.Null(trainer.Fresh(s_crashes, s_severity with { KnownTooLate = ["elsewhere"] }));
    }

    [Fact]
    public void A_file_is_scored_through_the_same_contracts_outcome_unknown_and_bad_rows_set_aside()
    {
        var good = new string('a', 128);
        var path = _sample.Lake.File("new.csv");
        File.WriteAllText(
            path,
            $"""
            crash_record_id,crash_date,posted_speed_limit,weather_condition,lighting_condition,first_crash_type,num_units
            {good},2025-09-01T17:30:00,30,CLEAR,DAYLIGHT,PEDESTRIAN,2
            {good[1..]}b,2025-09-02T08:00:00,30,RAIN,DAYLIGHT,REAR END,2
            {good[1..]}c,no date at all,30,RAIN,DAYLIGHT,REAR END,2

            """
        );

        var scored = new Scoring(_sample.Lake.Lake, _sample.Lake.Time).Score(s_crashes, s_severity, "1", [new InputPath("crashes", path)]);

        Assert.Equal(
            [good, good[1..] + "b"],
            Enumerable.Range(0, scored.Rows.RowCount).Select(row => (string)scored.Rows["crash_record_id"][row]!)
        );
        Assert.True(
            scored.Rows["probability"].ToDoubles()[0] > scored.Rows["probability"].ToDoubles()[1],
            "a pedestrian was hit in the first"
        );
        Assert.Equal(1, scored.Quarantined["crashes"].RowCount);
    }

    [Fact]
    public void A_file_without_a_row_to_score_is_refused_with_what_is_wrong_with_its_rows()
    {
        var path = _sample.Lake.File("bad.csv");
        File.WriteAllText(path, $"crash_record_id,crash_date\n{new string('a', 128)},no date at all\n");

        var error = Assert.Throws<RunException>(() =>
            new Scoring(_sample.Lake.Lake, _sample.Lake.Time).Score(s_crashes, s_severity, "1", [new InputPath("crashes", path)])
        );

        Assert.StartsWith(
            "crashes: no row of the input is fit to be scored. 1 refused: crash_date: expected TIMESTAMP, got \"no date at all\"",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith("(bad.csv, line 2).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_again_is_asked_for_when_many_rows_came_and_not_before()
    {
        using var lake = new TestLake();
        var retraining = new Retraining(lake.Lake);
        lake.RebuildSample(s_crashes, 600);
        Assert.True(retraining.Judge(s_crashes, s_severity).IsNeeded, "there is no champion");
        new Trainer(lake.Lake, lake.Time).Train(s_crashes, s_severity with { Bar = 0.5 });
        Assert.False(retraining.Judge(s_crashes, s_severity).IsNeeded);

        var trained = lake.Lake.Head;
        var file = Directory.CreateDirectory(lake.File("later")).FullName;
        lake.Rebuild(s_crashes, null, SampleWriter.Write(s_crashes, new SampleOptions(1100, 8), file));
        Assert.Equal(["nothing has changed since champion 1 was trained"], retraining.Judge(trained, s_crashes, s_severity).Reasons);
        var verdict = retraining.Judge(s_crashes, s_severity);

        Assert.True(verdict.IsNeeded);
        Assert.InRange(verdict.NewRows, 1000, 1100);
        Assert.Contains(verdict.Reasons, reason => reason.Contains("new rows since champion 1", StringComparison.Ordinal));
        Assert.Equal(14, verdict.Drifts.Count);
        Assert.Contains("PSI", verdict.ToFigure().ToSvg());
    }

    [Fact]
    public void Sweeps_of_a_study_read_its_rows_once_and_ask_the_leak_guard_once_for_each_set_of_features()
    {
        var runner = new SweepRunner(_sample.Lake.Lake, _sample.Lake.Time);
        Sweep Of(double rate, params string[] groups) =>
            new()
            {
                Groups = groups,
                Parameters = new() { ["trees"] = [5, 6], ["rate"] = [rate] },
            };
        Sweep[] sweeps = [Of(0.31), Of(0.32, "base"), Of(0.33), Of(0.34, "base")];

        foreach (var sweep in sweeps)
        {
            Assert.Equal(2, runner.Run(s_crashes, s_severity, sweep).Count);
        }

        int Count(string what) => runner.Times.Single(time => time.What == what).Count;
        Assert.Equal((1, 2, 8), (Count("read rows"), Count("leak guard"), Count("fit boosting")));
    }

    [Fact]
    public void A_sweep_that_was_stopped_goes_on_where_it_was_and_ranks_by_validation_rows()
    {
        var sweep = new Sweep
        {
            Parameters = new() { ["leaves"] = [4, 8], ["trees"] = [10, 20] },
        };
        var runner = new SweepRunner(_sample.Lake.Lake, _sample.Lake.Time);
        var seen = new List<bool>();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            runner.Run(
                s_crashes,
                s_severity,
                sweep,
                1,
                (_, found) =>
                {
                    if (seen.Count == 1)
                    {
                        stop.Cancel();
                    }
                    seen.Add(found);
                },
                stop.Token
            )
        );

        var again = new List<bool>();
        var runs = runner.Run(s_crashes, s_severity, sweep, 1, (_, found) => again.Add(found));

        Assert.Equal([true, true, false, false], again);
        Assert.Equal(4, runs.Select(run => run.Id).Distinct().Count());
        Assert.Equal(runs.OrderByDescending(run => run.Validation["roc_auc"]).Select(run => run.Id), runs.Select(run => run.Id));
    }

    [Fact]
    public void Promotion_by_hand_brings_a_version_back_and_is_recorded()
    {
        var registry = new Registry(_sample.Lake.Lake);

        registry.Promote("crashes", "severity", "1", _sample.Lake.Time);

        Assert.Equal("1", registry.ChampionOf("crashes", "severity"));
        Assert.Contains(
            registry.Decisions("crashes", "severity"),
            decision => decision is { Reason: "by hand", Promoted: true, Version: "1" }
        );
        Assert.Contains(
            "no model crashes/severity@7",
            Assert.Throws<UsageException>(() => registry.Promote("crashes", "severity", "7", _sample.Lake.Time)).Message
        );
    }

    [Fact]
    public void An_mlflow_store_holds_the_run_with_a_line_per_metric()
    {
        var meta = Assert.Single(
            Directory.GetFiles(Path.Combine(_sample.Lake.Lake.Folder, "mlruns"), "meta.yaml", SearchOption.AllDirectories),
            path => File.ReadAllText(path).Contains($"{_sample.Trained.Run.Learner}-{_sample.Trained.Run.Id}", StringComparison.Ordinal)
        );
        var folder = Path.GetDirectoryName(meta)!;
        Assert.Equal(
            Path.GetFileName(folder),
            File.ReadLines(meta).Single(line => line.StartsWith("run_id:", StringComparison.Ordinal))[9..^1]
        );
        Assert.Matches(@"^\d{13} 0\.\d+ 0\n$", File.ReadAllText(Path.Combine(folder, "metrics", "roc_auc"), Encoding.UTF8));
        Assert.All(
            _sample.Trained.Run.Parameters,
            each =>
                Assert.Equal(
                    each.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                    File.ReadAllText(Path.Combine(folder, "params", each.Key))
                )
        );
    }

    [Fact]
    public void A_flipped_byte_in_the_features_stops_the_training()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_crashes, 300);
        var path = lake.Lake.Head.Files("gold.crashes.features")[0];
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<Lake.LakeException>(() => new Trainer(lake.Lake, lake.Time).Train(s_crashes, s_severity));

        Assert.Contains("gold.crashes.features is damaged", error.Message);
        Assert.False(Directory.Exists(Path.Combine(lake.Lake.Folder, "models")));
    }

    [Fact]
    public void Too_few_rows_say_how_many_are_needed_and_register_nothing()
    {
        using var lake = new TestLake();
        lake.RebuildSample(s_crashes, 40);

        var error = Assert.Throws<UntrainableException>(() => new Trainer(lake.Lake, lake.Time).Train(s_crashes, s_severity));

        Assert.Contains("60 at least", error.Message);
        Assert.Empty(lake.Lake.Head.Models);
    }
}
