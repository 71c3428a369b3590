using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML's L-BFGS: logistic regression of two classes, maximum entropy of more, Poisson regression of a number, which must not be negative.
/// The fitted model is one of Analytics.Learning, with the same coefficients.
/// </summary>
public sealed record LbfgsLearner : SupervisedLearner
{
    /// <summary>Weight of the sum of absolute coefficients, ≥ 0. Default 1, as Microsoft.ML has it.</summary>
    public double L1 { get; init; } = 1;

    /// <summary>Weight of the sum of squared coefficients, ≥ 0. Default 1, as Microsoft.ML has it.</summary>
    public double L2 { get; init; } = 1;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

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

    internal override Predictor FitCore(TrainingSet set) =>
        PackageFit.Of<Predictor>(
            set,
            Seed,
            nameof(LbfgsLearner),
            (ml, rows, weight) =>
            {
                switch (set.Target.Classes.Count)
                {
                    case 0:
                        if (set.Y.Index().FirstOrDefault(each => each.Item < 0) is { Item: < 0 } negative)
                        {
                            throw new TrainingDataException(
                                Invariant(
                                    $"{nameof(LbfgsLearner)}: target '{set.Target.Name}' is {negative.Item} in row {negative.Index + 1}; Poisson regression takes numbers ≥ 0."
                                )
                            );
                        }

                        var number = ml
                            .Regression.Trainers.LbfgsPoissonRegression(With(new LbfgsPoissonRegressionTrainer.Options(), set, weight))
                            .Fit(rows);
                        return new LogLinearModel(set.Schema, set.Target, PackageLinear.Scores(number.Model));
                    case 2:
                        var two = ml
                            .BinaryClassification.Trainers.LbfgsLogisticRegression(
                                With(new LbfgsLogisticRegressionBinaryTrainer.Options(), set, weight)
                            )
                            .Fit(rows);
                        return PackageLinear.Two(two.Model, set);
                    default:
                        var several = ml
                            .MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                                With(new LbfgsMaximumEntropyMulticlassTrainer.Options(), set, weight)
                            )
                            .Fit(rows);
                        return PackageLinear.Several(several.Model, set);
                }
            }
        );

    private TOptions With<TOptions, TTransformer, TModel>(
        LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase options,
        TrainingSet set,
        string? weight
    )
        where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.L1Regularization = (float)L1;
        options.L2Regularization = (float)L2;
        options.NumberOfThreads = PackageFit.Threads(set);
        options.ExampleWeightColumnName = weight;
        return (TOptions)options;
    }
}
