using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// How much each feature moved each row's score. For trees exact Shapley values of the margin (TreeSHAP), for linear models coefficient × prepared value
/// (their Shapley value where the preparation centres), before calibration bends the probability; for K-Means the squared distance to the nearest centre.
/// </summary>
/// <param name="Unit">What is added up: <c>log-odds</c>, <c>probability</c> (forests), the target's unit (<c>value</c>), its logarithm (<c>logarithm of the value</c>), <c>margin</c> (of one class among more than two) or <c>squared distance</c>.</param>
/// <param name="Base">The score when nothing is known of a row; with a row's values it adds up to its score.</param>
/// <param name="Features">Their names.</param>
/// <param name="Values">rows × features.</param>
public sealed record Contributions(string Unit, double Base, IReadOnlyList<string> Features, double[,] Values)
{
    /// <summary>Null for a model that has no such account: mixtures, constants; and for more than two classes, see <see cref="OfEach(Model, Frame)"/>.</summary>
    /// <param name="model">A fitted model.</param>
    /// <param name="frame">Rows with its columns.</param>
    public static Contributions? Of(Model model, Frame frame) => OfEach(model, frame) is [var only] ? only : null;

    /// <summary>One account, of more than two classes one per class in their order; empty for a model that has none: mixtures, constants.</summary>
    /// <param name="model">A fitted model.</param>
    /// <param name="frame">Rows with its columns.</param>
    public static IReadOnlyList<Contributions> OfEach(Model model, Frame frame) => OfEach(model, model.Schema.Encode(frame));

    /// <summary>Leaves of all trees that an account of one row goes through; 1 for a model without trees.</summary>
    public static long LeavesOf(Model model) =>
        model switch
        {
            CalibratedModel calibrated => LeavesOf(calibrated.Inner),
            PipelineModel pipeline => LeavesOf(pipeline.Last),
            OneAgainstRestModel rest => rest.Models.Sum(LeavesOf),
            TreePredictor trees => Math.Max(1, trees.LeafCount),
            _ => 1,
        };

    private static IReadOnlyList<Contributions> OfEach(Model model, Matrix rows) =>
        model switch
        {
            CalibratedModel calibrated => OfEach(calibrated.Inner, rows),
            PipelineModel pipeline => Gathered(
                OfEach(pipeline.Last, Steps.Run([.. pipeline.Fitted], rows, pipeline.Last)),
                pipeline.Schema
            ),
            ClusterPipelineModel pipeline => Gathered(
                OfEach(pipeline.Last, Steps.Run([.. pipeline.Fitted], rows, pipeline.Last)),
                pipeline.Schema
            ),
            OneAgainstRestModel rest => Rest(rest, rows),
            TreePredictor trees => Trees(trees, rows),
            LogisticModel logistic => Linear(
                logistic.Target.Classes.Count == 2 ? "log-odds" : "margin",
                logistic.Schema,
                logistic.Coefficients,
                logistic.Intercepts,
                rows
            ),
            LinearModel linear => Linear("value", linear.Schema, linear.Coefficients, [linear.Intercept], rows),
            LogLinearModel log => Linear("logarithm of the value", log.Schema, log.Coefficients, [log.Intercept], rows),
            KMeansModel means => [Distances(means, rows)],
            _ => [],
        };

    /// <summary>Each class against the rest; none where one of the models has none.</summary>
    private static IReadOnlyList<Contributions> Rest(OneAgainstRestModel rest, Matrix rows)
    {
        Contributions[] each = [.. rest.Models.SelectMany(model => OfEach(model, rows))];
        return each.Length == rest.Models.Count ? each : [];
    }

    private static IReadOnlyList<Contributions> Trees(TreePredictor trees, Matrix rows)
    {
        var (explained, classes) = (trees.Explain(rows), trees.Target.Classes.Count);
        var unit =
            classes == 0 ? "value"
            : trees.Ensemble.Average ? "probability"
            : classes == 2 ? "log-odds"
            : "margin";
        // A forest of two classes has a margin for each; what speaks for the second speaks against the first.
        return
        [
            .. Enumerable
                .Range(0, explained.Outputs)
                .Skip(classes == 2 ? explained.Outputs - 1 : 0)
                .Select(output => new Contributions(
                    unit,
                    explained.Expected[output],
                    [.. trees.Schema.Names],
                    Table(
                        rows.Rows,
                        trees.Schema.Count,
                        (row, feature) => explained.Values[(row * trees.Schema.Count + feature) * explained.Outputs + output]
                    )
                )),
        ];
    }

    private static IReadOnlyList<Contributions> Linear(
        string unit,
        Schema schema,
        IReadOnlyList<double> coefficients,
        IReadOnlyList<double> intercepts,
        Matrix rows
    ) =>
        [
            .. intercepts.Select(
                (intercept, output) =>
                    new Contributions(
                        unit,
                        intercept,
                        [.. schema.Names],
                        Table(rows.Rows, schema.Count, (row, feature) => coefficients[output * schema.Count + feature] * rows[row, feature])
                    )
            ),
        ];

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
    private static IReadOnlyList<Contributions> Gathered(IReadOnlyList<Contributions> prepared, Schema schema)
    {
        Contributions[] gathered = [.. prepared.Select(each => Gathered(each, schema)).OfType<Contributions>()];
        return gathered.Length == prepared.Count ? gathered : [];
    }

    /// <summary>Null where a prepared column's origin is not among the features.</summary>
    private static Contributions? Gathered(Contributions prepared, Schema schema)
    {
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
