using Analytics.Charts;

namespace Analytics.Engine.Tests.Models;

/// <summary>Runs beside each other have names, words and costs that a reader can tell apart.</summary>
public sealed class RunChartsTests
{
    private static readonly ExperimentRun[] s_runs =
    [
        Run("a", 0.80, "base+report", ("leaves", 4), ("min_leaf_rows", 20)),
        Run("b", 0.81, "base+report", ("leaves", 8), ("min_leaf_rows", 20)),
        Run("c", 0.79, "base+report", ("leaves", 8), ("min_leaf_rows", 60)),
        Run("d", 0.70, "base", ("leaves", 8), ("min_leaf_rows", 20)),
    ];

    private static ExperimentRun Run(string id, double score, string groups, params (string Name, double Value)[] parameters) =>
        ModelClaimsTests.Run("roc_auc", new Measured(score, score - 0.02, score + 0.02), 0.5) with
        {
            Id = id,
            Learner = "boosting",
            Groups = groups.Split('+'),
            Features = [.. groups.Split('+')],
            Parameters = new(parameters.ToDictionary(each => each.Name, each => each.Value), StringComparer.Ordinal),
            Validation = new() { ["roc_auc"] = score },
            Validated = new Measured(score, score - 0.02, score + 0.02),
        };

    [Fact]
    public void A_name_tells_what_is_not_as_in_most_runs_and_a_sentence_the_rest()
    {
        Assert.Equal(
            ["boosting leaves=4", "boosting", "boosting min leaf rows=60", "boosting on base"],
            s_runs.Select(run => RunNames.Of(run, s_runs))
        );
        Assert.Equal(
            "Where a name says nothing else, boosting has leaves=8 min leaf rows=20, features are base+report.",
            RunNames.Usual(s_runs)
        );
    }

    [Fact]
    public void A_value_is_told_where_none_is_the_most_common()
    {
        ExperimentRun[] two = [s_runs[0], s_runs[1]];

        Assert.Equal(["boosting leaves=4", "boosting leaves=8"], two.Select(run => RunNames.Of(run, two)));
        Assert.Empty(RunNames.Usual(two));
    }

    [Fact]
    public void Only_runs_that_differ_in_their_parameters_stand_in_the_pictures_of_parameters()
    {
        var (same, names) = s_runs.MostTried();

        Assert.Equal(["a", "b", "c"], same.Select(run => run.Id));
        Assert.Equal(["leaves", "min_leaf_rows"], names);
        Assert.Throws<UsageException>(() => new[] { s_runs[0] }.Strip());
    }

    [Fact]
    public void No_axis_reads_as_a_column_does()
    {
        RunCost[] costs = [.. s_runs.Select((run, i) => new RunCost(run, 1000 * (i + 1), 0.5 * (i + 1)))];
        Plotly.NET.GenericChart[] charts = [s_runs.Parallel(), s_runs.Strip(), costs.SizeChart(), costs.TimeChart()];

        Assert.All(
            charts,
            chart =>
            {
                Assert.Contains("Area under the ROC curve", chart.ToText(), StringComparison.Ordinal);
                Assert.DoesNotContain("_", chart.ToText(), StringComparison.Ordinal);
            }
        );
        Assert.Contains("Model file (kB)", charts[2].ToText(), StringComparison.Ordinal);
        Assert.Contains("Training took (s)", charts[3].ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_parameter_whose_means_lie_furthest_apart_stands_on_top()
    {
        var text = s_runs.Strip().ToSvg();

        // Over leaf rows the means are 0.805 and 0.79, over leaves 0.8 and 0.8.
        Assert.InRange(text.IndexOf("min leaf rows 20", StringComparison.Ordinal), 0, text.IndexOf("leaves 4", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_many_features_a_difference_tells_those_that_the_other_run_lacks()
    {
        var table = RunTable.Differences(s_runs[1], "one", s_runs[3], "other");
        var row = Array.IndexOf([.. table.Text("what").Words()], "features");

        Assert.Equal("2, of them alone report", table["one"][row]);
        Assert.Equal("1", table["other"][row]);
    }

    [Fact]
    public void In_words_two_runs_differ_by_settings_and_by_measures_that_both_have()
    {
        var one = s_runs[1] with
        {
            Metrics = new() { ["roc_auc"] = new Measured(0.8, 0.7, 0.9), ["log_loss"] = new Measured(0.5, 0.4, 0.6) },
        };
        var other = s_runs[3] with { Metrics = new() { ["log_loss"] = new Measured(0.6, 0.5, 0.7) } };
        var table = RunTable.DifferencesInWords(one, "one", other, "other");
        string?[] settings = [.. table.Text("Setting").Words()];

        Assert.Contains("Log loss, test rows", settings);
        Assert.DoesNotContain(settings, setting => setting!.Contains('_') || setting.Contains('.') || setting.Contains("ROC"));
        Assert.Contains("metric.roc_auc", RunTable.Differences(one, "one", other, "other").Text("what").Words());
    }

    [Theory]
    [InlineData("brier 0.16 beside roc_auc", "Brier score 0.16 beside area under the ROC curve")]
    [InlineData("roc_auc 0.8 passes the bar", "area under the ROC curve 0.8 passes the bar")]
    [InlineData("f1 beside macro_f1", "F1 beside mean F1 of the classes")]
    [InlineData("proc_auction", "proc_auction")]
    public void Measures_in_a_sentence_get_their_words(string sentence, string words) =>
        Assert.Equal(words, MetricNames.InSentence(sentence));

    [Theory]
    [InlineData("churned", "not churned", "churned")]
    [InlineData("injury_or_tow", "neither injury nor tow", "injury or tow")]
    public void True_and_false_are_named_by_what_is_predicted(string target, string no, string yes)
    {
        var run = s_runs[0] with { Target = target, Classes = ["false", "true"] };

        Assert.Equal([no, yes], ClassWord.Of(run));
        Assert.Equal(["Low", "High"], ClassWord.Of(run with { Classes = ["Low", "High"] }));
    }
}
