using System.Text;

namespace Analytics.Engine;

/// <summary>Which of a layout's columns stand where in a file.</summary>
/// <param name="Layout">The layout that matched.</param>
/// <param name="Columns">Per position of the file: the canonical name, or null for a column that is not read.</param>
internal sealed record HeaderMatch(Layout Layout, IReadOnlyList<string?> Columns)
{
    /// <summary>Equal texts mean files that one query can read together.</summary>
    public string Signature => Layout.Name + "\n" + string.Join('\n', Columns);
}

/// <summary>Reads and matches header lines.</summary>
internal static class Header
{
    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    /// <summary>The delimiter that divides the header line into the most columns, outside of quotes.</summary>
    public static char DelimiterOf(string line) =>
        s_delimiters.MaxBy(delimiter => Split(line, delimiter).Count);

    /// <summary>Splits one CSV line (RFC 4180 quotes).</summary>
    public static IReadOnlyList<string> Split(string line, char delimiter)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }

    /// <summary>Matches header cells against the layouts of a source.</summary>
    /// <returns>The first layout whose required columns are all there, or null with the reason per layout.</returns>
    public static HeaderMatch? Match(Source source, IReadOnlyList<string> cells, out string reason)
    {
        var names = Number(cells.Select(Normalise));
        var reasons = new List<string>();
        foreach (var layout in source.Layouts)
        {
            if (!layout.Header)
            {
                if (cells.Count == layout.Columns.Count)
                {
                    reason = "";
                    return new HeaderMatch(layout, [.. layout.Columns.Select(column => column.Name)]);
                }

                reasons.Add($"{layout.Name}: expected {layout.Columns.Count} columns without a header, got {cells.Count}");
                continue;
            }

            var columns = new string?[cells.Count];
            var missing = new List<string>();
            foreach (var column in layout.Columns)
            {
                var at = Array.FindIndex(names, name => name.Matches(column));
                if (at >= 0)
                    columns[at] = column.Name;
                else if (column.Required)
                    missing.Add(column.Name);
            }

            var repeated = layout.Columns.Select(each => each.Name).FirstOrDefault(name => names.Count(cell => cell.Plain == Normalise(name)) > 1 && !ExpectsSeveral(layout, name));
            if (missing.Count == 0 && repeated is null)
            {
                reason = "";
                return new HeaderMatch(layout, columns);
            }

            reasons.Add(repeated is null
                ? $"{layout.Name}: missing column {string.Join(", ", missing)}"
                : $"{layout.Name}: column '{repeated}' stands twice");
        }

        reason = "header matches no layout (" + string.Join("; ", reasons) + $"); it has {cells.Count} columns: {string.Join(", ", cells.Take(8))}";
        return null;

        // A layout that names the second of two like columns expects both.
        static bool ExpectsSeveral(Layout layout, string name) =>
            layout.Columns.Any(each => each.Aliases.Append(each.Name).Any(alias => Normalise(alias).StartsWith(Normalise(name) + "#", StringComparison.Ordinal)));
    }

    private static (string Plain, string Numbered, Func<RawColumn, bool> Matches)[] Number(IEnumerable<string> names)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. names.Select(plain =>
            {
                var number = seen[plain] = seen.GetValueOrDefault(plain) + 1;
                var numbered = Invariant($"{plain}#{number}");
                return (plain, numbered, (Func<RawColumn, bool>)(column => column.Aliases.Prepend(column.Name)
                    .Select(Normalise).Any(name => name == numbered || (number == 1 && name == plain))));
            }),
        ];
    }

    private static string Normalise(string name) =>
        string.Join(' ', name.Trim('\uFEFF', ' ', '\t', '"').ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
