using Analytics.App;
using Analytics.Engine;
using Analytics.Learning.Tests.Files;

namespace Analytics.Conformance;

/// <summary>Every study of every domain is trained on a small sample and held to the same promises, whether it predicts or finds groups.</summary>
public sealed class StudyTests : IClassFixture<StudyTests.Samples>
{
    private readonly Samples _samples;

    public StudyTests(Samples samples) => _samples = samples;

    public static TheoryData<string, string> Studies
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var domain in Catalog.Domains)
            {
                foreach (var study in domain.Studies)
                {
                    data.Add(domain.Name, study.Name);
                }
            }

            return data;
        }
    }

    /// <summary>One lake with a small sample of each domain that was asked for.</summary>
    public sealed class Samples : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("analytics-studies-").FullName;
        private readonly Dictionary<string, TrainResult> _trained = new(StringComparer.Ordinal);

        public Samples() => Lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));

        internal Analytics.Lake.Lake Lake { get; }

        /// <summary>The study trained without any bar, so that each has a registered version.</summary>
        internal TrainResult Trained(Domain domain, Study study)
        {
            if (!Lake.Head.Tables.Keys.Any(table => table.Contains($".{domain.Name}.", StringComparison.Ordinal)))
            {
                Landing.Land(
                    Lake,
                    domain,
                    SampleWriter.Write(domain, new SampleOptions(Math.Min(domain.SampleRows, 4000)), Path.Combine(_folder, domain.Name)),
                    TimeProvider.System
                );
                new Runner(Lake, TimeProvider.System, new RunOptions()).Run(domain);
            }

            return _trained.TryGetValue(study.Name, out var done)
                ? done
                : _trained[study.Name] = new Trainer(Lake, TimeProvider.System).Train(domain, study with { Bar = double.NegativeInfinity });
        }

        public void Dispose()
        {
            Lake.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static (Domain Domain, Study Study) Of(string domain, string study) =>
        Catalog.Of(domain) is var found ? (found, found.Studies.Single(each => each.Name == study)) : default;

    [Theory, MemberData(nameof(Studies))]
    public void A_rebuild_that_trains_nothing_tells_of_a_study_what_its_whole_card_says(string domain, string name)
    {
        var (of, study) = Of(domain, name);
        _ = _samples.Trained(of, study);
        study = study with { Bar = double.NegativeInfinity };
        var trainer = new Trainer(_samples.Lake, TimeProvider.System);

        var whole = trainer.Fresh(of, study);

        Assert.NotNull(whole?.Champion);
        Assert.Equal(StudySummary.Of(whole), trainer.FreshSummary(of, study));
    }

    [Theory, MemberData(nameof(Studies))]
    public void A_study_leaves_a_run_a_card_and_a_version_that_comes_out_again_byte_by_byte(string domain, string name)
    {
        var (of, study) = Of(domain, name);
        var trained = _samples.Trained(of, study);

        Assert.True(trained.Decision.Promoted, trained.Decision.Reason);
        var folder = new Registry(_samples.Lake).FolderOf(domain, name, trained.Decision.Version!);
        foreach (var file in new[] { "model.json", "model.onnx", "labels.json", "card.json", "card.md" })
        {
            Assert.True(File.Exists(Path.Combine(folder, file)), file);
        }

        Assert.Contains(study.Limits, File.ReadAllText(Path.Combine(folder, "card.md")), StringComparison.Ordinal);
        Assert.All(
            trained.Run.Metrics.Values,
            measured =>
                Assert.True(
                    !measured.HasInterval || (measured.Lower <= measured.Value + 1e-12 && measured.Value <= measured.Upper + 1e-12),
                    trained.Run.Id
                )
        );
        Assert.Equal(1, trained.Run.Balance.Count == 0 ? 1 : trained.Run.Balance.Values.Sum(), 1e-9);
        Assert.True(
            Directory
                .EnumerateFiles(Path.Combine(_samples.Lake.Folder, "mlruns"), "meta.yaml", SearchOption.AllDirectories)
                .Any(path => File.ReadAllText(path).Contains(trained.Run.Id, StringComparison.Ordinal)),
            "MLflow"
        );

        if (trained.Run.Threshold is not null)
        {
            Assert.Contains("| always yes |", File.ReadAllText(Path.Combine(folder, "card.md")), StringComparison.Ordinal);
        }

        Assert.All(
            new Reproduction(_samples.Lake).Run(of, study with { Bar = double.NegativeInfinity }, trained.Decision.Version!),
            file => Assert.True(file.IsSame, file.Name)
        );
    }

    [Theory, MemberData(nameof(Studies))]
    public void What_a_model_its_runs_and_its_data_have_to_say_is_whole_sentences_with_pictures_that_draw(string domain, string name)
    {
        var (of, study) = Of(domain, name);
        var run = _samples.Trained(of, study).Run;
        Report[] reports =
        [
            ModelReport.Of(_samples.Lake, domain, name),
            ComparisonReport.Of(_samples.Lake, [run]),
            QualityReport.Of(_samples.Lake, of),
            of.Report(new ReportInput(Published.Open(_samples.Lake.Head, of))),
        ];

        Assert.All(
            reports.SelectMany(report => report.Findings),
            finding =>
            {
                Assert.EndsWith("?", finding.Question, StringComparison.Ordinal);
                Assert.Matches(@"^\S.*[.!]$|--replay$", finding.Answer);
                Assert.DoesNotMatch("NaN|∞|Infinity", finding.Answer);
                if (finding.Figure is { } figure)
                {
                    Assert.StartsWith("<svg", figure.ToSvg(), StringComparison.Ordinal);
                }
            }
        );
    }

    [Theory]
    [MemberData(nameof(Studies))]
    public void A_registered_model_gives_the_same_answers_in_onnx_runtime(string domain, string name)
    {
        var (of, study) = Of(domain, name);
        var version = _samples.Trained(of, study).Decision.Version!;
        var registry = new Registry(_samples.Lake);
        using var db = Published.Open(_samples.Lake.Head, of);
        var rows = db.Query($"SELECT * FROM {study.Table} ORDER BY {study.Key} LIMIT 10000");
        var file = Path.Combine(registry.FolderOf(domain, name, version), "model.onnx");
        if (study is ClusterStudy)
        {
            var clusterer = registry.LoadClusters(domain, name, version);
            var groups = OnnxRuntime.Run(file, clusterer.Schema, rows);
            var scored = Scorer.Load(registry, of, study, version).Score(rows);
            // A row as near to one group as to another may fall to either side in single precision.
            Assert.InRange(
                scored["number"].ToDoubles().Zip(groups["number"].Numbers).Count(pair => pair.First != pair.Second),
                0,
                rows.RowCount / 1000 + 1
            );
            Assert.InRange(
                groups["label"].Words.Index().Count(word => !word.Item.Equals(scored["cluster"][word.Index])),
                0,
                rows.RowCount / 1000 + 1
            );
            return;
        }

        var predictor = registry.Load(domain, name, version);
        var outputs = OnnxRuntime.Run(file, predictor.Schema, rows);
        var (ours, theirs) = predictor.Target.IsClass
            ? (predictor.Predict(rows).Scores, outputs["probabilities"].Numbers)
            : (predictor.Predict(rows).Values, outputs["value"].Numbers);
        Assert.Equal(ours.Length, theirs.Length);
        Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        if (predictor.Target.IsClass)
        {
            // The label is what predict says, decided by the threshold; a row on it may fall to either side in single precision.
            var predicted = Scorer.Load(registry, of, study, version).Score(rows)["predicted"];
            Assert.InRange(
                outputs["label"].Words.Index().Count(word => !word.Item.Equals(predicted[word.Index])),
                0,
                rows.RowCount / 1000 + 1
            );
        }
    }

    [Theory, MemberData(nameof(Studies))]
    public void A_study_is_refused_below_its_bar_or_when_a_feature_is_known_too_late_and_no_second_time(string domain, string name)
    {
        var (of, study) = Of(domain, name);
        var trained = _samples.Trained(of, study);
        var trainer = new Trainer(_samples.Lake, TimeProvider.System);
        var request = new TrainingRequest
        {
            Learner = trained.Run.Learner,
            Parameters = trained.Run.Parameters,
            Without = [.. study.Features.Except(trained.Run.Features)],
        };

        var unreached = study is PredictionStudy { Metric.HigherIsBetter: false } ? double.NegativeInfinity : double.PositiveInfinity;
        Assert.Contains(
            "misses the bar",
            trainer.Train(of, study with { Bar = unreached }, request).Decision.Reason,
            StringComparison.Ordinal
        );
        Assert.Contains(
            trained.Run.Features[0],
            Assert.Throws<RunException>(() => trainer.Train(of, study with { KnownTooLate = [trained.Run.Features[0]] }, request)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "already",
            trainer.Train(of, study with { Bar = double.NegativeInfinity }, request).Decision.Reason,
            StringComparison.Ordinal
        );
        Assert.Equal(trained.Decision.Version, new Registry(_samples.Lake).ChampionOf(domain, name));
        Assert.False(new Retraining(_samples.Lake).Judge(of, study).IsNeeded);
    }

    [Theory, MemberData(nameof(Studies))]
    public void A_case_of_which_nothing_is_known_is_scored_or_refused_with_what_the_model_needs(string domain, string study)
    {
        var (of, which) = Of(domain, study);
        _samples.Trained(of, which);
        var registry = new Registry(_samples.Lake);
        var scorer = Scorer.Load(registry, of, which, registry.Versions(domain, study)[^1]);
        var nothing = new Frames.Frame([
            .. scorer.Schema.Features.Select(feature =>
                feature.Kind == Learning.FeatureKind.Numeric
                    ? Frames.Column<double>.FromNullable(feature.Name, [null])
                    : (Frames.Column)Frames.TextColumn.FromValues(feature.Name, [null])
            ),
        ]);

        try
        {
            Assert.Equal(1, scorer.Score(nothing).RowCount);
        }
        catch (UsageException needs)
        {
            Assert.Contains(scorer.Schema.Names, name => needs.Message.Contains(name, StringComparison.Ordinal));
        }
    }
}
