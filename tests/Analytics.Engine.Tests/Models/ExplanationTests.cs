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
            Explanations.Shap(model, s_rows)!,
            Explanations.Shap(model, s_rows.Take([.. Enumerable.Range(0, 100).Select(row => 4 * row)]))!
        );

        Assert.Equal("a", all.Text("feature").At(0));
        Assert.Equal((400.0, 100.0), (all["rows"].ToDoubles()[0], few["rows"].ToDoubles()[0]));
        var (error, less) = (few["standard_error"].ToDoubles()[0], all["standard_error"].ToDoubles()[0]);
        Assert.InRange(error / less, 1.5, 2.7);
        Assert.InRange(Math.Abs(few["mean_absolute"].ToDoubles()[0] - all["mean_absolute"].ToDoubles()[0]), 0, 4 * error);
    }

    [Fact]
    public void Every_learner_of_a_study_is_explained_through_its_preparation_and_what_has_no_account_is_not()
    {
        SupervisedLearner Behind(SupervisedLearner learner) =>
            new Pipeline([new Imputer { Indicator = true }, new OneHot(), new StandardScaler()], learner);
        Frame? Of(SupervisedLearner learner, string target = "bad", params string[] features) =>
            Explanations.Shap(
                learner.Fit(s_rows, target, new FitOptions { Features = features is [] ? ["a", "b", "word"] : features }),
                s_rows
            );

        foreach (
            var (learner, unit) in new (SupervisedLearner, string)[]
            {
                (new GradientBoosting { Trees = 20, Leaves = 6 }, "log-odds"),
                (new RandomForest { Trees = 20 }, "probability"),
                (Behind(new GradientBoosting { Trees = 20, Leaves = 6 }), "log-odds"),
                (Behind(new LogisticRegression()), "log-odds"),
                (Behind(new Interop.FastTreeLearner { Trees = 20 }), "log-odds"),
                (Behind(new Interop.FastForestLearner { Trees = 20 }), "log-odds"),
                (Behind(new Interop.LbfgsLearner()), "log-odds"),
                (Behind(new Interop.SdcaLearner()), "log-odds"),
            }
        )
        {
            var table = Of(learner)!;
            Assert.Equal(unit, table.Text("unit").At(0));
            Assert.Equal("a", table.Text("feature").At(0));
            Assert.Equal(["a", "b", "word"], table.Text("feature").Words().Order(StringComparer.Ordinal));
        }

        Assert.Equal("value", Of(Behind(new LinearRegression()), "trip", "a", "b")!.Text("unit").At(0));
        Assert.Equal("logarithm of the value", Of(Behind(new Interop.LbfgsLearner()), "trip", "a", "b")!.Text("unit").At(0));
        Assert.Null(Of(new Baseline()));
    }

    [Fact]
    public void Of_more_than_two_classes_each_has_its_account_and_the_table_their_mean()
    {
        var rows = Toy.Examples(
            word: (row, bad) =>
                bad ? "tow"
                : row % 2 == 0 ? "drive"
                : "walk",
            a: (row, bad) => (bad ? 1 : row % 2 * 2) + Toy.Noise(row, 2)
        );
        foreach (
            var (learner, unit) in new (SupervisedLearner, string)[]
            {
                (new GradientBoosting { Trees = 10 }, "margin"),
                (new LogisticRegression(), "margin"),
                (new Interop.FastTreeLearner { Trees = 10 }, "log-odds"),
            }
        )
        {
            var model = learner.Fit(rows, "word", new FitOptions { Features = ["a", "b"] });
            var each = Contributions.OfEach(model, rows);

            Assert.Equal(3, each.Count);
            Assert.Null(Contributions.Of(model, rows));
            var expected = Enumerable.Range(0, rows.RowCount).Average(row => each.Average(one => Math.Abs(one.Values[row, 0])));
            var table = Explanations.Shap(model, rows)!;
            Assert.Equal(("a", unit), (table.Text("feature").At(0), table.Text("unit").At(0)));
            Assert.Equal(expected, table["mean_absolute"].ToDoubles()[0], 1e-12);
        }
    }

    [Fact]
    public void What_moves_a_prediction_is_told_with_what_so_few_rows_leave_open()
    {
        Frame Table(double first, double second, double error) =>
            new(
                TextColumn.FromValues("feature", ["speed", "hour"]),
                new Column<double>("mean_absolute", [first, second]),
                new Column<double>("standard_error", [error, error]),
                new Column<int>("rows", [50, 50]),
                TextColumn.FromValues("unit", ["log-odds", "log-odds"])
            );
        var run = Toy.Run(["speed", "hour"], 0.8) with
        {
            Calibration = "sigmoid",
            Metrics = new() { ["roc_auc"] = new Measured(0.8, 0.7, 0.9) },
            Baseline = new() { ["roc_auc"] = 0.5 },
        };

        var clear = ModelClaims.Moves(run, Table(2, 1, 0.1));
        Assert.Null(clear.IsFound);
        Assert.Equal(
            "On average over the 50 rows explained speed moves it the most; the shares of all features add up to the log-odds before calibration. That tells what the model does, not that it is right.",
            clear.Text
        );
        Assert.Contains(
            "speed moves it the most (no further ahead of hour than",
            ModelClaims.Moves(run, Table(1.05, 1, 0.1)).Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "add up to the log-odds.",
            ModelClaims.Moves(run with { Calibration = null }, Table(2, 1, 0.1)).Text,
            StringComparison.Ordinal
        );
        var idle = ModelClaims.Moves(run with { Metrics = new() { ["roc_auc"] = new Measured(0.52, 0.45, 0.6) } }, Table(2, 1, 0.1));
        Assert.False(idle.IsFound);
        Assert.StartsWith("Nothing that is worth telling", idle.Text, StringComparison.Ordinal);
        Assert.Equal(new Claim("Nothing: no feature moves any prediction.", false), ModelClaims.Moves(run, Table(0, 0, 0)));
        // A table from before there was a unit.
        Assert.Contains(
            "add up to what the trees say",
            ModelClaims.Moves(run, Table(2, 1, 0.1).Select(["feature", "mean_absolute"])).Text,
            StringComparison.Ordinal
        );
    }
}
