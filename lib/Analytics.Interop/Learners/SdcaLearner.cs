using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace Analytics.Interop;

/// <summary>
/// Microsoft.ML's stochastic dual coordinate ascent: logistic regression of two classes, maximum entropy of more, linear regression of a number.
/// Two fits with one seed differ. The fitted model is one of Analytics.Learning, with the same coefficients.
/// </summary>
public sealed record SdcaLearner : SupervisedLearner
{
    /// <summary>Weight of the sum of squared coefficients, > 0; null for Microsoft.ML's own choice from the rows.</summary>
    public double? L2 { get; init; }

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    internal override void Check()
    {
        if (L2 is { } weight && !(weight > 0 && double.IsFinite(weight)))
        {
            throw new OptionException(nameof(SdcaLearner), nameof(L2), weight, "> 0");
        }
    }

    internal override Predictor FitCore(TrainingSet set) =>
        PackageFit.Of<Predictor>(
            set,
            Seed,
            nameof(SdcaLearner),
            (ml, rows, weight) =>
            {
                var l2 = (float?)L2;
                switch (set.Target.Classes.Count)
                {
                    case 0:
                        var number = ml
                            .Regression.Trainers.Sdca(
                                new SdcaRegressionTrainer.Options
                                {
                                    L2Regularization = l2,
                                    NumberOfThreads = PackageFit.Threads(set),
                                    ExampleWeightColumnName = weight,
                                }
                            )
                            .Fit(rows);
                        return new LinearModel(set.Schema, set.Target, PackageLinear.Scores(number.Model));
                    case 2:
                        var two = ml
                            .BinaryClassification.Trainers.SdcaLogisticRegression(
                                new SdcaLogisticRegressionBinaryTrainer.Options
                                {
                                    L2Regularization = l2,
                                    NumberOfThreads = PackageFit.Threads(set),
                                    ExampleWeightColumnName = weight,
                                }
                            )
                            .Fit(rows);
                        return PackageLinear.Two(two.Model, set);
                    default:
                        var several = ml
                            .MulticlassClassification.Trainers.SdcaMaximumEntropy(
                                new SdcaMaximumEntropyMulticlassTrainer.Options
                                {
                                    L2Regularization = l2,
                                    NumberOfThreads = PackageFit.Threads(set),
                                    ExampleWeightColumnName = weight,
                                }
                            )
                            .Fit(rows);
                        return PackageLinear.Several(several.Model, set);
                }
            }
        );
}
