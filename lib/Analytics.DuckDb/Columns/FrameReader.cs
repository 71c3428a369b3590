using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>A query's result as a Frame, vector by vector; no row is ever made.</summary>
internal static class FrameReader
{
    public static Frame Read(Result result, CancellationToken cancellation)
    {
        var count = result.IsQuery ? result.RowCount : 0;
        if (count > Array.MaxLength)
            throw new OverflowException(Invariant($"The result has {count} rows, a Frame holds at most {Array.MaxLength}; aggregate or limit it in SQL."));
        var rows = (int)count;
        var readers = Array.ConvertAll(result.Types, type => ColumnReader.For(type, rows));
        if (result.IsQuery)
            new ChunkWorkers(result, readers, cancellation).Run();
        var names = DistinctNames(result.Names);
        return new Frame(readers.Select((reader, column) => reader.ToColumn(names[column])));
    }

    /// <summary>A second <c>a</c> becomes <c>a_1</c>, as in DuckDB's own CREATE TABLE AS.</summary>
    internal static string[] DistinctNames(string[] names)
    {
        var taken = new HashSet<string>(names, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Array.ConvertAll(names, name =>
        {
            if (seen.Add(name))
                return name;
            for (var number = 1; ; number++)
            {
                var next = Invariant($"{name}_{number}");
                if (taken.Add(next))
                    return next;
            }
        });
    }
}
