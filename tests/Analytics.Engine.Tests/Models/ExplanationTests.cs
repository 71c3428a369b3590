using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

public sealed class ExplanationTests
{
    private static readonly Frame s_rows = Toy.Examples(a: (row, bad) => (bad ? 0.7 : 0) + Toy.Noise(row, 2));

    [Fact]
    public void Mean_shapley_values_of_few_rows_say_how_far_they_may_be_off()
    {
        var model = (TreePredictor)
            new GradientBoosting { Trees = 20, Leaves = 6 }.Fit(s_rows, "bad", new FitOptions { Features = ["a", "b"] });
        var (all, few) = (
            Explanations.Shap(model, s_rows),
            Explanations.Shap(model, s_rows.Take([.. Enumerable.Range(0, 100).Select(row => 4 * row)]))
        );

        Assert.Equal("a", all.Text("feature").At(0));
        Assert.Equal((400.0, 100.0), (all["rows"].ToDoubles()[0], few["rows"].ToDoubles()[0]));
        var (error, less) = (few["standard_error"].ToDoubles()[0], all["standard_error"].ToDoubles()[0]);
        Assert.InRange(error / less, 1.5, 2.7);
        Assert.InRange(Math.Abs(few["mean_absolute"].ToDoubles()[0] - all["mean_absolute"].ToDoubles()[0]), 0, 4 * error);
    }
}
