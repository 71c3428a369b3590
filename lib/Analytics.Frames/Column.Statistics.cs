namespace Analytics.Frames;

/// <summary>What <see cref="Frame.Describe"/> and the sort need to know of a column.</summary>
public abstract partial class Column
{
    /// <summary>Null, or NaN in a column of floating point.</summary>
    internal virtual bool IsMissing(int row) => IsNull(row);

    /// <summary>One value as <see cref="ToDoubles"/> would give it.</summary>
    internal abstract double NumberAt(int row);

    /// <summary>How many different values there are, and the row of the first occurrence of the most frequent one; of several, the smallest.</summary>
    internal abstract (int Distinct, int TopRow, int TopCount) Frequencies();

    /// <summary>Counts rows by key; the keys' order of appearance decides nothing.</summary>
    private protected (int Distinct, int TopRow, int TopCount) Frequencies<TKey>(Func<int, TKey> keyOf)
        where TKey : notnull
    {
        var groups = new Dictionary<TKey, (int FirstRow, int Count)>();
        for (var row = 0; row < Count; row++)
        {
            if (IsMissing(row))
            {
                continue;
            }

            ref var group = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                groups,
                keyOf(row),
                out var exists
            );
            group = exists ? (group.FirstRow, group.Count + 1) : (row, 1);
        }

        var (topRow, topCount) = (-1, 0);
        foreach (var (firstRow, count) in groups.Values)
        {
            if (count > topCount || (count == topCount && Compare(firstRow, topRow) < 0))
            {
                (topRow, topCount) = (firstRow, count);
            }
        }

        return (groups.Count, topRow, topCount);
    }
}
