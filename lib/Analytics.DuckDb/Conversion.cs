using System.Globalization;
using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>A column's first value as the type that was asked for: exactly, widened, or refused.</summary>
internal static class Conversion
{
    public static T To<T>(Column column)
    {
        var value = column[0];
        if (value is T exact)
        {
            return exact;
        }

        if (value is null)
        {
            return default(T) is null
                ? default!
                : throw new InvalidOperationException(
                    $"Column '{column.Name}' holds NULL and {typeof(T).Name} cannot; ask for {typeof(T).Name}?."
                );
        }

        var target = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        try
        {
            return (T)Convert(value, target);
        }
        catch (Exception error) when (error is OverflowException or FormatException or InvalidCastException)
        {
            throw new InvalidCastException(
                $"Column '{column.Name}' holds {value.GetType().Name} {Text(value)}, which is no {target.Name}.",
                error
            );
        }
    }

    private static object Convert(object value, Type target) =>
        value switch
        {
            DateOnly date when target == typeof(DateTime) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            DateTime time when target == typeof(DateOnly) && time.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(time),
            DateTime time when target == typeof(DateTimeOffset) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            _ when target == typeof(string) => Text(value),
            // Text does not turn into numbers by itself: the cast belongs into the SQL.
            IConvertible number and not (string or bool) when target.IsPrimitive || target == typeof(decimal) => number.ToType(
                target,
                CultureInfo.InvariantCulture
            ),
            _ => throw new InvalidCastException(),
        };

    private static string Text(object value) =>
        value switch
        {
            string text => text,
            bool truth => truth ? "true" : "false",
            DateOnly date => ValueText.Of(date),
            DateTime time => ValueText.Of(time),
            _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        };
}
