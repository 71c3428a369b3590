using System.Globalization;
using System.Text;

namespace Analytics.Interactive.Compiling;

/// <summary>One reason why code does not compile. Line and column are 1-based numbers; length is in characters, at least 1.</summary>
public sealed record CodeError(string File, int Line, int Column, int Length, string Id, string Message, string SourceLine, string? Hint)
{
    /// <summary>File, place and message, the line itself, carets under the place, and the hint.</summary>
    public override string ToString()
    {
        StringBuilder text = new($"{File}({Line},{Column}): error {Id}: {Message}\n");
        if (SourceLine.Trim().Length > 0)
        {
            var number = Line.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(5);
            var shown = SourceLine.Length <= 300 ? SourceLine : SourceLine[..300];
            var column = Math.Min(Column, shown.Length + 1);
            // Tabs stay tabs, so that the caret stands under its place at any tab width.
            var indent = string.Concat(shown[..(column - 1)].Select(c => c == '\t' ? '\t' : ' '));
            text.Append(
                CultureInfo.InvariantCulture,
                $"{number} | {shown}\n      | {indent}{new string('^', Math.Clamp(Length, 1, Math.Max(1, shown.Length - column + 1)))}\n"
            );
        }

        if (Hint is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"        {Hint}\n");
        }

        return text.ToString();
    }
}
