using System.Text.Json;
using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>What a question names, by DuckDB's own parser: nothing in a text or a comment counts, and nothing is looked up.</summary>
/// <param name="Tables">Schema and name of each table as it is written, where both are; common table expressions and what has no schema are left out.</param>
/// <param name="Unqualified">Names without a schema, those of common table expressions among them.</param>
/// <param name="IsOpen">Whether it may reach tables that it does not name: it looks into the catalog, or puts together what it asks from texts.</param>
public sealed record QuestionTables(IReadOnlyList<(string Schema, string Name)> Tables, IReadOnlyList<string> Unqualified, bool IsOpen)
{
    /// <summary>Parses a question.</summary>
    /// <param name="db">Any connection; nothing of it is read.</param>
    /// <param name="sql">The question.</param>
    /// <returns>Null where the parser gives no tree, as for a text with a mistake.</returns>
    public static QuestionTables? Of(DuckDBConnection db, string sql)
    {
        try
        {
            // Of an EXPLAIN there is no tree, of what it explains there is.
            return Parse(db, sql)
                ?? (sql.Contains("explain", StringComparison.OrdinalIgnoreCase) ? Parse(db, QuestionText.Explained(sql)) : null);
        }
        catch (Exception unparsed) when (unparsed is DuckDBException or JsonException)
        {
            return null;
        }
    }

    private static QuestionTables? Parse(DuckDBConnection db, string sql)
    {
        using var json = JsonDocument.Parse(
            db.Query($"SELECT json_serialize_sql({DuckDBConnection.Literal(sql)}) AS tree").Text("tree").At(0)!
        );
        if (json.RootElement.GetProperty("error").GetBoolean())
        {
            return null;
        }

        var (tables, unqualified, isOpen) = (new List<(string, string)>(), new List<string>(), false);
        Walk(json.RootElement);
        return new QuestionTables(tables, unqualified, isOpen);

        void Walk(JsonElement node)
        {
            if (node.ValueKind == JsonValueKind.Array)
            {
                foreach (var each in node.EnumerateArray())
                {
                    Walk(each);
                }
            }
            else if (node.ValueKind == JsonValueKind.Object)
            {
                Look(node);
                foreach (var each in node.EnumerateObject())
                {
                    Walk(each.Value);
                }
            }
        }

        void Look(JsonElement node)
        {
            var (schema, table) = (Text(node, "schema_name"), Text(node, "table_name"));
            isOpen |= IsOfCatalog(schema) || IsOfCatalog(table) || IsOfCatalog(Text(node, "function_name"));
            switch (Text(node, "type"))
            {
                case "BASE_TABLE" when schema.Length > 0:
                    tables.Add((schema, table));
                    break;
                case "BASE_TABLE":
                    unqualified.Add(table);
                    break;
                // SHOW TABLES and the like name no query.
                case "SHOW_REF" when node.GetProperty("query").ValueKind == JsonValueKind.Null:
                    isOpen = true;
                    break;
            }
        }
    }

    private static string Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsOfCatalog(string word) =>
        word.ToLowerInvariant() is "query" or "query_table" or "information_schema" or "sql_auto_complete" or "json_execute_serialized_sql"
        || s_families.Any(family => word.StartsWith(family, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] s_families = ["duckdb_", "pragma", "pg_", "sqlite_"];
}
