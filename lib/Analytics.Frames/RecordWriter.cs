using System.Globalization;
using System.Reflection;

namespace Analytics.Frames;

/// <summary>Makes columns of records' properties.</summary>
internal static class RecordWriter
{
    public static Frame Write<T>(IReadOnlyCollection<T> records)
    {
        var properties = typeof(T)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken)
            .ToArray();
        return properties.Length > 0
            ? new Frame(properties.Select(property => Column(property, records)))
            : throw new InvalidOperationException($"{typeof(T).Name} has no public properties.");
    }

    private static Column Column<T>(PropertyInfo property, IReadOnlyCollection<T> records)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var values = records.Select(record => property.GetValue(record));
        if (type == typeof(string))
        {
            return TextColumn.FromValues(property.Name, values.Select(value => (string?)value));
        }

        if (type.IsEnum)
        {
            return TextColumn.FromValues(property.Name, values.Select(value => value?.ToString()));
        }

        if (type == typeof(DateTimeOffset))
        {
            return Typed(values.Select(value => (object?)(value as DateTimeOffset?)?.UtcDateTime), value => (DateTime)value);
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => Typed(values, value => (bool)value),
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 => Typed(
                values,
                value => Convert.ToInt32(value, CultureInfo.InvariantCulture)
            ),
            TypeCode.UInt32 or TypeCode.Int64 => Typed(values, value => Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            TypeCode.UInt64 or TypeCode.Decimal => Typed(values, value => Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
            TypeCode.Single => Typed(values, value => (float)value),
            TypeCode.Double => Typed(values, value => (double)value),
            TypeCode.DateTime => Typed(values, value => Utc((DateTime)value)),
            _ when type == typeof(DateOnly) => Typed(values, value => (DateOnly)value),
            _ => throw new InvalidOperationException(
                $"{typeof(T).Name}.{property.Name} is {type.Name}, which no column holds; select records of numbers, text, dates and booleans."
            ),
        };

        Column Typed<TValue>(IEnumerable<object?> boxed, Func<object, TValue> convert)
            where TValue : struct =>
            Frames.Column<TValue>.FromNullable(
                property.Name,
                boxed.Select(value => value is null ? (TValue?)null : convert(value)).ToArray()
            );
    }

    // The machine's own zone is nobody's business; a time without a zone stays one.
    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
}
