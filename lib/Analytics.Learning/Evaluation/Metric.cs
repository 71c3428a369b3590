namespace Analytics.Learning;

/// <summary>A number that says how well predictions meet the truth; what cross-validation, intervals and importances are asked by.</summary>
/// <param name="Name">As it stands in tables: <c>roc_auc</c>.</param>
/// <param name="HigherIsBetter">False for losses and errors.</param>
/// <param name="Measure">The number, of truth and prediction.</param>
public sealed partial record Metric(string Name, bool HigherIsBetter, Func<Truth, Prediction, double> Measure)
{
    /// <summary>Whether it looks at no weights, so that draws must repeat rows for it: their intervals would have no width otherwise. Default false.</summary>
    public bool IgnoresWeights { get; init; }

    /// <summary>Of two classes as it is, of more the mean over each class against the rest.</summary>
    public static Metric RocAuc { get; } =
        new(
            "roc_auc",
            true,
            static (truth, prediction) =>
                truth.Target.Classes.Count == 2
                    ? BinaryMetrics.RocAuc(truth.Codes, prediction.Values, truth.Weights)
                    : ClassMetrics.RocAuc(truth.Codes, prediction.Scores, truth.Target.Classes.Count, truth.Weights)
        );

    public static Metric AveragePrecision { get; } =
        new(
            "average_precision",
            true,
            static (truth, prediction) => BinaryMetrics.AveragePrecision(truth.Codes, prediction.Values, truth.Weights)
        );

    public static Metric LogLoss { get; } =
        new(
            "log_loss",
            false,
            static (truth, prediction) => ClassMetrics.LogLoss(truth.Codes, prediction.Scores, truth.Target.Classes.Count, truth.Weights)
        )
        {
            Sums = LogLossTerms,
        };

    public static Metric Brier { get; } =
        new("brier", false, static (truth, prediction) => BinaryMetrics.Brier(truth.Codes, prediction.Values, truth.Weights))
        {
            Sums = BrierTerms,
        };

    public static Metric Accuracy { get; } = OfConfusion("accuracy", static confusion => confusion.Accuracy);

    public static Metric BalancedAccuracy { get; } = OfConfusion("balanced_accuracy", static confusion => confusion.BalancedAccuracy);

    /// <summary>F1 of the positive of two classes.</summary>
    public static Metric F1 { get; } = OfConfusion("f1", static confusion => confusion.FBeta());

    public static Metric MacroF1 { get; } = OfConfusion("f1_macro", static confusion => confusion.FBeta(1, Average.Macro));

    public static Metric WeightedF1 { get; } = OfConfusion("f1_weighted", static confusion => confusion.FBeta(1, Average.Weighted));

    public static Metric Mcc { get; } = OfConfusion("mcc", static confusion => confusion.Mcc);

    public static Metric Rmse { get; } =
        new("rmse", false, static (truth, prediction) => RegressionMetrics.Rmse(truth.Values, prediction.Values, truth.Weights))
        {
            Sums = RmseTerms,
        };

    public static Metric Mae { get; } =
        new("mae", false, static (truth, prediction) => RegressionMetrics.Mae(truth.Values, prediction.Values, truth.Weights))
        {
            Sums = MaeTerms,
        };

    public static Metric R2 { get; } =
        new("r2", true, static (truth, prediction) => RegressionMetrics.R2(truth.Values, prediction.Values, truth.Weights))
        {
            Sums = R2Terms,
        };

    public static Metric Mape { get; } =
        new("mape", false, static (truth, prediction) => RegressionMetrics.Mape(truth.Values, prediction.Values, truth.Weights));

    /// <summary>The metrics that suit a target, the one to steer by first.</summary>
    public static IReadOnlyList<Metric> For(Target target) =>
        target.Classes.Count switch
        {
            0 => [Rmse, Mae, R2, Mape],
            2 => [RocAuc, AveragePrecision, LogLoss, Brier, Accuracy, BalancedAccuracy, F1, Mcc],
            _ => [MacroF1, WeightedF1, RocAuc, LogLoss, Accuracy, BalancedAccuracy, Mcc],
        };

    public override string ToString() => Name;
}
