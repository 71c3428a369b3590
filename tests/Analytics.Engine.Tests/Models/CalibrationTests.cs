using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

public sealed class CalibrationTests
{
    private static (int[] Truth, double[] Stated) Rows(int rows, Func<double, double> real)
    {
        double[] stated = [.. Enumerable.Range(0, rows).Select(row => 0.01 + 0.98 * Toy.Noise(row, 1))];
        return ([.. stated.Select((value, row) => Toy.Noise(row, 2) < real(value) ? 1 : 0)], stated);
    }

    [Fact]
    public void A_sigmoid_calibrates_few_rows_and_whatever_a_sigmoid_fits()
    {
        var (truth, stated) = Rows(999, Steps);
        Assert.Equal(CalibrationMethod.Platt, Calibration.Choose(truth, stated));
        (truth, stated) = Rows(4000, value => value);
        Assert.Equal(CalibrationMethod.Platt, Calibration.Choose(truth, stated));
    }

    [Fact]
    public void An_isotonic_curve_calibrates_many_rows_that_no_sigmoid_fits()
    {
        var (truth, stated) = Rows(4000, Steps);
        Assert.Equal(CalibrationMethod.Isotonic, Calibration.Choose(truth, stated));
    }

    /// <summary>Two steps, as no sigmoid has.</summary>
    private static double Steps(double value) =>
        value < 0.4 ? 0.1
        : value < 0.9 ? 0.5
        : 0.95;

    private static Frame Frame(Func<int, bool> bad) =>
        new(
            TextColumn.FromValues("id", Enumerable.Range(0, 400).Select(row => Invariant($"e{row:000}"))),
            new Column<DateOnly>("day", [.. Enumerable.Range(0, 400).Select(row => new DateOnly(2024, 1, 1).AddDays(row))]),
            new Column<int>("trip", [.. Enumerable.Range(0, 400).Select(row => row / 20)]),
            new Column<bool>("bad", [.. Enumerable.Range(0, 400).Select(bad)])
        );

    [Fact]
    public void Rows_that_stop_a_fit_do_not_calibrate_it_and_whole_groups_stay_together()
    {
        var frame = Frame(row => row % 3 == 0);
        int[] validation = [.. Enumerable.Range(200, 200)];
        var (stopping, calibrating) = Calibration.Halve(SplitRule.ByGroup("trip"), frame, "id", "bad", validation);
        Assert.Empty(stopping.Intersect(calibrating));
        Assert.Equal(validation, stopping.Concat(calibrating).Order());
        Assert.Empty(stopping.Select(row => row / 20).Intersect(calibrating.Select(row => row / 20)));

        (stopping, calibrating) = Calibration.Halve(SplitRule.ByTime("day"), frame, "id", "bad", validation);
        Assert.True(stopping.Max() < calibrating.Min(), "the later half calibrates: it is nearer to what comes");

        (stopping, calibrating) = Calibration.Halve(SplitRule.ByKey(), frame, "id", "bad", validation);
        Assert.Empty(stopping.Intersect(calibrating));
        Assert.True(stopping.Max() > calibrating.Min(), "a hash decides, not the order");
    }

    [Fact]
    public void Where_a_half_would_hold_one_class_all_rows_do_both()
    {
        int[] validation = [.. Enumerable.Range(200, 200)];
        var (stopping, calibrating) = Calibration.Halve(SplitRule.ByTime("day"), Frame(row => row > 350), "id", "bad", validation);
        Assert.Same(stopping, calibrating);
        Assert.Equal(validation, stopping);
    }

    [Fact]
    public void The_cheapest_threshold_lies_midway_between_two_probabilities()
    {
        var points = OperatingPoints.Of([0, 0, 1, 0, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.6, 0.9]);
        Assert.Equal(0.5, new Costs(1, 1, "").Threshold(points), 1e-12);
        Assert.Equal(0.25, new Costs(1, 5, "").Threshold(points), 1e-12);
        // Where every alarm costs more than it brings nobody is called; where every miss does, everybody is.
        Assert.Equal(0.95, new Costs(100, 1, "").Threshold(OperatingPoints.Of([1, 0], [0.8, 0.9])), 1e-12);
        Assert.Equal(0.05, new Costs(1, 1000, "").Threshold(OperatingPoints.Of([1, 0, 1], [0.1, 0.2, 0.3])), 1e-12);
        Assert.Equal(2, new Costs(100, 1, "").Threshold(OperatingPoints.Of([1, 0], [0.8, 1])));
    }

    [Fact]
    public void A_threshold_between_neighbouring_numbers_still_divides_them()
    {
        var low = 0.5;
        var high = Math.BitIncrement(low);
        Assert.InRange(new Costs(1, 1, "").Threshold(OperatingPoints.Of([0, 1], [low, high])), high, high);
    }

    [Fact]
    public void Always_yes_and_always_no_stand_beside_the_model_on_the_same_rows()
    {
        var target = Toy.Study().Target;
        var frame = Toy.Examples(a: (row, bad) => (bad ? 0.3 : 0) + Toy.Noise(row, 5));
        var model = new LogisticRegression().Fit(frame, target, new FitOptions { Features = ["a"] });
        var alarms = Alarms.Of(Evaluation.Of(model, frame), 0.5, new Costs(1, 3, ""));
        var positives = (long)frame[target].ToDoubles().Sum();
        Assert.Equal(["the model", "always yes", "always no"], alarms.Select(each => each.Way));
        Assert.Equal(
            (400L, positives, 0L, (400 - positives) / 400.0),
            (alarms[1].Raised, alarms[1].Right, alarms[1].Missed, alarms[1].Cost)
        );
        Assert.Equal((0L, 0L, positives, 3 * positives / 400.0), (alarms[2].Raised, alarms[2].Right, alarms[2].Missed, alarms[2].Cost));
        Assert.Equal((alarms[0].Raised - alarms[0].Right + 3 * alarms[0].Missed) / 400.0, alarms[0].Cost, 1e-12);
    }

    [Fact]
    public void Confidence_is_the_probability_of_what_is_predicted_whatever_the_threshold()
    {
        var target = new Target("bad", ["false", "true"]);
        var prediction = new Prediction(target, [0.7, 0.3, 0.9, 0.1, 0.4, 0.6]);
        var run = ModelClaimsTests.Run("roc_auc", new Measured(0.8, 0.7, 0.9), 0.5) with { Threshold = 0.25 };
        var columns = ScoreColumns.Of(prediction, run).ToDictionary(column => column.Name);
        Assert.Equal(["true", "false", "true"], Enumerable.Range(0, 3).Select(row => (string)columns["predicted"][row]!));
        Assert.Equal([0.3, 0.9, 0.6], columns["confidence"].ToDoubles());
    }

    [Fact]
    public void Hours_are_averaged_on_the_circle()
    {
        var day = new Circle(24);
        Assert.Equal(0, Math.IEEERemainder(day.Mean([23, 1]), 24), 1e-9);
        Assert.Equal(2, day.Apart(1, 23), 1e-9);
        Assert.Equal(-2, day.Apart(23, 1), 1e-9);
        Assert.True(double.IsNaN(day.Mean([0, 12])), "they point everywhere alike");
        Assert.True(day.Spread([23, 0, 1]) < 1);
        // Mardia and Jupp: of 43, 45, 52, 61, 75, 88, 88, 279 and 357 degrees the mean direction is 51 and R 0.711 (a roulette wheel, example 2.1).
        double[] spins = [43, 45, 52, 61, 75, 88, 88, 279, 357];
        Assert.Equal(51, new Circle(360).Mean(spins), 0.5);
        Assert.Equal(Math.Sqrt(-2 * Math.Log(0.711)) * 180 / Math.PI, new Circle(360).Spread(spins), 0.2);
    }
}
