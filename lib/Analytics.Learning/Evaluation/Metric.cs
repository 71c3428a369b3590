namespace Analytics.Learning;

/// <summary>A number that says how well predictions meet the truth; what cross-validation, intervals and importances are asked by.</summary>
/// <param name="Name">As it stands in tables: <c>roc_auc</c>.</param>
/// <param name="HigherIsBetter">False for losses and errors.</param>
/// <param name="Measure">The number, of truth and prediction.</param>
public sealed record Metric(string Name, bool HigherIsBetter, Func<Truth, Prediction, double> Measure)
{
    /// <summary>Of two classes as it is, of more the mean over each class against the rest.</summary>
    public static Metric RocAuc { get; } = new("roc_auc", true, static (truth, prediction) => truth.Target.Classes.Count == 2
        ? BinaryMetrics.RocAuc(truth.Codes, prediction.Values, truth.Weights)
        : ClassMetrics.RocAuc(truth.Codes, prediction.Scores, truth.Target.Classes.Count, truth.Weights));

    public static Metric AveragePrecision { get; } = new("average_precision", true, static (truth, prediction) => BinaryMetrics.AveragePrecision(truth.Codes, prediction.Values, truth.Weights));

    public static Metric LogLoss { get; } = new("log_loss", false, static (truth, prediction) => ClassMetrics.LogLoss(truth.Codes, prediction.Scores, truth.Target.Classes.Count, truth.Weights));

    public static Metric Brier { get; } = new("brier", false, static (truth, prediction) => BinaryMetrics.Brier(truth.Codes, prediction.Values, truth.Weights));

    public static Metric Accuracy { get; } = new("accuracy", true, static (truth, prediction) => ConfusionOf(truth, prediction).Accuracy);

    public static Metric BalancedAccuracy { get; } = new("balanced_accuracy", true, static (truth, prediction) => ConfusionOf(truth, prediction).BalancedAccuracy);

    /// <summary>F1 of the positive of two classes.</summary>
    public static Metric F1 { get; } = new("f1", true, static (truth, prediction) => ConfusionOf(truth, prediction).FBeta());

    public static Metric MacroF1 { get; } = new("f1_macro", true, static (truth, prediction) => ConfusionOf(truth, prediction).FBeta(1, Average.Macro));

    public static Metric WeightedF1 { get; } = new("f1_weighted", true, static (truth, prediction) => ConfusionOf(truth, prediction).FBeta(1, Average.Weighted));

    public static Metric Mcc { get; } = new("mcc", true, static (truth, prediction) => ConfusionOf(truth, prediction).Mcc);

    public static Metric Rmse { get; } = new("rmse", false, static (truth, prediction) => RegressionMetrics.Rmse(truth.Values, prediction.Values, truth.Weights));

    public static Metric Mae { get; } = new("mae", false, static (truth, prediction) => RegressionMetrics.Mae(truth.Values, prediction.Values, truth.Weights));

    public static Metric R2 { get; } = new("r2", true, static (truth, prediction) => RegressionMetrics.R2(truth.Values, prediction.Values, truth.Weights));

    public static Metric Mape { get; } = new("mape", false, static (truth, prediction) => RegressionMetrics.Mape(truth.Values, prediction.Values, truth.Weights));

    /// <summary>The metrics that suit a target, the one to steer by first.</summary>
    public static IReadOnlyList<Metric> For(Target target) => target.Classes.Count switch
    {
        0 => [Rmse, Mae, R2, Mape],
        2 => [RocAuc, AveragePrecision, LogLoss, Brier, Accuracy, BalancedAccuracy, F1, Mcc],
        _ => [MacroF1, WeightedF1, RocAuc, LogLoss, Accuracy, BalancedAccuracy, Mcc],
    };

    public override string ToString() => Name;

    private static Confusion ConfusionOf(Truth truth, Prediction prediction) => Confusion.Of(truth.Target.Classes, truth.Codes, prediction.Codes, truth.Weights);
}
