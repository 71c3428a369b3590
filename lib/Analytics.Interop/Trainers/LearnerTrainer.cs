using Analytics.Frames;
using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>
/// A learner of Analytics.Learning as an estimator of Microsoft.ML: it stands at the end of a pipeline, behind any transforms that
/// make a vector of features, and its model works with <c>Evaluate</c>, <c>CrossValidate</c>, prediction engines and permutation
/// importance. Made by the methods of <see cref="LearnerCatalog"/>.
/// </summary>
public sealed class LearnerTrainer : IEstimator<LearnerTransformer>
{
    private readonly Learner _learner;
    private readonly LearnerColumns _columns;

    internal LearnerTrainer(Learner learner, LearnerColumns columns) => (_learner, _columns) = (learner, columns);

    /// <summary>Fits on all rows of a data view. The same rows give the same model at any number of threads.</summary>
    /// <exception cref="LearningException">The data cannot teach this learner.</exception>
    public LearnerTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var feature = Column(input.Schema, _columns.Features);
        var size =
            feature.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single
                ? vector.Size
                : throw new ArgumentException(
                    $"Column '{feature.Name}' holds {feature.Type}, not a vector of Single of known size. Make one: ml.Transforms.Concatenate(\"{feature.Name}\", …).",
                    nameof(input)
                );
        CheckLabel(input.Schema);
        var frame = Read(input, feature, size);
        var options = new FitOptions { Features = SlotNames.Of(feature, size), Weight = _columns.Weight };
        Model model = _learner switch
        {
            SupervisedLearner supervised => supervised.Fit(frame, _columns.Label, options),
            ClusterLearner clusters => clusters.Fit(frame, options),
            _ => throw new NotSupportedException($"{_learner.GetType().Name} neither predicts nor groups; call its own Fit on a frame."),
        };
        return new LearnerTransformer(model, _columns, KeysOf(input.Schema), size);
    }

    /// <summary>The columns that the model adds: those of Microsoft.ML's own trainers of the task.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _columns.OutputShape(inputSchema);

    /// <summary>A pipeline fits without asking for schemas first, so the label is looked at again.</summary>
    private void CheckLabel(DataViewSchema schema)
    {
        if (_columns.Task == LearnerTask.Clustering)
        {
            return;
        }

        var label = Column(schema, _columns.Label);
        var (isRight, wanted) = _columns.Task switch
        {
            LearnerTask.Binary => (label.Type is BooleanDataViewType, "Boolean"),
            LearnerTask.Multiclass => (
                label.Type is KeyDataViewType && label.Type.RawType == typeof(uint),
                "a key; make one: ml.Transforms.Conversion.MapValueToKey"
            ),
            _ => (label.Type == NumberDataViewType.Single || label.Type == NumberDataViewType.Double, "Single"),
        };
        if (!isRight)
        {
            throw new ArgumentException($"Column '{label.Name}' holds {label.Type}, not {wanted}.", nameof(schema));
        }
    }

    private Analytics.Frames.Frame Read(IDataView input, DataViewSchema.Column feature, int size)
    {
        string[] names =
        [
            .. new[] { feature.Name, _columns.Task == LearnerTask.Clustering ? null : _columns.Label, _columns.Weight }.OfType<string>(),
        ];
        var frame = input.ToFrame(names);
        return _columns.Task == LearnerTask.Multiclass ? frame.With(Classes(input)) : frame;
    }

    /// <summary>Keys as texts whose order is that of the keys.</summary>
    private TextColumn Classes(IDataView input)
    {
        var column = Column(input.Schema, _columns.Label);
        using var cursor = input.GetRowCursor([column]);
        var getter = cursor.GetGetter<uint>(column);
        var words = new List<string?>();
        uint key = 0;
        while (cursor.MoveNext())
        {
            getter(ref key);
            words.Add(key == 0 ? null : LearnerTransformer.ClassOf(key));
        }

        return TextColumn.FromValues(_columns.Label, words);
    }

    private DataViewSchema.Annotations? KeysOf(DataViewSchema schema) =>
        _columns.Task == LearnerTask.Multiclass ? Column(schema, _columns.Label).Annotations : null;

    private static DataViewSchema.Column Column(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name)
        ?? throw new ArgumentException(
            $"No column '{name}'. The data view has: {string.Join(", ", schema.Where(each => !each.IsHidden).Select(each => each.Name))}.",
            nameof(schema)
        );
}
