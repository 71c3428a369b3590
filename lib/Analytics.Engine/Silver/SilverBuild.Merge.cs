using Analytics.Lake;

namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    private TableSchema Schema => new(
        [
            .. table.Contract.Columns,
            new TableColumn(SilverTable.ObjectColumn, "VARCHAR", false, "The Bronze object that the row came from."),
        ],
        table.PartitionBy);

    private string[] Order => table.Contract.Key is { Count: > 0 } key ? [.. key] : throw new InvalidOperationException($"{_name}: a Silver table needs a key.");

    /// <summary>Joins the new rows with those that share a partition or a key, keeps the latest of each key, and stages the result.</summary>
    private Account Merge(bool full, long quarantined)
    {
        var received = work.Db.Scalar<long>("SELECT count(*) FROM checked WHERE NOT _elsewhere") + _rejects.Count;
        full |= !work.Has(_name);
        string[]? partitions = null;
        var pool = "SELECT * FROM good";
        if (!full)
        {
            partitions = table.PartitionBy is null ? null : Touched();
            var where = partitions is null ? "" : $" WHERE {Sql.Name(table.PartitionBy!)} IN ({Sql.Texts(partitions.DefaultIfEmpty(""))})";
            pool += $" UNION ALL SELECT {Sql.Names(_columns)} FROM {work.Relation(_name)}{where}";
            // Read once: the pool is small and used three times.
            work.Db.Execute($"CREATE OR REPLACE TEMP TABLE pool AS {pool}");
            pool = $"SELECT {Sql.Names(_columns)} FROM pool";
        }

        var staged = work.Writer.Stage(work.Db, _name, Latest(pool), Schema, table.PartitionBy, Order, work.Cancellation);
        if (partitions is null)
            work.Writer.Replace(staged);
        else
            work.Writer.ReplacePartitions(staged, partitions);
        work.Publish(table);
        var kept = work.Writer.Rows(_name);
        // Counted from the keys, not from what is left, so that a row lost on the way is found out.
        return new Account(received, kept, quarantined, work.Db.Scalar<long>("SELECT coalesce(sum(times - 1), 0)::BIGINT FROM repeated"));
    }

    /// <summary>The partitions that the new rows fall in, and those where one of their keys already lives.</summary>
    private string[] Touched()
    {
        var partition = Sql.Name(table.PartitionBy!);
        var key = Sql.Names(table.Contract.Key);
        var touched = work.Db.Query($"""
            SELECT DISTINCT {partition} AS p FROM good
            UNION
            SELECT DISTINCT {partition} FROM {work.Relation(_name)} WHERE ({key}) IN (SELECT ({key}) FROM good)
            ORDER BY p
            """).Text("p");
        return [.. touched.Words()];
    }

    /// <summary>
    /// One row per key: the one of the object received last; among equals the later file name, then the larger row, so that
    /// the order in which files were given never decides. Only keys that repeat are sorted.
    /// </summary>
    private string Latest(string pool)
    {
        var key = Sql.Names(table.Contract.Key);
        work.Db.Execute($"CREATE OR REPLACE TEMP TABLE repeated AS SELECT {key}, count(*) AS times FROM ({pool}) GROUP BY {key} HAVING count(*) > 1");
        if (work.Db.Scalar<long>("SELECT count(*) FROM repeated") == 0)
            return pool;
        return $"""
            SELECT {Sql.Names(_columns)} FROM ({pool}) p WHERE ({key}) NOT IN (SELECT ({key}) FROM repeated)
            UNION ALL
            SELECT {Sql.Names(_columns)} FROM (
              SELECT p.*, row_number() OVER (PARTITION BY {key} ORDER BY r.received_at DESC, r.origin DESC, md5(p::VARCHAR) DESC) AS _rank
              FROM ({pool}) p LEFT JOIN received r ON p._object = r.object
              WHERE ({key}) IN (SELECT ({key}) FROM repeated)
            ) WHERE _rank = 1
            """;
    }
}
