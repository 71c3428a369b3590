using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>Columns that lie in DuckDB's memory as they will in ours: one copy per vector.</summary>
internal sealed unsafe class CopyReader<T>(int rows) : ColumnReader
    where T : unmanaged
{
    private readonly T[] _values = GC.AllocateUninitializedArray<T>(rows);
    private readonly ValidityBuilder _validity = new(rows);

    public override void Add(in Vector vector, int row, int count)
    {
        new ReadOnlySpan<T>(vector.Data<T>(), count).CopyTo(_values.AsSpan(row));
        if (vector.Validity == null)
            return;
        _validity.Add(vector.Validity, row, count);
        // What DuckDB leaves under a null is garbage; the same result must be the same bytes.
        for (var i = 0; i < count; i++)
        {
            if (vector.IsNull(i))
                _values[row + i] = default;
        }
    }

    public override Column ToColumn(string name) => new Column<T>(name, _values, _validity.ToArray());
}

/// <summary>Columns whose values change their form on the way.</summary>
internal sealed unsafe class ConvertReader<TFrom, TTo, TConversion>(int rows, TConversion conversion) : ColumnReader
    where TFrom : unmanaged
    where TTo : struct
    where TConversion : struct, IConversion<TFrom, TTo>
{
    private readonly TTo[] _values = new TTo[rows];
    private readonly ValidityBuilder _validity = new(rows);

    public override void Add(in Vector vector, int row, int count)
    {
        var from = new ReadOnlySpan<TFrom>(vector.Data<TFrom>(), count);
        var to = _values.AsSpan(row, count);
        if (vector.Validity == null)
        {
            for (var i = 0; i < from.Length; i++)
                to[i] = conversion.Convert(from[i]);
            return;
        }

        for (var i = 0; i < from.Length; i++)
        {
            if (!vector.IsNull(i))
                to[i] = conversion.Convert(from[i]);
        }

        _validity.Add(vector.Validity, row, count);
    }

    public override Column ToColumn(string name) => new Column<TTo>(name, _values, _validity.ToArray());
}

/// <summary>Collects chunks' validity bitmaps into one; makes none while nothing is missing.</summary>
internal sealed unsafe class ValidityBuilder(int rows)
{
    private ulong[]? _words;

    /// <summary>Takes a chunk's bitmap. Chunks without one need not come here: rows count as present until told otherwise.</summary>
    public void Add(ulong* validity, int row, int count)
    {
        var words = _words ?? MakeWords();
        if ((row & 63) == 0)
        {
            // Whole words are this chunk's alone; a word shared with a neighbour, which another thread may hold, only ever loses bits.
            new ReadOnlySpan<ulong>(validity, count >> 6).CopyTo(words.AsSpan(row >> 6));
            if ((count & 63) != 0)
                Interlocked.And(ref words[(row + count) >> 6], validity[count >> 6] | ~((1UL << (count & 63)) - 1));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if ((validity[i >> 6] >> (i & 63) & 1) == 0)
                Interlocked.And(ref words[(row + i) >> 6], ~(1UL << ((row + i) & 63)));
        }
    }

    public ulong[]? ToArray() => _words;

    private ulong[] MakeWords()
    {
        var words = new ulong[(rows + 63) / 64];
        words.AsSpan().Fill(ulong.MaxValue);
        if ((rows & 63) != 0)
            words[^1] = (1UL << (rows & 63)) - 1;
        return Interlocked.CompareExchange(ref _words, words, null) ?? words;
    }
}
