using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML's L-BFGS: logistic regression of two classes, maximum entropy of more, Poisson regression of a number, which must not be negative.
/// It runs on one thread: on several, the coefficients would follow how many there are.
/// The fitted model is one of Analytics.Learning, with the same coefficients.
/// </summary>
public sealed record LbfgsLearner : PackageLearner
{
    /// <summary>Weight of the sum of absolute coefficients, ≥ 0. Default 1, as Microsoft.ML has it.</summary>
    public double L1 { get; init; } = 1;

    /// <summary>Weight of the sum of squared coefficients, ≥ 0. Default 1, as Microsoft.ML has it.</summary>
    public double L2 { get; init; } = 1;

    internal override void Check()
    {
        if (!(L1 >= 0 && double.IsFinite(L1)))
        {
            throw new OptionException(nameof(LbfgsLearner), nameof(L1), L1, "≥ 0");
        }

        if (!(L2 >= 0 && double.IsFinite(L2)))
        {
            throw new OptionException(nameof(LbfgsLearner), nameof(L2), L2, "≥ 0");
        }
    }

    private protected override Predictor Number(PackageRows rows)
    {
        if (rows.Set.Y.Index().FirstOrDefault(each => each.Item < 0) is { Item: < 0 } negative)
        {
            throw new TrainingDataException(
                Invariant(
                    $"{nameof(LbfgsLearner)}: target '{rows.Set.Target.Name}' is {negative.Item} in row {negative.Index + 1}; Poisson regression takes numbers ≥ 0."
                )
            );
        }

        return new LogLinearModel(
            rows.Set.Schema,
            rows.Set.Target,
            PackageLinear.Scores(
                rows.Context.Regression.Trainers.LbfgsPoissonRegression(With(new LbfgsPoissonRegressionTrainer.Options(), rows))
                    .Fit(rows.Data)
                    .Model
            )
        );
    }

    private protected override Predictor Two(PackageRows rows) =>
        PackageLinear.Two(
            rows.Context.BinaryClassification.Trainers.LbfgsLogisticRegression(
                    With(new LbfgsLogisticRegressionBinaryTrainer.Options(), rows)
                )
                .Fit(rows.Data)
                .Model,
            rows.Set
        );

    private protected override Predictor Several(PackageRows rows) =>
        PackageLinear.Several(
            rows.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                    With(new LbfgsMaximumEntropyMulticlassTrainer.Options(), rows)
                )
                .Fit(rows.Data)
                .Model,
            rows.Set
        );

    private TOptions With<TOptions, TTransformer, TModel>(
        LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase options,
        PackageRows rows
    )
        where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.L1Regularization = (float)L1;
        options.L2Regularization = (float)L2;
        // Of several, its gradient is a sum of what each thread summed: as many as the machine has would be an input.
        options.NumberOfThreads = 1;
        options.ExampleWeightColumnName = rows.Weight;
        return (TOptions)options;
    }
}
