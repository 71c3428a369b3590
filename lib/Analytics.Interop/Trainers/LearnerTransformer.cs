using System.Diagnostics;
using System.Globalization;
using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>A fitted model as a transformer of Microsoft.ML: it adds the columns of its task to a data view.</summary>
public sealed class LearnerTransformer : ISingleFeaturePredictionTransformer<Model>
{
    private readonly int _size;
    private readonly DataViewSchema.Annotations? _keys;

    internal LearnerTransformer(Model model, LearnerColumns columns, DataViewSchema.Annotations? keys, int size)
    {
        (Model, Columns, _keys, _size) = (model, columns, keys, size);
        FeatureColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
    }

    /// <summary>The model, to explain, save or write as ONNX: <c>Model.Save("model.json")</c>, <c>Model.SaveOnnx("model.onnx")</c>.</summary>
    public Model Model { get; }

    public string FeatureColumnName => Columns.Features;

    public DataViewType FeatureColumnType { get; }

    public bool IsRowToRowMapper => true;

    internal LearnerColumns Columns { get; }

    /// <summary>Features in the vector that it takes.</summary>
    internal int Size => _size;

    /// <summary>Of several classes: the annotations of the label, which hold the classes' values.</summary>
    internal DataViewSchema.Annotations? Keys => _keys;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new ScoreMapper(this, inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RefuseConverter();
        return new ScoredDataView(input, new ScoreMapper(this, input.Schema));
    }

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ScoreMapper(this, inputSchema);

    /// <summary>Microsoft.ML finds the loader of a model file among internal types of its own, so ours cannot be registered there.</summary>
    /// <exception cref="NotSupportedException">Always; the message says how to save the model.</exception>
    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException(
            $"Microsoft.ML's model file cannot hold a {Model.GetType().Name} of Analytics.Learning. Save the transforms before it with ml.Model.Save, and the model "
                + "with ml.Model.SaveWithLearner(model, schema, \"model.zip\"), which keeps the transforms too, or the model alone with transformer.Model.Save(\"model.json\") or transformer.Model.SaveOnnx(\"model.onnx\")."
        );

    /// <summary>
    /// Microsoft.ML's converter asks for a transform's ONNX through an internal interface and leaves out what has none: the file would predict nothing, and nobody
    /// would say so. All that a transformer sees of it is that it is asked to transform, so it looks who asks; only where the converter is loaded at all.
    /// </summary>
    /// <exception cref="NotSupportedException">The converter asks.</exception>
    private void RefuseConverter()
    {
        if (
            AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(each => each.GetName().Name == "Microsoft.ML.OnnxConverter")
                is { } converter
            && new StackTrace().GetFrames().Any(frame => frame.GetMethod()?.DeclaringType?.Assembly == converter)
        )
        {
            throw new NotSupportedException(
                $"Microsoft.ML's ONNX converter would leave the {Model.GetType().Name} of Analytics.Learning out. Convert the transforms before it with ml.Model.ConvertToOnnx, "
                    + "and write the model with transformer.Model.SaveOnnx(\"model.onnx\")."
            );
        }
    }

    internal static string ClassOf(uint key) => key.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>The columns that the model adds, by name and type, each with its annotations.</summary>
    internal IEnumerable<(string Name, DataViewType Type, DataViewSchema.Annotations? Annotations)> Outputs()
    {
        switch (Columns.Task)
        {
            case LearnerTask.Binary:
                yield return ("PredictedLabel", BooleanDataViewType.Instance, null);
                yield return ("Score", NumberDataViewType.Single, null);
                yield return ("Probability", NumberDataViewType.Single, null);
                break;
            case LearnerTask.Multiclass:
                yield return ("PredictedLabel", new KeyDataViewType(typeof(uint), Classes), _keys);
                yield return ("Score", new VectorDataViewType(NumberDataViewType.Single, Classes), null);
                break;
            case LearnerTask.Regression:
                yield return ("Score", NumberDataViewType.Single, null);
                break;
            case LearnerTask.Clustering:
                yield return ("PredictedLabel", new KeyDataViewType(typeof(uint), Classes), null);
                yield return ("Score", new VectorDataViewType(NumberDataViewType.Single, Classes), null);
                break;
        }
    }

    /// <summary>Predicts one row of features.</summary>
    internal RowScore Score(in VBuffer<float> features)
    {
        if (features.Length != _size)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"Column '{FeatureColumnName}' holds {features.Length} features; the model takes {_size}.")
            );
        }

        var row = new Matrix([.. features.DenseValues()], 1, _size);
        return Model switch
        {
            Predictor predictor => Supervised(predictor.Predict(row)),
            Clusterer clusterer => Grouped(clusterer, row),
            _ => throw new NotSupportedException($"{Model.GetType().Name} neither predicts nor groups."),
        };
    }

    private int Classes =>
        Model switch
        {
            // A class that the training rows lack keeps its place: keys are numbered over all values.
            Predictor predictor when Columns.Task == LearnerTask.Multiclass => Math.Max(
                KeyCount,
                int.Parse(predictor.Target.Classes[^1], CultureInfo.InvariantCulture)
            ),
            Clusterer clusterer => Math.Max(1, clusterer.Clusters),
            _ => 1,
        };

    private int KeyCount =>
        _keys?.Schema.GetColumnOrNull("KeyValues")?.Type is VectorDataViewType { IsKnownSize: true } values ? values.Size : 0;

    private RowScore Supervised(Prediction prediction)
    {
        switch (Columns.Task)
        {
            case LearnerTask.Regression:
                return new RowScore(0, 0, (float)prediction.Scores[0], []);
            case LearnerTask.Binary:
                var probability = prediction.Probability(1)[0];
                return new RowScore(probability >= 0.5 ? 1u : 0u, (float)probability, (float)Math.Log(probability / (1 - probability)), []);
            default:
                var scores = new float[Classes];
                foreach (var (code, name) in prediction.Target.Classes.Index())
                {
                    scores[int.Parse(name, CultureInfo.InvariantCulture) - 1] = (float)prediction.Scores[code];
                }

                return new RowScore(uint.Parse(prediction.Labels[0], CultureInfo.InvariantCulture), 0, 0, scores);
        }
    }

    private static RowScore Grouped(Clusterer clusterer, Matrix row)
    {
        var assignment = clusterer.Assign(row);
        var label = (uint)(assignment.Labels[0] + 1);
        return new RowScore(
            label,
            (float)assignment.Strength[0],
            0,
            clusterer switch
            {
                MixtureModel mixture => [.. mixture.Probabilities(row).Select(each => -(float)each)],
                KMeansModel means => SquaredDistances(means, row.Row(0)),
                _ =>
                [
                    .. Enumerable
                        .Range(1, Math.Max(1, clusterer.Clusters))
                        .Select(each => each == label ? -(float)assignment.Strength[0] : 0),
                ],
            }
        );
    }

    private static float[] SquaredDistances(KMeansModel model, ReadOnlySpan<float> row)
    {
        var scores = new float[model.Clusters];
        for (var cluster = 0; cluster < scores.Length; cluster++)
        {
            var sum = 0.0;
            for (var j = 0; j < row.Length; j++)
            {
                var difference = row[j] - model.Centres[cluster * row.Length + j];
                sum += difference * difference;
            }

            scores[cluster] = (float)sum;
        }

        return scores;
    }
}

/// <summary>What a model says of one row.</summary>
/// <param name="Label">1 for true of two classes; a 1-based key otherwise, 0 for none.</param>
/// <param name="Probability">Of true, or the strength of membership in a cluster.</param>
/// <param name="Value">Log-odds of two classes, or the predicted number.</param>
/// <param name="Scores">One per class or cluster; empty for the others.</param>
internal sealed record RowScore(uint Label, float Probability, float Value, float[] Scores);
