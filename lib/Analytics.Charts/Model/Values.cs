using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.Frames;

namespace Analytics.Charts;

/// <summary>
/// The data of one axis: numbers, texts or UTC times, some of which may be missing. Converts by itself from arrays, lists
/// and columns; anything else that can be enumerated goes in as a collection expression: <c>[.. rows.Select(r =&gt; r.Speed)]</c>.
/// </summary>
[CollectionBuilder(typeof(Values), nameof(From))]
public sealed partial class Values : IReadOnlyList<object?>
{
    internal const string Missing = "(missing)";

    internal Values(ValueKind kind, double[] numbers, string[] labels)
    {
        Kind = kind;
        Numbers = numbers;
        Labels = labels;
    }

    public ValueKind Kind { get; }

    public int Count => Numbers.Length;

    /// <summary>Numbers as they are (missing is NaN); times as milliseconds since 1970-01-01 UTC; texts as indices into <see cref="Labels"/>.</summary>
    internal double[] Numbers { get; }

    /// <summary>Distinct texts in order of first appearance; empty unless <see cref="Kind"/> is text.</summary>
    internal string[] Labels { get; }

    public object? this[int index] =>
        Kind switch
        {
            _ when double.IsNaN(Numbers[index]) => null,
            ValueKind.Text => Labels[(int)Numbers[index]],
            ValueKind.Time => ToTime(Numbers[index]),
            _ => Numbers[index],
        };

    /// <summary>Values of any numeric, text, boolean, enumeration or date type; null is missing.</summary>
    /// <exception cref="ArgumentException">Numbers, texts and times are mixed, or the type is none of these.</exception>
    public static Values From(ReadOnlySpan<object?> items)
    {
        var kinds = new bool[3];
        foreach (var item in items)
        {
            if (item is not null)
            {
                kinds[(int)KindOf(item)] = true;
            }
        }

        if (kinds.Count(seen => seen) > 1)
        {
            throw new ArgumentException(
                "The values mix "
                    + string.Join(" and ", Enum.GetValues<ValueKind>().Where(kind => kinds[(int)kind]))
                    + "; give one kind, for instance text by ToString()."
            );
        }

        return kinds[(int)ValueKind.Text] ? OfTexts(items)
            : kinds[(int)ValueKind.Time] ? OfTimes(items)
            : OfNumbers(items);
    }

    /// <summary>As <see cref="From"/>, for any sequence.</summary>
    public static Values Of<T>(IEnumerable<T> items) => From([.. items.Select(item => (object?)item)]);

    /// <summary>A column: booleans become texts, dates and timestamps times, a null text "(missing)", any other null NaN.</summary>
    public static Values Of(Column column)
    {
        if (column is TextColumn text)
        {
            return OfTexts([.. Enumerable.Range(0, text.Count).Select(text.At)]);
        }

        var numbers = column.Type == ColumnType.Bool ? [] : column.ToDoubles();
        return column.Type switch
        {
            ColumnType.Bool => From([.. Enumerable.Range(0, column.Count).Select(row => column[row] ?? Missing)]),
            ColumnType.Date or ColumnType.Timestamp => new(ValueKind.Time, [.. numbers.Select(day => Math.Round(day * 86_400_000))], []),
            _ => new(ValueKind.Number, numbers, []),
        };
    }

    public IEnumerator<object?> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The text at an index of any kind, in invariant form.</summary>
    internal string LabelAt(int index) =>
        this[index] switch
        {
            null => Missing,
            string text => text,
            DateTime time => NumberText.Time(time),
            double number => NumberText.Short(number),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
        };

    internal Values Take(IReadOnlyList<int> rows) => new(Kind, [.. rows.Select(row => Numbers[row])], Labels);

    internal Values WithNumbers(double[] numbers) => new(Kind, numbers, Labels);

    internal static Values Number(IEnumerable<double> numbers) => new(ValueKind.Number, [.. numbers], []);

    internal static DateTime ToTime(double milliseconds) =>
        DateTime.UnixEpoch.AddTicks(
            (long)(Math.Clamp(milliseconds, -62_135_596_800_000, 253_402_300_799_000) * TimeSpan.TicksPerMillisecond)
        );

    private static ValueKind KindOf(object item) =>
        item switch
        {
            string or bool or char or Enum => ValueKind.Text,
            DateTime or DateOnly or DateTimeOffset => ValueKind.Time,
            IConvertible => ValueKind.Number,
            TimeSpan => throw new ArgumentException("A chart cannot place a TimeSpan; give TotalSeconds or TotalMinutes."),
            _ => throw new ArgumentException($"A chart cannot place a {item.GetType().Name}; give numbers, texts, DateTime or DateOnly."),
        };

    private static Values OfNumbers(ReadOnlySpan<object?> items)
    {
        var numbers = new double[items.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = items[i] is { } item ? Convert.ToDouble(item, CultureInfo.InvariantCulture) : double.NaN;
        }

        return new Values(ValueKind.Number, numbers, []);
    }

    private static Values OfTimes(ReadOnlySpan<object?> items)
    {
        var numbers = new double[items.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = items[i] switch
            {
                DateTime time => (time - DateTime.UnixEpoch).TotalMilliseconds,
                DateTimeOffset time => (time.UtcDateTime - DateTime.UnixEpoch).TotalMilliseconds,
                DateOnly date => (date.ToDateTime(TimeOnly.MinValue) - DateTime.UnixEpoch).TotalMilliseconds,
                _ => double.NaN,
            };
        }

        return new Values(ValueKind.Time, numbers, []);
    }

    private static Values OfTexts(ReadOnlySpan<object?> items)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbers = new double[items.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var text = items[i] switch
            {
                null => Missing,
                bool flag => flag ? "true" : "false",
                var item => Convert.ToString(item, CultureInfo.InvariantCulture) ?? Missing,
            };
            if (!codes.TryGetValue(text, out var code))
            {
                codes[text] = code = codes.Count;
            }

            numbers[i] = code;
        }

        return new Values(ValueKind.Text, numbers, [.. codes.Keys]);
    }
}
