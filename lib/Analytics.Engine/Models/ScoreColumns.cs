using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Predictions as columns: <c>probability</c> and <c>predicted</c> for two classes, a probability per class and <c>predicted</c> for more, <c>predicted</c> alone for a number.</summary>
internal static class ScoreColumns
{
    /// <summary><c>cluster</c> (its name), <c>number</c> (1-based), <c>distance</c> to its centre, <c>membership</c> 0…1 and <c>profile</c>; nulls for a row that belongs to none.</summary>
    public static IReadOnlyList<Column> Of(Assignment assignment, IReadOnlyList<ClusterProfile> profiles)
    {
        var rows = Enumerable.Range(0, assignment.Labels.Length).ToArray();
        ClusterProfile? Of(int row) => assignment.Labels[row] is >= 0 and var label ? profiles[label] : null;
        return
        [
            TextColumn.FromValues("cluster", rows.Select(row => Of(row)?.Name)), Column<int>.FromNullable("number", rows.Select(row => Of(row)?.Number)),
            Column<double>.FromNullable("distance", assignment.Distance.Select(each => double.IsNaN(each) ? (double?)null : each)), new Column<double>("membership", assignment.Strength),
            TextColumn.FromValues("profile", rows.Select(row => Of(row)?.Profile)),
        ];
    }

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
