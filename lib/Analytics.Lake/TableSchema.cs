using System.Text;

namespace Analytics.Lake;

/// <summary>One column of a table.</summary>
/// <param name="Name">Unique in the table regardless of case; none of <c>space , ; { } ( ) tab newline =</c>.</param>
/// <param name="Type">A DuckDB type: <c>BIGINT</c>, <c>DECIMAL(18,2)</c>, <c>VARCHAR[]</c>, … TIMESTAMP is UTC.</param>
/// <param name="Nullable">False refuses a null when the table is staged.</param>
/// <param name="Comment">What the column means; stored in the Delta schema.</param>
public sealed record TableColumn(string Name, string Type, bool Nullable = true, string? Comment = null);

/// <summary>The columns of a table in order, and the one it is partitioned by, if any.</summary>
public sealed class TableSchema : IEquatable<TableSchema>
{
    /// <summary>Stands for null among partition values, as in the folder names of Hive.</summary>
    public const string NullPartition = "__HIVE_DEFAULT_PARTITION__";

    /// <exception cref="LakeException">No column, a name twice, a forbidden character, or an unknown partition column.</exception>
    public TableSchema(IReadOnlyList<TableColumn> columns, string? partitionBy = null)
    {
        Columns = columns;
        PartitionBy = partitionBy;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns)
        {
            if (column.Name.Length == 0 || column.Name.AsSpan().IndexOfAny(" ,;{}()\t\r\n=") >= 0)
            {
                throw new LakeException(
                    $"Column '{column.Name}' cannot be stored: Delta column names are not empty and hold no space , ; {{ }} ( ) tab, newline or =."
                );
            }

            if (!names.Add(column.Name))
            {
                throw new LakeException($"Column '{column.Name}' stands twice in the schema (case does not tell columns apart).");
            }
        }

        if (columns.Count == 0)
        {
            throw new LakeException("A table needs at least one column.");
        }

        if (partitionBy is not null && columns.All(column => column.Name != partitionBy))
        {
            throw new LakeException(
                $"The partition column '{partitionBy}' is not in the schema. It has: {string.Join(", ", columns.Select(column => column.Name))}."
            );
        }

        if (partitionBy is not null && columns.Count == 1)
        {
            throw new LakeException($"A table partitioned by '{partitionBy}' needs a column beside it.");
        }
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public string? PartitionBy { get; }

    /// <summary>The columns that stand inside the Parquet files: all but the partition column.</summary>
    internal IEnumerable<TableColumn> StoredColumns => Columns.Where(column => column.Name != PartitionBy);

    internal TableColumn? PartitionColumn => Columns.FirstOrDefault(column => column.Name == PartitionBy);

    public bool Equals(TableSchema? other) => other is not null && PartitionBy == other.PartitionBy && Columns.SequenceEqual(other.Columns);

    public override bool Equals(object? obj) => Equals(obj as TableSchema);

    public override int GetHashCode() => HashCode.Combine(Columns.Count, PartitionBy);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var column in Columns)
        {
            text.Append(text.Length == 0 ? "" : ", ")
                .Append(column.Name)
                .Append(' ')
                .Append(column.Type)
                .Append(column.Nullable ? "" : " NOT NULL");
        }

        return PartitionBy is null ? text.ToString() : text.Append(" PARTITIONED BY ").Append(PartitionBy).ToString();
    }
}
