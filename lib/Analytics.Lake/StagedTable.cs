using Analytics.Lake.Delta;

namespace Analytics.Lake;

/// <summary>A candidate: Parquet files written and hashed beside the lake, seen by nobody until they are published.</summary>
public sealed class StagedTable
{
    internal StagedTable(string table, TableSchema schema, string folder, IReadOnlyList<DataFile> parts)
    {
        Table = table;
        Schema = schema;
        Folder = folder;
        Parts = parts;
    }

    /// <summary><c>layer.domain.table</c>.</summary>
    public string Table { get; }

    /// <summary>The schema with DuckDB's own names for the types.</summary>
    public TableSchema Schema { get; }

    public long Rows => Parts.Sum(part => part.Rows);

    /// <summary>The partition values present, in ordinal order; empty when the table has no partition column.</summary>
    public IReadOnlyList<string> Partitions => [.. Parts.Select(part => part.Partition).OfType<string>()];

    /// <summary>Absolute paths of the candidate's Parquet files.</summary>
    public IReadOnlyList<string> Files => [.. Parts.Select(part => part.In(Folder))];

    /// <summary>A SELECT that reads the candidate alone; gates run on it.</summary>
    public string Sql => Analytics.Lake.Sql.Select(Schema, Files);

    internal string Folder { get; }

    internal IReadOnlyList<DataFile> Parts { get; }
}
