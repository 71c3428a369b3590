using System.Text.Json;

namespace Analytics.Learning;

/// <summary>What the two pipelines share: running preparations in a row.</summary>
internal static class Steps
{
    public static void Check(IReadOnlyList<Preparation> preparations)
    {
        foreach (var preparation in preparations)
        {
            preparation.Check();
        }
    }

    public static (Transformer[] Steps, TrainingSet Prepared) Fit(IReadOnlyList<Preparation> preparations, TrainingSet set)
    {
        // Names that clash or columns that are not there come to light before the first fit.
        preparations.Aggregate(set.Schema, (schema, step) => step.Output(schema, set.Target));
        var steps = new Transformer[preparations.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            (steps[i], var rows) = preparations[i].FitTransform(set);
            set = set with
            {
                X = rows,
                Schema = steps[i].Output,
                Validation = set.Validation is { } validation
                    ? validation with
                    {
                        X = steps[i].Transform(validation.X, set.Options),
                        Schema = steps[i].Output,
                    }
                    : null,
            };
        }

        return (steps, set);
    }

    public static Matrix Run(Transformer[] steps, Matrix rows, Model last)
    {
        rows = Prepared(steps, rows);
        if (!last.TakesMissing && last.Schema.FirstMissing(rows) is var (row, column))
        {
            throw new SchemaException(
                Invariant(
                    $"'{last.Schema.Features[column].Name}' is still missing in row {row + 1} after preparation, and the model behind it ({last.Kind}) takes no missing values. Put an Imputer into the pipeline and fit it again."
                )
            );
        }

        return rows;
    }

    /// <summary>Whether a row of nothing but gaps comes to the model as it takes it: an imputer may leave some of the columns out.</summary>
    public static bool FillGaps(Transformer[] steps, Schema schema, Model last)
    {
        var gaps = new float[schema.Count];
        Array.Fill(gaps, float.NaN);
        return last.AcceptsMissing || last.Schema.FirstMissing(Prepared(steps, new Matrix(gaps, 1, schema.Count))) is null;
    }

    private static Matrix Prepared(Transformer[] steps, Matrix rows) => steps.Aggregate(rows, (prepared, step) => step.Transform(prepared));

    public static void Write(Utf8JsonWriter json, Transformer[] steps, Model last)
    {
        json.WriteNumber("steps", steps.Length);
        for (var i = 0; i < steps.Length; i++)
        {
            json.WriteModel(FormattableString.Invariant($"step{i + 1}"), steps[i]);
        }

        json.WriteModel("last", last);
    }

    public static Transformer[] Read(JsonElement json) =>
        [.. Enumerable.Range(1, json.Int("steps")).Select(number => (Transformer)json.Model(FormattableString.Invariant($"step{number}")))];

    public static string Export(Transformer[] steps, OnnxGraph graph, string input) =>
        steps.Aggregate(input, (name, step) => step.Export(graph, name));
}
