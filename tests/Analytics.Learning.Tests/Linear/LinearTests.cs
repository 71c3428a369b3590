using Analytics.Frames;
using Analytics.Learning.Tests.Clusters;

namespace Analytics.Learning.Tests.Linear;

public sealed class LinearTests
{
    [Fact]
    public void A_weight_of_three_is_the_row_three_times()
    {
        var weighted = new LogisticRegression().Fit(HashedRows.Frame(), "binary", HashedRows.Options(weighted: true));
        var repeated = new LogisticRegression().Fit(HashedRows.Repeated(), "binary", HashedRows.Options());
        Golden.Near(repeated.Coefficients, weighted.Coefficients, 1e-9);
        Golden.Near(repeated.Intercepts, weighted.Intercepts, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Any_number_of_threads_gives_the_same_bits(double l1Share)
    {
        var frame = HashedRows.Frame(5000);
        var learner = new LogisticRegression { L1Share = l1Share };
        foreach (var target in (string[])["binary", "several"])
        {
            var one = learner.Fit(frame, target, HashedRows.Options(threads: 1)).ToJson();
            Assert.Equal(one, learner.Fit(frame, target, HashedRows.Options(threads: 2)).ToJson());
            Assert.Equal(one, learner.Fit(frame, target, HashedRows.Options(threads: 4)).ToJson());
        }
    }

    [Fact]
    public void Columns_of_wildly_different_scales_change_nothing_without_a_penalty()
    {
        var frame = HashedRows.Frame();
        var wild = frame
            .With(new Column<float>("a", [.. Enumerable.Range(0, HashedRows.Rows).Select(row => HashedRows.X(row, 0) * 1e12f)]))
            .With(new Column<float>("b", [.. Enumerable.Range(0, HashedRows.Rows).Select(row => HashedRows.X(row, 1) * 1e-12f)]));
        var learner = new LogisticRegression { C = double.PositiveInfinity };
        var expected = learner.Fit(frame, "binary", HashedRows.Options()).Predict(frame).Scores;
        Golden.Near(expected, learner.Fit(wild, "binary", HashedRows.Options()).Predict(wild).Scores, 1e-5);
    }

    [Fact]
    public void A_start_from_a_sample_of_rows_ends_at_the_optimum_of_all_rows()
    {
        var frame = HashedRows.Frame(120_000);
        var model = new LogisticRegression { C = 0.001 }.Fit(frame, "binary", HashedRows.Options());
        var y = ((Column<bool>)frame["binary"]).Values;
        var p = model.Predict(frame).Values;
        for (var j = 0; j < 4; j++)
        {
            var slope = model.Coefficients[j];
            for (var row = 0; row < p.Length; row++)
            {
                slope += 0.001 * (p[row] - (y[row] ? 1 : 0)) * HashedRows.X(row, j);
            }

            Assert.InRange(slope, -1e-6, 1e-6);
        }
    }

    [Fact]
    public void Separable_classes_still_end_in_a_finite_model()
    {
        var frame = new Frame(new Column<double>("x", [-2, -1, 1, 2]), new Column<bool>("y", [false, false, true, true]));
        var model = new LogisticRegression { C = double.PositiveInfinity }.Fit(frame, "y");
        Assert.True(double.IsFinite(model.Coefficients[0]));
        Assert.Equal(["false", "false", "true", "true"], model.Predict(frame).Labels);
    }

    [Fact]
    public void Columns_that_repeat_one_another_share_the_slope()
    {
        var frame = new Frame(
            new Column<double>("x", [1, 2, 3, 4]),
            new Column<double>("copy", [1, 2, 3, 4]),
            new Column<double>("constant", [5, 5, 5, 5]),
            new Column<double>("y", [3, 5, 7, 9])
        );
        var model = new LinearRegression().Fit(frame, "y");
        Golden.Near([1, 1], model.Coefficients.Take(2), 1e-9);
        Golden.Near([3, 5, 7, 9], model.Predict(frame).Values, 1e-9);
    }

    [Fact]
    public void A_model_file_gives_back_the_same_predictions()
    {
        var frame = HashedRows.Frame();
        foreach (var target in (string[])["binary", "several"])
        {
            var model = new LogisticRegression().Fit(frame, target, HashedRows.Options());
            Assert.Equal(model.Predict(frame).Scores, ((Predictor)Model.FromJson(model.ToJson())).Predict(frame).Scores);
        }
    }

    [Fact]
    public void A_cancelled_fit_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new LogisticRegression().Fit(HashedRows.Frame(), "binary", HashedRows.Options() with { Cancellation = source.Token })
        );
    }

    [Fact]
    public void A_target_of_very_many_values_is_refused_with_the_remedy()
    {
        var error = Assert.Throws<TrainingDataException>(() =>
            new LogisticRegression().Fit(HashedRows.Frame(2000), "number", HashedRows.Options())
        );
        Assert.Contains("LinearRegression", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_outside_their_range_are_refused_by_name()
    {
        Assert.Contains(
            "C is 0",
            Assert.Throws<OptionException>(() => new LogisticRegression { C = 0 }.Fit(HashedRows.Frame(), "binary")).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<OptionException>(() => new LogisticRegression { L1Share = 1.5 }.Fit(HashedRows.Frame(), "binary"));
        Assert.Throws<OptionException>(() => new LinearRegression { Ridge = double.NaN }.Fit(HashedRows.Frame(), "number"));
    }
}
