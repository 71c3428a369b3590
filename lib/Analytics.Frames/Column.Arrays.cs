using System.Globalization;

namespace Analytics.Frames;

public abstract partial class Column
{
    /// <summary>
    /// The values as a new array, for charts and other libraries: <c>frame["crashes"].ToArray&lt;double&gt;()</c>. Numbers change their type where
    /// nothing is lost; text, booleans, dates and times keep theirs, or become text in invariant form with <c>string</c>.
    /// </summary>
    /// <typeparam name="T">double, float, int, long, decimal, bool, <see cref="DateOnly"/>, <see cref="DateTime"/> or string; with <c>?</c> a null stays null.</typeparam>
    /// <exception cref="InvalidOperationException">A value is missing and <typeparamref name="T"/> has none for it (double and float have NaN), or a value is no <typeparamref name="T"/>.</exception>
    public T[] ToArray<T>()
    {
        var target = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        var values = new T[Count];
        for (var row = 0; row < values.Length; row++)
        {
            if (this[row] is { } value)
            {
                values[row] = (T)Converted(value, target, row);
            }
            else if (typeof(T) == typeof(double))
            {
                values[row] = (T)(object)double.NaN;
            }
            else if (typeof(T) == typeof(float))
            {
                values[row] = (T)(object)float.NaN;
            }
            else if (default(T) is not null)
            {
                throw new InvalidOperationException(
                    Invariant(
                        $"'{Name}' has no value in row {row}, and a {target.Name} cannot say so. Use ToArray<{target.Name}?>(), or ToArray<double>(), where a missing number is NaN."
                    )
                );
            }
        }

        return values;
    }

    private object Converted(object value, Type target, int row)
    {
        if (target.IsInstanceOfType(value))
        {
            return value;
        }

        if (target == typeof(string))
        {
            return CellText.Exact(this, row);
        }

        if (value is DateOnly date && target == typeof(DateTime))
        {
            return date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        }

        if (
            value is int or long or float or double or decimal
            && (
                target == typeof(int)
                || target == typeof(long)
                || target == typeof(float)
                || target == typeof(double)
                || target == typeof(decimal)
            )
        )
        {
            var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
            if (target == typeof(double) || target == typeof(float) || target == typeof(decimal) || number == Math.Truncate(number))
            {
                return Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException(
            Invariant($"'{Name}' is {Type}, and its value in row {row}, {CellText.Exact(this, row)}, is no {target.Name}.")
        );
    }
}
