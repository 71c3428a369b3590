using Analytics.Learning;
using Microsoft.ML;

namespace Analytics.Interop;

/// <summary>A learner of Microsoft.ML that takes neither gaps nor categories, and has one trainer for numbers and one for two classes.</summary>
public abstract record PackageLearner : SupervisedLearner
{
    private protected PackageLearner() { }

    internal sealed override bool TakesMissing => false;

    internal sealed override bool TakesCategories => false;

    internal sealed override Predictor FitCore(TrainingSet set) =>
        PackageFit.Of(
            set,
            Seed,
            GetType().Name,
            rows =>
                set.Target.Classes.Count switch
                {
                    0 => Number(rows),
                    2 => Two(rows),
                    _ => Several(rows),
                }
        );

    private protected abstract Predictor Number(PackageRows rows);

    private protected abstract Predictor Two(PackageRows rows);

    private protected abstract Predictor Several(PackageRows rows);
}

/// <summary>What a trainer of Microsoft.ML is given.</summary>
/// <param name="Context">Seeded.</param>
/// <param name="Data">The rows.</param>
/// <param name="Set">The same as we have them.</param>
/// <param name="Weight">The column of weights; null for none.</param>
internal sealed record PackageRows(MLContext Context, IDataView Data, TrainingSet Set, string? Weight)
{
    /// <summary>For a trainer's option, which takes null for as many as it likes; only for one whose model does not depend on it.</summary>
    public int? Threads => Set.Options.Threads > 0 ? Set.Options.Threads : null;
}
