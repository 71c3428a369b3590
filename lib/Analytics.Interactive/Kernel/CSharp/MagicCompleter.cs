using Analytics.Interactive.Cells;
using Analytics.Interactive.Kernel.Languages;

namespace Analytics.Interactive.Kernel.CSharp;

/// <summary>Names of magic commands after <c>#!</c> at the start of a line.</summary>
internal static class MagicCompleter
{
    /// <returns>Null when the cursor is not behind <c>#!</c>.</returns>
    public static Completions? Complete(Func<IReadOnlyList<CellCommand>> commands, string code, int position)
    {
        var start = position > 0 ? code.LastIndexOfAny(['\n', '\r'], position - 1) + 1 : 0;
        var typed = code.AsSpan(start, position - start).TrimStart();
        if (!typed.StartsWith("#!") || typed.Contains(' '))
        {
            return null;
        }

        var prefix = typed.ToString();
        IEnumerable<(string Name, string Help)> all =
        [
            ("csharp", "the cell is C#"),
            ("time", "how long the cell takes"),
            .. commands().Select(c => (c.Name, c.Help)),
        ];
        var items = all.Select(c => new Completion("#!" + c.Name, "keyword", c.Help))
            .Where(c => c.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        return new(position - prefix.Length, position, [.. items.OrderBy(c => c.Text, StringComparer.Ordinal)]);
    }
}
