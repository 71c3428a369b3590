using Analytics.Learning;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Analytics.Interop;

/// <summary>Linear models of Microsoft.ML as those of Analytics.Learning, with the same coefficients.</summary>
internal static class PackageLinear
{
    /// <summary>Two classes whose probability is 1 / (1 + exp(slope · score + offset)).</summary>
    public static LogisticModel Two(CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> fitted, TrainingSet set)
    {
        var (slope, offset) = (fitted.Calibrator.Slope, fitted.Calibrator.Offset);
        return new LogisticModel(
            set.Schema,
            set.Target,
            [.. fitted.SubModel.Weights.Select(weight => -slope * weight)],
            [-slope * fitted.SubModel.Bias - offset],
            0
        );
    }

    public static LogisticModel Several(MaximumEntropyModelParameters fitted, TrainingSet set)
    {
        VBuffer<float>[]? weights = null;
        fitted.GetWeights(ref weights, out _);
        return new LogisticModel(
            set.Schema,
            set.Target,
            [.. weights!.SelectMany(row => row.DenseValues().Select(weight => (double)weight))],
            [.. fitted.GetBiases().Select(bias => (double)bias)],
            0
        );
    }

    public static LinearScores Scores(RegressionModelParameters fitted) =>
        new([.. fitted.Weights.Select(weight => (double)weight)], [fitted.Bias]);
}
