using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML's stochastic dual coordinate ascent: logistic regression of two classes, maximum entropy of more, linear regression of a number.
/// It runs on one thread: on several, two fits with one seed differ. The fitted model is one of Analytics.Learning, with the same coefficients.
/// </summary>
public sealed record SdcaLearner : PackageLearner
{
    /// <summary>Weight of the sum of squared coefficients, > 0; null for Microsoft.ML's own choice from the rows.</summary>
    public double? L2 { get; init; }

    internal override void Check()
    {
        if (L2 is { } weight && !(weight > 0 && double.IsFinite(weight)))
        {
            throw new OptionException(nameof(SdcaLearner), nameof(L2), weight, "> 0");
        }
    }

    private protected override Predictor Number(PackageRows rows) =>
        new LinearModel(
            rows.Set.Schema,
            rows.Set.Target,
            PackageLinear.Scores(
                rows.Context.Regression.Trainers.Sdca(With(new SdcaRegressionTrainer.Options(), rows)).Fit(rows.Data).Model
            )
        );

    private protected override Predictor Two(PackageRows rows) =>
        PackageLinear.Two(
            rows.Context.BinaryClassification.Trainers.SdcaLogisticRegression(
                    (SdcaLogisticRegressionBinaryTrainer.Options)With(new SdcaLogisticRegressionBinaryTrainer.Options(), rows)
                )
                .Fit(rows.Data)
                .Model,
            rows.Set
        );

    private protected override Predictor Several(PackageRows rows) =>
        PackageLinear.Several(
            rows.Context.MulticlassClassification.Trainers.SdcaMaximumEntropy(
                    (SdcaMaximumEntropyMulticlassTrainer.Options)With(new SdcaMaximumEntropyMulticlassTrainer.Options(), rows)
                )
                .Fit(rows.Data)
                .Model,
            rows.Set
        );

    private TOptions With<TOptions, TTransformer, TModel>(
        SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase options,
        PackageRows rows
    )
        where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        options.L2Regularization = (float?)L2;
        // Of several, its threads change the coefficients under each other: as many as the machine has would be an input.
        options.NumberOfThreads = 1;
        options.ExampleWeightColumnName = rows.Weight;
        return (TOptions)options;
    }
}
