using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>What a model predicts on average when one feature is set to each of some values and the others stay as they are (Friedman 2001).</summary>
public static class PartialDependence
{
    /// <param name="model">A fitted model.</param>
    /// <param name="rows">Rows to average over.</param>
    /// <param name="feature">The feature to set.</param>
    /// <param name="class">The 0-based class whose probability is wanted. Default: the positive of two; needed for more.</param>
    /// <param name="points">Values of a number, evenly from its 5 % to its 95 % quantile, 2 at least; all distinct ones where there are no more. Default 20. Of a category all words.</param>
    /// <param name="cancellation">Asked before each prediction.</param>
    /// <returns>One row per value: the feature's value (a word for a category), prediction.</returns>
    public static Frame Of(
        Predictor model,
        Frame rows,
        string feature,
        int? @class = null,
        int points = 20,
        CancellationToken cancellation = default
    )
    {
        var column = model.Schema.Names.ToList().IndexOf(feature);
        if (column < 0)
        {
            throw new SchemaException($"The model has no feature '{feature}'; it has: {string.Join(", ", model.Schema.Names)}.");
        }

        if (points < 2)
        {
            throw new MetricException(Invariant($"{points} points were asked for; 2 at least are needed."));
        }

        var what = model.Schema.Features[column];
        var encoded = model.Schema.Encode(rows);
        var grid =
            what.Kind == FeatureKind.Categorical
                ? [.. Enumerable.Range(0, what.Categories.Count).Select(code => (float)code)]
                : Grid(encoded, column, points, feature);
        var means = new double[grid.Length];
        for (var i = 0; i < grid.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var set = encoded.Values.ToArray();
            for (var row = 0; row < encoded.Rows; row++)
            {
                set[row * encoded.Columns + column] = grid[i];
            }

            var prediction = model.Predict(new Matrix(set, encoded.Rows, encoded.Columns));
            means[i] = (@class is { } code ? prediction.Probability(code) : prediction.Values).Average();
        }

        Column values =
            what.Kind == FeatureKind.Categorical ? TextColumn.FromValues(feature, what.Categories) : new Column<float>(feature, grid);
        return new Frame(values, new Column<double>(feature == "prediction" ? "prediction_" : "prediction", means));
    }

    private static float[] Grid(Matrix rows, int column, int points, string feature)
    {
        var quantiles = new Quantiles(rows, column, null);
        if (quantiles.IsEmpty)
        {
            throw new MetricException($"Feature '{feature}' is missing in every row; there is no value to set it to.");
        }

        float[] distinct =
        [
            .. Enumerable.Range(0, rows.Rows).Select(row => rows[row, column]).Where(value => !float.IsNaN(value)).Distinct().Order(),
        ];
        if (distinct.Length <= points)
        {
            return distinct;
        }

        double low = quantiles.At(0.05),
            high = quantiles.At(0.95);
        return [.. Enumerable.Range(0, points).Select(i => (float)(low + (high - low) * i / (points - 1))).Distinct()];
    }
}
