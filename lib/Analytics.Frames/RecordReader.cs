using System.Globalization;
using System.Reflection;

namespace Analytics.Frames;

/// <summary>Makes records of rows.</summary>
internal static class RecordReader<T>
{
    private static readonly NullabilityInfoContext s_nullability = new();

    public static T[] Read(Frame frame)
    {
        var constructor = typeof(T).GetConstructors().MaxBy(each => each.GetParameters().Length);
        var parameters = constructor?.GetParameters() ?? [];
        var taken = parameters.Select(parameter => Bare(parameter.Name!)).ToHashSet(StringComparer.Ordinal);
        var arguments = Array.ConvertAll(
            parameters,
            parameter =>
                Find(frame, parameter.Name!) is { } column ? Target.Of(column, parameter.ParameterType, AllowsNull(parameter))
                : parameter.HasDefaultValue ? null
                : throw Missing(frame, parameter.Name!)
        );
        var properties = typeof(T)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && !taken.Contains(Bare(property.Name)))
            .Select(property => (Property: property, Column: Find(frame, property.Name)))
            .Where(pair => pair.Column is not null)
            .Select(pair => (pair.Property, Target: Target.Of(pair.Column!, pair.Property.PropertyType, AllowsNull(pair.Property))))
            .ToArray();
        if (constructor is null && !typeof(T).IsValueType)
        {
            throw new InvalidOperationException($"{typeof(T).Name} has no public constructor.");
        }

        if (parameters.Length == 0 && properties.Length == 0)
        {
            throw new InvalidOperationException(
                $"{typeof(T).Name} has no constructor parameter or settable property with the name of a column: {string.Join(", ", frame.Names)}."
            );
        }

        var records = new T[frame.RowCount];
        var values = new object?[parameters.Length];
        for (var row = 0; row < records.Length; row++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = arguments[i] is { } target ? target.At(row) : parameters[i].DefaultValue;
            }

            var record = constructor is null ? Activator.CreateInstance(typeof(T))! : constructor.Invoke(values);
            foreach (var (property, target) in properties)
            {
                property.SetValue(record, target.At(row));
            }

            records[row] = (T)record;
        }

        return records;
    }

    private static Column? Find(Frame frame, string name) =>
        frame.TryGet(name, out var exact) ? exact : frame.Columns.FirstOrDefault(column => Bare(column.Name) == Bare(name));

    private static string Bare(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static bool AllowsNull(ParameterInfo parameter) =>
        Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        || (!parameter.ParameterType.IsValueType && s_nullability.Create(parameter).WriteState != NullabilityState.NotNull);

    private static bool AllowsNull(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && s_nullability.Create(property).WriteState != NullabilityState.NotNull);

    private static InvalidOperationException Missing(Frame frame, string name) =>
        new($"{typeof(T).Name} needs a column '{name}'. The frame has: {string.Join(", ", frame.Names)}.");

    /// <summary>One column on its way to one parameter or property.</summary>
    private sealed record Target(Column Column, bool AllowsNull, Type Type, Func<object, object> Convert)
    {
        public static Target Of(Column column, Type type, bool allowsNull)
        {
            var bare = Nullable.GetUnderlyingType(type) ?? type;
            return new(
                column,
                allowsNull,
                bare,
                Conversion(column, bare)
                    ?? throw new InvalidOperationException(
                        $"{typeof(T).Name} takes '{column.Name}' as {bare.Name}, and the column holds {column.Type}."
                    )
            );
        }

        public object? At(int row)
        {
            if (Column[row] is not { } value)
            {
                return AllowsNull
                    ? null
                    : throw new InvalidCastException(
                        Invariant(
                            $"Row {row + 1}, column '{Column.Name}': null, and {typeof(T).Name} takes {Type.Name}, which cannot be null."
                        )
                    );
            }

            try
            {
                return Convert(value);
            }
            catch (Exception error) when (error is OverflowException or ArgumentException)
            {
                throw new InvalidCastException(
                    Invariant($"Row {row + 1}, column '{Column.Name}': {CellText.Exact(Column, row)} is no {Type.Name}."),
                    error
                );
            }
        }

        // Numbers go to any number type that holds the very value; the rest must be what it is.
        private static Func<object, object>? Conversion(Column column, Type type) =>
            column.Type switch
            {
                _ when type == typeof(object) => value => value,
                ColumnType.Bool => type == typeof(bool) ? value => value : null,
                ColumnType.Text => type == typeof(string) ? value => value
                : type.IsEnum ? value => Enum.Parse(type, (string)value, ignoreCase: true)
                : null,
                ColumnType.Date => type == typeof(DateOnly) ? value => value
                : type == typeof(DateTime) ? value => ((DateOnly)value).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)
                : null,
                ColumnType.Timestamp => type == typeof(DateTime) ? value => value
                : type == typeof(DateTimeOffset) ? value => new DateTimeOffset(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc))
                : null,
                _ => IsNumber(type) ? value => Number(value, type) : null,
            };

        private static bool IsNumber(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal;

        private static object Number(object value, Type type)
        {
            var converted = System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
            var isWhole = Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;
            return
                isWhole
                && value is float or double or decimal
                && !System
                    .Convert.ToDecimal(value, CultureInfo.InvariantCulture)
                    .Equals(System.Convert.ToDecimal(converted, CultureInfo.InvariantCulture))
                ? throw new OverflowException()
                : converted;
        }
    }
}
