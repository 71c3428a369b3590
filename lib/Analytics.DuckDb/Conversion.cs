using System.Globalization;
using System.Numerics;

namespace Analytics.DuckDb;

/// <summary>A row reader's object as the type that was asked for: exactly, widened, or refused.</summary>
internal static class Conversion
{
    /// <param name="value">The object, or null.</param>
    /// <param name="column">The column's name, for the error.</param>
    public static T To<T>(object? value, Func<string> column)
    {
        if (value is T exact)
            return exact;
        var target = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (value is null)
        {
            return default(T) is null
                ? default!
                : throw new InvalidOperationException($"Column '{column()}' holds NULL and {typeof(T).Name} cannot; ask for {typeof(T).Name}? or use IsDBNull.");
        }

        try
        {
            return (T)Convert(value, target);
        }
        catch (Exception error) when (error is OverflowException or FormatException or InvalidCastException or InvalidOperationException)
        {
            throw new InvalidCastException($"Column '{column()}' holds {value.GetType().Name} {ValueText.Of(value)}, which is no {target.Name}.", error);
        }
    }

    private static object Convert(object value, Type target) => value switch
    {
        BigInteger big => FromBig(big, target),
        DateOnly date when target == typeof(DateTime) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        DateTime time when target == typeof(DateOnly) && time.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(time),
        DateTime time when target == typeof(DateTimeOffset) => new DateTimeOffset(time),
        TimeOnly time when target == typeof(TimeSpan) => time.ToTimeSpan(),
        DuckDBInterval interval when target == typeof(TimeSpan) => interval.ToTimeSpan(),
        byte[] bytes when target == typeof(Stream) => new MemoryStream(bytes, writable: false),
        string text when target.IsEnum => Enum.Parse(target, text, ignoreCase: true),
        string text when target == typeof(Guid) => Guid.Parse(text, CultureInfo.InvariantCulture),
        _ when target == typeof(string) => ValueText.Of(value),
        _ when target == typeof(BigInteger) => new BigInteger(System.Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        // Text does not turn into numbers by itself: the cast belongs into the SQL.
        IConvertible convertible and not (string or bool) when target.IsPrimitive || target == typeof(decimal) => convertible.ToType(target, CultureInfo.InvariantCulture),
        _ => throw new InvalidCastException(),
    };

    private static object FromBig(BigInteger value, Type target) => Type.GetTypeCode(target) switch
    {
        TypeCode.Int32 => (int)value,
        TypeCode.Int64 => (long)value,
        TypeCode.UInt64 => (ulong)value,
        TypeCode.Double => (double)value,
        TypeCode.Decimal => (decimal)value,
        TypeCode.String => value.ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidCastException(),
    };
}
