using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Lake.Delta;

/// <summary>
/// DuckDB types as Delta types ("Schema Serialization Format" of the Delta protocol) and the SQL between the two.
/// Types that Delta lacks are stored as the nearest wider one and cast back on reading.
/// </summary>
internal static partial class DeltaType
{
    /// <summary>The DuckDB type that stands in the Parquet file for a column of this (canonical) type.</summary>
    /// <exception cref="LakeException">The type cannot be stored.</exception>
    public static string Stored(string type, string column) =>
        type switch
        {
            "BOOLEAN"
            or "TINYINT"
            or "SMALLINT"
            or "INTEGER"
            or "BIGINT"
            or "FLOAT"
            or "DOUBLE"
            or "VARCHAR"
            or "BLOB"
            or "DATE"
            or "TIMESTAMP WITH TIME ZONE" => type,
            // Delta's timestamp is an instant: its Parquet flag isAdjustedToUTC must be true.
            "TIMESTAMP" => "TIMESTAMP WITH TIME ZONE",
            "UTINYINT" => "SMALLINT",
            "USMALLINT" => "INTEGER",
            "UINTEGER" => "BIGINT",
            "UBIGINT" => "DECIMAL(20,0)",
            "HUGEINT" => "DECIMAL(38,0)",
            "UUID" or "TIME" => "VARCHAR",
            _ when type.StartsWith("DECIMAL(", StringComparison.Ordinal) => type,
            _ when type.StartsWith("ENUM(", StringComparison.Ordinal) => "VARCHAR",
            _ when IsNested(type) => Nested(type, column),
            _ => throw Refused(type, column),
        };

    /// <summary>The SQL expression that turns a column into its stored form.</summary>
    public static string ToStored(TableColumn column)
    {
        var name = Sql.Name(column.Name);
        var stored = Stored(column.Type, column.Name);
        if (column.Type == "TIMESTAMP")
        {
            return $"make_timestamptz(epoch_us({name})) AS {name}";
        }

        return stored == column.Type ? name : $"{name}::{stored} AS {name}";
    }

    /// <summary>The SQL expression that turns a stored column back. Microseconds, because AT TIME ZONE is ten times slower.</summary>
    public static string FromStored(TableColumn column)
    {
        var name = Sql.Name(column.Name);
        return column.Type == "TIMESTAMP" ? $"make_timestamp(epoch_us({name})) AS {name}" : $"{name}::{column.Type} AS {name}";
    }

    /// <summary>Writes the Delta type: a name, or an object for array, map and struct.</summary>
    public static void Write(Utf8JsonWriter json, string stored)
    {
        if (Primitive(stored) is { } name)
        {
            json.WriteStringValue(name);
            return;
        }

        json.WriteStartObject();
        if (stored.EndsWith("[]", StringComparison.Ordinal))
        {
            json.WriteString("type", "array");
            json.WritePropertyName("elementType");
            Write(json, stored[..^2]);
            json.WriteBoolean("containsNull", true);
        }
        else if (stored.StartsWith("MAP(", StringComparison.Ordinal))
        {
            var parts = Split(stored[4..^1]);
            json.WriteString("type", "map");
            json.WritePropertyName("keyType");
            Write(json, parts[0]);
            json.WritePropertyName("valueType");
            Write(json, parts[1]);
            json.WriteBoolean("valueContainsNull", true);
        }
        else
        {
            json.WriteString("type", "struct");
            json.WriteStartArray("fields");
            foreach (var (field, type) in Fields(stored))
            {
                json.WriteStartObject();
                json.WriteString("name", field);
                json.WritePropertyName("type");
                Write(json, type);
                json.WriteBoolean("nullable", true);
                json.WriteStartObject("metadata");
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The DuckDB type of a Delta type, for tables whose schema does not name its DuckDB type.</summary>
    public static string Read(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            return type.GetString()! switch
            {
                "boolean" => "BOOLEAN",
                "byte" => "TINYINT",
                "short" => "SMALLINT",
                "integer" => "INTEGER",
                "long" => "BIGINT",
                "float" => "FLOAT",
                "double" => "DOUBLE",
                "string" => "VARCHAR",
                "binary" => "BLOB",
                "date" => "DATE",
                "timestamp" => "TIMESTAMP",
                var other when other.StartsWith("decimal(", StringComparison.Ordinal) => other.ToUpperInvariant(),
                var other => throw new LakeException($"The Delta type '{other}' is not one this version reads."),
            };
        }

        return type.GetProperty("type").GetString() switch
        {
            "array" => Read(type.GetProperty("elementType")) + "[]",
            "map" => $"MAP({Read(type.GetProperty("keyType"))}, {Read(type.GetProperty("valueType"))})",
            _ =>
                $"STRUCT({string.Join(", ", type.GetProperty("fields").EnumerateArray().Select(field => $"{Sql.Name(field.GetProperty("name").GetString()!)} {Read(field.GetProperty("type"))}"))})",
        };
    }

    public static bool IsNested(string type) =>
        type.EndsWith("[]", StringComparison.Ordinal)
        || type.StartsWith("STRUCT(", StringComparison.Ordinal)
        || type.StartsWith("MAP(", StringComparison.Ordinal);

    private static string? Primitive(string stored) =>
        stored switch
        {
            "BOOLEAN" => "boolean",
            "TINYINT" => "byte",
            "SMALLINT" => "short",
            "INTEGER" => "integer",
            "BIGINT" => "long",
            "FLOAT" => "float",
            "DOUBLE" => "double",
            "VARCHAR" => "string",
            "BLOB" => "binary",
            "DATE" => "date",
            "TIMESTAMP WITH TIME ZONE" => "timestamp",
            _ when DecimalType().IsMatch(stored) => stored.ToLowerInvariant(),
            _ => null,
        };

    // Inside a list, struct or map nothing is cast on the way, so only types that are stored as they are may stand there.
    private static string Nested(string type, string column)
    {
        IEnumerable<string> inner =
            type.EndsWith("[]", StringComparison.Ordinal) ? [type[..^2]]
            : type.StartsWith("MAP(", StringComparison.Ordinal) ? Split(type[4..^1])
            : Fields(type).Select(field => field.Type);
        foreach (var part in inner)
        {
            if (Stored(part, column) != part)
            {
                throw Refused(type, column);
            }
        }

        return type;
    }

    private static IEnumerable<(string Name, string Type)> Fields(string type)
    {
        foreach (var field in Split(type["STRUCT(".Length..^1]))
        {
            var end =
                field[0] == '"' ? field.IndexOf("\" ", 1, StringComparison.Ordinal) + 1 : field.IndexOf(' ', StringComparison.Ordinal);
            yield return (field[..end].Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal), field[(end + 1)..]);
        }
    }

    /// <summary>Splits at the commas outside parentheses and quotes.</summary>
    private static List<string> Split(string text)
    {
        var (parts, depth, quoted, start) = (new List<string>(), 0, false, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            quoted ^= c == '"';
            if (quoted)
            {
                continue;
            }

            depth +=
                c == '(' ? 1
                : c == ')' ? -1
                : 0;
            if (c != ',' || depth != 0)
            {
                continue;
            }

            parts.Add(text[start..i].Trim());
            start = i + 1;
        }

        parts.Add(text[start..].Trim());
        return parts;
    }

    private static LakeException Refused(string type, string column) =>
        new(
            $"Column '{column}' has type {type}, which a Delta table cannot hold. Cast it in the SELECT, e.g. \"{column}\"::VARCHAR or ::TIMESTAMP."
        );

    [GeneratedRegex(@"^DECIMAL\(\d+,\d+\)$")]
    private static partial Regex DecimalType();
}
