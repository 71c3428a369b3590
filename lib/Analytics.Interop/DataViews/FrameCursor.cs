using Analytics.Frames;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>Every <paramref name="step"/>-th batch of a frame's rows, from the batch <paramref name="first"/> on.</summary>
/// <param name="order">Row at each place; null for the order of the frame.</param>
internal sealed class FrameCursor(
    Frame frame,
    DataViewSchema schema,
    IEnumerable<DataViewSchema.Column> needed,
    int[]? order,
    int first,
    int step,
    int rowsOfBatch
) : DataViewRowCursor
{
    private readonly HashSet<int> _active = [.. needed.Select(column => column.Index)];
    private long _batch = first - step;
    private int _next;
    private int _end;
    private int _row = -1;
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => _batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override bool MoveNext()
    {
        if (_next >= _end)
        {
            _batch += step;
            var begin = _batch * rowsOfBatch;
            if (begin >= frame.RowCount)
            {
                (_row, _position) = (-1, -1);
                return false;
            }

            (_next, _end) = ((int)begin, (int)Math.Min(frame.RowCount, begin + rowsOfBatch));
        }

        _row = order is null ? _next : order[_next];
        _next++;
        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw new InvalidOperationException($"Column '{column.Name}' was not among those that the cursor was opened for.");
        }

        Delegate getter = column.Type switch
        {
            TextDataViewType => Text(frame.Text(column.Name)),
            BooleanDataViewType => Bool(frame.Column<bool>(column.Name)),
            _ when column.Type == NumberDataViewType.Double => Double(frame[column.Name]),
            _ => Single(frame[column.Name]),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}.");
    }

    private ValueGetter<ReadOnlyMemory<char>> Text(TextColumn column) =>
        (ref ReadOnlyMemory<char> value) => value = column.At(_row).AsMemory();

    private ValueGetter<bool> Bool(Column<bool> column) => (ref bool value) => value = column.Values[_row];

    private ValueGetter<float> Single(Column column)
    {
        if (column is Column<float> floats)
        {
            return (ref float value) => value = floats.IsNull(_row) ? float.NaN : floats.Values[_row];
        }

        var number = Number(column);
        return (ref float value) => value = (float)number(_row);
    }

    private ValueGetter<double> Double(Column column)
    {
        var number = Number(column);
        return (ref double value) => value = number(_row);
    }

    private static Func<int, double> Number(Column column) =>
        column switch
        {
            Column<double> doubles => row => doubles.At(row) ?? double.NaN,
            Column<float> floats => row => floats.At(row) ?? double.NaN,
            Column<int> ints => row => ints.At(row) ?? double.NaN,
            Column<long> longs => row => longs.At(row) ?? double.NaN,
            Column<decimal> decimals => row => (double?)decimals.At(row) ?? double.NaN,
            Column<bool> bools => row => bools.At(row) is { } value ? (value ? 1 : 0) : double.NaN,
            Column<DateOnly> dates => row => dates.At(row) is { } date ? date.DayNumber - s_epoch.DayNumber : double.NaN,
            Column<DateTime> times => row => times.At(row) is { } time ? (time - DateTime.UnixEpoch).TotalDays : double.NaN,
            _ => throw new NotSupportedException($"Column '{column.Name}' holds {column.Type}, which has no number."),
        };

    private static readonly DateOnly s_epoch = new(1970, 1, 1);
}
