using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>Values of a fixed size, and which of them are missing.</summary>
internal abstract class ValueReader<T>(int capacity) : ColumnReader
    where T : struct
{
    private readonly ValidityBits _validity = new(capacity);

    protected T[] Values { get; } = GC.AllocateUninitializedArray<T>(capacity);

    protected int Rows { get; private set; }

    protected unsafe void End(in Vector vector, int count)
    {
        _validity.Add(vector.Validity, Rows, count);
        Rows += count;
    }

    public override Column Join(string name, IReadOnlyList<ColumnReader> parts)
    {
        ValueReader<T>[] readers = [.. parts.Cast<ValueReader<T>>()];
        var rows = readers.Sum(reader => reader.Rows);
        var values =
            readers.Length == 1 && rows == Values.Length
                ? Values
                : Concatenate(readers, rows, reader => reader.Values.AsSpan(0, reader.Rows));
        return new Column<T>(name, values, ValidityBits.Join(readers.Select(reader => (reader._validity, reader.Rows)), rows));
    }
}

/// <summary>Columns that lie in DuckDB's memory as they will in ours: one copy per vector.</summary>
internal sealed unsafe class CopyReader<T>(int capacity) : ValueReader<T>(capacity)
    where T : unmanaged
{
    public override void Add(in Vector vector, int count)
    {
        var to = Values.AsSpan(Rows, count);
        new ReadOnlySpan<T>(vector.Data<T>(), count).CopyTo(to);
        // What DuckDB leaves under a null is garbage; the same result must be the same bytes.
        for (var i = 0; vector.Validity != null && i < count; i++)
        {
            if (vector.IsNull(i))
            {
                to[i] = default;
            }
        }

        End(vector, count);
    }
}

/// <summary>Columns whose values change their form on the way.</summary>
internal sealed unsafe class ConvertReader<TFrom, TTo, TConversion>(int capacity, TConversion conversion) : ValueReader<TTo>(capacity)
    where TFrom : unmanaged
    where TTo : struct
    where TConversion : struct, IConversion<TFrom, TTo>
{
    public override void Add(in Vector vector, int count)
    {
        var from = new ReadOnlySpan<TFrom>(vector.Data<TFrom>(), count);
        var to = Values.AsSpan(Rows, count);
        if (vector.Validity == null)
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = conversion.Convert(from[i]);
            }
        }
        else
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = vector.IsNull(i) ? default : conversion.Convert(from[i]);
            }
        }

        End(vector, count);
    }
}
