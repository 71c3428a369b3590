using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// A way of learning and its options. Constructing one does nothing; <c>Fit</c> does the work and gives a new model,
/// so one learner can be fitted many times.
/// </summary>
public abstract record Learner
{
    /// <summary>Where every random choice comes from. The same seed gives the same model. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Whether it learns from missing features; where not, one is an error that names its column and row.</summary>
    internal abstract bool TakesMissing { get; }

    /// <summary>Whether it takes category codes for what they are; where not, a text column among the features is an error.</summary>
    internal abstract bool TakesCategories { get; }
}

/// <summary>A learner that predicts a target from features.</summary>
public abstract record SupervisedLearner : Learner
{
    /// <summary>Fits a model. A bool, text or (for a classifier) integer target makes classes; another numeric target makes a regression.</summary>
    /// <param name="train">One row per example.</param>
    /// <param name="target">The column to predict; a row without it is an error.</param>
    /// <param name="options">Features, weights, validation rows, threads, cancellation, progress.</param>
    /// <exception cref="TrainingDataException">The data cannot teach this learner.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public Predictor Fit(Frame train, string target, FitOptions? options = null)
    {
        Check();
        return FitCore(TrainingSet.Of(train, target, options ?? new FitOptions(), this));
    }

    /// <summary>Whether a fit looks at <see cref="FitOptions.Validation"/>, so that those rows are no longer unseen. Default false.</summary>
    public virtual bool LooksAtValidation() => false;

    /// <summary>Whether the target is made into classes, given the column's type.</summary>
    internal virtual bool Classifies(ColumnType target) => target is ColumnType.Text or ColumnType.Bool;

    /// <summary>Throws <see cref="OptionException"/> for an option outside its range.</summary>
    internal abstract void Check();

    internal abstract Predictor FitCore(TrainingSet set);
}

/// <summary>A learner that finds groups.</summary>
public abstract record ClusterLearner : Learner
{
    /// <summary>Fits clusters on the named columns, or on all of them.</summary>
    public Clusterer Fit(Frame data, FitOptions? options = null)
    {
        Check();
        return FitCore(TrainingSet.Unsupervised(data, options ?? new FitOptions(), this));
    }

    internal abstract void Check();

    internal abstract Clusterer FitCore(TrainingSet set);
}
