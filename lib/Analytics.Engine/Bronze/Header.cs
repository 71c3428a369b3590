using System.Text;

namespace Analytics.Engine;

/// <summary>Which of a layout's columns stand where in a file.</summary>
/// <param name="Layout">The layout that matched.</param>
/// <param name="Columns">Per position of the file: the canonical name, or null for a column that is not read.</param>
internal sealed record HeaderMatch(Layout Layout, IReadOnlyList<string?> Columns)
{
    /// <summary>Headers of the file that the layout does not read, as the file spells them.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Column of the layout → how the file spells it.</summary>
    public IReadOnlyDictionary<string, string> Spelled { get; init; } = new Dictionary<string, string>();

    /// <summary>How the file calls a column, where that is another word: <c> in 'InvoiceDate'</c>; empty where it is not.</summary>
    /// <param name="column">The canonical name.</param>
    /// <param name="known">What a person reads beside it.</param>
    public string In(string column, string known) =>
        Spelled.GetValueOrDefault(column) is { } spelled && Header.Normalise(spelled) is var plain && plain != known
            ? $" in '{(plain.Length > 80 ? plain[..80] : string.Join(' ', spelled.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))}'"
            : "";

    /// <summary>Columns of the layout that the file does not have.</summary>
    public IEnumerable<string> Lacks =>
        Layout
            .Columns.Select(column => column.Name)
            .Except(Columns.OfType<string>().Select(name => name.Split('\n')[^1]), StringComparer.Ordinal);

    /// <summary>Equal texts mean files that one query can read together.</summary>
    public string Signature => Layout.Name + "\n" + string.Join('\n', Columns);
}

/// <summary>Reads and matches header lines.</summary>
internal static class Header
{
    /// <summary>Each column costs some kilobytes in every reader; the widest known survey has some thousand.</summary>
    public const int MaximumColumns = 10_000;

    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];
    private static readonly char[] s_groupEnds = ['-', '/', ':'];

    /// <summary>The delimiter that divides the header line into the most columns, outside of quotes.</summary>
    public static char DelimiterOf(string line) => s_delimiters.MaxBy(delimiter => Split(line, delimiter).Count);

    /// <summary>Splits one CSV line (RFC 4180 quotes). What has more fields than <see cref="MaximumColumns"/> is not split further.</summary>
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
                if (cells.Count > MaximumColumns)
                {
                    return cells;
                }
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
    /// <returns>
    /// The first layout whose required columns are all there, or null with the reason per layout. Survey tools write the group of a
    /// question before its name (<c>place-district</c>, <c>hh/size</c>, <c>hh:size</c>): where no layout fits without, groups are left out.
    /// </returns>
    public static HeaderMatch? Match(Source source, IReadOnlyList<string> cells, out string reason)
    {
        if (cells.Count > MaximumColumns)
        {
            reason = Invariant(
                $"the header has more columns than the maximum of {MaximumColumns:N0}; the first are {string.Join(", ", cells.Take(8))}"
            );
            return null;
        }

        var names = new HeaderNames(cells.Select(Normalise));
        var reasons = new List<string>();
        foreach (var layout in source.Layouts)
        {
            if (Match(layout, names, cells, out reason) is { } match)
            {
                return match;
            }

            reasons.Add($"{layout.Name}: {reason}");
        }

        foreach (var layout in source.Layouts.Where(layout => layout.Header))
        {
            if (WithoutGroups(layout, names) is { } plain && Match(layout, new HeaderNames(plain), cells, out reason) is { } match)
            {
                return match;
            }
        }

        reason =
            "header matches no layout ("
            + string.Join("; ", reasons)
            + $"); it has {cells.Count} columns: {string.Join(", ", cells.Take(40))}{(cells.Count > 40 ? ", …" : "")}";
        return null;
    }

    /// <summary>The largest share of a layout's required columns that the cells have, 0 to 1; layouts without a header do not count.</summary>
    public static double Nearness(Source source, IReadOnlyList<string> cells)
    {
        var names = new HeaderNames(cells.Take(MaximumColumns).Select(Normalise));
        return source
            .Layouts.Where(layout => layout.Header)
            .Select(layout => layout.Columns.Where(column => column.Required).ToArray())
            .Select(required => required.Count(column => names.Find(column) >= 0) / (double)Math.Max(1, required.Length))
            .DefaultIfEmpty(0)
            .Max();
    }

    private static HeaderMatch? Match(Layout layout, HeaderNames names, IReadOnlyList<string> cells, out string reason)
    {
        reason = "";
        if (!layout.Header)
        {
            reason = $"expected {layout.Columns.Count} columns without a header, got {names.Plain.Length}";
            return names.Plain.Length == layout.Columns.Count
                ? new HeaderMatch(layout, [.. layout.Columns.Select(column => column.Name)])
                : null;
        }

        var columns = new string?[names.Plain.Length];
        var missing = new List<string>();
        foreach (var column in layout.Columns)
        {
            var at = names.Find(column);
            if (at >= 0)
            {
                columns[at] = column.Name;
            }
            else if (column.Required)
            {
                missing.Add(column.Name);
            }
        }

        var repeated = layout
            .Columns.Select(each => each.Name)
            .FirstOrDefault(name => names.Times(Normalise(name)) > 1 && !ExpectsSeveral(layout, name));
        if (missing.Count == 0 && repeated is null)
        {
            return new HeaderMatch(layout, columns)
            {
                Unread = [.. cells.Where((cell, at) => columns[at] is null && cell.Trim().Length > 0)],
                Spelled = columns
                    .Index()
                    .Where(each => each.Item is not null)
                    .ToDictionary(each => each.Item!, each => cells[each.Index], StringComparer.Ordinal),
            };
        }

        var expected = layout
            .Columns.Where(column => column.Required)
            .Select(column => string.Join('|', column.Aliases.Prepend(column.Name).Take(4)));
        reason =
            missing.Count == 0
                ? $"column '{repeated}' stands twice"
                : $"missing column {string.Join(", ", missing)}, expected {string.Join(", ", expected)}";
        return null;
    }

    // A layout that names the second of two like columns expects both.
    private static bool ExpectsSeveral(Layout layout, string name) =>
        layout.Columns.Any(each =>
            each.Aliases.Append(each.Name).Any(alias => Normalise(alias).StartsWith(Normalise(name) + "#", StringComparison.Ordinal))
        );

    /// <summary>
    /// The names with the groups left out that stand before a column of the layout; null where that does not help. A column that
    /// stands there by its own name keeps it, and one that two groups have is in neither.
    /// </summary>
    private static string[]? WithoutGroups(Layout layout, HeaderNames names)
    {
        string[] plain = [.. names.Plain];
        var spellings = layout
            .Columns.Where(column => names.Find(column) < 0)
            .SelectMany(column => column.Aliases.Prepend(column.Name).Select(alias => Normalise(alias)))
            .ToHashSet(StringComparer.Ordinal);
        var found = new List<(int At, string Name)>();
        for (var at = 0; at < plain.Length; at++)
        {
            for (var end = plain[at].IndexOfAny(s_groupEnds); end >= 0; end = plain[at].IndexOfAny(s_groupEnds, end + 1))
            {
                if (spellings.Contains(plain[at][(end + 1)..]))
                {
                    found.Add((at, plain[at][(end + 1)..]));
                    break;
                }
            }
        }

        if (found.Count == 0 || found.GroupBy(each => each.Name, StringComparer.Ordinal).Any(each => each.Count() > 1))
        {
            return null;
        }

        foreach (var (at, name) in found)
        {
            plain[at] = name;
        }

        return plain;
    }

    internal static string Normalise(string name) =>
        string.Join(
            ' ',
            name.Trim('\uFEFF', ' ', '\t', '"').ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );

    /// <summary>Header cells in lower case, blanks collapsed; the second of a name is also called <c>name#2</c>.</summary>
    private sealed class HeaderNames
    {
        private readonly Dictionary<string, int> _at = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);

        public HeaderNames(IEnumerable<string> plain)
        {
            Plain = [.. plain];
            foreach (var (at, name) in Plain.Index())
            {
                var place = _times[name] = Times(name) + 1;
                _at.TryAdd(Invariant($"{name}#{place}"), at);
                _at.TryAdd(name, at);
            }
        }

        public string[] Plain { get; }

        public int Times(string name) => _times.GetValueOrDefault(name);

        /// <summary>The first cell that is called as the column may be; -1 for none.</summary>
        public int Find(RawColumn column) =>
            column.Aliases.Prepend(column.Name).Select(name => _at.GetValueOrDefault(Normalise(name), int.MaxValue)).Min()
                is < int.MaxValue
                    and var at
                ? at
                : -1;
    }
}
