using System.Numerics;

namespace Analytics.Frames;

/// <summary>
/// A column of bool, int, long, float, double, decimal, <see cref="DateOnly"/> or <see cref="DateTime"/> values.
/// Values stand in one array; a validity bitmap (1 = present) exists only when something is missing.
/// </summary>
public sealed class Column<T> : Column
    where T : struct
{
    private readonly T[] _values;
    private readonly ulong[]? _validity;

    /// <summary>Takes the arrays over without copying: the caller must not write to them afterwards.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One value per row; where a row is null the value is ignored.</param>
    /// <param name="validity">Bit <c>row % 64</c> of word <c>row / 64</c> is 1 where the value is present; null when nothing is missing.</param>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not a column type, or the bitmap is too short.</exception>
    public Column(string name, T[] values, ulong[]? validity = null)
        : base(name, TypeOf(), values.Length)
    {
        if (validity is not null && validity.Length < (values.Length + 63) / 64)
        {
            throw new ArgumentException(
                Invariant($"Column '{name}': the validity bitmap has {validity.Length} words, {(values.Length + 63) / 64} are needed."),
                nameof(validity)
            );
        }

        _values = values;
        NullCount = CountNulls(validity, values.Length);
        _validity = NullCount == 0 ? null : validity;
    }

    /// <summary>Builds a column from nullable values.</summary>
    public static Column<T> FromNullable(string name, IEnumerable<T?> values)
    {
        var source = values as IReadOnlyList<T?> ?? values.ToArray();
        var array = new T[source.Count];
        var validity = new ulong[(array.Length + 63) / 64];
        for (var row = 0; row < array.Length; row++)
        {
            if (source[row] is not { } value)
            {
                continue;
            }

            array[row] = value;
            validity[row >> 6] |= 1UL << (row & 63);
        }

        return new Column<T>(name, array, validity);
    }

    /// <summary>All values; where <see cref="Column.IsNull"/> the entry is meaningless.</summary>
    public ReadOnlySpan<T> Values => _values;

    /// <summary>The validity bitmap, or empty when nothing is missing.</summary>
    public ReadOnlySpan<ulong> Validity => _validity;

    public override int NullCount { get; }

    public override object? this[int row] => IsNull(row) ? null : _values[row];

    public override bool IsNull(int row) => _validity is not null && (_validity[row >> 6] >> (row & 63) & 1) == 0;

    /// <summary>The value at a 0-based row, or null.</summary>
    public T? At(int row) => IsNull(row) ? null : _values[row];

    internal override bool IsMissing(int row) =>
        IsNull(row)
        || (_values is double[] doubles && double.IsNaN(doubles[row]))
        || (_values is float[] floats && float.IsNaN(floats[row]));

    internal override double NumberAt(int row) =>
        IsNull(row)
            ? double.NaN
            : _values switch
            {
                double[] doubles => doubles[row],
                float[] floats => floats[row],
                int[] ints => ints[row],
                long[] longs => longs[row],
                decimal[] decimals => (double)decimals[row],
                bool[] bools => bools[row] ? 1 : 0,
                DateOnly[] dates => dates[row].DayNumber - UnixEpochDay,
                DateTime[] times => (times[row] - DateTime.UnixEpoch).TotalDays,
                _ => throw new InvalidOperationException($"Column '{Name}' has no numbers."),
            };

    internal override (int Distinct, int TopRow, int TopCount) Frequencies() => Frequencies(row => _values[row]);

    public override Column Rename(string name) => new Column<T>(name, _values, _validity);

    public override Column Take(ReadOnlySpan<int> rows)
    {
        var values = new T[rows.Length];
        var validity = _validity is null ? null : new ulong[(rows.Length + 63) / 64];
        for (var i = 0; i < rows.Length; i++)
        {
            values[i] = _values[rows[i]];
            if (validity is not null && !IsNull(rows[i]))
            {
                validity[i >> 6] |= 1UL << (i & 63);
            }
        }

        return new Column<T>(Name, values, validity);
    }

    public override int Compare(int left, int right)
    {
        var (nullLeft, nullRight) = (IsNull(left), IsNull(right));
        if (nullLeft || nullRight)
        {
            return nullLeft.CompareTo(nullRight);
        }
        // Comparer<double> sorts NaN first; people look for it last, beside the nulls.
        if (typeof(T) == typeof(double) && (double.IsNaN((double)(object)_values[left]) || double.IsNaN((double)(object)_values[right])))
        {
            return double.IsNaN((double)(object)_values[left]).CompareTo(double.IsNaN((double)(object)_values[right]));
        }

        if (typeof(T) == typeof(float) && (float.IsNaN((float)(object)_values[left]) || float.IsNaN((float)(object)_values[right])))
        {
            return float.IsNaN((float)(object)_values[left]).CompareTo(float.IsNaN((float)(object)_values[right]));
        }

        return Comparer<T>.Default.Compare(_values[left], _values[right]);
    }

    public override bool SameValues(Column other)
    {
        if (other is not Column<T> that || that.Count != Count || that.NullCount != NullCount)
        {
            return false;
        }

        for (var row = 0; row < Count; row++)
        {
            if (IsNull(row) != that.IsNull(row) || (!IsNull(row) && !_values[row].Equals(that._values[row])))
            {
                return false;
            }
        }

        return true;
    }

    public override void CopyTo(Span<double> target)
    {
        switch (_values)
        {
            case double[] doubles:
                doubles.CopyTo(target);
                break;
            case float[] floats:
                Convert(floats, target, static v => v);
                break;
            case int[] ints:
                Convert(ints, target, static v => v);
                break;
            case long[] longs:
                Convert(longs, target, static v => v);
                break;
            case decimal[] decimals:
                Convert(decimals, target, static v => (double)v);
                break;
            case bool[] bools:
                Convert(bools, target, static v => v ? 1 : 0);
                break;
            case DateOnly[] dates:
                Convert(dates, target, static v => v.DayNumber - UnixEpochDay);
                break;
            case DateTime[] times:
                Convert(times, target, static v => (v - DateTime.UnixEpoch).TotalDays);
                break;
        }

        BlankNulls(target, double.NaN);
    }

    public override void CopyTo(Span<float> target)
    {
        switch (_values)
        {
            case float[] floats:
                floats.CopyTo(target);
                break;
            case double[] doubles:
                Convert(doubles, target, static v => (float)v);
                break;
            case int[] ints:
                Convert(ints, target, static v => v);
                break;
            case long[] longs:
                Convert(longs, target, static v => v);
                break;
            case bool[] bools:
                Convert(bools, target, static v => v ? 1 : 0);
                break;
            default:
                var doublesOfRow = ToDoubles();
                for (var row = 0; row < Count; row++)
                {
                    target[row] = (float)doublesOfRow[row];
                }

                break;
        }

        BlankNulls(target, float.NaN);
    }

    private static readonly int UnixEpochDay = new DateOnly(1970, 1, 1).DayNumber;

    private static void Convert<TFrom, TTo>(TFrom[] from, Span<TTo> to, Func<TFrom, TTo> convert)
    {
        for (var row = 0; row < from.Length; row++)
        {
            to[row] = convert(from[row]);
        }
    }

    private void BlankNulls<TNumber>(Span<TNumber> target, TNumber blank)
    {
        if (_validity is null)
        {
            return;
        }

        for (var row = 0; row < Count; row++)
        {
            if (IsNull(row))
            {
                target[row] = blank;
            }
        }
    }

    private static int CountNulls(ulong[]? validity, int count)
    {
        if (validity is null)
        {
            return 0;
        }

        var present = 0;
        for (var word = 0; word < count >> 6; word++)
        {
            present += BitOperations.PopCount(validity[word]);
        }

        if ((count & 63) != 0)
        {
            present += BitOperations.PopCount(validity[count >> 6] & ((1UL << (count & 63)) - 1));
        }

        return count - present;
    }

    private static ColumnType TypeOf() =>
        default(T) switch
        {
            bool => ColumnType.Bool,
            int => ColumnType.Int32,
            long => ColumnType.Int64,
            float => ColumnType.Single,
            double => ColumnType.Double,
            decimal => ColumnType.Decimal,
            DateOnly => ColumnType.Date,
            DateTime => ColumnType.Timestamp,
            _ => throw new ArgumentException(
                $"{typeof(T).Name} is not a column type; use bool, int, long, float, double, decimal, DateOnly or DateTime."
            ),
        };
}
