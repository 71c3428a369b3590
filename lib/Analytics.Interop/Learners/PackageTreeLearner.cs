using Analytics.Learning;

namespace Analytics.Interop;

/// <summary>Trees of Microsoft.ML, of more than two classes one against the rest, as Microsoft.ML does. The fitted model is one of Analytics.Learning, with the same trees.</summary>
public abstract record PackageTreeLearner : PackageLearner
{
    private protected PackageTreeLearner(int leaves, int rows) => (Leaves, MinLeafRows) = (leaves, rows);

    /// <summary>Trees, for each class where there are more than two; ≥ 1. Default 100.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Leaves of a tree, ≥ 2. Default as the package has it: 31 of LightGBM, 20 of FastTree.</summary>
    public int Leaves { get; init; }

    /// <summary>Rows in a leaf, ≥ 1. Default as the package has it: 20 of LightGBM, 10 of FastTree.</summary>
    public int MinLeafRows { get; init; }

    internal override void Check()
    {
        if (Trees < 1)
        {
            throw new OptionException(GetType().Name, nameof(Trees), Trees, "≥ 1");
        }

        if (Leaves < 2)
        {
            throw new OptionException(GetType().Name, nameof(Leaves), Leaves, "≥ 2");
        }

        if (MinLeafRows < 1)
        {
            throw new OptionException(GetType().Name, nameof(MinLeafRows), MinLeafRows, "≥ 1");
        }
    }

    private protected sealed override Predictor Several(PackageRows rows) => OneAgainstRestModel.Fit(rows.Set, FitCore);
}

/// <summary>Trees of Microsoft.ML that are each fitted to what those before it left.</summary>
public abstract record PackageBoostedLearner : PackageTreeLearner
{
    private protected PackageBoostedLearner(int leaves, int rows, double rate)
        : base(leaves, rows) => LearningRate = rate;

    /// <summary>0…1, above 0. Default as the package has it: 0.1 of LightGBM, 0.2 of FastTree.</summary>
    public double LearningRate { get; init; }

    internal sealed override void Check()
    {
        base.Check();
        if (!(LearningRate > 0 && LearningRate <= 1))
        {
            throw new OptionException(GetType().Name, nameof(LearningRate), LearningRate, "above 0, at most 1");
        }
    }
}
