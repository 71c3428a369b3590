using Analytics.Frames;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>A frame seen as a data view. The type of a column depends on its own type and, for booleans, on whether it has gaps.</summary>
internal sealed class FrameDataView : IDataView
{
    /// <summary>Rows that one cursor of a set reads before the next one's turn. Batches are what readers put rows in order by.</summary>
    private const int RowsOfBatch = 1024;

    private readonly Frame _frame;

    public FrameDataView(Frame frame, NumberPrecision numbers)
    {
        _frame = frame;
        var schema = new DataViewSchema.Builder();
        foreach (var column in frame.Columns)
        {
            schema.AddColumn(column.Name, TypeOf(column, numbers));
        }

        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => _frame.RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new FrameCursor(_frame, Schema, columnsNeeded, Order(rand), 0, 1, RowsOfBatch);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = columnsNeeded.ToArray();
        var order = Order(rand);
        var count = Math.Clamp(n, 1, Math.Max(1, _frame.RowCount / RowsOfBatch));
        return [.. Enumerable.Range(0, count).Select(first => new FrameCursor(_frame, Schema, needed, order, first, count, RowsOfBatch))];
    }

    private int[]? Order(Random? random)
    {
        if (random is null)
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, _frame.RowCount)];
        random.Shuffle(order);
        return order;
    }

    private static DataViewType TypeOf(Column column, NumberPrecision numbers) =>
        column.Type switch
        {
            ColumnType.Text => TextDataViewType.Instance,
            ColumnType.Bool when column.NullCount == 0 => BooleanDataViewType.Instance,
            _ => numbers == NumberPrecision.Single ? NumberDataViewType.Single : NumberDataViewType.Double,
        };
}
