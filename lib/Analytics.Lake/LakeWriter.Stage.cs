using System.Globalization;
using Analytics.DuckDb;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class LakeWriter
{
    // Fixed, or row groups and so the bytes would depend on the version's default.
    private const string CopyOptions = "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)";

    /// <summary>
    /// Runs a SELECT and writes its rows as Parquet beside the lake, one file per partition, flushed and named by hash.
    /// Nothing becomes visible. Equal rows give equal bytes at any number of threads, given an order without ties.
    /// </summary>
    /// <param name="db">Where the SELECT runs.</param>
    /// <param name="table"><c>layer.domain.table</c>.</param>
    /// <param name="selectSql">Gives exactly the schema's columns, in any order; each is cast to its declared type.</param>
    /// <param name="schema">The declared columns.</param>
    /// <param name="partitionBy">Column whose values split the table into folders, or null. Text, integer, boolean or date.</param>
    /// <param name="orderBy">The unique key that orders the rows within a file; empty orders by all columns.</param>
    /// <param name="ct">Interrupts DuckDB.</param>
    /// <exception cref="LakeException">Columns differ, a NOT NULL column holds null, a type cannot be stored, or the disk is full.</exception>
    /// <exception cref="DuckDBException">The SELECT fails, or a value cannot be cast to its declared type.</exception>
    public StagedTable Stage(DuckDBConnection db, string table, string selectSql, TableSchema schema, string? partitionBy, IReadOnlyList<string> orderBy, CancellationToken ct = default)
    {
        _ = TableName.Parse(table);
        var canonical = Resolve(db, table, selectSql, schema, partitionBy);
        foreach (var key in orderBy.Where(key => canonical.Columns.All(column => column.Name != key)))
            throw new LakeException($"Table {table} cannot be ordered by '{key}': the schema has {string.Join(", ", canonical.Columns.Select(column => column.Name))}.");
        var folder = Path.Combine(StageFolder, (++_stageCount).ToString("D4", CultureInfo.InvariantCulture));
        var source = $"(SELECT {Casts(canonical)} FROM ({selectSql}\n))";
        StagedTable? staged = null;
        OnDisk(
            () =>
            {
                Disk.CreateFolder(folder);
                staged = canonical.PartitionBy is null
                    ? StageWhole(db, table, source, canonical, orderBy, folder, ct)
                    : StagePartitions(db, table, source, canonical, orderBy, folder, ct);
            },
            $"Table {table} could not be written");
        _staged.Add(staged!);
        return staged!;
    }

    private static StagedTable StageWhole(DuckDBConnection db, string table, string source, TableSchema schema, IReadOnlyList<string> orderBy, string folder, CancellationToken ct)
    {
        Copy(db, source, schema, orderBy, Path.Combine(folder, "part.parquet"), ct);
        return Finish(db, table, schema, folder, [("", null)]);
    }

    private static StagedTable StagePartitions(DuckDBConnection db, string table, string source, TableSchema schema, IReadOnlyList<string> orderBy, string folder, CancellationToken ct)
    {
        const string Rows = "analytics_lake_stage";
        var partition = schema.PartitionColumn!;
        var name = Analytics.Lake.Sql.Name(partition.Name);
        // The query runs once; sorted by partition, each COPY below reads only its stretch of the table.
        db.Execute($"CREATE OR REPLACE TEMP TABLE {Rows} AS SELECT * FROM {source} ORDER BY {name}", ct);
        try
        {
            var values = db.Query($"SELECT DISTINCT {name}::VARCHAR AS value FROM {Rows} ORDER BY value NULLS FIRST", ct).Text("value");
            var parts = new List<(string Folder, string? Partition)>();
            for (var row = 0; row < values.Count; row++)
            {
                var value = values.At(row);
                if (value is "" or TableSchema.NullPartition)
                    throw new LakeException($"Table {table}: the partition column '{partition.Name}' holds '{value}', which Delta reads as null. Use null or another word.");
                var part = DataFile.PartitionFolder(partition.Name, value ?? TableSchema.NullPartition);
                Disk.CreateFolder(Path.Combine(folder, part));
                var filter = value is null ? $"{name} IS NULL" : $"{name} = {Analytics.Lake.Sql.Text(value)}::{partition.Type}";
                Copy(db, $"{Rows} WHERE {filter}", schema, [.. orderBy.Where(key => key != partition.Name)], Path.Combine(folder, part, "part.parquet"), ct);
                parts.Add((part + "/", value ?? TableSchema.NullPartition));
            }

            return Finish(db, table, schema, folder, parts);
        }
        finally
        {
            db.Execute($"DROP TABLE IF EXISTS temp.{Rows}");
        }
    }

    private static void Copy(DuckDBConnection db, string source, TableSchema schema, IReadOnlyList<string> orderBy, string path, CancellationToken ct)
    {
        var columns = string.Join(", ", schema.StoredColumns.Select(DeltaType.ToStored));
        var order = orderBy.Count == 0 ? "ALL" : string.Join(", ", orderBy.Select(key => Analytics.Lake.Sql.Name(key) + " NULLS LAST"));
        db.Execute($"COPY (SELECT {columns} FROM {source} ORDER BY {order}) TO {Analytics.Lake.Sql.Text(path)} {CopyOptions}", ct);
        Disk.Flush(path);
        CrashPoints.Pass(CrashPoints.StageCopied);
    }

    /// <summary>Gives every part its statistics and its name.</summary>
    private static StagedTable Finish(DuckDBConnection db, string table, TableSchema schema, string folder, IReadOnlyList<(string Folder, string? Partition)> parts)
    {
        var stats = FileStats.Read(db, schema, [.. parts.Select(part => Path.Combine(folder, part.Folder, "part.parquet"))]);
        var files = new List<DataFile>();
        foreach (var (part, partition) in parts)
        {
            var path = Path.Combine(folder, part, "part.parquet");
            var found = stats[path];
            found.RequireNoNulls(table, schema, partition);
            if (found.Rows == 0)
            {
                File.Delete(path);
                continue;
            }

            var name = part + Hash.OfFile(path) + ".parquet";
            files.Add(new DataFile(name, partition, new FileInfo(path).Length, found.Rows, found.ToJson(schema)));
            Disk.Move(path, Path.Combine(folder, name));
            CrashPoints.Pass(CrashPoints.StageHashed);
        }

        return new StagedTable(table, schema, folder, files);
    }

    /// <summary>Checks the columns and gives the schema DuckDB's own names for the types, so that <c>INT</c> and <c>INTEGER</c> are one.</summary>
    private static TableSchema Resolve(DuckDBConnection db, string table, string selectSql, TableSchema schema, string? partitionBy)
    {
        var came = db.Query($"DESCRIBE {selectSql}").Text("column_name");
        var names = Enumerable.Range(0, came.Count).Select(row => came.At(row)!).ToArray();
        var (missing, extra) = (schema.Columns.Select(column => column.Name).Except(names, StringComparer.Ordinal).ToArray(), names.Except(schema.Columns.Select(column => column.Name), StringComparer.Ordinal).ToArray());
        if (missing.Length + extra.Length > 0)
            throw new LakeException($"Table {table}: its SELECT does not give the declared columns. Missing: {List(missing)}. Not declared: {List(extra)}.");
        var types = db.Query($"DESCRIBE SELECT {Casts(schema)} FROM ({selectSql}\n)").Text("column_type");
        var columns = schema.Columns.Select((column, i) => column with { Type = types.At(i)! }).ToArray();
        foreach (var column in columns)
            _ = DeltaType.Stored(column.Type, column.Name);
        var canonical = new TableSchema(columns, partitionBy);
        if (canonical.PartitionColumn is { } partition && partition.Type is not ("VARCHAR" or "BOOLEAN" or "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "DATE"))
            throw new LakeException($"Table {table} cannot be partitioned by '{partition.Name}' of type {partition.Type}. Use text, an integer, a boolean or a date.");
        return canonical;
    }

    private static string Casts(TableSchema schema) =>
        string.Join(", ", schema.Columns.Select(column => $"{Analytics.Lake.Sql.Name(column.Name)}::{column.Type} AS {Analytics.Lake.Sql.Name(column.Name)}"));

    private static string List(string[] names) => names.Length == 0 ? "none" : string.Join(", ", names);
}
