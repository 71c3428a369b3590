using Analytics.Frames;
using Analytics.Learning.Tests.Conformance;
using Analytics.Learning.Tests.Files;

namespace Analytics.Learning.Tests;

public sealed class CalibrationTests
{
    private static readonly Frame s_train = Samples.Of(1500, 1).Drop("severity", "cost");
    private static readonly Frame s_other = Samples.Of(1500, 2).Drop("severity", "cost");
    private static readonly Frame s_test = Samples.Of(2000, 3).Drop("severity", "cost");

    [Theory]
    [InlineData(CalibrationMethod.Platt)]
    [InlineData(CalibrationMethod.Isotonic)]
    public void Calibration_mends_the_log_loss_of_an_overfitted_classifier(CalibrationMethod method)
    {
        var wild = new GradientBoosting
        {
            Trees = 200,
            LearningRate = 0.5,
            MinLeafRows = 1,
        };
        var plain = Evaluation.Of(wild.Fit(s_train, "injured"), s_test)[Metric.LogLoss];
        Assert.True(Evaluation.Of(Calibrated.Fit(wild.Fit(s_train, "injured"), s_other, method), s_test)[Metric.LogLoss] < 0.8 * plain);
        Assert.True(Evaluation.Of(new Calibrated(wild) { Method = method }.Fit(s_train, "injured"), s_test)[Metric.LogLoss] < 0.8 * plain);
    }

    [Fact]
    public void An_isotonic_curve_bends_the_same_way_in_onnx_runtime()
    {
        var truth = Samples.Of(1500, 1);
        var few = new GradientBoosting { Trees = 5, Leaves = 4 }.Fit(truth.Drop("cost", "injured"), "severity");
        var model = (CalibratedModel)Calibrated.Fit(few, Samples.Of(1500, 2), CalibrationMethod.Isotonic);
        // The curve is steep between two knots that almost meet, so it starts here from the very probabilities that the runtime bends.
        var expected = OnnxRuntime.Run(few, s_test)["probabilities"].Numbers;
        for (var at = 0; at < expected.Length; at += model.Width)
        {
            model.Bend(expected.AsSpan(at, model.Width));
        }

        Golden.Near(expected, OnnxRuntime.Run(model, s_test)["probabilities"].Numbers, 1e-6);
    }

    [Fact]
    public void A_number_cannot_be_calibrated()
    {
        var frame = Samples.Of(50, 1);
        Assert.Contains(
            "'cost'",
            Assert.Throws<TrainingDataException>(() => new Calibrated(new Baseline()).Fit(frame, "cost")).Message,
            StringComparison.Ordinal
        );
        var rare = frame.Drop("cost", "severity").With(new Column<bool>("injured", [.. Enumerable.Range(0, 50).Select(row => row == 3)]));
        Assert.Contains(
            "'true'",
            Assert.Throws<TrainingDataException>(() => new Calibrated(new Baseline()).Fit(rare, "injured")).Message,
            StringComparison.Ordinal
        );
    }
}
