using System.Text.RegularExpressions;

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
        ["stability"] = "Stability over seeds (adjusted Rand index)",
        ["accuracy"] = "Accuracy",
        ["precision"] = "Precision",
        ["recall"] = "Recall",
        ["calinski_harabasz"] = "Caliński-Harabasz index",
        ["davies_bouldin"] = "Davies-Bouldin index",
        ["bic"] = "Bayesian information criterion",
        ["rank_correlation"] = "Rank correlation",
        ["best_fifth_share"] = "Share of the revenue that the best-ranked fifth brings",
        ["aic"] = "Akaike information criterion",
    };

    /// <summary>Metrics that are called after people: their capital stays within a sentence.</summary>
    private static readonly HashSet<string> s_people = ["brier", "calinski_harabasz", "davies_bouldin", "bic", "aic"];

    /// <summary>In words; a metric that has none keeps its name with spaces.</summary>
    public static string Of(string metric) => s_names.GetValueOrDefault(metric) ?? metric.Replace('_', ' ');

    /// <summary>In words in the middle of a sentence: <c>area under the ROC curve</c>.</summary>
    public static string InText(string metric) =>
        !s_people.Contains(metric) && Of(metric) is [var first, var second, ..] words && char.IsLower(second)
            ? char.ToLowerInvariant(first) + words[1..]
            : Of(metric);

    /// <summary>A sentence of names of metrics, with their words instead: <c>roc_auc 0.8</c> as <c>area under the ROC curve 0.8</c>.</summary>
    public static string InSentence(string sentence) =>
        s_names
            .Keys.OrderByDescending(name => name.Length)
            .Aggregate(sentence, (text, name) => Regex.Replace(text, $@"\b{name}\b", _ => InText(name)));
}
