namespace Analytics.Frames;

/// <summary>
/// A named, typed, immutable sequence of values, some of which may be null.
/// Numbers, dates and booleans are <see cref="Column{T}"/>; text is <see cref="TextColumn"/>.
/// </summary>
public abstract partial class Column
{
    private protected Column(string name, ColumnType type, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Type = type;
        Count = count;
    }

    public string Name { get; }

    public ColumnType Type { get; }

    public int Count { get; }

    public abstract int NullCount { get; }

    /// <summary>The value at a 0-based row, boxed; null where the value is missing.</summary>
    public abstract object? this[int row] { get; }

    public abstract bool IsNull(int row);

    /// <summary>The same values under another name; nothing is copied.</summary>
    public abstract Column Rename(string name);

    /// <summary>The values at the given 0-based rows, in that order; a row may repeat.</summary>
    public abstract Column Take(ReadOnlySpan<int> rows);

    /// <summary>Orders two rows of this column: nulls last, text by ordinal, NaN after every number.</summary>
    public abstract int Compare(int left, int right);

    /// <summary>Whether values, nulls and type are equal; the name does not count. NaN equals NaN.</summary>
    public abstract bool SameValues(Column other);

    /// <summary>True for the types that <see cref="CopyTo(Span{double})"/> accepts.</summary>
    public bool IsNumeric => Type is not ColumnType.Text;

    /// <summary>
    /// Writes the column as doubles: null is NaN, booleans are 0 and 1, dates and timestamps days since 1970-01-01.
    /// </summary>
    /// <exception cref="InvalidOperationException">The column is text.</exception>
    public abstract void CopyTo(Span<double> target);

    /// <summary>As <see cref="CopyTo(Span{double})"/>, in single precision; for wide training matrices.</summary>
    public abstract void CopyTo(Span<float> target);

    /// <summary>The column as a new array of doubles, null as NaN.</summary>
    public double[] ToDoubles()
    {
        var doubles = new double[Count];
        CopyTo(doubles);
        return doubles;
    }

    public override string ToString() => $"{Name}: {Type}[{Count}]";
}
