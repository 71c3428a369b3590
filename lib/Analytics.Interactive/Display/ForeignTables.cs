using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Analytics.Interactive.Display;

/// <summary>
/// Tables and series of Microsoft.Data.Analysis and Deedle, which bring no formatters along. They are known by name, so that the kernel refers to neither
/// and shows whichever version a notebook loads.
/// </summary>
internal static class ForeignTables
{
    private const int MostRows = 30;
    private const int MostColumns = 20;

    /// <summary>The first rows as a table with a note of what is left out; null for any other type.</summary>
    public static MimeBundle? Show(object value)
    {
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            var name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;
            switch (name)
            {
                case "Microsoft.Data.Analysis.DataFrame":
                    return DataFrame(value).ToBundle();
                case "Microsoft.Data.Analysis.DataFrameColumn":
                    return Table([Column(value)], Convert.ToInt64(Get(value, "Length"), CultureInfo.InvariantCulture), 1).ToBundle();
                case "Deedle.Frame`2":
                    return DeedleFrame(value).ToBundle();
                case "Deedle.Series`2":
                    return Table([Keys(value, "Keys", "key"), new("value", Cells(value))], Count(value, "KeyCount"), 1, keys: 1).ToBundle();
            }
        }

        return null;
    }

    /// <param name="Name">The heading.</param>
    /// <param name="At">The value of a 0-based row; null where it is missing.</param>
    private sealed record Cell(string Name, Func<int, object?> At);

    private static Table DataFrame(object frame)
    {
        object[] columns = [.. ((IEnumerable)Get(frame, "Columns")!).Cast<object>()];
        return Table(
            [.. columns.Take(MostColumns).Select(Column)],
            Convert.ToInt64(Get(Get(frame, "Rows")!, "Count"), CultureInfo.InvariantCulture),
            columns.Length
        );
    }

    private static Cell Column(object column)
    {
        PropertyInfo item = column
            .GetType()
            .GetProperties()
            .First(each => each.GetIndexParameters() is [{ ParameterType: var index }] && index == typeof(long));
        return new((string)Get(column, "Name")!, row => item.GetValue(column, [(long)row]));
    }

    private static Table DeedleFrame(object frame)
    {
        var series = Get(frame, "Columns")!;
        object?[] names = [.. ((IEnumerable)Get(frame, "ColumnKeys")!).Cast<object?>()];
        IEnumerable<Cell> columns = names
            .Take(MostColumns)
            .Select((name, place) => new Cell(CellText.Inside(name), Cells(Cells(series)(place)!)));
        return Table([Keys(frame, "RowKeys", "key"), .. columns], Count(frame, "RowCount"), names.Length, keys: 1);
    }

    private static Cell Keys(object owner, string property, string name)
    {
        object?[] keys = [.. ((IEnumerable)Get(owner, property)!).Cast<object?>().Take(MostRows)];
        return new(name, row => keys[row]);
    }

    /// <summary>The values of a Deedle series by place; its optional value says whether there is one.</summary>
    private static Func<int, object?> Cells(object series)
    {
        MethodInfo at =
            series.GetType().GetMethod("TryGetAt", [typeof(int)]) ?? throw new MissingMethodException(series.GetType().Name, "TryGetAt");
        return place => at.Invoke(series, [place]) is { } optional && Get(optional, "HasValue") is true ? Get(optional, "Value") : null;
    }

    /// <param name="columns">Those shown.</param>
    /// <param name="rows">All that there are.</param>
    /// <param name="width">All columns that there are, keys not counted.</param>
    /// <param name="keys">Columns of keys among those shown.</param>
    private static Table Table(Cell[] columns, long rows, int width, int keys = 0)
    {
        object?[][] values =
        [
            .. Enumerable.Range(0, (int)Math.Min(rows, MostRows)).Select(row => columns.Select(column => column.At(row)).ToArray()),
        ];
        bool[] numbers =
        [
            .. columns.Select((_, place) => values.Length > 0 && values.All(row => row[place] is null || CellText.IsNumber(row[place]))),
        ];
        string[] notes =
        [
            .. rows > MostRows
                ? [string.Create(CultureInfo.InvariantCulture, $"first {MostRows} of {rows:N0} rows")]
                : Array.Empty<string>(),
            .. width > columns.Length - keys
                ? [string.Create(CultureInfo.InvariantCulture, $"first {columns.Length - keys} of {width:N0} columns")]
                : Array.Empty<string>(),
        ];
        return new(
            [.. columns.Select(column => column.Name)],
            [.. values.Select(row => row.Select(CellText.Inside).ToArray())],
            numbers,
            notes.Length == 0 ? null : string.Join(", ", notes)
        );
    }

    private static long Count(object owner, string property) => Convert.ToInt64(Get(owner, property), CultureInfo.InvariantCulture);

    private static object? Get(object owner, string property) =>
        (owner.GetType().GetProperty(property) ?? throw new MissingMemberException(owner.GetType().Name, property)).GetValue(owner);
}
