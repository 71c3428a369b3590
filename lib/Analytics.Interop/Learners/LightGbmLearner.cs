using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML.LightGbm: boosted trees of LightGBM for classes and numbers. Needs its native library, see <see cref="LearnerPackage.Missing()"/>;
/// two fits with one seed may differ.
/// </summary>
public sealed record LightGbmLearner() : PackageBoostedLearner(leaves: 31, rows: 20, rate: 0.1)
{
    private protected override Predictor Number(PackageRows rows) =>
        PackageTrees.Number(
            rows.Context.Regression.Trainers.LightGbm(With(new LightGbmRegressionTrainer.Options(), rows))
                .Fit(rows.Data)
                .Model.TrainedTreeEnsemble,
            rows.Set
        );

    private protected override Predictor Two(PackageRows rows)
    {
        var two = rows.Context.BinaryClassification.Trainers.LightGbm(With(new LightGbmBinaryTrainer.Options(), rows)).Fit(rows.Data);
        return PackageTrees.Calibrated(two.Model.SubModel.TrainedTreeEnsemble, two.Model.Calibrator, rows.Set);
    }

    private TOptions With<TOptions, TOutput, TTransformer, TModel>(
        LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase options,
        PackageRows rows
    )
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.NumberOfIterations = Trees;
        options.LearningRate = LearningRate;
        options.NumberOfLeaves = Leaves;
        options.MinimumExampleCountPerLeaf = MinLeafRows;
        options.NumberOfThreads = rows.Threads;
        options.Seed = Seed;
        options.Deterministic = true;
        options.HandleMissingValue = false;
        options.ExampleWeightColumnName = rows.Weight;
        return (TOptions)options;
    }
}
