namespace Analytics.Engine.Tests.Models;

public sealed class ComparisonReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-comparison-").FullName;
    private readonly Lake.Lake _lake;

    public ComparisonReportTests() => _lake = Lake.Lake.Open(Path.Combine(_folder, "data"));

    public void Dispose()
    {
        _lake.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ExperimentRun Run(
        string id,
        double score,
        double half = 0.02,
        string learner = "boosting",
        string groups = "base",
        params (string Name, double Value)[] parameters
    )
    {
        var run = ModelClaimsTests.Run("roc_auc", new Measured(score, score - half, score + half), 0.5) with
        {
            Id = id,
            Learner = learner,
            Groups = groups.Split('+'),
            Features = [.. groups.Split('+')],
            Parameters = new(parameters.ToDictionary(each => each.Name, each => each.Value), StringComparer.Ordinal),
            Validation = new() { ["roc_auc"] = score },
            Validated = new Measured(score, score - half, score + half),
        };
        return run;
    }

    private Finding Of(string name, params ExperimentRun[] runs) => ComparisonReport.Of(_lake, runs)[name];

    [Fact]
    public void Sets_of_features_are_compared_on_runs_that_differ_in_nothing_else()
    {
        // The best of many runs on all features beside a single run on few would tell of the tries.
        var groups = Of(
            "groups",
            Run("a", 0.70, groups: "base", parameters: ("trees", 100)),
            Run("b", 0.71, groups: "base+report", parameters: ("trees", 100)),
            Run("c", 0.80, groups: "base+report", parameters: ("trees", 400)),
            Run("d", 0.79, groups: "base+report", parameters: ("trees", 300))
        );
        Assert.Contains("base (1 features) 0.700", groups.Answer, StringComparison.Ordinal);
        Assert.Contains("base + report (2 features) 0.710", groups.Answer, StringComparison.Ordinal);
        Assert.False(groups.IsFound);
        Assert.DoesNotContain("0.800", groups.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_of_features_that_were_never_tried_alike_are_not_compared() =>
        Assert.DoesNotContain(
            ComparisonReport
                .Of(
                    _lake,
                    [
                        Run("a", 0.7, groups: "base", parameters: ("trees", 100)),
                        Run("b", 0.8, groups: "base+report", parameters: ("trees", 400)),
                    ]
                )
                .Findings,
            finding => finding.Name == "groups"
        );

    [Fact]
    public void A_learner_is_ahead_only_where_the_intervals_lie_apart_and_the_number_of_tries_is_told()
    {
        var close = Of("learners", Run("a", 0.80), Run("b", 0.79), Run("c", 0.79, learner: "forest"));
        Assert.False(close.IsFound);
        Assert.Contains("the best of 2", close.Answer, StringComparison.Ordinal);
        Assert.Contains("tried more often", close.Answer, StringComparison.Ordinal);
        Assert.True(Of("learners", Run("a", 0.80), Run("c", 0.70, learner: "forest")).IsFound);
    }

    [Fact]
    public void A_parameter_matters_only_where_the_ranks_say_so()
    {
        var runs = Enumerable
            .Range(0, 16)
            .Select(i =>
                Run(
                    Invariant($"r{i:00}"),
                    0.7 + 0.001 * (i % 8) + (i < 8 ? 0 : 0.05),
                    parameters: [("leaves", i < 8 ? 4 : 8), ("l2", i % 2)]
                )
            )
            .ToArray();
        var found = Of("parameters", runs);
        Assert.True(found.IsFound);
        Assert.StartsWith("leaves (mean scores span 0.050", found.Answer, StringComparison.Ordinal);
        Assert.Contains("the others are not seen to", found.Answer, StringComparison.Ordinal);

        var none = Of(
            "parameters",
            [.. runs.Select((run, i) => run with { Validated = new Measured(0.7 + 0.001 * (i * 7 % 16), 0.6, 0.8) })]
        );
        Assert.False(none.IsFound);
        Assert.Null(Of("parameters", runs[..4].Select((run, i) => run with { Parameters = new() { ["leaves"] = i } }).ToArray()).IsFound);
    }

    [Fact]
    public void A_run_of_earlier_code_that_lacks_a_parameter_is_compared_by_those_that_all_have()
    {
        var report = ComparisonReport.Of(
            _lake,
            [
                Run("a", 0.70, parameters: [("leaves", 4), ("trees", 100)]),
                Run("b", 0.72, parameters: [("leaves", 8), ("trees", 200)]),
                Run("c", 0.71, parameters: ("trees", 300)),
            ]
        );

        Assert.Equal(["leaves=8 trees=200", "trees=300", "leaves=4 trees=100"], report["runs"].Numbers.Text("parameters").Words());
        Assert.Equal(["trees", "Area under the ROC curve"], report["parallel"].Numbers.Names);
    }

    [Fact]
    public void Clusterings_are_said_to_be_measured_on_all_rows()
    {
        ExperimentRun Groups(string id, double score) =>
            Run(id, score, parameters: ("clusters", 3)) with
            {
                Target = "",
                Validation = [],
                TestRows = 0,
            };
        Assert.StartsWith(
            "Ranked and measured on all rows, the first is boosting",
            Of("runs", Groups("a", 0.3), Groups("b", 0.2)).Answer,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Ranked and measured on the validation rows",
            Of("runs", Run("a", 0.3), Run("b", 0.2)).Answer,
            StringComparison.Ordinal
        );
    }
}
