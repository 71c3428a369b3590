using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// K-Means: centres that minimise the sum of squared distances of rows to their nearest one. Starts by greedy k-means++
/// (Arthur, Vassilvitskii, SODA 2007), goes on by Lloyd's steps, or by mini-batches (Sculley, WWW 2010). An empty cluster takes the farthest row.
/// </summary>
public sealed record KMeans : ClusterLearner
{
    /// <summary>Clusters, 1 to the number of rows. Default 8.</summary>
    public int Clusters { get; init; } = 8;

    /// <summary>Random starts, of which the best stays; ≥ 1. Default 10.</summary>
    public int Inits { get; init; } = 10;

    /// <summary>Maximum number of steps, ≥ 1. Default 300.</summary>
    public int MaxSteps { get; init; } = 300;

    /// <summary>Ends when the centres' squared movement falls to this share of the columns' mean variance, ≥ 0. Default 1e-4.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Rows per step; 0 for all of them. Default 0; 4096 suits many millions of rows.</summary>
    public int BatchRows { get; init; }

    /// <summary>Centres to start from, clusters × features; there is then one start. Default none: k-means++.</summary>
    public IReadOnlyList<double>? Start { get; init; }

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    /// <inheritdoc cref="ClusterLearner.Fit"/>
    public new KMeansModel Fit(Frame data, FitOptions? options = null) => (KMeansModel)base.Fit(data, options);

    internal override void Check()
    {
        if (Clusters < 1)
        {
            throw new OptionException(nameof(KMeans), nameof(Clusters), Clusters, "at least 1");
        }

        if (Inits < 1)
        {
            throw new OptionException(nameof(KMeans), nameof(Inits), Inits, "at least 1");
        }

        if (MaxSteps < 1)
        {
            throw new OptionException(nameof(KMeans), nameof(MaxSteps), MaxSteps, "at least 1");
        }

        if (!(Tolerance >= 0))
        {
            throw new OptionException(nameof(KMeans), nameof(Tolerance), Tolerance, "at least 0");
        }

        if (BatchRows < 0)
        {
            throw new OptionException(nameof(KMeans), nameof(BatchRows), BatchRows, "at least 0");
        }
    }

    internal override Clusterer FitCore(TrainingSet set) => Best(set).Model;

    /// <summary>Fits and gives the labels of the training rows too.</summary>
    internal (KMeansModel Model, int[] Labels) Best(TrainingSet set)
    {
        set.RequireWeight(nameof(KMeans));
        if (Clusters > set.Rows)
        {
            throw new TrainingDataException(
                FormattableString.Invariant(
                    $"{nameof(KMeans)}: {Clusters} clusters cannot be made of {set.Rows} rows. Lower Clusters or give more rows."
                )
            );
        }

        if (Start is not null && Start.Count != Clusters * set.X.Columns)
        {
            throw new OptionException(
                nameof(KMeans),
                nameof(Start),
                $"a list of {Start.Count} numbers",
                FormattableString.Invariant($"{Clusters} clusters × {set.X.Columns} features = {Clusters * set.X.Columns} numbers")
            );
        }

        var lloyd = new Lloyd(set, Clusters);
        var inits = Start is null ? Inits : 1;
        Lloyd.Outcome? best = null;
        for (var init = 0; init < inits; init++)
        {
            var random = new SplitMix(Seed, (ulong)init);
            var start = Start is null ? lloyd.PlusPlus(ref random) : lloyd.Centred(Start);
            var progress = set.Options.Progress is { } report
                ? (int step, double score) => report.Report(new FitProgress(init * MaxSteps + step, inits * MaxSteps, score))
                : (Action<int, double>?)null;
            if (BatchRows > 0)
            {
                start = lloyd.MiniBatches(start, ref random, BatchRows, MaxSteps, Tolerance);
            }

            var outcome = lloyd.Run(start, BatchRows > 0 ? 0 : MaxSteps, Tolerance, progress);
            if (best is null || outcome.Inertia < best.Inertia)
            {
                best = outcome;
            }
        }

        set.Options.Progress?.Report(new FitProgress(inits * MaxSteps, inits * MaxSteps, best!.Inertia));
        return (new KMeansModel(set.Schema, lloyd.Uncentred(best!.Centres), best.Inertia, best.Steps), best.Labels);
    }
}
