using System.Globalization;
using Analytics.DuckDb;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class LakeWriter
{
    // Fixed, or the bytes would depend on the version's default.
    private const int RowGroup = 122880;
    private static readonly string s_copyOptions = string.Create(
        CultureInfo.InvariantCulture,
        $"(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {RowGroup})"
    );
    private static readonly Lock s_attaching = new();
    private static int s_stages;

    /// <summary>
    /// Runs a SELECT and writes its rows as Parquet beside the lake, one file per partition, named by hash.
    /// Nothing becomes visible. Equal rows give equal bytes at any number of threads, given an order without ties.
    /// </summary>
    /// <param name="db">Where the SELECT runs.</param>
    /// <param name="table"><c>layer.domain.table</c>.</param>
    /// <param name="selectSql">Gives exactly the schema's columns, in any order; each is cast to its declared type.</param>
    /// <param name="schema">The declared columns.</param>
    /// <param name="partitionBy">Column whose values split the table into folders, or null. Text, integer, boolean or date.</param>
    /// <param name="orderBy">The unique key that orders the rows within a file; empty orders by all columns.</param>
    /// <param name="ct">Interrupts DuckDB.</param>
    /// <param name="onlyPartition">The one partition that all rows fall in, where that is known: they are then sorted on their way to the file instead of before it.</param>
    /// <exception cref="LakeException">Columns differ, a NOT NULL column holds null, a type cannot be stored, or the disk is full.</exception>
    /// <exception cref="DuckDBException">The SELECT fails, a value cannot be cast to its declared type, or a row falls in another partition than the only one.</exception>
    public StagedTable Stage(
        DuckDBConnection db,
        string table,
        string selectSql,
        TableSchema schema,
        string? partitionBy,
        IReadOnlyList<string> orderBy,
        CancellationToken ct = default,
        string? onlyPartition = null
    )
    {
        _ = TableName.Parse(table);
        var canonical = Resolve(db, table, selectSql, schema, partitionBy);
        foreach (var key in orderBy.Where(key => canonical.Columns.All(column => column.Name != key)))
        {
            throw new LakeException(
                $"Table {table} cannot be ordered by '{key}': the schema has {string.Join(", ", canonical.Columns.Select(column => column.Name))}."
            );
        }

        var folder = Path.Combine(StageFolder, Interlocked.Increment(ref _stageCount).ToString("D4", CultureInfo.InvariantCulture));
        var source = $"(SELECT {Casts(canonical)} FROM ({selectSql}\n))";
        StagedTable? staged = null;
        OnDisk(
            () =>
            {
                Disk.CreateFolder(folder);
                staged =
                    canonical.PartitionBy is null ? StageWhole(db, table, source, canonical, orderBy, folder, ct)
                    : onlyPartition is not null ? StagePartition(db, table, source, canonical, orderBy, folder, onlyPartition, ct)
                    : StagePartitions(db, table, source, canonical, orderBy, folder, ct);
            },
            $"Table {table} could not be written"
        );
        lock (_gate)
        {
            _staged.Add(staged!);
            _flushing.Begin(staged!.Files);
        }

        return staged;
    }

    private static StagedTable StageWhole(
        DuckDBConnection db,
        string table,
        string source,
        TableSchema schema,
        IReadOnlyList<string> orderBy,
        string folder,
        CancellationToken ct
    )
    {
        Copy(db, source, schema, orderBy, Path.Combine(folder, "part.parquet"), ct);
        return Finish(db, table, schema, folder, [("", null)]);
    }

    private static StagedTable StagePartition(
        DuckDBConnection db,
        string table,
        string source,
        TableSchema schema,
        IReadOnlyList<string> orderBy,
        string folder,
        string value,
        CancellationToken ct
    )
    {
        var partition = schema.PartitionColumn!;
        var name = Analytics.Lake.Sql.Name(partition.Name);
        var part = NewPartition(table, partition, folder, value);
        // A row of another partition would come back as one of this: the column is not in the file.
        var guard =
            $"CASE WHEN {name} IS NOT DISTINCT FROM {Literal(partition, value)} THEN true ELSE error({Analytics.Lake.Sql.Text($"Table {table}: a row lies outside of the partition '{value}'.")}) END";
        Copy(db, $"{source} WHERE {guard}", schema, orderBy, Path.Combine(folder, part, "part.parquet"), ct);
        return Finish(db, table, schema, folder, [(part + "/", value)]);
    }

    private static StagedTable StagePartitions(
        DuckDBConnection db,
        string table,
        string source,
        TableSchema schema,
        IReadOnlyList<string> orderBy,
        string folder,
        CancellationToken ct
    )
    {
        var partition = schema.PartitionColumn!;
        var name = Analytics.Lake.Sql.Name(partition.Name);
        // The query runs once, into a database in memory that other connections see too. Sorted, each COPY reads only its stretch.
        var rows = Invariant($"analytics_lake.main.stage_{Interlocked.Increment(ref s_stages)}");
        lock (s_attaching)
        {
            db.Execute("ATTACH IF NOT EXISTS ':memory:' AS analytics_lake");
        }

        db.Execute($"CREATE TABLE {rows} AS SELECT * FROM {source} ORDER BY {name}, {Order(schema, orderBy)}", ct);
        try
        {
            var values = db.Query(
                $"SELECT {name}::VARCHAR AS value, count(*) AS rows FROM {rows} GROUP BY ALL ORDER BY value NULLS FIRST",
                ct
            );
            var isOrderKept = db.Scalar<bool>("SELECT current_setting('preserve_insertion_order')::BOOLEAN");
            var parts = new List<(string Folder, string? Partition)>();
            var copies = new List<Action<DuckDBConnection>>();
            for (var row = 0; row < values.RowCount; row++)
            {
                var value = values.Text("value").At(row);
                var part = NewPartition(table, partition, folder, value);
                var filter = value is null ? $"{name} IS NULL" : $"{name} = {Literal(partition, value)}";
                // Where row groups end depends on the threads unless a sort comes last or there is only one of them.
                var order = isOrderKept && values.Column<long>("rows").Values[row] <= RowGroup ? null : orderBy;
                copies.Add(on => Copy(on, $"{rows} WHERE {filter}", schema, order, Path.Combine(folder, part, "part.parquet"), ct));
                parts.Add((part + "/", value ?? TableSchema.NullPartition));
            }

            SideBySide(db, copies);
            return Finish(db, table, schema, folder, parts);
        }
        finally
        {
            db.Execute($"DROP TABLE IF EXISTS {rows}");
        }
    }

    /// <summary>The name of a partition's folder, which is made.</summary>
    private static string NewPartition(string table, TableColumn partition, string folder, string? value)
    {
        if (value is "" or TableSchema.NullPartition)
        {
            throw new LakeException(
                $"Table {table}: the partition column '{partition.Name}' holds '{value}', which Delta reads as null. Use null or another word."
            );
        }

        var part = DataFile.PartitionFolder(partition.Name, value ?? TableSchema.NullPartition);
        Disk.CreateFolder(Path.Combine(folder, part));
        return part;
    }

    private static string Literal(TableColumn partition, string value) => $"{Analytics.Lake.Sql.Text(value)}::{partition.Type}";

    /// <summary>A small partition is one row group and keeps one thread busy, so several are written at once.</summary>
    private static void SideBySide(DuckDBConnection db, List<Action<DuckDBConnection>> copies)
    {
        var next = -1;
        void Work(DuckDBConnection on)
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref next)) < copies.Count; )
                {
                    copies[i](on);
                }
            }
            catch
            {
                Volatile.Write(ref next, copies.Count);
                throw;
            }
        }

        var others = Enumerable
            .Range(1, Math.Max(0, (int)Math.Min(copies.Count, db.Scalar<long>("SELECT current_setting('threads')")) - 1))
            .Select(_ => db.OpenAnother())
            .ToArray();
        try
        {
            Task.WhenAll([.. others.Select(other => Task.Run(() => Work(other))), Task.Run(() => Work(db))]).GetAwaiter().GetResult();
        }
        finally
        {
            foreach (var other in others)
            {
                other.Dispose();
            }
        }
    }

    private static void Copy(
        DuckDBConnection db,
        string source,
        TableSchema schema,
        IReadOnlyList<string>? orderBy,
        string path,
        CancellationToken ct
    )
    {
        var columns = string.Join(", ", schema.StoredColumns.Select(DeltaType.ToStored));
        var order = orderBy is null ? "" : $" ORDER BY {Order(schema, orderBy)}";
        db.Execute($"COPY (SELECT {columns} FROM {source}{order}) TO {Analytics.Lake.Sql.Text(path)} {s_copyOptions}", ct);
    }

    /// <summary>Gives every part its statistics and its name.</summary>
    private static StagedTable Finish(
        DuckDBConnection db,
        string table,
        TableSchema schema,
        string folder,
        IReadOnlyList<(string Folder, string? Partition)> parts
    )
    {
        string[] paths = [.. parts.Select(part => Path.Combine(folder, part.Folder, "part.parquet"))];
        var hashes = Hashes(paths);
        var stats = FileStats.Read(db, schema, paths);
        var files = new List<DataFile>();
        foreach (var ((part, partition), path, hash) in parts.Zip(paths, hashes))
        {
            var found = stats[path];
            found.RequireNoNulls(table, schema, partition);
            if (found.Rows == 0)
            {
                File.Delete(path);
                continue;
            }

            var name = part + hash + ".parquet";
            files.Add(new DataFile(name, partition, new FileInfo(path).Length, found.Rows, found.ToJson(schema)));
            Disk.Move(path, Path.Combine(folder, name));
            CrashPoints.Pass(CrashPoints.StageHashed);
        }

        return new StagedTable(table, schema, folder, files);
    }

    private static string[] Hashes(string[] paths)
    {
        var hashes = new string[paths.Length];
        Parallel
            .ForAsync(
                0,
                paths.Length,
                (i, _) =>
                {
                    CrashPoints.Pass(CrashPoints.StageCopied);
                    hashes[i] = Hash.OfFile(paths[i]);
                    return ValueTask.CompletedTask;
                }
            )
            .GetAwaiter()
            .GetResult();
        return hashes;
    }

    /// <summary>Checks the columns and gives the schema DuckDB's own names for the types, so that <c>INT</c> and <c>INTEGER</c> are one.</summary>
    private static TableSchema Resolve(DuckDBConnection db, string table, string selectSql, TableSchema schema, string? partitionBy)
    {
        var came = db.Query($"DESCRIBE {selectSql}").Text("column_name");
        var names = Enumerable.Range(0, came.Count).Select(row => came.At(row)!).ToArray();
        var (missing, extra) = (
            schema.Columns.Select(column => column.Name).Except(names, StringComparer.Ordinal).ToArray(),
            names.Except(schema.Columns.Select(column => column.Name), StringComparer.Ordinal).ToArray()
        );
        if (missing.Length + extra.Length > 0)
        {
            throw new LakeException(
                $"Table {table}: its SELECT does not give the declared columns. Missing: {List(missing)}. Not declared: {List(extra)}."
            );
        }
        // The names of the types do not depend on the rows, and the SELECT may be long.
        var types = db.Query(
                $"DESCRIBE SELECT {string.Join(", ", schema.Columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"NULL::{column.Type} AS c{i}")))}"
            )
            .Text("column_type");
        var columns = schema.Columns.Select((column, i) => column with { Type = types.At(i)! }).ToArray();
        foreach (var column in columns)
        {
            _ = DeltaType.Stored(column.Type, column.Name);
        }

        var canonical = new TableSchema(columns, partitionBy);
        if (
            canonical.PartitionColumn is { } partition
            && partition.Type is not ("VARCHAR" or "BOOLEAN" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "DATE")
        )
        {
            throw new LakeException(
                $"Table {table} cannot be partitioned by '{partition.Name}' of type {partition.Type}. Use text, an integer, a boolean or a date."
            );
        }

        return canonical;
    }

    private static string Order(TableSchema schema, IReadOnlyList<string> orderBy) =>
        string.Join(
            ", ",
            (orderBy.Count > 0 ? orderBy : schema.Columns.Select(column => column.Name))
                .Where(key => key != schema.PartitionBy)
                .DefaultIfEmpty(schema.StoredColumns.First().Name)
                .Select(key => Analytics.Lake.Sql.Name(key) + " NULLS LAST")
        );

    private static string Casts(TableSchema schema) =>
        string.Join(
            ", ",
            schema.Columns.Select(column =>
                $"{Analytics.Lake.Sql.Name(column.Name)}::{column.Type} AS {Analytics.Lake.Sql.Name(column.Name)}"
            )
        );

    private static string List(string[] names) => names.Length == 0 ? "none" : string.Join(", ", names);
}
