using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Predictions as columns: <c>probability</c> and <c>predicted</c> for two classes, a probability per class and <c>predicted</c> for more, <c>predicted</c> alone for a number.</summary>
internal static class ScoreColumns
{
    public static IReadOnlyList<Column> Of(Prediction prediction, double? threshold)
    {
        var classes = prediction.Target.Classes;
        if (classes.Count == 0)
            return [new Column<double>("predicted", prediction.Values)];
        if (classes.Count == 2)
        {
            var at = threshold ?? 0.5;
            return [new Column<double>("probability", prediction.Values), TextColumn.FromValues("predicted", prediction.Values.Select(value => classes[value >= at ? 1 : 0]))];
        }

        return [.. classes.Select((name, code) => new Column<double>("probability_" + name, prediction.Probability(code))), TextColumn.FromValues("predicted", prediction.Labels)];
    }
}
