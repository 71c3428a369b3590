using Analytics.Lake;

namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    private const long RowsAtOnce = 300_000;

    private TableSchema Schema =>
        new(
            [
                .. table.Contract.Columns,
                new TableColumn(SilverTable.ObjectColumn, "VARCHAR", false, "The Bronze object that the row came from."),
            ],
            table.PartitionBy
        );

    private string[] Order =>
        table.Contract.Key is { Count: > 0 } key ? [.. key] : throw new InvalidOperationException($"{_name}: a Silver table needs a key.");

    /// <summary>Joins the new rows with those that share a partition or a key, keeps the latest of each key, and stages the result.</summary>
    private Account Merge(bool full, long quarantined)
    {
        var received =
            work.Db.Scalar<long>("SELECT count(*) FROM checked WHERE NOT _elsewhere")
            + _rejects.Where(IsCounted).Sum(reject => reject.Rows);
        full |= !work.Has(_name);
        var stored = Gather(full);
        string[]? partitions = null;
        var pool = "SELECT * FROM good";
        if (!full)
        {
            partitions = table.PartitionBy is null ? null : Touched();
            var where = partitions is null ? "" : $" WHERE {StoredPartition} IN ({Sql.Texts(partitions.DefaultIfEmpty(""))})";
            pool += $" UNION ALL SELECT {Sql.Names(_columns)} FROM ({stored}){where}";
        }

        Store(pool, partitions);
        work.Db.Execute("DROP TABLE IF EXISTS gathered");
        var kept = work.Writer.Rows(_name);
        // Counted from the keys, not from what is left, so that a row lost on the way is found out.
        return new Account(received, kept, quarantined, work.Db.Scalar<long>("SELECT coalesce(sum(times - 1), 0)::BIGINT FROM repeated"));
    }

    /// <summary>Stages the latest row of each key, some partitions at a time, in place of all partitions or of those given.</summary>
    private void Store(string pool, string[]? partitions)
    {
        var latest = Latest(pool);
        var partition = table.PartitionBy is null ? null : Sql.Name(table.PartitionBy);
        var bites = partition is null
            ? []
            : Bites.Of(work, $"SELECT {partition} AS p, count(*) AS n FROM ({pool}) GROUP BY 1", RowsAtOnce, partitions);
        if (bites.Count == 0 && partitions is null)
        {
            work.Writer.Replace(Stage(latest));
        }

        foreach (var (number, bite) in bites.Index())
        {
            var staged = Stage(
                bites.Count == 1 ? latest : $"SELECT * FROM ({latest}) WHERE {partition} IN ({Sql.Texts(bite)})",
                bite is [var only] ? only : null
            );
            if (partitions is not null)
            {
                work.Writer.ReplacePartitions(staged, bite);
            }
            else if (number == 0)
            {
                work.Writer.Replace(staged);
            }
            else
            {
                work.Writer.Append(staged);
            }
        }
    }

    private StagedTable Stage(string sql, string? onlyPartition = null) =>
        work.Writer.Stage(work.Db, _name, sql, Schema, table.PartitionBy, Order, work.Cancellation, onlyPartition);

    /// <summary>The partitions that the new rows fall in, and those where one of their keys already lives.</summary>
    private string[] Touched()
    {
        var partition = Sql.Name(table.PartitionBy!);
        var key = Sql.Names(table.Contract.Key);
        var touched = work
            .Db.Query(
                $"""
                SELECT DISTINCT {partition} AS p FROM good
                UNION
                SELECT DISTINCT {partition} FROM {work.Relation(_name)} WHERE ({key}) IN (SELECT ({key}) FROM good){(
                    _isGathered ? $" OR {Sql.Name(table.Entity!)} IN (SELECT entity FROM gathered)" : ""
                )}
                ORDER BY p
                """
            )
            .Text("p");
        return [.. touched.Words()];
    }

    /// <summary>
    /// One row per key: the one of the object received last; among equals the later file name, then the larger row, so that
    /// the order in which files were given never decides. Only keys that repeat are sorted.
    /// </summary>
    private string Latest(string pool)
    {
        var key = Sql.Names(table.Contract.Key);
        work.Db.Execute(
            $"CREATE OR REPLACE TEMP TABLE repeated AS SELECT {key}, count(*) AS times FROM ({pool}) GROUP BY {key} HAVING count(*) > 1"
        );
        if (work.Db.Scalar<long>("SELECT count(*) FROM repeated") == 0)
        {
            return pool;
        }

        var contest = $"""
            SELECT p.*, row_number() OVER (PARTITION BY {key} ORDER BY r.received_at DESC, r.origin DESC, md5(p::VARCHAR) DESC) AS _rank
            FROM ({pool}) p LEFT JOIN received r ON p._object = r.object
            WHERE ({key}) IN (SELECT ({key}) FROM repeated)
            """;
        var folded = Fold(contest, key);
        var rest = folded is null ? "" : $" AND ({key}) NOT IN (SELECT ({key}) FROM folded) UNION ALL {folded}";
        // Once for all partitions: a key's rows may lie in several.
        work.Db.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE winners AS
            SELECT {Sql.Names(_columns)} FROM ({contest}) WHERE _rank = 1{rest}
            """
        );
        return $"SELECT {Sql.Names(_columns)} FROM ({pool}) p WHERE ({key}) NOT IN (SELECT ({key}) FROM repeated) UNION ALL SELECT {Sql.Names(_columns)} FROM winners";
    }
}
