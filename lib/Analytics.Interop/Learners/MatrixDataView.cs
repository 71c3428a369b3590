using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>
/// What a learner is given, as Microsoft.ML's trainers want it, read in place: <c>Features</c>, a vector of Single; <c>Label</c>, Boolean of two
/// classes, a key of more, else Single; <c>Weight</c> where there is one. Rows come in their order from one cursor, so that threads change nothing.
/// </summary>
internal sealed class MatrixDataView : IDataView
{
    private readonly TrainingSet _set;

    public MatrixDataView(TrainingSet set)
    {
        _set = set;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, set.Schema.Count));
        if (set.Y.Length > 0)
        {
            schema.AddColumn(
                "Label",
                set.Target.Classes.Count switch
                {
                    0 => NumberDataViewType.Single,
                    2 => BooleanDataViewType.Instance,
                    var count => new KeyDataViewType(typeof(uint), count),
                }
            );
        }

        if (set.Weights is not null)
        {
            schema.AddColumn("Weight", NumberDataViewType.Single);
        }

        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => _set.Rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(_set, Schema, columnsNeeded, Order(rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private int[]? Order(Random? random)
    {
        if (random is null)
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, _set.Rows)];
        random.Shuffle(order);
        return order;
    }

    /// <param name="order">Row at each place; null for the order of the rows.</param>
    private sealed class Cursor(TrainingSet set, DataViewSchema schema, IEnumerable<DataViewSchema.Column> needed, int[]? order)
        : DataViewRowCursor
    {
        private readonly HashSet<int> _active = [.. needed.Select(column => column.Index)];
        private int _row = -1;
        private int _position = -1;

        public override DataViewSchema Schema => schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override bool MoveNext()
        {
            if (_position + 1 >= set.Rows)
            {
                (_row, _position) = (-1, -1);
                return false;
            }

            set.Options.Cancellation.ThrowIfCancellationRequested();
            _position++;
            _row = order is null ? _position : order[_position];
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Delegate getter = column.Name switch
            {
                "Features" => (ValueGetter<VBuffer<float>>)Features,
                "Weight" => (ValueGetter<float>)((ref float value) => value = set.Weights![_row]),
                _ when column.Type is BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = set.Y[_row] == 1),
                _ when column.Type is KeyDataViewType => (ValueGetter<uint>)((ref uint value) => value = (uint)set.Y[_row] + 1),
                _ => (ValueGetter<float>)((ref float value) => value = (float)set.Y[_row]),
            };
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}.");
        }

        private void Features(ref VBuffer<float> value)
        {
            var row = set.X.Row(_row);
            var editor = VBufferEditor.Create(ref value, row.Length);
            row.CopyTo(editor.Values);
            value = editor.Commit();
        }
    }
}
