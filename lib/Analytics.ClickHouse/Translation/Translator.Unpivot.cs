namespace Analytics.ClickHouse;

public sealed partial class Translator
{
    /// <summary>
    /// <c>UNPIVOT (SELECT count(*) AS total, COUNT(COLUMNS(* EXCLUDE (x))) FROM silver.t) ON COLUMNS(* EXCLUDE total) INTO NAME n VALUE v</c>: how many values
    /// each column has, a row for each. Other forms are refused.
    /// </summary>
    private string Unpivot(IReadOnlyList<Token> tokens)
    {
        if (
            tokens
                is not [
                    _,
                    { Inside: { } select },
                    var on,
                    var columns,
                    { Inside: { } kept },
                    var into,
                    var name,
                    var named,
                    var value,
                    var valued,
                ]
            || !on.Is("ON")
            || !columns.Is("COLUMNS")
            || !into.Is("INTO")
            || !name.Is("NAME")
            || !value.Is("VALUE")
            || Excluded(kept) is not [var total]
            || select
                is not [
                    var selecting,
                    var count,
                    { Inside: [var star] },
                    var asWord,
                    var totalName,
                    _,
                    var counting,
                    { Inside: [var each, { Inside: { } counted }] },
                    var from,
                    var layer,
                    _,
                    var table,
                ]
            || !selecting.Is("SELECT")
            || !count.Is("count")
            || !star.Is("*")
            || !asWord.Is("AS")
            || !totalName.Is(total)
            || !counting.Is("count")
            || !each.Is("COLUMNS")
            || !from.Is("FROM")
            || !(layer.Is("silver") || layer.Is("gold"))
        )
        {
            throw new UntranslatableException("UNPIVOT of anything but the counts of a table's columns has no translation");
        }

        var full = $"{layer.Text.ToLowerInvariant()}.{table.Text}";
        _tables.Add(full);
        var without = Excluded(counted);
        var pairs = _columnsOf(full)
            .Where(column => !without.Contains(column, StringComparer.OrdinalIgnoreCase))
            .Select(column => $"({Engine.Sql.Text(column)}, count({Engine.Sql.Name(column)}))");
        return $"""
            SELECT {total}, pair.1 AS {named.Text}, pair.2 AS {valued.Text}
            FROM (SELECT count(*) AS {total}, [{string.Join(", ", pairs)}] AS pairs FROM "{full}") ARRAY JOIN pairs AS pair
            """;
    }

    /// <summary>The names in <c>* EXCLUDE (a, b)</c> or <c>* EXCLUDE a</c>.</summary>
    private static IReadOnlyList<string> Excluded(IReadOnlyList<Token> tokens) =>
        tokens is [_, var exclude, var names] && exclude.Is("EXCLUDE")
            ? [.. (names.Inside ?? [names]).Where(token => !token.Is(",")).Select(token => token.Text.Trim('"'))]
            : [];
}
