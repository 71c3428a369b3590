using Analytics.Lake.Delta;

namespace Analytics.Lake;

/// <summary>Quoting, and the SELECT that reads a table's files.</summary>
internal static class Sql
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string PathList(IEnumerable<string> paths) => $"[{string.Join(", ", paths.Select(Text))}]";

    /// <summary>
    /// A SELECT of all columns, in the schema's order and types. Files of a partitioned table lie in <c>column=value</c> folders.
    /// </summary>
    public static string Select(TableSchema schema, IReadOnlyCollection<string> paths)
    {
        if (paths.Count == 0)
        {
            return $"SELECT {string.Join(", ", schema.Columns.Select(column => $"NULL::{column.Type} AS {Name(column.Name)}"))} WHERE false";
        }

        var columns = string.Join(", ", schema.Columns.Select(DeltaType.FromStored));
        // hive_types stops DuckDB from guessing the type of the partition column from its values.
        var hive = schema.PartitionColumn is { } partition
            ? $"hive_partitioning = true, hive_types_autocast = false, hive_types = {{{Text(partition.Name)}: {DeltaType.Stored(partition.Type, partition.Name)}}}"
            : "hive_partitioning = false";
        return $"SELECT {columns} FROM read_parquet({PathList(paths)}, {hive})";
    }
}
