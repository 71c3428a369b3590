using Analytics.Learning;
using Analytics.Learning.Trees;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML.FastTree's random forest for classes and numbers. It scores two classes without a probability: Platt's sigmoid over the
/// training rows makes one, as Microsoft.ML's own calibrator does.
/// </summary>
public sealed record FastForestLearner() : PackageTreeLearner(leaves: 20, rows: 10)
{
    private protected override Predictor Number(PackageRows rows)
    {
        var forest = rows
            .Context.Regression.Trainers.FastForest(With(new FastForestRegressionTrainer.Options(), rows))
            .Fit(rows.Data)
            .Model.TrainedTreeEnsemble;
        return PackageTrees.Number(forest, rows.Set, 1.0 / Math.Max(1, forest.Trees.Count));
    }

    private protected override Predictor Two(PackageRows rows) =>
        Calibrated(
            rows.Context.BinaryClassification.Trainers.FastForest(With(new FastForestBinaryTrainer.Options(), rows))
                .Fit(rows.Data)
                .Model.TrainedTreeEnsemble,
            rows.Set
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

    private T With<T>(T options, PackageRows rows)
        where T : FastForestOptionsBase
    {
        options.NumberOfTrees = Trees;
        options.NumberOfLeaves = Leaves;
        options.MinimumExampleCountPerLeaf = MinLeafRows;
        options.NumberOfThreads = rows.Threads;
        options.Seed = Seed;
        options.ExampleWeightColumnName = rows.Weight;
        return options;
    }
}
