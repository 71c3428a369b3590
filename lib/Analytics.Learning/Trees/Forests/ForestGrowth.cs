using System.Collections.Concurrent;

namespace Analytics.Learning.Trees;

/// <summary>Grows the trees of a forest, each by one thread from its own random numbers.</summary>
internal sealed class ForestGrowth
{
    private readonly ForestLearner _options;
    private readonly TrainingSet _set;
    private readonly BinnedRows _binned;
    private readonly Workers _workers;
    private readonly ForestTarget _target;

    public ForestGrowth(ForestLearner options, TrainingSet set, BinnedRows binned, Workers workers)
    {
        _options = options;
        _set = set;
        _binned = binned;
        _workers = workers;
        _target = ForestTarget.Of(set, options.Balanced);
    }

    /// <summary>The trees, and for each the bits of the rows it saw where those will be asked for.</summary>
    public (Tree[] Trees, ulong[][] Bags) Grow()
    {
        var trees = new Tree[_options.Trees];
        var bags = new ulong[_options.ScoresOutOfBag ? trees.Length : 0][];
        var growers = new ConcurrentBag<ForestTreeGrower>();
        var done = 0;
        try
        {
            _workers.Run(
                trees.Length,
                number =>
                {
                    _set.Options.Cancellation.ThrowIfCancellationRequested();
                    if (!growers.TryTake(out var grower))
                    {
                        grower = new ForestTreeGrower(_options, _set, _binned, _target);
                    }

                    trees[number] = grower.Grow(number);
                    if (_options.ScoresOutOfBag)
                    {
                        bags[number] = grower.Bag();
                    }

                    growers.Add(grower);
                    if (_set.Options.Progress is { } progress)
                    {
                        lock (growers)
                        {
                            progress.Report(new FitProgress(++done, trees.Length));
                        }
                    }
                }
            );
        }
        finally
        {
            foreach (var grower in growers)
            {
                grower.Dispose();
            }
        }

        return (trees, bags);
    }
}
