using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Analytics.Interop;

/// <summary>Microsoft.ML's K-Means, on one thread so that a seed gives the same centres. The fitted model is one of Analytics.Learning, with the same centres.</summary>
public sealed record KMeansLearner : ClusterLearner
{
    /// <summary>≥ 1. Default 5.</summary>
    public int Clusters { get; init; } = 5;

    /// <summary>Maximum number of steps, ≥ 1. Default 1,000.</summary>
    public int Steps { get; init; } = 1_000;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    internal override void Check()
    {
        if (Clusters < 1)
        {
            throw new OptionException(nameof(KMeansLearner), nameof(Clusters), Clusters, "≥ 1");
        }

        if (Steps < 1)
        {
            throw new OptionException(nameof(KMeansLearner), nameof(Steps), Steps, "≥ 1");
        }
    }

    internal override Clusterer FitCore(TrainingSet set) =>
        PackageFit.Of<Clusterer>(
            set,
            Seed,
            nameof(KMeansLearner),
            rows =>
            {
                var options = new KMeansTrainer.Options
                {
                    NumberOfClusters = Clusters,
                    MaximumNumberOfIterations = Steps,
                    NumberOfThreads = 1,
                    ExampleWeightColumnName = rows.Weight,
                };
                VBuffer<float>[]? centres = null;
                rows.Context.Clustering.Trainers.KMeans(options).Fit(rows.Data).Model.GetClusterCentroids(ref centres, out _);
                var model = new KMeansModel(
                    set.Schema,
                    [.. centres!.SelectMany(centre => centre.DenseValues().Select(each => (double)each))],
                    double.NaN,
                    0
                );
                return new KMeansModel(set.Schema, [.. model.Centres], InertiaOf(model, set), 0);
            }
        );

    private static double InertiaOf(KMeansModel model, TrainingSet set) =>
        model.Assign(set.X).Distance.Select((distance, row) => distance * distance * (set.Weights?[row] ?? 1)).Sum();
}
