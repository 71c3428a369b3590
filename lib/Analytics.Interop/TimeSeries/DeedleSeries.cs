using Analytics.Frames;
using Deedle;

namespace Analytics.Interop;

/// <summary>Frames as Deedle's keyed series and frames, for windows, resampling and alignment, and back.</summary>
public static class DeedleSeries
{
    /// <summary>One column of numbers by the keys of another, in the order of the frame. A missing value stays missing.</summary>
    /// <typeparam name="TKey">The type of the key column: <see cref="DateTime"/> or <see cref="DateOnly"/> for a time series, string, int, long.</typeparam>
    /// <param name="frame">n rows.</param>
    /// <param name="key">The key column: each value once, none missing.</param>
    /// <param name="value">A column of numbers, booleans (0 and 1) or dates (days since 1970-01-01).</param>
    /// <exception cref="ArgumentException">A key is missing or stands twice; the message names key and row.</exception>
    public static Series<TKey, double> ToSeries<TKey>(this Analytics.Frames.Frame frame, string key, string value)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new Series<TKey, double>(Keys<TKey>(frame, key), frame[value].ToDoubles());
    }

    /// <summary>The same of a column of any type, each value as it is: text, booleans, dates, money. A missing value stays missing.</summary>
    /// <typeparam name="TKey">The type of the key column.</typeparam>
    /// <typeparam name="TValue">The type of the column: string, bool, int, long, float, double, decimal, <see cref="DateOnly"/>, <see cref="DateTime"/>.</typeparam>
    /// <exception cref="ArgumentException">A key is missing or stands twice, or the column is of another type; the message says which.</exception>
    public static Series<TKey, TValue> ToSeries<TKey, TValue>(this Analytics.Frames.Frame frame, string key, string value)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(frame);
        var (keys, column) = (Keys<TKey>(frame, key), frame[value]);
        int[] present = [.. Enumerable.Range(0, keys.Length).Where(row => !column.IsNull(row))];
        TValue At(int row) =>
            column[row] is TValue found
                ? found
                : throw new ArgumentException(
                    $"Column '{value}' holds {column[row]!.GetType().Name}, not {typeof(TValue).Name}.",
                    nameof(value)
                );
        var series = new Series<TKey, TValue>([.. present.Select(row => keys[row])], [.. present.Select(At)]);
        return present.Length == keys.Length ? series : series.Realign(keys);
    }

    /// <summary>All other columns by the keys of one, each of its own type.</summary>
    /// <exception cref="ArgumentException">A key is missing or stands twice; the message names key and row.</exception>
    public static Frame<TKey, string> ToDeedle<TKey>(this Analytics.Frames.Frame frame, string key)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(frame);
        var keys = Keys<TKey>(frame, key);
        var result = Deedle.Frame.FromRowKeys(keys);
        foreach (var column in frame.Columns.Where(column => column.Name != key))
        {
            Add(result, keys, column);
        }

        return result;
    }

    /// <summary>A series as a frame of two columns; keys without a value are null in the second.</summary>
    public static Analytics.Frames.Frame ToFrame<TKey, TValue>(this Series<TKey, TValue> series, string key, string value)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(series);
        TKey[] keys = [.. series.Keys];
        return new Analytics.Frames.Frame(
            Column(key, [.. keys.Select(each => (object?)each)], typeof(TKey)),
            Column(
                value,
                [.. keys.Select(each => series.TryGet(each) is { HasValue: true } found ? (object?)found.Value : null)],
                typeof(TValue)
            )
        );
    }

    /// <summary>A Deedle frame as a frame whose first column holds the row keys. Columns of mixed types are read as their texts.</summary>
    public static Analytics.Frames.Frame ToFrame<TKey>(this Frame<TKey, string> data, string key)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(data);
        TKey[] keys = [.. data.RowKeys];
        var columns = new List<Column> { Column(key, [.. keys.Select(each => (object?)each)], typeof(TKey)) };
        foreach (var name in data.ColumnKeys)
        {
            var series = data.GetColumn<object>(name);
            var values = keys.Select(each => series.TryGet(each) is { HasValue: true } found ? found.Value : null).ToArray();
            var types = values.OfType<object>().Select(each => each.GetType()).Distinct().ToArray();
            columns.Add(Column(name, values, types is [var only] ? only : typeof(string)));
        }

        return new Analytics.Frames.Frame(columns);
    }

    /// <summary>A page of rows, keys first, to be shown in a notebook, which shows the first 30 by itself: <c>data.Show(50, from: 100)</c>.</summary>
    /// <param name="data">What is shown.</param>
    /// <param name="rows">Maximum number of rows. Default: all.</param>
    /// <param name="from">The 0-based row that stands first. Default 0.</param>
    public static FrameView Show<TKey>(this Frame<TKey, string> data, int rows = int.MaxValue, int from = 0)
        where TKey : notnull => data.ToFrame("key").Show(rows, from);

    /// <inheritdoc cref="Show{TKey}(Frame{TKey, string}, int, int)"/>
    public static FrameView Show<TKey, TValue>(this Series<TKey, TValue> data, int rows = int.MaxValue, int from = 0)
        where TKey : notnull => data.ToFrame("key", "value").Show(rows, from);

    private static TKey[] Keys<TKey>(Analytics.Frames.Frame frame, string key)
        where TKey : notnull
    {
        var column = frame[key];
        var keys = new TKey[column.Count];
        var rowOf = new Dictionary<TKey, int>();
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = column[row] switch
            {
                TKey found => found,
                null => throw new ArgumentException(
                    FormattableString.Invariant($"Key column '{key}' is missing in row {row + 1}. Leave such rows out: frame.Where(...)."),
                    nameof(key)
                ),
                var other => throw new ArgumentException(
                    $"Key column '{key}' holds {other.GetType().Name}, not {typeof(TKey).Name}.",
                    nameof(key)
                ),
            };
            if (!rowOf.TryAdd(keys[row], row))
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"Key column '{key}' holds {keys[row]} in rows {rowOf[keys[row]] + 1} and {row + 1}; a series has each key once. Aggregate first, in SQL."
                    ),
                    nameof(key)
                );
            }
        }

        return keys;
    }

    private static void Add<TKey>(Frame<TKey, string> target, TKey[] keys, Column column)
        where TKey : notnull
    {
        switch (column)
        {
            case Column<bool> values:
                Add(target, keys, values);
                break;
            case Column<int> values:
                Add(target, keys, values);
                break;
            case Column<long> values:
                Add(target, keys, values);
                break;
            case Column<float> values:
                Add(target, keys, values);
                break;
            case Column<double> values:
                Add(target, keys, values);
                break;
            case Column<decimal> values:
                Add(target, keys, values);
                break;
            case Column<DateOnly> values:
                Add(target, keys, values);
                break;
            case Column<DateTime> values:
                Add(target, keys, values);
                break;
            case TextColumn text:
                Add(target, keys, text.Name, text.IsNull, text.At);
                break;
        }
    }

    private static void Add<TKey, T>(Frame<TKey, string> target, TKey[] keys, Column<T> column)
        where TKey : notnull
        where T : struct => Add(target, keys, column.Name, column.IsNull, row => column.At(row)!.Value);

    /// <summary>The frame already knows all keys, so a series without some of them leaves gaps.</summary>
    private static void Add<TKey, T>(Frame<TKey, string> target, TKey[] keys, string name, Func<int, bool> isNull, Func<int, T> at)
        where TKey : notnull
    {
        int[] present = [.. Enumerable.Range(0, keys.Length).Where(row => !isNull(row))];
        target.AddColumn(name, new Series<TKey, T>([.. present.Select(row => keys[row])], [.. present.Select(at)]));
    }

    private static Column Column(string name, object?[] values, Type type) =>
        type switch
        {
            _ when type == typeof(bool) => Column<bool>.FromNullable(name, values.Cast<bool?>()),
            _ when type == typeof(int) => Column<int>.FromNullable(name, values.Cast<int?>()),
            _ when type == typeof(long) => Column<long>.FromNullable(name, values.Cast<long?>()),
            _ when type == typeof(float) => Column<float>.FromNullable(name, values.Cast<float?>()),
            _ when type == typeof(double) => Column<double>.FromNullable(name, values.Cast<double?>()),
            _ when type == typeof(decimal) => Column<decimal>.FromNullable(name, values.Cast<decimal?>()),
            _ when type == typeof(DateOnly) => Column<DateOnly>.FromNullable(name, values.Cast<DateOnly?>()),
            _ when type == typeof(DateTime) => Column<DateTime>.FromNullable(
                name,
                values.Cast<DateTime?>().Select(time => time is { Kind: DateTimeKind.Local } local ? local.ToUniversalTime() : time)
            ),
            _ => TextColumn.FromValues(
                name,
                values.Select(value =>
                    value is IFormattable formattable
                        ? formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture)
                        : value?.ToString()
                )
            ),
        };
}
