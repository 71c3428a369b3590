using System.Collections.Concurrent;
using System.Text.Json;
using Analytics.DuckDb;

namespace Analytics.Engine;

/// <summary>
/// Which raw columns each column of a feed is made of, found in the syntax tree of its SQL (DuckDB's json_serialize_sql). A name
/// that a query does not make itself comes from the query that it reads, and in the end from the raw file.
/// </summary>
internal sealed class FeedColumns
{
    private static readonly ConcurrentDictionary<string, FeedColumns> s_known = new(StringComparer.Ordinal);

    private readonly Dictionary<string, IReadOnlySet<string>> _names = new(StringComparer.Ordinal);
    private readonly FeedColumns? _from;

    private FeedColumns(JsonElement node, Dictionary<string, JsonElement> queries)
    {
        if (node.TryGetProperty("cte_map", out var map) && map.TryGetProperty("map", out var entries))
        {
            foreach (var entry in entries.EnumerateArray())
            {
                queries[entry.GetProperty("key").GetString()!] = entry.GetProperty("value").GetProperty("query").GetProperty("node");
            }
        }

        foreach (var item in node.GetProperty("select_list").EnumerateArray())
        {
            var alias = item.GetProperty("alias").GetString();
            if (alias is { Length: > 0 })
            {
                _names[alias] = References(item);
            }
        }

        var from = node.GetProperty("from_table");
        if (from.TryGetProperty("subquery", out var inner))
        {
            _from = new FeedColumns(inner.GetProperty("node"), queries);
        }
        else if (from.TryGetProperty("table_name", out var table) && queries.Remove(table.GetString()!, out var query))
        {
            _from = new FeedColumns(query, queries);
        }
    }

    /// <exception cref="DuckDBException">The SQL cannot be parsed.</exception>
    public static FeedColumns Of(DuckDBConnection db, Feed feed) =>
        s_known.GetOrAdd(
            feed.Sql,
            sql =>
            {
                using var tree = JsonDocument.Parse(db.Scalar<string>($"SELECT json_serialize_sql({Sql.Text(sql)})::VARCHAR"));
                if (tree.RootElement.GetProperty("error").GetBoolean())
                {
                    throw new InvalidOperationException(
                        $"the SQL of feed '{feed.Layout}' cannot be parsed: {tree.RootElement.GetProperty("error_message")}"
                    );
                }

                var node = tree.RootElement.GetProperty("statements")[0].GetProperty("node");
                return new FeedColumns(node, []) { DividesByObject = Divides(node) };
            }
        );

    /// <summary>Whether every window of the query is divided by the file that a row comes from, so that each file keeps to itself.</summary>
    public bool DividesByObject { get; private init; }

    /// <summary>The raw columns, by their canonical names, that a column is made of.</summary>
    public IReadOnlySet<string> RawOf(string column, Layout layout)
    {
        var raw = Resolve(column)
            .Select(name => name.StartsWith("_raw_", StringComparison.Ordinal) ? name[5..] : name)
            .ToHashSet(StringComparer.Ordinal);
        raw.IntersectWith(layout.Columns.Select(each => each.Name));
        return raw;
    }

    private IEnumerable<string> Resolve(string name) =>
        (_names.TryGetValue(name, out var references) ? references : new HashSet<string> { name }).SelectMany(each =>
            _from is null ? [each] : _from.Resolve(each)
        );

    private static bool Divides(JsonElement at) =>
        at.ValueKind switch
        {
            JsonValueKind.Array => at.EnumerateArray().All(Divides),
            JsonValueKind.Object => (
                !at.TryGetProperty("partitions", out var partitions)
                || partitions.ValueKind != JsonValueKind.Array
                || partitions.EnumerateArray().Any(by => ColumnOf(by) == SilverTable.ObjectColumn)
            ) && at.EnumerateObject().All(member => Divides(member.Value)),
            _ => true,
        };

    /// <summary>The column that an expression is, without its table; null for any other expression.</summary>
    private static string? ColumnOf(JsonElement expression) =>
        expression.TryGetProperty("column_names", out var path) && path.ValueKind == JsonValueKind.Array && path.GetArrayLength() > 0
            ? path[path.GetArrayLength() - 1].GetString()
            : null;

    private static HashSet<string> References(JsonElement element)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Walk(element);
        return found;

        void Walk(JsonElement at)
        {
            if (at.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in at.EnumerateArray())
                {
                    Walk(item);
                }
            }
            else if (at.ValueKind == JsonValueKind.Object)
            {
                if (ColumnOf(at) is { } column)
                {
                    found.Add(column);
                }

                foreach (var member in at.EnumerateObject())
                {
                    Walk(member.Value);
                }
            }
        }
    }
}
