using Analytics.DuckDb;
using Analytics.Engine;
using DuckDB.NET.Data;

namespace Analytics.App;

/// <summary>What may stand at a place of a question to the published tables: tables, columns of the tables it names, functions and words of SQL.</summary>
internal static class SqlSuggestions
{
    // What DuckDB knows without any table; the same for every question of the process.
    private static readonly Lazy<IReadOnlyList<(string Text, string Kind, string Signature)>> s_language = new(OfLanguage);

    /// <param name="text">The question so far, which need not parse.</param>
    /// <param name="position">The place, a UTF-16 index.</param>
    /// <returns>Text, kind and, for a table, what it holds; for a column, its type. Those that begin with what stands before the place, first what is most likely meant.</returns>
    public static IEnumerable<(string Text, string Kind, string Signature)> At(string text, int position)
    {
        var start = position;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.'))
        {
            start--;
        }

        var typed = text[start..position];
        var schema = typed.Contains('.', StringComparison.Ordinal) ? typed[..(typed.LastIndexOf('.') + 1)] : "";
        var tables = Workbench.TableNames();
        return tables
            .Where(table => text.Contains(table, StringComparison.OrdinalIgnoreCase) && schema.Length == 0)
            .SelectMany(Columns)
            .Concat(tables.Select(table => (Text: table, Kind: "class", Signature: "published table")))
            .Concat(schema.Length == 0 ? s_language.Value : [])
            .Where(each => each.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            // After a dot an editor replaces only what follows it.
            .Select(each => each with { Text = each.Text[schema.Length..] })
            .DistinctBy(each => each.Text, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<(string Text, string Kind, string Signature)> Columns(string table)
    {
        var columns = Workbench.Query($"describe {table}");
        var (names, types) = (columns.Text("column_name"), columns.Text("column_type"));
        return Enumerable.Range(0, columns.RowCount).Select(row => (names.At(row)!, "property", $"{types.At(row)} in {table}"));
    }

    private static IReadOnlyList<(string Text, string Kind, string Signature)> OfLanguage()
    {
        using var db = DuckDBConnection.InMemory();
        var functions = db.Query(
            "select function_name as name, min(coalesce(description, '')) as help from duckdb_functions() where function_name ~ '^[a-z_0-9]+$' group by 1 order by 1"
        );
        var words = db.Query("select keyword_name as name from duckdb_keywords() where keyword_category = 'reserved' order by 1");
        return
        [
            .. Enumerable.Range(0, words.RowCount).Select(row => (words.Text("name").At(row)!, "keyword", "")),
            .. Enumerable
                .Range(0, functions.RowCount)
                .Select(row => (functions.Text("name").At(row)!, "function", functions.Text("help").At(row) ?? "")),
        ];
    }
}
