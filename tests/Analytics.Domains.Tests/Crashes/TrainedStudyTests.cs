using Analytics.Charts;
using Analytics.Engine;
using Plotly.NET;
using static System.FormattableString;

namespace Analytics.Domains.Tests.Crashes;

/// <summary>What a notebook asks of a trained study is what the training measured.</summary>
public sealed class TrainedStudyTests : IClassFixture<ModelTests.Sample>
{
    private static readonly Analytics.Domains.Crashes.Crashes s_crashes = new();

    private readonly ModelTests.Sample _sample;
    private readonly TrainedStudy _study;

    public TrainedStudyTests(ModelTests.Sample sample) =>
        (_sample, _study) = (sample, TrainedStudy.Of(sample.Lake.Lake, s_crashes, (PredictionStudy)s_crashes.Studies[0], sample.Trained));

    [Fact]
    public void Every_row_stands_on_the_side_that_the_run_counted()
    {
        var run = _study.Run;

        Assert.Equal([run.TrainRows, run.ValidationRows, run.TestRows], _study.Balance().Select(side => (int)side.Rows));
        Assert.Equal(run.Balance["true"], _study.Balance()[0].Share, 9);
        Assert.Equal(
            _study.Tables["test_scores.csv"]["probability"].ToDoubles(),
            _study.Test["probability"].ToDoubles(),
            (a, b) => Math.Abs(a - b) < 1e-12
        );
    }

    [Fact]
    public void Answers_name_columns_measures_and_the_class_as_people_do()
    {
        Assert.All(_study.Report.Findings, finding => Assert.DoesNotMatch(@"[a-z]_[a-z]|'\w+'", finding.Answer));
        Assert.Contains("“injury or tow”", _study.Report["examples"].Answer, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[a-z]_[a-z]|'\w+'", _study.Decision);
    }

    [Fact]
    public void Wrong_decisions_by_slice_add_up_to_those_of_all()
    {
        var wrong = _study.WrongBy("hour", "first_crash_type");

        Assert.Equal(
            (1 - _study.Run.Metrics["accuracy"].Value) * _study.Run.TestRows,
            wrong.Where(slice => slice.Name.StartsWith("hour: ", StringComparison.Ordinal)).Sum(slice => slice.Hits),
            6
        );
        Assert.Contains(wrong, slice => slice.Name == "first crash type: rear end");
        var row = _study.SurestError();
        Assert.NotEqual(
            _study.Test["predicted"][row]!.ToString()!.ToLowerInvariant(),
            _study.Test["injury_or_tow"][row]!.ToString()!.ToLowerInvariant()
        );
    }

    [Fact]
    public void Wrong_decisions_by_slice_are_counted_in_the_runs_own_blocks()
    {
        var (test, drawn) = (_study.Test, _study.Run.Drawn!);
        var isWrong = Enumerable
            .Range(0, test.RowCount)
            .Select(row => (string?)test["predicted"][row] == "true" != (bool)test["injury_or_tow"][row]!)
            .ToArray();
        var blocks = _study.Split.BlocksOf(test, "crash_record_id").Of;
        Group[] By(IEnumerable<int> rows) =>
            [.. rows.GroupBy(row => blocks[row]).Select(block => new Group("", block.Count(row => isWrong[row]), block.Count()))];
        Assert.NotEqual(test.RowCount, drawn.Blocks);

        var all = _study.WrongOverall;
        var kish = Estimates.DesignEffect(By(Enumerable.Range(0, test.RowCount)));
        Assert.Equal(kish * (test.RowCount - 1) / test.RowCount, all.Effect, 9);
        Assert.Equal("whole days of 'crash_date'", drawn.Unit);
        Assert.Equal(Invariant($"{drawn.Blocks:N0} whole days of crash date"), all.Blocks);
        Assert.Equal((1 - _study.Run.Metrics["accuracy"].Value) * test.RowCount, all.Hits, 6);
        Assert.Contains($" in {all.Blocks} (", all.Told, StringComparison.Ordinal);

        int[] rear = [.. Enumerable.Range(0, test.RowCount).Where(row => (string?)test["first_crash_type"][row] == "REAR END")];
        var slice = _study.WrongBy("first_crash_type").Single(each => each.Name == "first crash type: rear end");
        Assert.Equal(Estimates.DesignEffect(By(rear)) * (rear.Length - 1) / rear.Length, slice.Effect, 9);
        Assert.Equal(rear.Length, slice.Rows);
    }

    [Fact]
    public void The_worst_slice_is_tested_by_the_difference_over_blocks_on_both_sides()
    {
        var claim = _study.WorstSlice("first_crash_type", "hour");
        var slices = _study.WrongBy("first_crash_type", "hour").Where(slice => slice.Rows >= 30).ToArray();

        Assert.Contains(Invariant($"{slices.Length} "), claim.Text, StringComparison.Ordinal);
        Assert.Contains(_study.WrongOverall.Blocks!.Split(' ', 2)[1], claim.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_leak_guard_looked_for_is_told_by_itself()
    {
        var (run, card) = (_study.Run, _study.Card);

        Assert.Contains(LateContent.Words, run.Searched);
        Assert.Equal(LeakGuard.FittedWords, run.Searched[^1]);
        var told = string.Join("; ", run.Searched);
        Assert.Equal(
            $"The leak guard passed. It looked for {ColumnWords.Text(told)}. None of these was found.",
            _study.Report["leaks"].Answer
        );
        Assert.Contains($"**Leak guard.** passed. It looked for {told}\n", card.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_learners_are_compared_on_the_same_validation_rows_and_the_model_not_with_itself()
    {
        var tried = _study.Tried();
        var beside = _study.Beside([.. tried, _study.Run, tried[0] with { SplitHash = "another" }], run => run.Learner);

        Assert.Equal(tried.Count, beside.Count);
        Assert.NotEmpty(tried);
        foreach (var run in tried)
        {
            var gain = beside.Single(each => each.Name == run.Learner);
            Assert.Equal(run.Validation["roc_auc"] - _study.Run.Validation["roc_auc"], gain.Value, 9);
            Assert.InRange(gain.Value, gain.Lower, gain.Upper);
        }

        Assert.Equal(_study.Run.Rivals[0].Gains["roc_auc"].Value, _study.BesideTheSimplest()[0].Value);
    }

    [Fact]
    public void Two_runs_are_compared_with_each_other_as_well_and_the_other_way_round_it_is_the_opposite()
    {
        var tried = _study.Tried();
        var there = _study.Beside([tried[0]], than: tried[1])[0];
        var back = _study.Beside([tried[1]], than: tried[0])[0];

        Assert.Equal(tried[0].Validation["roc_auc"] - tried[1].Validation["roc_auc"], there.Value, 9);
        Assert.Equal((-there.Value, -there.Upper, -there.Lower), (back.Value, back.Lower, back.Upper));
        Assert.Empty(_study.Beside([tried[0]], than: tried[0]));
        Assert.Contains("area under the ROC curve", _study.Decision, StringComparison.Ordinal);
        Assert.Contains("neither injury nor tow", _study.ConfusionChart().ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_measure_that_needs_a_threshold_is_compared_at_each_models_own()
    {
        var study = (PredictionStudy)s_crashes.Studies[0] with { Metric = Analytics.Learning.Metric.F1 };
        var decided = TrainedStudy.Of(_sample.Lake.Lake, s_crashes, study, _sample.Trained);
        var tried = decided.Tried();

        Assert.NotEmpty(tried);
        Assert.All(
            tried.Zip(decided.Beside(tried)),
            each => Assert.Equal(each.First.Validation["f1"] - decided.Run.Validation["f1"], each.Second.Value, 9)
        );
        Assert.Contains(tried, run => Math.Abs(run.Threshold!.Value - 0.5) > 0.1);
    }

    [Fact]
    public void Costs_of_never_and_always_asking_are_those_of_the_run_and_every_chart_has_words()
    {
        var words = _study.CostChart().ToText();
        foreach (var way in _study.Run.Alarms.Skip(1))
        {
            Assert.Contains(Invariant($"{way.Cost:0.####}"), words, StringComparison.Ordinal);
        }

        GenericChart?[] charts =
        [
            _study.SplitChart(),
            _study.Roc(),
            _study.PrecisionRecall(),
            _study.CalibrationChart(),
            _study.CostChart(falseAlarm: 1, miss: 9),
            _study.ConfusionChart(),
            _study.LearningCurve(),
            _study.ImportanceChart(),
            _study.Beeswarm(rows: 20, top: 3),
            _study.CaseChart(0, top: 4),
        ];
        Assert.All(charts, chart => Assert.Contains("\n", chart!.ToText(), StringComparison.Ordinal));
    }

    [Fact]
    public void Runs_are_named_by_what_sets_them_apart()
    {
        var run = _study.Run with
        {
            Learner = "boosting",
            Parameters = new() { ["leaves"] = 4, ["min_leaf_rows"] = 20 },
        };
        var other = run with
        {
            Parameters = new() { ["leaves"] = 8, ["min_leaf_rows"] = 20 },
        };

        Assert.Equal("boosting leaves=4", RunNames.Of(run, [run, other]));
        Assert.Equal("boosting", RunNames.Of(run, [run, run]));
        Assert.EndsWith(
            $"on {string.Join('+', run.Groups)}",
            RunNames.Of(run, [run, other with { Groups = ["base"] }]),
            StringComparison.Ordinal
        );
    }
}
