using Analytics.DuckDb;

namespace Analytics.Lake;

public sealed partial class Lake
{
    /// <summary>Compares a table in two snapshots row by row.</summary>
    /// <param name="a">The first snapshot.</param>
    /// <param name="b">The second.</param>
    /// <param name="table">A table missing in one of them counts as empty there.</param>
    /// <param name="key">Columns that together are unique and not null.</param>
    /// <exception cref="LakeException">Neither has the table, a key column is missing, or the key is not unique.</exception>
    /// <param name="origin">A column that says where a row came from: rows that differ in nothing else are counted apart. Null for none.</param>
    public TableDiff Diff(Snapshot a, Snapshot b, string table, IReadOnlyList<string> key, string? origin = null)
    {
        var (left, right) = (a.Tables.GetValueOrDefault(table), b.Tables.GetValueOrDefault(table));
        if (left is null && right is null)
        {
            throw new LakeException($"Neither {a} nor {b} has the table '{table}'. {b} has: {string.Join(", ", b.Tables.Keys)}.");
        }

        if (left?.Sha == right?.Sha)
        {
            return new TableDiff(table, 0, 0, 0, new SortedDictionary<string, long>(StringComparer.Ordinal), [], []);
        }

        var schemaA = (left is null ? b : a).Schema(table);
        var schemaB = (right is null ? a : b).Schema(table);
        CheckKey(table, schemaA, key);
        CheckKey(table, schemaB, key);

        // A file that both have holds the same rows on both sides and cannot differ.
        var filesA = left is null ? [] : a.Files(table);
        var filesB = right is null ? [] : b.Files(table);
        var common = schemaA.Equals(schemaB) ? filesA.Intersect(filesB, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal) : [];
        if (left is not null)
        {
            a.Require(table);
        }

        if (right is not null)
        {
            b.Require(table);
        }

        using var db = DuckDBConnection.InMemory();
        db.Execute($"CREATE VIEW a AS {Sql.Select(schemaA, [.. filesA.Where(path => !common.Contains(path))])}");
        db.Execute($"CREATE VIEW b AS {Sql.Select(schemaB, [.. filesB.Where(path => !common.Contains(path))])}");
        RequireUnique(db, "a", a, table, key);
        RequireUnique(db, "b", b, table, key);
        return Compare(db, table, schemaA, schemaB, key, origin);
    }

    private static TableDiff Compare(
        DuckDBConnection db,
        string table,
        TableSchema schemaA,
        TableSchema schemaB,
        IReadOnlyList<string> key,
        string? origin
    )
    {
        var namesA = schemaA.Columns.Select(column => column.Name).ToArray();
        var namesB = schemaB.Columns.Select(column => column.Name).ToArray();
        var compared = namesA
            .Intersect(namesB, StringComparer.Ordinal)
            .Except(key, StringComparer.Ordinal)
            .Where(column => column != origin)
            .ToArray();
        var join = string.Join(" AND ", key.Select(column => $"a.{Sql.Name(column)} = b.{Sql.Name(column)}"));
        var first = Sql.Name(key[0]);
        var differs = compared.Select(column => $"a.{Sql.Name(column)} IS DISTINCT FROM b.{Sql.Name(column)}").ToArray();
        var anyDiffers = differs.Length == 0 ? "false" : string.Join(" OR ", differs);
        var moved =
            origin is not null && namesA.Contains(origin) && namesB.Contains(origin)
                ? $"a.{Sql.Name(origin)} IS DISTINCT FROM b.{Sql.Name(origin)}"
                : "false";
        var counts = string.Concat(
            differs.Select(
                (differ, i) => Invariant($", count(*) FILTER (WHERE a.{first} IS NOT NULL AND b.{first} IS NOT NULL AND {differ}) AS c{i}")
            )
        );
        var frame = db.Query(
            $"SELECT count(*) FILTER (WHERE a.{first} IS NULL) AS added, count(*) FILTER (WHERE b.{first} IS NULL) AS removed, count(*) FILTER (WHERE a.{first} IS NOT NULL AND b.{first} IS NOT NULL AND ({anyDiffers})) AS changed, count(*) FILTER (WHERE a.{first} IS NOT NULL AND b.{first} IS NOT NULL AND NOT ({anyDiffers}) AND {moved}) AS moved{counts} FROM a FULL JOIN b ON {join}"
        );
        var columns = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < compared.Length; i++)
        {
            if (Count(frame, Invariant($"c{i}")) is > 0 and var count)
            {
                columns[compared[i]] = count;
            }
        }

        return new TableDiff(
            table,
            Count(frame, "added"),
            Count(frame, "removed"),
            Count(frame, "changed"),
            columns,
            [.. namesB.Except(namesA, StringComparer.Ordinal)],
            [.. namesA.Except(namesB, StringComparer.Ordinal)]
        )
        {
            Moved = Count(frame, "moved"),
        };
    }

    private static long Count(Frames.Frame frame, string column) => frame.Column<long>(column).Values[0];

    private static void CheckKey(string table, TableSchema schema, IReadOnlyList<string> key)
    {
        if (key.Count == 0)
        {
            throw new LakeException($"Table {table} cannot be compared without a key. Name the columns that make a row unique.");
        }

        foreach (var column in key.Where(column => schema.Columns.All(each => each.Name != column)))
        {
            throw new LakeException(
                $"Table {table} has no column '{column}' to compare by. It has: {string.Join(", ", schema.Columns.Select(each => each.Name))}."
            );
        }
    }

    private static void RequireUnique(DuckDBConnection db, string view, Snapshot snapshot, string table, IReadOnlyList<string> key)
    {
        var columns = string.Join(", ", key.Select(Sql.Name));
        var repeated = db.Scalar<long>(
            $"SELECT count(*) FROM (SELECT {columns} FROM {view} GROUP BY {columns} HAVING count(*) > 1 OR {string.Join(" OR ", key.Select(column => $"{Sql.Name(column)} IS NULL"))})"
        );
        if (repeated > 0)
        {
            throw new LakeException(
                Invariant(
                    $"Table {table} in {snapshot}: {repeated} values of ({string.Join(", ", key)}) are null or stand in several rows, so rows cannot be matched. Compare by a unique key."
                )
            );
        }
    }
}
