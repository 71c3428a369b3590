using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>Adds a model's columns to the rows of one schema.</summary>
internal sealed class ScoreMapper : IRowToRowMapper
{
    private readonly LearnerTransformer _transformer;
    private readonly DataViewSchema.Column _features;

    public ScoreMapper(LearnerTransformer transformer, DataViewSchema input)
    {
        _transformer = transformer;
        InputSchema = input;
        _features =
            input.GetColumnOrNull(transformer.FeatureColumnName)
            ?? throw new ArgumentException(
                $"No column '{transformer.FeatureColumnName}'. The data view has: {string.Join(", ", input.Where(each => !each.IsHidden).Select(each => each.Name))}.",
                nameof(input)
            );
        if (!_features.Type.Equals(transformer.FeatureColumnType))
        {
            throw new ArgumentException(
                $"Column '{_features.Name}' holds {_features.Type}; the model takes {transformer.FeatureColumnType}.",
                nameof(input)
            );
        }

        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        foreach (var (name, type, annotations) in transformer.Outputs())
        {
            schema.AddColumn(name, type, annotations);
        }

        OutputSchema = schema.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var indexes = new SortedSet<int>(
            dependingColumns.Select(column => column.Index < InputSchema.Count ? column.Index : _features.Index)
        );
        return indexes.Select(index => InputSchema[index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new ScoredRow(input, Getters(input), activeColumns, OutputSchema);

    public ScoreGetters Getters(DataViewRow input) => new(_transformer, input, _features, InputSchema.Count);
}

/// <summary>Getters over the row that a cursor stands on; the model is asked once for each row.</summary>
internal sealed class ScoreGetters(LearnerTransformer transformer, DataViewRow input, DataViewSchema.Column features, int inputColumns)
{
    private ValueGetter<VBuffer<float>>? _getter;
    private VBuffer<float> _features;
    private RowScore? _score;
    private long _at = -1;

    public ValueGetter<TValue> Of<TValue>(DataViewSchema.Column column)
    {
        if (column.Index < inputColumns)
        {
            return input.GetGetter<TValue>(input.Schema[column.Index]);
        }

        Delegate getter = (column.Name, column.Type) switch
        {
            ("PredictedLabel", BooleanDataViewType) => (ValueGetter<bool>)((ref bool value) => value = Score().Label == 1),
            ("PredictedLabel", _) => (ValueGetter<uint>)((ref uint value) => value = Score().Label),
            ("Probability", _) => (ValueGetter<float>)((ref float value) => value = Score().Probability),
            (_, VectorDataViewType) => (ValueGetter<VBuffer<float>>)(
                (ref VBuffer<float> value) => value = new VBuffer<float>(Score().Scores.Length, Score().Scores)
            ),
            _ => (ValueGetter<float>)((ref float value) => value = Score().Value),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}.");
    }

    private RowScore Score()
    {
        // The row of a prediction engine keeps its position while its content changes: there nothing is remembered.
        if (_score is not null && input is DataViewRowCursor && _at == input.Position)
        {
            return _score;
        }

        _getter ??= input.GetGetter<VBuffer<float>>(features);
        _getter(ref _features);
        _at = input.Position;
        return _score = transformer.Score(_features);
    }
}

/// <summary>One row with the model's columns.</summary>
internal sealed class ScoredRow(DataViewRow input, ScoreGetters getters, IEnumerable<DataViewSchema.Column> active, DataViewSchema schema)
    : DataViewRow
{
    private readonly HashSet<int> _active = [.. active.Select(column => column.Index)];

    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => getters.Of<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
