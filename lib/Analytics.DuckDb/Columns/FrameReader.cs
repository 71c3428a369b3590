using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>
/// A query's result as a Frame, vector by vector; no row is ever made. Each thread takes a stretch of chunks of its own, so that none waits for another,
/// and the stretches are joined in their order: the columns are the same at any number of threads.
/// </summary>
internal static class FrameReader
{
    /// <summary>Fewer chunks than this per thread are not worth another thread.</summary>
    private const int LeastChunks = 8;

    /// <exception cref="InvalidCastException">A value does not fit its column; of several the first.</exception>
    public static Frame Read(Result result, CancellationToken cancellation)
    {
        var count = result.IsQuery ? result.RowCount : 0;
        if (count > Array.MaxLength)
        {
            throw new OverflowException(
                Invariant($"The result has {count} rows, a Frame holds at most {Array.MaxLength}; aggregate or limit it in SQL.")
            );
        }

        var stretches = Stretches(result, (int)count);
        Parallel.ForEach(stretches, stretch => stretch.Read(cancellation));
        cancellation.ThrowIfCancellationRequested();
        var first = 0;
        foreach (var stretch in stretches)
        {
            stretch.ThrowIfBroken(first);
            first += stretch.Rows;
        }

        var names = DistinctNames(result.Names);
        var columns = new Column[names.Length];
        Parallel.For(
            0,
            names.Length,
            column =>
                columns[column] = stretches[0]
                    .Readers[column]
                    .Join(names[column], [.. stretches.Select(stretch => stretch.Readers[column])])
        );
        return new Frame(columns);
    }

    /// <summary>The first column's first value as a column of one row, or null when the result has no row.</summary>
    public static Column? First(Result result)
    {
        using var chunk = result.IsQuery ? result.NextChunk() : null;
        if (chunk is null)
        {
            return null;
        }

        var reader = ColumnReader.For(result.Types[0], 1);
        reader.Add(result.Column(chunk, 0), 1);
        return reader.Join(result.Names[0], [reader]);
    }

    private static ResultStretch[] Stretches(Result result, int rows)
    {
        var chunks = result.IsQuery ? result.ChunkCount : 0;
        var count = Math.Clamp(chunks / LeastChunks, 1, Environment.ProcessorCount);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new ResultStretch(result, (int)((long)chunks * i / count), (int)((long)chunks * (i + 1) / count), rows)),
        ];
    }

    /// <summary>A second <c>a</c> becomes <c>a_1</c>, as in DuckDB's own CREATE TABLE AS.</summary>
    internal static string[] DistinctNames(string[] names)
    {
        var taken = new HashSet<string>(names, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Array.ConvertAll(
            names,
            name =>
            {
                if (seen.Add(name))
                {
                    return name;
                }

                for (var number = 1; ; number++)
                {
                    var next = Invariant($"{name}_{number}");
                    if (taken.Add(next))
                    {
                        return next;
                    }
                }
            }
        );
    }
}
