using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML.LightGbm: boosted trees of LightGBM for classes and numbers, of more than two classes one against the rest, as Microsoft.ML does. Needs its native library, see <see cref="LearnerPackage.Missing()"/>;
/// two fits with one seed may differ. The fitted model is one of Analytics.Learning, with the same trees.
/// </summary>
public sealed record LightGbmLearner : SupervisedLearner
{
    /// <summary>Trees, for each class where there are more than two; ≥ 1. Default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>0…1, above 0. Default 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Leaves of a tree, ≥ 2. Default 31.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Rows in a leaf, ≥ 1. Default 20.</summary>
    public int MinLeafRows { get; init; } = 20;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    internal override void Check() => TreeOptions.Check(nameof(LightGbmLearner), Trees, LearningRate, Leaves, MinLeafRows);

    internal override Predictor FitCore(TrainingSet set) =>
        PackageFit.Of<Predictor>(
            set,
            Seed,
            nameof(LightGbmLearner),
            (ml, rows, weight) =>
            {
                switch (set.Target.Classes.Count)
                {
                    case 0:
                        var number = ml.Regression.Trainers.LightGbm(With(new LightGbmRegressionTrainer.Options(), set, weight)).Fit(rows);
                        return PackageTrees.Number(number.Model.TrainedTreeEnsemble, set);
                    case 2:
                        var two = ml
                            .BinaryClassification.Trainers.LightGbm(With(new LightGbmBinaryTrainer.Options(), set, weight))
                            .Fit(rows);
                        return PackageTrees.Calibrated(two.Model.SubModel.TrainedTreeEnsemble, two.Model.Calibrator, set);
                    default:
                        return OneAgainstRestModel.Fit(set, FitCore);
                }
            }
        );

    private TOptions With<TOptions, TOutput, TTransformer, TModel>(
        LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase options,
        TrainingSet set,
        string? weight
    )
        where TOptions : LightGbmTrainerBase<TOptions, TOutput, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.NumberOfIterations = Trees;
        options.LearningRate = LearningRate;
        options.NumberOfLeaves = Leaves;
        options.MinimumExampleCountPerLeaf = MinLeafRows;
        options.NumberOfThreads = PackageFit.Threads(set);
        options.Seed = Seed;
        options.Deterministic = true;
        options.HandleMissingValue = false;
        options.ExampleWeightColumnName = weight;
        return (TOptions)options;
    }
}
