using Analytics.Frames;
using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>
/// Finds rows that are unlike the others (Liu, Ting, Zhou: Isolation forest, 2008): a tree of random cuts parts an odd
/// row from the rest after few of them. A missing value goes to a side drawn for the cut.
/// </summary>
public sealed record IsolationForest : Learner
{
    /// <summary>Trees, at least 1. Default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Rows drawn without replacement for each tree, at least 2; all where there are fewer. Default 256.</summary>
    public int Sample { get; init; } = 256;

    internal override bool TakesMissing => true;

    internal override bool TakesCategories => true;

    /// <summary>Fits on the named columns, or on all of them. Weights are not used.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public IsolationForestModel Fit(Frame data, FitOptions? options = null)
    {
        if (Trees < 1)
        {
            throw new OptionException(nameof(IsolationForest), nameof(Trees), Trees, "at least 1");
        }

        if (Sample < 2)
        {
            throw new OptionException(nameof(IsolationForest), nameof(Sample), Sample, "at least 2");
        }

        var set = TrainingSet.Unsupervised(data, options ?? new FitOptions(), this);
        var trees = new Tree[Trees];
        var sample = Math.Min(Sample, set.Rows);
        using var workers = new Workers(set.Options.EffectiveThreads);
        var done = 0;
        workers.Run(
            Trees,
            number =>
            {
                set.Options.Cancellation.ThrowIfCancellationRequested();
                trees[number] = new IsolationTree(set, sample, Mixing.Hash((ulong)number, (uint)Seed)).Grow();
                lock (trees)
                {
                    set.Options.Progress?.Report(new FitProgress(++done, Trees));
                }
            }
        );
        return new IsolationForestModel(set.Schema, new TreeEnsemble(set.Schema, trees, [0], average: true), sample);
    }
}
