using System.Text.Json;

namespace Analytics.DuckDb;

/// <summary>
/// The table functions that a question's plan would run. A few of DuckDB's act when they are read (<c>from enable_logging(…)</c> opens files in spite of a locked
/// configuration), and <c>query('…')</c> or a macro can hide their names; the plan cannot. What is not known to read only is refused.
/// </summary>
internal static class QuestionPlan
{
    private static readonly HashSet<string> s_readers = new(StringComparer.OrdinalIgnoreCase)
    {
        "seq_scan",
        "read_parquet",
        "range",
        "generate_series",
        "unnest",
        "repeat",
        "repeat_row",
        "summary",
        "json_each",
        "json_tree",
        "icu_calendar_names",
        "pg_timezone_names",
        "test_all_types",
        "test_vector_types",
        "sql_auto_complete",
    };

    // Whole families that only describe what is there.
    private static readonly string[] s_families = ["duckdb_", "pragma_", "parquet_"];

    /// <summary>The first function of the plan that may do more than read, or null.</summary>
    /// <param name="plan">DuckDB's <c>EXPLAIN (FORMAT json)</c>.</param>
    public static string? Actor(string plan)
    {
        using var json = JsonDocument.Parse(plan);
        return json.RootElement.EnumerateArray().Select(Find).FirstOrDefault(name => name is not null);
    }

    private static string? Find(JsonElement node)
    {
        if (
            node.TryGetProperty("extra_info", out var info)
            && info.ValueKind == JsonValueKind.Object
            && info.TryGetProperty("Function", out var function)
            && function.GetString() is { } name
            && !IsReader(name)
        )
        {
            return name.ToLowerInvariant();
        }

        return node.TryGetProperty("children", out var children)
            ? children.EnumerateArray().Select(Find).FirstOrDefault(each => each is not null)
            : null;
    }

    private static bool IsReader(string name) =>
        s_readers.Contains(name) || s_families.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase));
}
