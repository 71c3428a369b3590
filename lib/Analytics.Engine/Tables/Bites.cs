namespace Analytics.Engine;

/// <summary>Divides a table's partitions into groups of about so many rows, which are made one after the other to need little memory.</summary>
internal static class Bites
{
    /// <param name="work">Where the query runs.</param>
    /// <param name="counts">A query of <c>p</c>, the partitions as text without null, and <c>n</c>, their rows.</param>
    /// <param name="most">Rows of a group; a larger partition is a group of its own.</param>
    /// <param name="wanted">The partitions to divide, those without rows too; null for all that the query gives.</param>
    public static IReadOnlyList<string[]> Of(Workspace work, string counts, long most, IReadOnlyList<string>? wanted)
    {
        if (wanted is [_])
        {
            return
            [
                [.. wanted],
            ];
        }

        var found = work.Db.Query($"SELECT p, sum(n)::BIGINT AS n FROM ({counts}) GROUP BY p ORDER BY p");
        var rowsOf = found
            .Text("p")
            .Words()
            .Zip(found.Column<long>("n").Values.ToArray())
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var bites = new List<string[]>();
        var (bite, rows) = (new List<string>(), 0L);
        foreach (var partition in wanted ?? [.. rowsOf.Keys.Order(StringComparer.Ordinal)])
        {
            var more = rowsOf.GetValueOrDefault(partition);
            if (bite.Count > 0 && rows + more > most)
            {
                bites.Add([.. bite]);
                (bite, rows) = ([], 0);
            }

            bite.Add(partition);
            rows += more;
        }

        if (bite.Count > 0)
        {
            bites.Add([.. bite]);
        }

        return bites;
    }
}
