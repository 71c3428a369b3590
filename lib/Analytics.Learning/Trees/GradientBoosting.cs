using Analytics.Frames;
using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>
/// Gradient boosted decision trees on binned features (Friedman: Greedy function approximation, 2001; histograms and
/// leaf-wise growth as in Ke et al.: LightGBM, 2017). Missing values and text columns are taken as they are.
/// The model's bytes depend on data, options and seed only, not on threads or processor.
/// </summary>
/// <remarks>
/// Gradients are rounded to whole steps, 2³⁰ of them for the sum over all rows (at a million rows about 1/2000 of the
/// largest gradient), so that sums are exact. Weight 2 is the same as the row standing twice up to that rounding,
/// as long as the table has at most 100,000 rows, from which bins are chosen.
/// </remarks>
public sealed record GradientBoosting : SupervisedLearner
{
    /// <summary>What is lowered. Default: by the target's type.</summary>
    public Loss Loss { get; init; } = Loss.Auto;

    /// <summary>Rounds of boosting, at least 1; for softmax each has one tree per class. Default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>How much of each tree is added, in (0, 1]. Default 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Maximum number of leaves of a tree, ≥ 2, or 0 for as many as the depth allows. Default 31.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Maximum depth of a tree, ≥ 1, or 0 for no limit. With <c>Leaves = 0</c> trees grow depth-wise. Default 0.</summary>
    public int Depth { get; init; }

    /// <summary>Maximum number of bins of a feature, 2…255; categories beyond the commonest of that number count as missing. Default 255.</summary>
    public int Bins { get; init; } = 255;

    /// <summary>Rows (sum of weights) in a leaf at least, ≥ 0. Default 20.</summary>
    public double MinLeafRows { get; init; } = 20;

    /// <summary>Hessian in a leaf at least, ≥ 0. Default 0.001.</summary>
    public double MinLeafHessian { get; init; } = 1e-3;

    /// <summary>Gain of a split at least, ≥ 0. Default 0.</summary>
    public double MinGain { get; init; }

    /// <summary>L1 penalty on leaf values, ≥ 0. Default 0.</summary>
    public double L1 { get; init; }

    /// <summary>L2 penalty on leaf values, ≥ 0. Default 1.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Share of rows drawn for each round, without replacement, in (0, 1]. Default 1.</summary>
    public double RowSample { get; init; } = 1;

    /// <summary>Share of features drawn for each tree, in (0, 1]. Default 1.</summary>
    public double ColumnSample { get; init; } = 1;

    /// <summary>
    /// Hessian added to each category before categories are put in order, so that rare ones move to the middle, and to both
    /// sides when a split by category is valued, ≥ 0. Default 10.
    /// </summary>
    public double CategorySmoothing { get; init; } = 10;

    /// <summary>Rows (sum of weights) that a category must have where a split by category tells it from the others, ≥ 0. Default 10.</summary>
    public double MinCategoryRows { get; init; } = 10;

    /// <summary>Rounds without a better validation loss after which training stops, ≥ 1; needs <see cref="FitOptions.Validation"/>. Default 20.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>Numeric features that may move the prediction one way only: +1 up, -1 down. Default none. Not for softmax.</summary>
    public IReadOnlyDictionary<string, int> Monotone { get; init; } = new Dictionary<string, int>();

    /// <summary>Fits a model; see <see cref="SupervisedLearner.Fit"/>.</summary>
    public new GradientBoostingModel Fit(Frame train, string target, FitOptions? options = null) =>
        (GradientBoostingModel)base.Fit(train, target, options);

    public override bool LooksAtValidation() => true;

    internal override bool TakesMissing => true;

    internal override bool TakesCategories => true;

    internal override bool Classifies(ColumnType target) =>
        Loss switch
        {
            Loss.Logistic or Loss.Softmax => true,
            Loss.Squared or Loss.Poisson => false,
            _ => base.Classifies(target),
        };

    internal override void Check()
    {
        Range(nameof(Loss), Loss, Enum.IsDefined(Loss), string.Join(", ", Enum.GetNames<Loss>()));
        Range(nameof(Trees), Trees, Trees >= 1, "at least 1");
        Range(nameof(LearningRate), LearningRate, LearningRate is > 0 and <= 1, "in (0, 1]");
        Range(nameof(Leaves), Leaves, Leaves is 0 or (>= 2 and <= 1 << 20), "0 (no limit) or 2…1,048,576");
        Range(nameof(Depth), Depth, Depth is >= 0 and <= 64, "0 (no limit) or 1…64");
        Range(nameof(Depth), Depth, Depth > 0 || Leaves > 0, "at least 1 where Leaves is 0, or trees would never end");
        Range(nameof(Bins), Bins, Bins is >= 2 and <= 255, "2…255");
        Range(nameof(MinLeafRows), MinLeafRows, MinLeafRows >= 0, "at least 0");
        Range(nameof(MinLeafHessian), MinLeafHessian, MinLeafHessian >= 0, "at least 0");
        Range(nameof(MinGain), MinGain, MinGain >= 0, "at least 0");
        Range(nameof(L1), L1, L1 >= 0, "at least 0");
        Range(nameof(L2), L2, L2 >= 0, "at least 0");
        Range(nameof(RowSample), RowSample, RowSample is > 0 and <= 1, "in (0, 1]");
        Range(nameof(ColumnSample), ColumnSample, ColumnSample is > 0 and <= 1, "in (0, 1]");
        Range(nameof(CategorySmoothing), CategorySmoothing, CategorySmoothing >= 0, "at least 0");
        Range(nameof(MinCategoryRows), MinCategoryRows, MinCategoryRows >= 0, "at least 0");
        Range(nameof(Patience), Patience, Patience >= 1, "at least 1");
        foreach (var (feature, direction) in Monotone)
        {
            Range($"{nameof(Monotone)}[\"{feature}\"]", direction, direction is 1 or -1, "+1 or -1");
        }

        Range(nameof(Monotone), Loss, Monotone.Count == 0 || Loss != Loss.Softmax, "a loss with one margin: softmax has one per class");
    }

    internal override Predictor FitCore(TrainingSet set)
    {
        var loss = LossFor(set.Target);
        using var workers = new Workers(set.Options.EffectiveThreads);
        using var booster = new Booster(this, loss, set, workers);
        return new GradientBoostingModel(set.Schema, set.Target, loss, booster.Boost());
    }

    private Loss LossFor(Target target) =>
        Loss switch
        {
            Loss.Auto => target.Classes.Count switch
            {
                0 => Loss.Squared,
                2 => Loss.Logistic,
                _ => Loss.Softmax,
            },
            Loss.Logistic when target.Classes.Count != 2 => throw new TrainingDataException(
                $"GradientBoosting: the logistic loss needs two classes, target '{target.Name}' has {target.Classes.Count} ({string.Join(", ", target.Classes.Take(5))} …). Use Loss.Softmax."
            ),
            _ => Loss,
        };

    private static void Range(string option, object value, bool holds, string range)
    {
        if (!holds)
        {
            throw new OptionException(nameof(GradientBoosting), option, value, range);
        }
    }
}
