using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// Predicts one of two or more classes by a linear score. Minimises
/// C · Σ weight · -ln p(class) + (1 - L1Share)/2 · ‖w‖² + L1Share · ‖w‖₁ over coefficients w and unpenalised intercepts,
/// as scikit-learn's LogisticRegression does. Columns need no scaling for speed; the penalty sees them as they are.
/// </summary>
public sealed record LogisticRegression : SupervisedLearner
{
    private const int MostClasses = 1000;
    private const int MostNewtonColumns = 256;

    /// <summary>Weight of the data against the penalty, &gt; 0; infinity for no penalty. Default 1.</summary>
    public double C { get; init; } = 1;

    /// <summary>Share of the absolute penalty, 0…1: 0 is ridge (L2), 1 is lasso (L1), between is the elastic net. Default 0.</summary>
    public double L1Share { get; init; }

    /// <summary>Whether scores have an intercept. Default true.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>Maximum number of steps, ≥ 1. Default 500.</summary>
    public int MaxSteps { get; init; } = 500;

    /// <summary>Ends when a step gains less than this share of the objective, 1e-14…0.1. Default 1e-10.</summary>
    public double Tolerance { get; init; } = 1e-10;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    /// <inheritdoc cref="SupervisedLearner.Fit"/>
    public new LogisticModel Fit(Frame train, string target, FitOptions? options = null) => (LogisticModel)base.Fit(train, target, options);

    internal override bool Classifies(ColumnType target) => true;

    internal override void Check()
    {
        if (!(C > 0))
        {
            throw new OptionException(nameof(LogisticRegression), nameof(C), C, "greater than 0");
        }

        if (L1Share is not (>= 0 and <= 1))
        {
            throw new OptionException(nameof(LogisticRegression), nameof(L1Share), L1Share, "from 0 to 1");
        }

        if (MaxSteps < 1)
        {
            throw new OptionException(nameof(LogisticRegression), nameof(MaxSteps), MaxSteps, "at least 1");
        }

        if (Tolerance is not (>= 1e-14 and <= 0.1))
        {
            throw new OptionException(nameof(LogisticRegression), nameof(Tolerance), Tolerance, "from 1e-14 to 0.1");
        }
    }

    internal override Predictor FitCore(TrainingSet set)
    {
        var classes = set.Target.Classes.Count;
        if (classes > MostClasses)
        {
            throw new TrainingDataException(
                Invariant(
                    $"{nameof(LogisticRegression)}: target '{set.Target.Name}' has {classes} different values; a class needs many rows each, and {MostClasses} classes are the most. Use {nameof(LinearRegression)} for a number."
                )
            );
        }

        set.RequireWeight(nameof(LogisticRegression));
        var x = new Standardized(set.X, Intercept);
        var outputs = classes == 2 ? 1 : classes;
        ScoreLoss loss = classes == 2 ? new BinaryLoss(x, set) : new SoftmaxLoss(x, set, classes);
        var penalty = PenaltyOf(x, outputs);
        var scale = double.IsInfinity(C) ? 1 : C;
        var (parameters, steps) =
            outputs == 1 && x.Width <= MostNewtonColumns
                ? new Newton(loss, penalty, scale, x.Width, set.Options).Minimize(Tolerance, MaxSteps)
                : new QuasiNewton(loss, penalty, scale, set.Options).Minimize(Tolerance, MaxSteps);
        var (coefficients, intercepts) = x.Unscale(parameters, outputs, Intercept);
        return new LogisticModel(set.Schema, set.Target, coefficients, intercepts, steps);
    }

    private Penalty PenaltyOf(Standardized x, int outputs)
    {
        var penalty = new Penalty(new double[outputs * x.Stride], new double[outputs * x.Stride]);
        if (double.IsInfinity(C))
        {
            return penalty;
        }
        // w = v · scale: what the penalty says of w, said of v.
        for (var i = 0; i < outputs * x.Scale.Length; i++)
        {
            var (output, j) = (i / x.Scale.Length, i % x.Scale.Length);
            penalty.Square[output * x.Stride + j] = (1 - L1Share) * x.Scale[j] * x.Scale[j];
            penalty.Absolute[output * x.Stride + j] = L1Share * x.Scale[j];
        }

        return new Penalty(penalty.Square, penalty.Absolute);
    }
}
