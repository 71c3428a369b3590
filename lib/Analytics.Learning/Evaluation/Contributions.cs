using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// How much each feature moved each row's score. For trees exact Shapley values of the margin (TreeSHAP), for linear models coefficient × prepared value
/// (their Shapley value where the preparation centres), before calibration bends the probability; for K-Means the squared distance to the nearest centre.
/// </summary>
/// <param name="Unit">What is added up: <c>log-odds</c>, <c>probability</c> (forests), the target's unit (<c>value</c>) or <c>squared distance</c>.</param>
/// <param name="Base">The score when nothing is known of a row; with a row's values it adds up to its score.</param>
/// <param name="Features">Their names.</param>
/// <param name="Values">rows × features.</param>
public sealed record Contributions(string Unit, double Base, IReadOnlyList<string> Features, double[,] Values)
{
    /// <summary>Null for a model that has no such account: more than two classes, mixtures, constants.</summary>
    /// <param name="model">A fitted model.</param>
    /// <param name="frame">Rows with its columns.</param>
    public static Contributions? Of(Model model, Frame frame) => Of(model, model.Schema.Encode(frame));

    private static Contributions? Of(Model model, Matrix rows) =>
        model switch
        {
            CalibratedModel calibrated => Of(calibrated.Inner, rows),
            PipelineModel pipeline => Gathered(Of(pipeline.Last, Steps.Run([.. pipeline.Fitted], rows, pipeline.Last)), pipeline.Schema),
            ClusterPipelineModel pipeline => Gathered(
                Of(pipeline.Last, Steps.Run([.. pipeline.Fitted], rows, pipeline.Last)),
                pipeline.Schema
            ),
            TreePredictor trees => Trees(trees, rows),
            LogisticModel { Target.Classes.Count: 2 } logistic => Linear(
                "log-odds",
                logistic.Schema,
                logistic.Coefficients,
                logistic.Intercepts[0],
                rows
            ),
            LinearModel linear => Linear("value", linear.Schema, linear.Coefficients, linear.Intercept, rows),
            KMeansModel means => Distances(means, rows),
            _ => null,
        };

    private static Contributions? Trees(TreePredictor trees, Matrix rows)
    {
        var explained = trees.Explain(rows);
        // A forest of two classes has a margin for each; what speaks for the second speaks against the first.
        if (explained.Outputs > 2 || (explained.Outputs == 2 && trees.Target.Classes.Count != 2))
        {
            return null;
        }

        var output = explained.Outputs - 1;
        var unit =
            trees.Target.Classes.Count == 0 ? "value"
            : trees.Ensemble.Average ? "probability"
            : "log-odds";
        return new Contributions(
            unit,
            explained.Expected[output],
            [.. trees.Schema.Names],
            Table(
                rows.Rows,
                trees.Schema.Count,
                (row, feature) => explained.Values[(row * trees.Schema.Count + feature) * explained.Outputs + output]
            )
        );
    }

    private static Contributions Linear(string unit, Schema schema, IReadOnlyList<double> coefficients, double intercept, Matrix rows) =>
        new(
            unit,
            intercept,
            [.. schema.Names],
            Table(rows.Rows, schema.Count, (row, feature) => coefficients[feature] * rows[row, feature])
        );

    private static Contributions Distances(KMeansModel means, Matrix rows)
    {
        var labels = means.Assign(rows).Labels;
        return new Contributions(
            "squared distance",
            0,
            [.. means.Schema.Names],
            Table(
                rows.Rows,
                means.Schema.Count,
                (row, feature) =>
                    labels[row] < 0
                        ? double.NaN
                        : Math.Pow(rows[row, feature] - means.Centres[labels[row] * means.Schema.Count + feature], 2)
            )
        );
    }

    /// <summary>Adds up what came of one column when it was prepared: a column per word, sine and cosine. A prepared column's name begins with its origin's.</summary>
    private static Contributions? Gathered(Contributions? prepared, Schema schema)
    {
        if (prepared is null)
        {
            return null;
        }

        string[] names = [.. schema.Names];
        var origins = prepared
            .Features.Select(name =>
                Array.IndexOf(
                    names,
                    names.Where(origin => name.StartsWith(origin, StringComparison.Ordinal)).MaxBy(origin => origin.Length)
                )
            )
            .ToArray();
        if (origins.Contains(-1))
        {
            return null;
        }

        var values = new double[prepared.Values.GetLength(0), names.Length];
        for (var row = 0; row < values.GetLength(0); row++)
        {
            for (var column = 0; column < origins.Length; column++)
            {
                values[row, origins[column]] += prepared.Values[row, column];
            }
        }

        return prepared with
        {
            Features = names,
            Values = values,
        };
    }

    private static double[,] Table(int rows, int features, Func<int, int, double> of)
    {
        var table = new double[rows, features];
        for (var row = 0; row < rows; row++)
        {
            for (var feature = 0; feature < features; feature++)
            {
                table[row, feature] = of(row, feature);
            }
        }

        return table;
    }
}
