using System.Text.Json;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

public sealed class BandsTests
{
    private static readonly Bands s_risk = new("risk", ["Low", "Medium", "High"], [0.4, 0.7]);

    [Theory]
    [InlineData(0, "Low", "Low")]
    [InlineData(0.4, "Medium", "Low")]
    [InlineData(0.55, "Medium", "Medium")]
    [InlineData(0.7, "High", "Medium")]
    [InlineData(1, "High", "High")]
    public void A_border_belongs_to_the_range_above_or_where_asked_below(double value, string above, string below)
    {
        Assert.Equal(above, s_risk.Of(value));
        Assert.Equal(below, (s_risk with { BorderBelow = true }).Of(value));
    }

    [Fact]
    public void Shares_become_values_of_the_rows_given_and_fixed_borders_stay()
    {
        var quarters = new Bands("segment", ["Low", "Medium", "High", "Premium"], [0.25, 0.5, 0.75]) { OfRows = true };

        var settled = quarters.Settled(Enumerable.Range(0, 100).Select(i => 99.0 - i));

        Assert.Equal([25, 50, 75], settled.Borders);
        Assert.Equal(25, Enumerable.Range(0, 100).Count(i => settled.Of(i) == "Premium"));
        Assert.Equal("Low below 25, Medium from 25, High from 50, Premium from 75", settled.ToString());
        Assert.Same(settled, settled.Settled([1, 2]));
        Assert.Equal(settled.Borders, JsonSerializer.Deserialize<Bands>(Json.Text(settled), Json.Options)!.Borders);
    }

    [Fact]
    public void Predictions_carry_confidence_and_the_word_for_their_range()
    {
        var run = JsonSerializer.Deserialize<ExperimentRun>(Run(0.6, null, s_risk), Json.Options)!;
        var columns = ScoreColumns.Of(new Prediction(new Target("bad", ["false", "true"]), [0.9, 0.1, 0.5, 0.5, 0.2, 0.8]), run);

        Assert.Equal(["probability", "predicted", "confidence", "risk"], columns.Select(column => column.Name));
        Assert.Equal(["false", "false", "true"], Enumerable.Range(0, 3).Select(row => (string)columns[1][row]!));
        Assert.Equal([0.9, 0.5, 0.8], columns[2].ToDoubles());
        Assert.Equal(["Low", "Medium", "High"], Enumerable.Range(0, 3).Select(row => (string)columns[3][row]!));
    }

    [Fact]
    public void The_logarithm_of_an_amount_is_shown_as_the_amount_too_and_ranged_by_it()
    {
        var run = JsonSerializer.Deserialize<ExperimentRun>(Run(null, "spend", new Bands("segment", ["Low", "High"], [10])), Json.Options)!;
        var columns = ScoreColumns.Of(new Prediction(new Target("log_spend", []), [0, Math.Log(11), 5]), run);

        Assert.Equal(["predicted", "predicted_spend", "segment"], columns.Select(column => column.Name));
        Assert.Equal(10, columns[1].ToDoubles()[1], 1e-9);
        Assert.Equal(["Low", "High"], new[] { 0, 2 }.Select(row => (string)columns[2][row]!));
    }

    private static string Run(double? threshold, string? logOf, Bands bands) =>
        JsonSerializer.Serialize(
            new
            {
                id = "r",
                domain = "toy",
                study = "toy",
                learner = "l",
                parameters = new { },
                seed = 0,
                groups = Array.Empty<string>(),
                features = Array.Empty<string>(),
                target = "bad",
                classes = Array.Empty<string>(),
                balance = new { },
                split = "",
                splitHash = "",
                trainRows = 0,
                validationRows = 0,
                testRows = 0,
                unlabelled = 0,
                inputs = new { },
                code = "",
                threshold,
                logOf,
                bands,
                metric = "m",
                higherIsBetter = true,
                metrics = new { },
                validation = new { },
                baseline = new { },
                leaks = Array.Empty<object>(),
            },
            Json.Options
        );
}
