namespace Analytics.Frames;

/// <summary>Choosing and ordering rows.</summary>
public sealed partial class Frame
{
    /// <summary>The rows for which the predicate holds, in their order: <c>frame.Where(row => row.Number("speed") > 30)</c>.</summary>
    public Frame Where(RowPredicate predicate)
    {
        var kept = new List<int>();
        for (var row = 0; row < RowCount; row++)
        {
            if (predicate(new Row(this, row)))
            {
                kept.Add(row);
            }
        }

        return Take([.. kept]);
    }

    /// <summary>The rows whose mask is true.</summary>
    /// <exception cref="ArgumentException">The mask has another length than the frame.</exception>
    public Frame Where(ReadOnlySpan<bool> mask)
    {
        if (mask.Length != RowCount)
        {
            throw new ArgumentException(Invariant($"The mask has {mask.Length} entries, the frame {RowCount} rows."), nameof(mask));
        }

        var kept = new List<int>();
        for (var row = 0; row < mask.Length; row++)
        {
            if (mask[row])
            {
                kept.Add(row);
            }
        }

        return Take([.. kept]);
    }

    /// <summary>The rows in the order of the given columns, the first counting most: <c>frame.Sort("city", SortKey.Descending("count"))</c>.</summary>
    /// <remarks>Rows that are equal in all keys keep their order. Nulls and NaN come last in either direction. Text goes by ordinal.</remarks>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public Frame Sort(params IEnumerable<SortKey> keys)
    {
        var by = keys.Select(key => (Column: this[key.Column], key.IsDescending)).ToArray();
        var order = new int[RowCount];
        for (var row = 0; row < order.Length; row++)
        {
            order[row] = row;
        }

        order
            .AsSpan()
            .Sort(
                (left, right) =>
                {
                    foreach (var (column, isDescending) in by)
                    {
                        var sign = column.Compare(left, right);
                        if (sign != 0)
                        {
                            return isDescending && !column.IsMissing(left) && !column.IsMissing(right) ? -sign : sign;
                        }
                    }

                    // The sort itself is not stable; the row's number makes it so.
                    return left.CompareTo(right);
                }
            );
        return Take(order);
    }
}

/// <summary>A column to sort by; a bare name sorts upwards.</summary>
public readonly record struct SortKey(string Column, bool IsDescending = false)
{
    public static implicit operator SortKey(string column) => new(column);

    public static SortKey Ascending(string column) => new(column);

    public static SortKey Descending(string column) => new(column, IsDescending: true);
}
