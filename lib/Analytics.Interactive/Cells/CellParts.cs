namespace Analytics.Interactive.Cells;

/// <summary>Which line of a cell is in which language: C# until a line <c>#!name</c> names another.</summary>
/// <param name="language">The language a name after <c>#!</c> stands for; null: it is a command, which leaves the language as it is.</param>
internal sealed class CellParts(Func<string, string?> language)
{
    /// <summary>The language at a place (a UTF-16 index), and whether the place is in a line <c>#!…</c>.</summary>
    public (string Language, bool IsCommand) At(string code, int position)
    {
        var found = CSharpKernel.Name;
        foreach (var (start, end, isCommand, of) in Lines(code))
        {
            found = of;
            if (position >= start && position <= end)
            {
                return (found, isCommand);
            }
        }

        return (found, false);
    }

    /// <summary>The text of one language, everything else blanked at full length, so that places stay true; null when it has none.</summary>
    public string? Only(string code, string wanted)
    {
        var text = code.ToCharArray();
        var hasAny = false;
        foreach (var (start, end, isCommand, of) in Lines(code))
        {
            if (isCommand || of != wanted)
            {
                text.AsSpan(start, end - start).Fill(' ');
            }
            else
            {
                hasAny = true;
            }
        }

        return hasAny ? new string(text) : null;
    }

    private IEnumerable<(int Start, int End, bool IsCommand, string Language)> Lines(string code)
    {
        var current = CSharpKernel.Name;
        for (var at = 0; at <= code.Length; )
        {
            var end = code.AsSpan(at).IndexOfAny('\n', '\r') is >= 0 and var length ? at + length : code.Length;
            var line = code.AsSpan(at, end - at).TrimStart();
            var isCommand = line.StartsWith("#!");
            if (isCommand)
            {
                var name = line[2..];
                name = name.IndexOfAny(' ', '\t') is >= 0 and var stop ? name[..stop] : name;
                current = language(name.ToString()) ?? current;
            }

            yield return (at, end, isCommand, current);
            at = end + 1;
        }
    }
}
