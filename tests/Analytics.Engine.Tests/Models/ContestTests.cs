using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>When a challenger wins, when it loses, and what is preferred when the draws cannot tell.</summary>
public sealed class ContestTests
{
    private static readonly Gain s_even = new(0.5, 0.5, 0, -0.01, 0.01, 0.5);

    private static (bool Promote, string Why) Judge(
        double gain,
        double share,
        double byMargin,
        Gain? calibration = null,
        long ours = 1000,
        long theirs = 1000
    ) =>
        Contest.Judge(
            new Gain(0.8 + gain, 0.8, gain, gain - 0.01, gain + 0.01, share) { ShareByMargin = byMargin },
            0.002,
            calibration ?? s_even,
            "log_loss",
            ours,
            theirs
        );

    [Fact]
    public void A_challenger_wins_when_it_is_better_by_the_margin_in_nine_of_ten_draws()
    {
        Assert.True(Judge(0.01, 0.99, 0.9).Promote);
        Assert.False(Judge(0.01, 0.99, 0.89).Promote);
        Assert.False(Judge(0.0019, 0.99, 0.95).Promote);
        Assert.True(Judge(0.002, 0.99, 0.95).Promote);
        // However large its file is.
        Assert.True(Judge(0.01, 0.99, 0.9, ours: 100_000).Promote);
    }

    [Fact]
    public void A_challenger_that_is_worse_in_nine_of_ten_draws_loses_however_simple_it_is()
    {
        Assert.False(Judge(-0.01, 0.1, 0.01, ours: 10).Promote);
        Assert.EndsWith("worse", Judge(-0.01, 0.1, 0.01).Why, StringComparison.Ordinal);
        Assert.True(Judge(-0.01, 0.11, 0.01, ours: 10).Promote);
    }

    [Fact]
    public void Of_two_that_cannot_be_told_apart_the_simpler_is_preferred_unless_its_probabilities_are_worse()
    {
        var worse = new Gain(0.55, 0.5, -0.05, -0.08, -0.02, 0.01);
        Assert.Contains("the simpler one is preferred", Judge(-0.001, 0.4, 0.2, ours: 500).Why, StringComparison.Ordinal);
        Assert.True(Judge(-0.001, 0.4, 0.2, ours: 500).Promote);
        Assert.False(Judge(-0.001, 0.4, 0.2, ours: 501).Promote);
        Assert.False(Judge(-0.001, 0.4, 0.2, worse, ours: 500).Promote);
        // Worse is what is worse in nine of ten draws, and not what is no worse at all.
        Assert.False(Judge(-0.001, 0.4, 0.2, worse with { Share = 0.1 }, ours: 500).Promote);
        Assert.True(Judge(-0.001, 0.4, 0.2, worse with { Share = 0.11 }, ours: 500).Promote);
        Assert.True(Judge(-0.001, 0.4, 0.2, worse with { Value = 0 }, ours: 500).Promote);
        Assert.Contains("cannot be told apart", Judge(0.001, 0.6, 0.4).Why, StringComparison.Ordinal);
        Assert.Contains("the champion stands", Judge(0.001, 0.6, 0.4).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_that_cannot_be_told_apart_the_better_calibrated_is_preferred_unless_it_is_much_larger()
    {
        var better = new Gain(0.45, 0.5, 0.05, 0.01, 0.08, 0.95);
        Assert.Contains("the better calibrated one is preferred", Judge(0.001, 0.6, 0.4, better, ours: 2000).Why, StringComparison.Ordinal);
        Assert.True(Judge(0.001, 0.6, 0.4, better, ours: 2000).Promote);
        Assert.False(Judge(0.001, 0.6, 0.4, better, ours: 2001).Promote);
        // In nine of ten draws is enough, and no better at all is not.
        Assert.True(Judge(0.001, 0.6, 0.4, better with { Share = 0.9 }).Promote);
        Assert.False(Judge(0.001, 0.6, 0.4, better with { Value = 0 }).Promote);
        Assert.False(Judge(0.001, 0.6, 0.4, better with { Share = 0.89 }).Promote);
    }

    [Fact]
    public void Without_draws_nothing_is_told_apart() => Assert.False(Judge(0.1, double.NaN, double.NaN).Promote);

    [Fact]
    public void The_gain_is_drawn_in_pairs_and_counts_up_whichever_way_the_metric_counts()
    {
        var target = new Target("x", []);
        double[] truth = [.. Enumerable.Range(0, 400).Select(row => 10 * Toy.Noise(row, 1))];
        Evaluation Of(double off) =>
            new(new Truth(target, truth), new Prediction(target, [.. truth.Select((_, row) => truth[row] + Toy.Noise(row, 2) + off)]));
        Gain Against(double off, Blocks blocks, double margin = 0) => Gain.Of(Metric.Mae, Of(0), Metric.Mae, Of(off), blocks, 0, margin);

        var gain = Against(0.01, Blocks.Rows(400, "id"), 0.009);
        Assert.Equal(
            (0.01, 0.01, 0.01),
            (gain.Value, gain.Lower, gain.Upper),
            (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 1e-9
        );
        Assert.Equal((1.0, 1.0), (gain.Share, gain.ShareByMargin));
        Assert.Equal(0, Against(0.01, Blocks.Rows(400, "id"), 0.011).ShareByMargin);
        Assert.Equal((0.0, 0.5), (Against(0, Blocks.Rows(400, "id")).Value, Against(0, Blocks.Rows(400, "id")).Share));
        Assert.True(double.IsNaN(Against(0.01, new Blocks(new int[400], "one")).Share));
    }

    [Fact]
    public void The_constant_must_be_beaten_on_both_probabilities_and_the_best_feature_by_what_decides()
    {
        static Gain G(double value, double share) => new(0, 0, value, value - 1, value + 1, share);
        static Rival R(string? feature, Gain auc, Gain brier, Gain loss) =>
            new(
                feature is null ? "constant" : "one-feature",
                feature,
                new(StringComparer.Ordinal)
                {
                    ["roc_auc"] = auc,
                    ["brier"] = brier,
                    ["log_loss"] = loss,
                }
            );
        var (good, bad, unsure) = (G(0.1, 1), G(-0.1, 0), G(0.1, 0.89));

        Assert.Null(R(null, good, good, good).UnbeatenBy("roc_auc"));
        Assert.Equal("brier", R(null, good, bad, good).UnbeatenBy("roc_auc"));
        Assert.Equal("log_loss", R(null, good, good, bad).UnbeatenBy("roc_auc"));
        Assert.Equal("log_loss", R(null, good, good, unsure).UnbeatenBy("roc_auc"));
        Assert.Null(R("a", unsure, bad, bad).UnbeatenBy("roc_auc"));
        Assert.Equal("roc_auc", R("a", G(0, 0.5), good, good).UnbeatenBy("roc_auc"));
    }

    [Fact]
    public void The_best_single_feature_is_the_one_that_tells_the_validation_rows()
    {
        var frame = Toy.Examples(b: (row, bad) => (bad ? 1 : 0) + Toy.Noise(row, 3));
        var (train, validation) = (frame.Take([.. Enumerable.Range(0, 250)]), frame.Take([.. Enumerable.Range(250, 150)]));
        Assert.Equal("b", BuiltIn.Best(Toy.Study(), train, validation, ["word", "a", "b"], 0, CancellationToken.None));
        Assert.NotEqual("b", BuiltIn.Best(Toy.Study(), train, validation, ["word", "a"], 0, CancellationToken.None));
    }

    [Fact]
    public void Every_prediction_knows_the_two_simplest_learners()
    {
        Assert.Equal("constant", Recipe.Of(Toy.Study(), new TrainingRequest { Learner = "constant" }).Learner);
        Assert.Equal("one-feature", Recipe.Of(Toy.Study(), new TrainingRequest { Learner = "one-feature" }).Learner);
        Assert.Contains(
            "boosting, constant, one-feature",
            Assert.Throws<UsageException>(() => Recipe.Of(Toy.Study(), new TrainingRequest { Learner = "oracle" })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Why_the_standing_one_stands_is_what_the_numbers_say()
    {
        Gain worse = new(0.505, 0.481, -0.024, -0.055, 0.006, 0.07),
            better = new(0.45, 0.5, 0.05, 0.02, 0.08, 0.99);
        string Why(Gain calibration, long ours, long theirs) => Judge(-0.001, 0.4, 0.2, calibration, ours, theirs).Why.Split(": ")[^1];

        Assert.Equal(
            "the champion stands, for the log_loss of the other, which is simpler, is worse in 93 % of the draws",
            Why(worse, 250, 1000).Replace('\u00a0', ' ')
        );
        Assert.Equal(
            "the champion stands, for the other, which is better calibrated, is more than twice as large",
            Why(better, 2001, 1000)
        );
        Assert.Equal("the champion stands, for the other is more than half as large and no better calibrated", Why(s_even, 501, 1000));
        Assert.Equal("the champion stands, which is no less simple and no worse calibrated", Why(s_even, 1000, 1000));
        Assert.Equal("the champion stands, which is no less simple and no worse calibrated", Why(worse, 1001, 1000));
    }
}
