using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

/// <summary>Delta actions as JSON lines ("Actions" in the Delta protocol), reader version 1, writer version 2.</summary>
internal static class DeltaJson
{
    /// <summary>In <c>commitInfo</c>: the chained hash of the entries before.</summary>
    public const string ChainKey = "analytics.chain";

    /// <summary>In <c>commitInfo</c>: the hash of the checkpoint of the version before, or null.</summary>
    public const string CheckpointKey = "analytics.checkpoint";

    private const string DuckTypeKey = "analytics.type";
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    public static string Protocol => """{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""";

    public static string CommitInfo(long timestamp, string operation, string message, string chain, string? checkpoint) =>
        Line(json =>
        {
            json.WriteStartObject("commitInfo");
            json.WriteNumber("timestamp", timestamp);
            json.WriteString("operation", operation);
            json.WriteStartObject("operationParameters");
            json.WriteEndObject();
            json.WriteString("userMetadata", message);
            json.WriteString("engineInfo", "Analytics.Lake");
            // Of the version before: the protocol lets a writer keep here what it likes.
            json.WriteString(ChainKey, chain);
            json.WriteString(CheckpointKey, checkpoint);
            Seal.Write(json);
            json.WriteEndObject();
        });

    public static string MetaData(string table, TableSchema schema, long createdTime) =>
        Line(json =>
        {
            json.WriteStartObject("metaData");
            json.WriteString("id", IdOf(table));
            json.WriteString("name", table);
            json.WriteStartObject("format");
            json.WriteString("provider", "parquet");
            json.WriteStartObject("options");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("schemaString", SchemaString(schema));
            json.WriteStartArray("partitionColumns");
            if (schema.PartitionBy is not null)
            {
                json.WriteStringValue(schema.PartitionBy);
            }

            json.WriteEndArray();
            json.WriteStartObject("configuration");
            json.WriteEndObject();
            json.WriteNumber("createdTime", createdTime);
            json.WriteEndObject();
        });

    public static string Add(DataFile file, string? partitionBy, long modificationTime, bool dataChange) =>
        Line(json =>
        {
            json.WriteStartObject("add");
            json.WriteString("path", EncodePath(file.Path));
            WritePartitionValues(json, file, partitionBy);
            json.WriteNumber("size", file.Size);
            json.WriteNumber("modificationTime", modificationTime);
            json.WriteBoolean("dataChange", dataChange);
            json.WriteString("stats", file.Stats);
            json.WriteEndObject();
        });

    public static string Remove(string path, long deletionTimestamp, bool dataChange) =>
        Line(json =>
        {
            json.WriteStartObject("remove");
            json.WriteString("path", EncodePath(path));
            json.WriteNumber("deletionTimestamp", deletionTimestamp);
            json.WriteBoolean("dataChange", dataChange);
            json.WriteEndObject();
        });

    public static string SchemaString(TableSchema schema) =>
        Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "struct");
            json.WriteStartArray("fields");
            foreach (var column in schema.Columns)
            {
                var stored = DeltaType.Stored(column.Type, column.Name);
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WritePropertyName("type");
                DeltaType.Write(json, stored);
                json.WriteBoolean("nullable", column.Nullable);
                json.WriteStartObject("metadata");
                if (column.Comment is not null)
                {
                    json.WriteString("comment", column.Comment);
                }

                if (column.Type != "TIMESTAMP" && (stored != column.Type || stored == "TIMESTAMP WITH TIME ZONE"))
                {
                    json.WriteString(DuckTypeKey, column.Type);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    public static TableSchema ReadSchema(string schemaString, string? partitionBy)
    {
        using var document = JsonDocument.Parse(schemaString);
        return new TableSchema([.. document.RootElement.GetProperty("fields").EnumerateArray().Select(ReadColumn)], partitionBy);
    }

    /// <summary>A path in an action is a URI (RFC 2396): a literal % is written %25.</summary>
    public static string EncodePath(string path) =>
        string.Join('/', path.Split('/').Select(part => Uri.EscapeDataString(part).Replace("%3D", "=", StringComparison.Ordinal)));

    public static string DecodePath(string path) => Uri.UnescapeDataString(path);

    public static string Text(Action<Utf8JsonWriter> write, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options with { Indented = indented }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Line(Action<Utf8JsonWriter> write) =>
        Text(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });

    private static TableColumn ReadColumn(JsonElement field)
    {
        var metadata = field.GetProperty("metadata");
        var type = metadata.TryGetProperty(DuckTypeKey, out var named) ? named.GetString()! : DeltaType.Read(field.GetProperty("type"));
        var comment = metadata.TryGetProperty("comment", out var text) ? text.GetString() : null;
        return new TableColumn(field.GetProperty("name").GetString()!, type, field.GetProperty("nullable").GetBoolean(), comment);
    }

    private static void WritePartitionValues(Utf8JsonWriter json, DataFile file, string? partitionBy)
    {
        json.WriteStartObject("partitionValues");
        if (partitionBy is not null && file.Partition == TableSchema.NullPartition)
        {
            json.WriteNull(partitionBy);
        }
        else if (partitionBy is not null)
        {
            json.WriteString(partitionBy, file.Partition);
        }

        json.WriteEndObject();
    }

    // The protocol wants a GUID; the table's own name makes one that is the same on every machine (RFC 9562, version 8).
    private static string IdOf(string table)
    {
        var hex = Hash.OfText("delta table " + table);
        return $"{hex[..8]}-{hex[8..12]}-8{hex[13..16]}-8{hex[17..20]}-{hex[20..32]}";
    }
}
