namespace Analytics.Engine;

/// <summary>What metrics are called on axes and in titles.</summary>
public static class MetricNames
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["roc_auc"] = "Area under the ROC curve",
        ["average_precision"] = "Average precision",
        ["log_loss"] = "Log loss",
        ["brier"] = "Brier score",
        ["f1"] = "F1",
        ["macro_f1"] = "Mean F1 of the classes",
        ["rmse"] = "Root mean squared error",
        ["mae"] = "Mean absolute error",
        ["r2"] = "Share of the variance explained (R²)",
        ["silhouette"] = "Silhouette",
        ["stability"] = "Stability over seeds",
    };

    /// <summary>In words; a metric that has none keeps its name with spaces.</summary>
    public static string Of(string metric) => s_names.GetValueOrDefault(metric) ?? metric.Replace('_', ' ');
}
