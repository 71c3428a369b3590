using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>How much a model leans on each feature: what a metric loses when the feature's values are shuffled (Breiman 2001).</summary>
public static class PermutationImportance
{
    /// <summary>Measures on the given rows, which the model should not have been fitted on.</summary>
    /// <param name="model">A fitted model, pipelines included: the raw features are shuffled.</param>
    /// <param name="test">Rows with the target.</param>
    /// <param name="metric">What to measure. Default: the first that suits the target.</param>
    /// <param name="repeats">Shuffles per feature, 1 at least. Default 5.</param>
    /// <param name="seed">Where the shuffles come from. Default 0.</param>
    /// <param name="weight">A column of weights ≥ 0. Default: all 1.</param>
    /// <param name="cancellation">Asked before each prediction.</param>
    /// <returns>One row per feature, the most important first: feature, importance (mean loss), deviation over the repeats.</returns>
    public static Frame Of(
        Predictor model,
        Frame test,
        Metric? metric = null,
        int repeats = 5,
        int seed = 0,
        string? weight = null,
        CancellationToken cancellation = default
    )
    {
        if (repeats < 1)
        {
            throw new MetricException(Invariant($"{repeats} repeats were asked for; 1 at least is needed."));
        }

        metric ??= Metric.For(model.Target)[0];
        var truth = Truth.Of(test, model.Target, weight);
        var rows = model.Schema.Encode(test);
        var whole = metric.Measure(truth, model.Predict(test));
        var importances = new List<(string Name, double Mean, double Deviation)>();
        for (var column = 0; column < rows.Columns; column++)
        {
            var losses = new double[repeats];
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                cancellation.ThrowIfCancellationRequested();
                var order = Mixing.Shuffle(rows.Rows, seed + column * repeats + repeat);
                var shuffled = rows.Values.ToArray();
                for (var row = 0; row < rows.Rows; row++)
                {
                    shuffled[row * rows.Columns + column] = rows[order[row], column];
                }

                var score = metric.Measure(truth, model.Predict(new Matrix(shuffled, rows.Rows, rows.Columns)));
                losses[repeat] = metric.HigherIsBetter ? whole - score : score - whole;
            }

            var mean = losses.Average();
            importances.Add((model.Schema.Features[column].Name, mean, Math.Sqrt(losses.Average(loss => (loss - mean) * (loss - mean)))));
        }

        // Equal importances stand in the schema's order: OrderByDescending is stable.
        importances = [.. importances.OrderByDescending(each => each.Mean)];
        return new Frame(
            TextColumn.FromValues("feature", importances.Select(each => each.Name)),
            new Column<double>("importance", [.. importances.Select(each => each.Mean)]),
            new Column<double>("deviation", [.. importances.Select(each => each.Deviation)])
        );
    }
}
