using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace Analytics.Interop;

/// <summary>Microsoft.ML.FastTree's boosted trees (MART) for classes and numbers.</summary>
public sealed record FastTreeLearner() : PackageBoostedLearner(leaves: 20, rows: 10, rate: 0.2)
{
    private protected override Predictor Number(PackageRows rows) =>
        PackageTrees.Number(
            rows.Context.Regression.Trainers.FastTree(With(new FastTreeRegressionTrainer.Options(), rows))
                .Fit(rows.Data)
                .Model.TrainedTreeEnsemble,
            rows.Set
        );

    private protected override Predictor Two(PackageRows rows)
    {
        var two = rows.Context.BinaryClassification.Trainers.FastTree(With(new FastTreeBinaryTrainer.Options(), rows)).Fit(rows.Data);
        return PackageTrees.Calibrated(two.Model.SubModel.TrainedTreeEnsemble, two.Model.Calibrator, rows.Set);
    }

    private T With<T>(T options, PackageRows rows)
        where T : BoostedTreeOptions
    {
        options.NumberOfTrees = Trees;
        options.LearningRate = LearningRate;
        options.NumberOfLeaves = Leaves;
        options.MinimumExampleCountPerLeaf = MinLeafRows;
        options.NumberOfThreads = rows.Threads;
        options.Seed = Seed;
        options.ExampleWeightColumnName = rows.Weight;
        return options;
    }
}
