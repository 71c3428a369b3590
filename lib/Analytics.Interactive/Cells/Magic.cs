using System.Text.RegularExpressions;

namespace Analytics.Interactive.Cells;

/// <summary>The `#!` lines at the top of a cell. They are blanked, not removed, so that line numbers in errors stay true.</summary>
/// <param name="Command">Null when the cell is C#.</param>
/// <param name="VariableName">From `--name x`; the option is taken out of the arguments.</param>
internal sealed partial record Magic(string? Command, string Arguments, string? VariableName, bool IsTimed, string Text)
{
    public static Magic Parse(string code)
    {
        var isTimed = false;
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (!line.StartsWith("#!", StringComparison.Ordinal))
            {
                break;
            }

            var words = line[2..].Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            lines[i] = "";
            switch (words.FirstOrDefault() ?? "")
            {
                case "time":
                    isTimed = true;
                    break;
                case "csharp" or "c#" or "cs":
                    break;
                case var command:
                    var arguments = words.Length > 1 ? words[1] : "";
                    var name = NameOption().Match(arguments) is { Success: true } m ? m.Groups[1].Value : null;
                    return new(
                        command,
                        NameOption().Replace(arguments, "").Trim(),
                        name,
                        isTimed,
                        string.Join('\n', lines[(i + 1)..]).Trim('\n')
                    );
            }
        }

        return new(null, "", null, isTimed, string.Join('\n', lines));
    }

    [GeneratedRegex(@"(?:^|\s)--name[ =]([A-Za-z_][A-Za-z0-9_]*)(?=\s|$)")]
    private static partial Regex NameOption();
}
