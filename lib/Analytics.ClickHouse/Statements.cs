using Analytics.Engine;
using Analytics.Lake;
using Sql = Analytics.Engine.Sql;

namespace Analytics.ClickHouse;

/// <summary>The statements that are sent.</summary>
internal static class Statements
{
    /// <summary>What makes ClickHouse read a query as DuckDB does. They stand in each query, so no server or proxy needs to be set up for them.</summary>
    public const string Settings =
        "SETTINGS prefer_column_name_to_alias = 1, cast_keep_nullable = 1, join_use_nulls = 1, aggregate_functions_null_for_empty = 1, group_by_use_nulls = 0, "
        + "transform_null_in = 0, decimal_check_overflow = 1, enable_positional_arguments = 1, union_default_mode = '', count_distinct_implementation = 'uniqExact', "
        + "least_greatest_legacy_null_behavior = 0, session_timezone = 'UTC', output_format_parquet_compression_method = 'zstd'";

    /// <summary>A query of a table with all that it reads.</summary>
    /// <param name="translation">The table's own SELECT.</param>
    /// <param name="relationOf">What stands for <c>silver.x</c>: a SELECT in ClickHouse's words.</param>
    /// <param name="columns">The columns that are asked for and their types in DuckDB's words; null for those of the SELECT as they are, in its order of rows.</param>
    public static string Select(TranslatedQuery translation, Func<string, string> relationOf, IReadOnlyList<TableColumn>? columns)
    {
        var with = string.Join(",\n", translation.Tables.Select(table => $"\"{table}\" AS ({relationOf(table)})").Prepend(Functions.With));
        var chosen = columns is null
            ? "*"
            : string.Join(", ", columns.Select(column => $"{Types.Cast(Name(column.Name), column.Type)} AS {Name(column.Name)}"));
        return $"WITH {with}\nSELECT {chosen} FROM (\n{translation.Sql}\n)";
    }

    /// <summary>A table function or table with each column of the type that <see cref="Types.Of"/> gives it; what ClickHouse cannot carry is left out.</summary>
    /// <param name="from">What is read.</param>
    /// <param name="columns">Names and DuckDB's types.</param>
    /// <param name="where">Which rows; null for all.</param>
    public static string Relation(string from, IReadOnlyList<TableColumn> columns, string? where = null)
    {
        var casts = columns
            .Where(column => Types.Carries(column.Type))
            .Select(column => $"CAST(source.{Name(column.Name)} AS {Types.Of(column.Type)}) AS {Name(column.Name)}");
        return $"SELECT {string.Join(", ", casts)} FROM {from} AS source" + (where is null ? "" : $" WHERE {where}");
    }

    /// <summary>A table of these columns without a row: what a query of it would give can be asked before there is anything.</summary>
    public static string Nothing(IReadOnlyList<TableColumn> columns)
    {
        var casts = columns
            .Where(column => Types.Carries(column.Type))
            .Select(column => $"CAST(NULL AS {Types.Of(column.Type)}) AS {Name(column.Name)}");
        return $"SELECT {string.Join(", ", casts)} WHERE false";
    }

    /// <summary>A name in ClickHouse's quotes, in which a backslash begins a sign.</summary>
    public static string Name(string name) => Sql.Name(name.Replace("\\", "\\\\", StringComparison.Ordinal));

    /// <summary>A text in ClickHouse's quotes.</summary>
    public static string Text(string text) => Sql.Text(text.Replace("\\", "\\\\", StringComparison.Ordinal));
}
