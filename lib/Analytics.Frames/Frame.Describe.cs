namespace Analytics.Frames;

/// <summary>Summary figures.</summary>
public sealed partial class Frame
{
    /// <summary>
    /// One row per column: <c>column, type, count, nulls, distinct, mean, std, min, q25, median, q75, max, first, last, top, top_count</c>.
    /// </summary>
    /// <remarks>
    /// <c>count</c> and <c>nulls</c> take NaN as missing. <c>std</c> divides by n − 1. Quartiles interpolate linearly between order statistics
    /// (type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996; NumPy's default). Booleans count as 0 and 1.
    /// Dates, timestamps and text have no mean but a <c>first</c> and a <c>last</c> in order. <c>top</c> is the most frequent value, the smallest of several.
    /// </remarks>
    public Frame Describe()
    {
        var summaries = _columns.Select(ColumnSummary.Of).ToArray();
        return new Frame(
            TextColumn.FromValues("column", Names),
            TextColumn.FromValues("type", _columns.Select(column => column.Type.ToString())),
            new Column<int>("count", Array.ConvertAll(summaries, each => each.Count)),
            new Column<int>("nulls", Array.ConvertAll(summaries, each => RowCount - each.Count)),
            new Column<int>("distinct", Array.ConvertAll(summaries, each => each.Distinct)),
            Numbers("mean", each => each.Mean),
            Numbers("std", each => each.Deviation),
            Numbers("min", each => each.Quartiles?[0]),
            Numbers("q25", each => each.Quartiles?[1]),
            Numbers("median", each => each.Quartiles?[2]),
            Numbers("q75", each => each.Quartiles?[3]),
            Numbers("max", each => each.Quartiles?[4]),
            TextColumn.FromValues("first", summaries.Select(each => each.First)),
            TextColumn.FromValues("last", summaries.Select(each => each.Last)),
            TextColumn.FromValues("top", summaries.Select(each => each.Top)),
            new Column<int>("top_count", Array.ConvertAll(summaries, each => each.TopCount))
        );

        Column<double> Numbers(string name, Func<ColumnSummary, double?> value) =>
            Frames.Column<double>.FromNullable(name, summaries.Select(value));
    }
}

/// <summary>The figures of one column.</summary>
internal sealed record ColumnSummary(
    int Count,
    int Distinct,
    double? Mean,
    double? Deviation,
    double[]? Quartiles,
    string? First,
    string? Last,
    string? Top,
    int TopCount
)
{
    public static ColumnSummary Of(Column column)
    {
        var (distinct, topRow, topCount) = column.Frequencies();
        var top = topRow < 0 ? null : CellText.Exact(column, topRow);
        return column.Type is ColumnType.Text or ColumnType.Date or ColumnType.Timestamp
            ? OfOrdered(column, distinct, top, topCount)
            : OfNumbers(column, distinct, top, topCount);
    }

    private static ColumnSummary OfOrdered(Column column, int distinct, string? top, int topCount)
    {
        var (count, first, last) = (0, -1, -1);
        for (var row = 0; row < column.Count; row++)
        {
            if (column.IsNull(row))
            {
                continue;
            }

            count++;
            if (first < 0 || column.Compare(row, first) < 0)
            {
                first = row;
            }

            if (last < 0 || column.Compare(row, last) > 0)
            {
                last = row;
            }
        }

        return new(
            count,
            distinct,
            null,
            null,
            null,
            first < 0 ? null : CellText.Exact(column, first),
            last < 0 ? null : CellText.Exact(column, last),
            top,
            topCount
        );
    }

    private static ColumnSummary OfNumbers(Column column, int distinct, string? top, int topCount)
    {
        var values = column.ToDoubles();
        values = Array.FindAll(values, value => !double.IsNaN(value));
        if (values.Length == 0)
        {
            return new(0, distinct, null, null, null, null, null, top, topCount);
        }

        var mean = values.Sum() / values.Length;
        var squares = values.Sum(value => (value - mean) * (value - mean));
        Array.Sort(values);
        double[] quartiles = [values[0], Quantile(values, 0.25), Quantile(values, 0.5), Quantile(values, 0.75), values[^1]];
        return new(
            values.Length,
            distinct,
            mean,
            values.Length > 1 ? Math.Sqrt(squares / (values.Length - 1)) : null,
            quartiles,
            null,
            null,
            top,
            topCount
        );
    }

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        // Equal neighbours first: infinity minus infinity is no number.
        return sorted[below].Equals(sorted[above]) ? sorted[below] : sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
