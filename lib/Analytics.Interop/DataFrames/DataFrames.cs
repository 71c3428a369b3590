using Analytics.Frames;
using Microsoft.Data.Analysis;

namespace Analytics.Interop;

/// <summary>Frames as Microsoft.Data.Analysis's <see cref="DataFrame"/>, for wrangling in a notebook, and back.</summary>
public static class DataFrames
{
    /// <summary>
    /// A copy of the frame as a <see cref="DataFrame"/>: same column names, types and nulls. Dates become <see cref="DateTime"/> at
    /// midnight, because a <see cref="DataFrame"/> has no date without a time.
    /// </summary>
    public static DataFrame ToDataFrame(this Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new DataFrame(frame.Columns.Select(Copy));
    }

    /// <summary>A copy of a <see cref="DataFrame"/> as a frame. Times are taken as UTC; whole numbers of less than 32 bits become Int32.</summary>
    /// <exception cref="NotSupportedException">A column is of a type that a frame cannot hold; the message names it.</exception>
    public static Frame ToFrame(this DataFrame data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new Frame(data.Columns.Select(Copy));
    }

    /// <summary>A page of rows to be shown in a notebook, which shows the first 30 by itself: <c>data.Show(50, from: 100)</c>.</summary>
    /// <param name="data">What is shown.</param>
    /// <param name="rows">Maximum number of rows. Default: all.</param>
    /// <param name="from">The 0-based row that stands first. Default 0.</param>
    public static FrameView Show(this DataFrame data, int rows = int.MaxValue, int from = 0) => data.ToFrame().Show(rows, from);

    private static DataFrameColumn Copy(Column column) =>
        column switch
        {
            TextColumn text => new StringDataFrameColumn(text.Name, Enumerable.Range(0, text.Count).Select(row => text.At(row)!)),
            Column<bool> values => new BooleanDataFrameColumn(values.Name, All(values)),
            Column<int> values => new Int32DataFrameColumn(values.Name, All(values)),
            Column<long> values => new Int64DataFrameColumn(values.Name, All(values)),
            Column<float> values => new SingleDataFrameColumn(values.Name, All(values)),
            Column<double> values => new DoubleDataFrameColumn(values.Name, All(values)),
            Column<decimal> values => new DecimalDataFrameColumn(values.Name, All(values)),
            Column<DateTime> values => new DateTimeDataFrameColumn(values.Name, All(values)),
            Column<DateOnly> values => new DateTimeDataFrameColumn(
                values.Name,
                All(values).Select(date => date?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            ),
            _ => throw new NotSupportedException($"Column '{column.Name}' holds {column.Type}, which a DataFrame cannot hold."),
        };

    private static IEnumerable<T?> All<T>(Column<T> column)
        where T : struct => Enumerable.Range(0, column.Count).Select(column.At);

    private static Column Copy(DataFrameColumn column) =>
        column switch
        {
            StringDataFrameColumn text => TextColumn.FromValues(text.Name, text),
            ArrowStringDataFrameColumn text => TextColumn.FromValues(text.Name, text),
            PrimitiveDataFrameColumn<bool> values => Column<bool>.FromNullable(column.Name, values),
            PrimitiveDataFrameColumn<int> values => Column<int>.FromNullable(column.Name, values),
            PrimitiveDataFrameColumn<long> values => Column<long>.FromNullable(column.Name, values),
            PrimitiveDataFrameColumn<float> values => Column<float>.FromNullable(column.Name, values),
            PrimitiveDataFrameColumn<double> values => Column<double>.FromNullable(column.Name, values),
            PrimitiveDataFrameColumn<decimal> values => Column<decimal>.FromNullable(column.Name, values),
            PrimitiveDataFrameColumn<sbyte> values => Column<int>.FromNullable(column.Name, values.Select(value => (int?)value)),
            PrimitiveDataFrameColumn<byte> values => Column<int>.FromNullable(column.Name, values.Select(value => (int?)value)),
            PrimitiveDataFrameColumn<short> values => Column<int>.FromNullable(column.Name, values.Select(value => (int?)value)),
            PrimitiveDataFrameColumn<ushort> values => Column<int>.FromNullable(column.Name, values.Select(value => (int?)value)),
            PrimitiveDataFrameColumn<uint> values => Column<long>.FromNullable(column.Name, values.Select(value => (long?)value)),
            PrimitiveDataFrameColumn<ulong> values => Column<decimal>.FromNullable(column.Name, values.Select(value => (decimal?)value)),
            PrimitiveDataFrameColumn<char> values => TextColumn.FromValues(column.Name, values.Select(value => value?.ToString())),
            PrimitiveDataFrameColumn<DateTime> values => Column<DateTime>.FromNullable(column.Name, values.Select(Utc)),
            _ => throw new NotSupportedException(
                $"Column '{column.Name}' holds {column.DataType.Name}, which a frame cannot hold. Remove or convert it first."
            ),
        };

    // The machine's own zone is nobody's business; a time without a zone stays one.
    private static DateTime? Utc(DateTime? time) => time is { Kind: DateTimeKind.Local } local ? local.ToUniversalTime() : time;
}
