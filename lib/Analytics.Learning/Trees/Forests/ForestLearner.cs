using Analytics.Frames;
using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>
/// Many deep trees, each grown on its own random view of the data, whose predictions are averaged: class shares for
/// classes (splits by Gini impurity), means for a number (splits by variance).
/// Features are binned as in <see cref="GradientBoosting"/>; missing values and text columns are taken as they are.
/// The model's bytes depend on data, options and seed only.
/// </summary>
public abstract record ForestLearner : SupervisedLearner
{
    private protected ForestLearner() { }

    /// <summary>Trees, at least 1. Default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Maximum depth of a tree, ≥ 1, or 0 for no limit. Default 0.</summary>
    public int Depth { get; init; }

    /// <summary>Rows (sum of weights, drawn repeats counted) in a leaf at least, ≥ 0. Default 1.</summary>
    public double MinLeafRows { get; init; } = 1;

    /// <summary>Features tried at each split, at least 1, or 0 for √features with classes and a third of them with a number. Default 0.</summary>
    public int MaxFeatures { get; init; }

    /// <summary>Whether each class counts the same as a whole, however few rows it has: weight n / (classes × n of the class). Default false.</summary>
    public bool Balanced { get; init; }

    /// <summary>Maximum number of bins of a feature, 2…255. Default 255.</summary>
    public int Bins { get; init; } = 255;

    /// <summary>Whether the target is made into classes. Default: where it is text or bool.</summary>
    public bool? Classify { get; init; }

    /// <summary>Fits a model; see <see cref="SupervisedLearner.Fit"/>.</summary>
    public new ForestModel Fit(Frame train, string target, FitOptions? options = null) => (ForestModel)base.Fit(train, target, options);

    /// <summary>Whether each tree sees a bootstrap sample (Efron 1979): as many rows as there are, drawn with replacement.</summary>
    internal abstract bool Draws { get; }

    /// <summary>Whether a split's threshold is drawn instead of searched.</summary>
    internal abstract bool DrawsThresholds { get; }

    internal abstract bool ScoresOutOfBag { get; }

    internal override bool TakesMissing => true;

    internal override bool TakesCategories => true;

    internal override bool Classifies(ColumnType target) => Classify ?? base.Classifies(target);

    internal override void Check()
    {
        Range(nameof(Trees), Trees, Trees >= 1, "at least 1");
        Range(nameof(Depth), Depth, Depth is >= 0 and <= 1024, "0 (no limit) or 1…1024");
        Range(nameof(MinLeafRows), MinLeafRows, MinLeafRows >= 0, "at least 0");
        Range(nameof(MaxFeatures), MaxFeatures, MaxFeatures >= 0, "0 (automatic) or more");
        Range(nameof(Bins), Bins, Bins is >= 2 and <= 255, "2…255");
    }

    internal override Predictor FitCore(TrainingSet set)
    {
        if (Balanced && !set.Target.IsClass)
        {
            throw new OptionException(
                GetType().Name,
                nameof(Balanced),
                true,
                $"false for a number such as '{set.Target.Name}'; it is about classes"
            );
        }

        if (set.Weights is { } weights && !weights.Any(weight => weight > 0))
        {
            throw new TrainingDataException(
                $"{GetType().Name}: every weight in '{set.Options.Weight}' is 0, so there is nothing to learn from."
            );
        }

        using var workers = new Workers(set.Options.EffectiveThreads);
        using var binned = Binner.Bin(set, Bins, byRow: false, workers);
        var (trees, bags) = new ForestGrowth(this, set, binned, workers).Grow();
        var ensemble = new TreeEnsemble(set.Schema, trees, new double[Math.Max(1, set.Target.Classes.Count)], average: true);
        return new ForestModel(set.Schema, set.Target, ensemble, ScoresOutOfBag ? OutOfBag.Score(ensemble, set, bags, workers) : null);
    }

    private void Range(string option, object value, bool holds, string range)
    {
        if (!holds)
        {
            throw new OptionException(GetType().Name, option, value, range);
        }
    }
}
