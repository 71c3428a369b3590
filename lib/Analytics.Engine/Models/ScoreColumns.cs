using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// Predictions as columns: <c>probability</c>, <c>predicted</c> and <c>confidence</c> (the probability of what is predicted) for two classes,
/// a probability per class and <c>predicted</c> for more, <c>predicted</c> for a number; then the word for its range, where the study has such.
/// </summary>
internal static class ScoreColumns
{
    /// <summary><c>cluster</c> (its name), <c>number</c> (1-based), <c>distance</c> to its centre, <c>membership</c> 0…1 and <c>profile</c>; nulls for a row that belongs to none.</summary>
    public static IReadOnlyList<Column> Of(Assignment assignment, IReadOnlyList<ClusterProfile> profiles)
    {
        var rows = Enumerable.Range(0, assignment.Labels.Length).ToArray();
        ClusterProfile? Of(int row) => assignment.Labels[row] is >= 0 and var label ? profiles[label] : null;
        return
        [
            TextColumn.FromValues("cluster", rows.Select(row => Of(row)?.Name)),
            Column<int>.FromNullable("number", rows.Select(row => Of(row)?.Number)),
            Column<double>.FromNullable("distance", assignment.Distance.Select(each => double.IsNaN(each) ? (double?)null : each)),
            new Column<double>("membership", assignment.Strength),
            TextColumn.FromValues("profile", rows.Select(row => Of(row)?.Profile)),
        ];
    }

    /// <summary>The probability of the second of two classes, the number, or where that is the logarithm of 1 + x, x.</summary>
    public static double[] Shown(Prediction prediction, string? logOf) =>
        logOf is null ? prediction.Values : Array.ConvertAll(prediction.Values, value => Math.Exp(value) - 1);

    public static IReadOnlyList<Column> Of(Prediction prediction, ExperimentRun run)
    {
        var classes = prediction.Target.Classes;
        if (classes.Count > 2)
        {
            return
            [
                .. classes.Select((name, code) => new Column<double>("probability_" + name, prediction.Probability(code))),
                TextColumn.FromValues("predicted", prediction.Labels),
            ];
        }

        var shown = Shown(prediction, run.LogOf);
        var columns = new List<Column>();
        if (classes.Count == 2)
        {
            var at = run.Threshold ?? 0.5;
            columns.AddRange([
                new Column<double>("probability", shown),
                TextColumn.FromValues("predicted", Array.ConvertAll(shown, value => classes[value >= at ? 1 : 0])),
                new Column<double>("confidence", Array.ConvertAll(shown, value => value >= at ? value : 1 - value)),
            ]);
        }
        else
        {
            columns.Add(new Column<double>("predicted", prediction.Values));
            if (run.LogOf is { } name)
            {
                columns.Add(new Column<double>("predicted_" + name, shown));
            }
        }

        if (run.Bands is { } bands)
        {
            columns.Add(TextColumn.FromValues(bands.Column, Array.ConvertAll(shown, bands.Of)));
        }

        return columns;
    }
}
