using Analytics.Learning;
using Analytics.Learning.Trees;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML.FastTree's random forest for classes and numbers, of more than two classes one against the rest. It scores two classes without a probability: Platt's sigmoid over the
/// training rows makes one, as Microsoft.ML's own calibrator does. The fitted model is one of Analytics.Learning, with the same trees.
/// </summary>
public sealed record FastForestLearner : SupervisedLearner
{
    /// <summary>≥ 1. Default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Leaves of a tree, ≥ 2. Default 20.</summary>
    public int Leaves { get; init; } = 20;

    /// <summary>Rows in a leaf, ≥ 1. Default 10.</summary>
    public int MinLeafRows { get; init; } = 10;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    internal override void Check() => TreeOptions.Check(nameof(FastForestLearner), Trees, null, Leaves, MinLeafRows);

    internal override Predictor FitCore(TrainingSet set) =>
        PackageFit.Of<Predictor>(
            set,
            Seed,
            nameof(FastForestLearner),
            (ml, rows, weight) =>
            {
                switch (set.Target.Classes.Count)
                {
                    case 0:
                        var number = ml
                            .Regression.Trainers.FastForest(With(new FastForestRegressionTrainer.Options(), set, weight))
                            .Fit(rows);
                        var forest = number.Model.TrainedTreeEnsemble;
                        return PackageTrees.Number(forest, set, 1.0 / Math.Max(1, forest.Trees.Count));
                    case 2:
                        var two = ml
                            .BinaryClassification.Trainers.FastForest(With(new FastForestBinaryTrainer.Options(), set, weight))
                            .Fit(rows);
                        return Calibrated(two.Model.TrainedTreeEnsemble, set);
                    default:
                        return OneAgainstRestModel.Fit(set, FitCore);
                }
            }
        );

    private static GradientBoostingModel Calibrated<T>(TreeEnsemble<T> ensemble, TrainingSet set)
        where T : RegressionTreeBase
    {
        var (trees, start) = PackageTrees.Of(ensemble, set);
        var scores = new double[set.Rows];
        new TreeEnsemble(set.Schema, trees, [start], average: false).Margins(set.X, scores);
        var sigmoid = Sigmoid.Fit(scores, [.. set.Y.Select(code => (int)code)], set.Weights ?? []);
        return PackageTrees.Logistic(ensemble, sigmoid.A, sigmoid.B, set);
    }

    private T With<T>(T options, TrainingSet set, string? weight)
        where T : FastForestOptionsBase
    {
        options.NumberOfTrees = Trees;
        options.NumberOfLeaves = Leaves;
        options.MinimumExampleCountPerLeaf = MinLeafRows;
        options.NumberOfThreads = PackageFit.Threads(set);
        options.Seed = Seed;
        options.ExampleWeightColumnName = weight;
        return options;
    }
}
