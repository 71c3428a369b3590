using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>Columns that lie in DuckDB's memory as they will in ours: one copy per vector.</summary>
internal sealed unsafe class CopyReader<T>(int rows) : ColumnReader
    where T : unmanaged
{
    private readonly T[] _values = GC.AllocateUninitializedArray<T>(rows);
    private readonly ValidityBuilder _validity = new(rows);
    private int _count;

    public override void Add(in Vector vector, int count)
    {
        new ReadOnlySpan<T>(vector.Data<T>(), count).CopyTo(_values.AsSpan(_count));
        _validity.Add(vector.Validity, count);
        if (vector.Validity != null)
            Blank(vector, count);
        _count += count;
    }

    public override Column ToColumn(string name) => new Column<T>(name, _values, _validity.ToArray());

    // What DuckDB leaves under a null is garbage; the same result must be the same bytes.
    private void Blank(in Vector vector, int count)
    {
        for (var row = 0; row < count; row++)
        {
            if (vector.IsNull(row))
                _values[_count + row] = default;
        }
    }
}

/// <summary>Columns whose values change their form on the way.</summary>
internal sealed unsafe class ConvertReader<TFrom, TTo, TConversion>(int rows, TConversion conversion) : ColumnReader
    where TFrom : unmanaged
    where TTo : struct
    where TConversion : struct, IConversion<TFrom, TTo>
{
    private readonly TTo[] _values = new TTo[rows];
    private readonly ValidityBuilder _validity = new(rows);
    private int _count;

    public override void Add(in Vector vector, int count)
    {
        var from = new ReadOnlySpan<TFrom>(vector.Data<TFrom>(), count);
        var to = _values.AsSpan(_count, count);
        if (vector.Validity == null)
        {
            for (var row = 0; row < from.Length; row++)
                to[row] = conversion.Convert(from[row]);
        }
        else
        {
            for (var row = 0; row < from.Length; row++)
            {
                if (!vector.IsNull(row))
                    to[row] = conversion.Convert(from[row]);
            }
        }

        _validity.Add(vector.Validity, count);
        _count += count;
    }

    public override Column ToColumn(string name) => new Column<TTo>(name, _values, _validity.ToArray());
}

/// <summary>Collects chunks' validity bitmaps into one; makes none while nothing is missing.</summary>
internal sealed unsafe class ValidityBuilder(int rows)
{
    private ulong[]? _words;
    private int _count;

    public void Add(ulong* validity, int count)
    {
        if (validity != null && _words is null)
        {
            _words = new ulong[(rows + 63) / 64];
            Fill(0, _count);
        }

        if (validity == null)
        {
            if (_words is not null)
                Fill(_count, count);
        }
        else if ((_count & 63) == 0)
        {
            // Chunks are full (a multiple of 64 rows) but for the last, so this is the usual way; bits past the end are cut off by the column.
            new ReadOnlySpan<ulong>(validity, (count + 63) / 64).CopyTo(_words.AsSpan(_count >> 6));
            if ((count & 63) != 0)
                _words![(_count + count) >> 6] &= (1UL << (count & 63)) - 1;
        }
        else
        {
            for (var row = 0; row < count; row++)
            {
                if ((validity[row >> 6] >> (row & 63) & 1) != 0)
                    _words![(_count + row) >> 6] |= 1UL << ((_count + row) & 63);
            }
        }

        _count += count;
    }

    public ulong[]? ToArray() => _words;

    private void Fill(int from, int count)
    {
        var row = from;
        for (; row < from + count && (row & 63) != 0; row++)
            _words![row >> 6] |= 1UL << (row & 63);
        for (; row + 64 <= from + count; row += 64)
            _words![row >> 6] = ulong.MaxValue;
        for (; row < from + count; row++)
            _words![row >> 6] |= 1UL << (row & 63);
    }
}
