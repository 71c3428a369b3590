using System.Globalization;
using System.Text.Json;
using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Lake.Delta;

/// <summary>
/// Row count, and per column null count, least and greatest value of one Parquet file, for the <c>stats</c> of an add action
/// ("Per-file Statistics" in the Delta protocol). They come from the file's own footer, which DuckDB filled as it wrote.
/// </summary>
internal sealed record FileStats(long Rows, IReadOnlyDictionary<string, (string? Min, string? Max, long Nulls)> Columns)
{
    // The protocol lets writers cut text; 32 characters are what Spark keeps.
    private const int TextLength = 32;

    public static Dictionary<string, FileStats> Read(DuckDBConnection db, TableSchema schema, IReadOnlyList<string> paths)
    {
        var stats = new Dictionary<string, FileStats>(StringComparer.Ordinal);
        if (paths.Count == 0)
        {
            return stats;
        }

        var list = Sql.PathList(paths);
        var rows = db.Query($"SELECT file_name, num_rows::BIGINT AS num_rows FROM parquet_file_metadata({list})");
        for (var row = 0; row < rows.RowCount; row++)
        {
            stats[rows.Text("file_name").At(row)!] = new FileStats(
                rows.Column<long>("num_rows").Values[row],
                new Dictionary<string, (string?, string?, long)>(StringComparer.Ordinal)
            );
        }

        // Text in the footer compares as its column type only after a cast: one branch per type.
        var branches = schema
            .StoredColumns.Select(column => (column.Name, Type: DeltaType.Stored(column.Type, column.Name)))
            .Where(column => !DeltaType.IsNested(column.Type))
            .GroupBy(column => column.Type, column => Sql.Text(column.Name), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Branch(group.Key, string.Join(", ", group)))
            .ToArray();
        if (branches.Length > 0)
        {
            Fill(
                stats,
                db.Query($"WITH footer AS MATERIALIZED (SELECT * FROM parquet_metadata({list})) {string.Join(" UNION ALL ", branches)}")
            );
        }

        return stats;
    }

    /// <exception cref="LakeException">A column declared NOT NULL holds nulls.</exception>
    public void RequireNoNulls(string table, TableSchema schema, string? partition)
    {
        foreach (var column in schema.Columns.Where(column => !column.Nullable))
        {
            var nulls =
                column.Name == schema.PartitionBy ? (partition == TableSchema.NullPartition ? Rows : 0)
                : Columns.TryGetValue(column.Name, out var found) ? found.Nulls
                : 0;
            if (nulls > 0)
            {
                throw new LakeException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Table {table}: column '{column.Name}' is declared NOT NULL, but {nulls} of {Rows} rows{(partition is null ? "" : $" in partition {partition}")} hold null. Quarantine those rows or declare the column nullable."
                    )
                );
            }
        }
    }

    public string ToJson(TableSchema schema)
    {
        var columns = schema.StoredColumns.Where(column => Columns.ContainsKey(column.Name)).ToArray();
        return DeltaJson.Text(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", Rows);
            json.WriteStartObject("minValues");
            foreach (var column in columns)
            {
                WriteBound(json, column, Columns[column.Name].Min, isMax: false);
            }

            json.WriteEndObject();
            json.WriteStartObject("maxValues");
            foreach (var column in columns)
            {
                WriteBound(json, column, Columns[column.Name].Max, isMax: true);
            }

            json.WriteEndObject();
            json.WriteStartObject("nullCount");
            foreach (var column in columns)
            {
                json.WriteNumber(column.Name, Columns[column.Name].Nulls);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string Branch(string type, string names)
    {
        var value = type == "TIMESTAMP WITH TIME ZONE" ? "epoch_us({0}::TIMESTAMPTZ)" : $"{{0}}::{type}";
        var (min, max) = (
            string.Format(CultureInfo.InvariantCulture, value, "stats_min_value"),
            string.Format(CultureInfo.InvariantCulture, value, "stats_max_value")
        );
        // A row group without bounds (NaN, or text too long for the footer) leaves the file without them, unless all its rows are null.
        var known = "bool_and(stats_min_value IS NOT NULL AND stats_max_value IS NOT NULL OR stats_null_count = num_values)";
        return type == "BLOB"
            ? $"SELECT file_name, path_in_schema, NULL::VARCHAR AS least, NULL::VARCHAR AS greatest, sum(stats_null_count)::BIGINT AS nulls FROM footer WHERE path_in_schema IN ({names}) GROUP BY ALL"
            : $"SELECT file_name, path_in_schema, CASE WHEN {known} THEN min({min})::VARCHAR END AS least, CASE WHEN {known} THEN max({max})::VARCHAR END AS greatest, sum(stats_null_count)::BIGINT AS nulls FROM footer WHERE path_in_schema IN ({names}) GROUP BY ALL";
    }

    private static void Fill(Dictionary<string, FileStats> stats, Frame frame)
    {
        var (file, column, least, greatest, nulls) = (
            frame.Text("file_name"),
            frame.Text("path_in_schema"),
            frame.Text("least"),
            frame.Text("greatest"),
            frame.Column<long>("nulls")
        );
        for (var row = 0; row < frame.RowCount; row++)
        {
            var columns = (Dictionary<string, (string?, string?, long)>)stats[file.At(row)!].Columns;
            columns[column.At(row)!] = (least.At(row), greatest.At(row), nulls.Values[row]);
        }
    }

    private static void WriteBound(Utf8JsonWriter json, TableColumn column, string? value, bool isMax)
    {
        if (value is null)
        {
            return;
        }

        switch (DeltaType.Stored(column.Type, column.Name))
        {
            case "VARCHAR":
                // A cut least value is still a lower bound; a cut greatest one would not be an upper bound, so it is left out.
                if (value.Length <= TextLength)
                {
                    json.WriteString(column.Name, value);
                }
                else if (!isMax)
                {
                    json.WriteString(column.Name, value[..(char.IsHighSurrogate(value[TextLength - 1]) ? TextLength - 1 : TextLength)]);
                }

                break;
            // Years beyond four digits and before Christ have no place in the format.
            case "DATE":
                if (value.Length == "yyyy-mm-dd".Length)
                {
                    json.WriteString(column.Name, value);
                }

                break;
            case "BOOLEAN":
                break;
            case "TIMESTAMP WITH TIME ZONE":
                WriteTimestamp(json, column.Name, long.Parse(value, CultureInfo.InvariantCulture), isMax);
                break;
            default:
                json.WritePropertyName(column.Name);
                json.WriteRawValue(value);
                break;
        }
    }

    // Readers expect milliseconds; the greatest is rounded up so that no row lies above it.
    private static void WriteTimestamp(Utf8JsonWriter json, string column, long microseconds, bool isMax)
    {
        var milliseconds = (long)(isMax ? Math.Ceiling(microseconds / 1000m) : Math.Floor(microseconds / 1000m));
        if (milliseconds is < -62135596800000 or > 253402300799999)
        {
            return;
        }

        json.WriteString(
            column,
            DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        );
    }
}
