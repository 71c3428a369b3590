using Analytics.Frames;
using Analytics.Learning.Tests.Conformance;

namespace Analytics.Learning.Tests;

public sealed class ExplanationTests
{
    private static readonly Frame s_rows = Samples.Of(800, 1, gaps: true).Drop("severity", "injured");
    private static readonly Predictor s_model = new GradientBoosting { Trees = 60, Leaves = 8 }.Fit(s_rows, "cost");

    [Fact]
    public void Permutation_importance_ranks_what_the_target_is_made_of_first()
    {
        var importance = PermutationImportance.Of(s_model, Samples.Of(500, 2, gaps: true), repeats: 3);
        Assert.Equal(
            ["road", "speed"],
            Enumerable.Range(0, 2).Select(row => importance.Text("feature").At(row)!).Order(StringComparer.Ordinal)
        );
        Assert.True(importance.Column<double>("importance").Values[1] > 10 * importance.Column<double>("importance").Values[4]);
        Assert.True(
            importance.Equals(PermutationImportance.Of(s_model, Samples.Of(500, 2, gaps: true), repeats: 3)),
            "the same seed gives the same table"
        );
    }

    [Fact]
    public void A_feature_that_the_model_never_asks_for_has_no_importance()
    {
        var model = new Baseline().Fit(s_rows, "cost");
        Assert.All(PermutationImportance.Of(model, s_rows).Column<double>("importance").Values.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Partial_dependence_follows_the_signal()
    {
        // cost rises by 3 · (1/2) per word in order and 3/20 per unit of speed.
        var words = PartialDependence.Of(s_model, s_rows, "road");
        Assert.Equal(["dry", "icy", "snow", "wet"], Enumerable.Range(0, 4).Select(row => words.Text("road").At(row)));
        var predicted = words.Column<double>("prediction").Values.ToArray();
        Assert.All(predicted.Zip(predicted.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 2));
        var speed = PartialDependence.Of(s_model, s_rows, "speed", points: 10);
        Assert.Equal(10, speed.RowCount);
        var slope =
            (speed.Column<double>("prediction").Values[9] - speed.Column<double>("prediction").Values[0])
            / (speed.Column<float>("speed").Values[9] - speed.Column<float>("speed").Values[0]);
        Assert.InRange(slope, 0.12, 0.18);
        Assert.Contains(
            "'spead'",
            Assert.Throws<SchemaException>(() => PartialDependence.Of(s_model, s_rows, "spead")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void More_rows_make_a_better_test_score_on_the_learning_curve()
    {
        var frame = Samples.Of(2000, 3).Drop("severity", "injured");
        var curve = LearningCurve.Of(
            new GradientBoosting { Trees = 30, Leaves = 8 },
            frame,
            "cost",
            Split.Shuffle(frame),
            Metric.Rmse,
            [0.05, 0.3, 1]
        );
        Assert.Equal([80, 480, 1600], curve.Column<int>("rows").Values.ToArray());
        var test = curve.Column<double>("test").Values.ToArray();
        Assert.True(test[0] > test[1] && test[1] > test[2]);
        Assert.Contains(
            "1.5",
            Assert
                .Throws<MetricException>(() => LearningCurve.Of(new Baseline(), frame, "cost", Split.Shuffle(frame), Metric.Rmse, [1.5]))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_model_of_all_training_rows_is_the_learning_curves_last_point_without_another_fit()
    {
        var frame = Samples.Of(600, 3).Drop("severity", "injured");
        var split = Split.Shuffle(frame);
        split = new Split([.. split.Train.Order()], split.Test);
        var learner = new GradientBoosting { Trees = 10, Leaves = 8 };
        var whole = learner.Fit(frame.Take(split.Train), "cost");
        Frame Curve(Predictor? given) => LearningCurve.Of(learner, frame, "cost", split, Metric.Rmse, [0.5, 1], whole: given);

        Assert.Equal(Curve(null).ToCsv(), Curve(whole).ToCsv());
        // Another model shows that it was taken, and for the last point alone.
        var other = new Baseline().Fit(frame.Take(split.Train), "cost");
        var (curve, mine) = (Curve(other).Column<double>("test").Values.ToArray(), Curve(null).Column<double>("test").Values.ToArray());
        Assert.Equal(mine[0], curve[0]);
        Assert.Equal(Evaluation.Of(other, frame.Take(split.Test))[Metric.Rmse], curve[1]);
        Assert.NotEqual(mine[1], curve[1]);
    }

    [Fact]
    public void Drift_names_the_column_that_moved_and_no_other()
    {
        var before = Samples.Of(3000, 1, gaps: true);
        var after = Samples.Of(3000, 2, gaps: true);
        var speed = after["speed"].ToDoubles();
        var moved = after
            .With(Column<double>.FromNullable("speed", speed.Select(value => double.IsNaN(value) ? (double?)null : value + 10)))
            .With(
                TextColumn.FromValues("road", Enumerable.Range(0, 3000).Select(row => row % 2 == 0 ? "lava" : after.Text("road").At(row)))
            );
        var drifts = Drift.Of(before, moved).ToDictionary(drift => drift.Column);
        Assert.True(drifts["speed"].Psi > 0.25 && drifts["speed"].PValue < 1e-6 && drifts["speed"].MeanShift > 0.3);
        Assert.True(drifts["road"].Psi > 0.25 && drifts["road"].PValue < 1e-6);
        Assert.True(drifts["age"].Psi < 0.05 && drifts["age"].PValue > 0.01);
        Assert.Equal(0, Drift.Of(before, before)[0].Psi);
        Assert.Equal(1, Drift.Of(before, before)[0].PValue, 6);
        Assert.Equal(drifts.Count, Drift.Table([.. drifts.Values]).RowCount);
        Assert.Contains(
            "'speed'",
            Assert.Throws<MetricException>(() => Drift.Of(before, before.With(before["road"].Rename("speed")))).Message,
            StringComparison.Ordinal
        );
    }
}
