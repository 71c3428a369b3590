using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Analytics.Interop;

/// <summary>Microsoft.ML.FastTree's boosted trees (MART) for classes and numbers, of more than two classes one against the rest. The fitted model is one of Analytics.Learning, with the same trees.</summary>
public sealed record FastTreeLearner : SupervisedLearner
{
    /// <summary>≥ 1. Default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>0…1, above 0. Default 0.2.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <summary>Leaves of a tree, ≥ 2. Default 20.</summary>
    public int Leaves { get; init; } = 20;

    /// <summary>Rows in a leaf, ≥ 1. Default 10.</summary>
    public int MinLeafRows { get; init; } = 10;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    internal override void Check() => TreeOptions.Check(nameof(FastTreeLearner), Trees, LearningRate, Leaves, MinLeafRows);

    internal override Predictor FitCore(TrainingSet set) =>
        PackageFit.Of<Predictor>(
            set,
            Seed,
            nameof(FastTreeLearner),
            (ml, rows, weight) =>
            {
                switch (set.Target.Classes.Count)
                {
                    case 0:
                        var number = ml.Regression.Trainers.FastTree(With(new FastTreeRegressionTrainer.Options(), set, weight)).Fit(rows);
                        return PackageTrees.Number(number.Model.TrainedTreeEnsemble, set);
                    case 2:
                        var two = ml
                            .BinaryClassification.Trainers.FastTree(With(new FastTreeBinaryTrainer.Options(), set, weight))
                            .Fit(rows);
                        return PackageTrees.Calibrated(two.Model.SubModel.TrainedTreeEnsemble, two.Model.Calibrator, set);
                    default:
                        return OneAgainstRestModel.Fit(set, FitCore);
                }
            }
        );

    private T With<T>(T options, TrainingSet set, string? weight)
        where T : BoostedTreeOptions
    {
        options.NumberOfTrees = Trees;
        options.LearningRate = LearningRate;
        options.NumberOfLeaves = Leaves;
        options.MinimumExampleCountPerLeaf = MinLeafRows;
        options.NumberOfThreads = PackageFit.Threads(set);
        options.Seed = Seed;
        options.ExampleWeightColumnName = weight;
        return options;
    }
}
