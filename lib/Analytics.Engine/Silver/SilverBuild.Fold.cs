namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    /// <summary>
    /// Puts together the rows of keys that a file with fewer columns gives again: from the oldest delivery to the newest, each
    /// row takes over the row before, but for columns that its file does not have. These keep what is known. What follows from
    /// several columns is made from those put together, as its field says.
    /// </summary>
    /// <param name="contest">All rows of repeated keys with <c>_rank</c>, 1 for the newest.</param>
    /// <param name="key">The key's columns as SQL.</param>
    /// <returns>A query of the rows put together; null where no file of them lacks a column.</returns>
    private string? Fold(string contest, string key)
    {
        var absent = AbsentColumns();
        if (absent.Count == 0)
        {
            return null;
        }

        work.Db.Execute("CREATE OR REPLACE TEMP TABLE absent (object VARCHAR, absent VARCHAR[], lacks VARCHAR[])");
        foreach (var (each, (columns, lacks)) in absent)
        {
            work.Db.Execute(
                $"INSERT INTO absent VALUES ({Sql.Text(each)}, [{Sql.Texts(columns)}]::VARCHAR[], [{Sql.Texts(lacks)}]::VARCHAR[])"
            );
        }

        work.Db.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE folding AS
            SELECT c.*, coalesce(a.absent, []) AS _absent, coalesce(a.lacks, []) AS _lacks, row_number() OVER (PARTITION BY {key} ORDER BY _rank DESC) AS _turn
            FROM ({contest}) c LEFT JOIN absent a ON c._object = a.object
            WHERE ({key}) IN (SELECT ({key}) FROM ({contest}) JOIN absent a ON _object = a.object);
            CREATE OR REPLACE TEMP TABLE folded AS SELECT {Sql.Names(_columns)} FROM folding WHERE _turn = 1
            """
        );
        var turns = work.Db.Scalar<long>("SELECT coalesce(max(_turn), 0) FROM folding");
        var isKey = Order.ToHashSet(StringComparer.Ordinal);
        var fields = table.Contract.Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        var taken = string.Join(
            ", ",
            _columns.Select(name =>
                name == SilverTable.ObjectColumn || isKey.Contains(name) ? $"new.{Sql.Name(name)}" : Value(fields[name])
            )
        );
        for (var turn = 2L; turn <= turns; turn++)
        {
            work.Cancellation.ThrowIfCancellationRequested();
            work.Db.Execute(
                $"""
                CREATE OR REPLACE TEMP TABLE next AS
                SELECT {taken} FROM (SELECT * FROM folding WHERE _turn = {turn.ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                )}) new JOIN folded old USING ({key})
                UNION ALL SELECT old.* FROM folded old ANTI JOIN (SELECT {key} FROM folding WHERE _turn = {turn.ToString(
                    System.Globalization.CultureInfo.InvariantCulture
                )}) new USING ({key});
                DROP TABLE folded;
                ALTER TABLE next RENAME TO folded
                """
            );
        }

        work.Db.Execute("DROP TABLE folding; DROP TABLE absent");
        return $"SELECT {Sql.Names(_columns)} FROM folded";

        static string Value(Field field)
        {
            var name = Sql.Name(field.Name);
            return field.Merging is { } merging
                ? $"({merging})::{field.Type} AS {name}"
                : $"CASE WHEN list_contains(new._absent, {Sql.Text(field.Name)}) THEN old.{name} ELSE new.{name} END AS {name}";
        }
    }

    /// <summary>
    /// Object → the table's columns that its file has nothing for, and the raw columns it lacks. Of the objects read now; of those
    /// read before, what the lake remembers: the place of their rows among the others may be in between.
    /// </summary>
    private Dictionary<string, (string[] Columns, string[] Lacks)> AbsentColumns()
    {
        var absent = new Dictionary<string, (string[], string[])>(StringComparer.Ordinal);
        foreach (var (each, match) in _matches.Where(pair => pair.Value.Lacks.Any()))
        {
            if (table.Feeds.FirstOrDefault(feed => feed.Layout == match.Layout.Name) is not { } feed)
            {
                continue;
            }

            var columns = table
                .Contract.Fields.Select(field => field.Name)
                .Where(name =>
                    FeedColumns.Of(work.Db, feed).RawOf(name, match.Layout) is { Count: > 0 } raw && raw.All(match.Lacks.Contains)
                )
                .ToArray();
            var lacks = Lacking(match);
            if (columns.Length > 0 || lacks.Count > 0)
            {
                absent[each] = (columns, [.. lacks]);
            }
        }

        return absent;
    }
}
