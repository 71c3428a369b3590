using Analytics.Interactive.Display;
using Analytics.Interactive.Sessions;
using Microsoft.CodeAnalysis;

namespace Analytics.Interactive.Cells;

/// <summary>The commands every notebook has.</summary>
internal static class BuiltInCommands
{
    public static IReadOnlyList<CellCommand> Of(Session session) =>
        [
            new("html", "shows the cell as HTML", (_, text) => MimeBundle.Plain(text).With(MimeBundle.Html, text)),
            new("markdown", "shows the cell as Markdown", (_, text) => MimeBundle.Plain(text).With("text/markdown", text)),
            new(
                "mermaid",
                "keeps a Mermaid diagram as text; VS Code draws it",
                (_, text) => MimeBundle.Plain(text).With("text/vnd.mermaid", text)
            ),
            new("who", "lists the variables with types and values", (_, _) => Who(session)),
        ];

    private static Table Who(Session session)
    {
        IEnumerable<string[]> rows = session
            .Variables()
            .Select(v => new[] { v.Name, v.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), CellText.Inside(v.Value) });
        return new(["name", "type", "value"], [.. rows], [false, false, false], null);
    }
}
