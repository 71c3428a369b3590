namespace Analytics.Charts;

/// <summary>Text in plotly.js: it reads a few HTML tags, so data must be escaped.</summary>
internal static class PlotlyText
{
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    public static PlotlyObject Title(string text, double size) =>
        new() { ["text"] = Escape(text), ["font"] = PlotlyWriter.Font(size, Palette.Ink) };

    /// <summary>Lines of text from a pixel downwards.</summary>
    public static IEnumerable<PlotlyObject> Lines(
        IReadOnlyList<string> lines,
        double x,
        double y,
        double step,
        double size,
        double width,
        double height,
        bool bold = false
    )
    {
        for (var i = 0; i < lines.Count; i++)
        {
            yield return new PlotlyObject
            {
                ["text"] = bold ? $"<b>{Escape(lines[i])}</b>" : Escape(lines[i]),
                ["font"] = PlotlyWriter.Font(size, bold ? "#1a1a1a" : Palette.Faint),
                ["showarrow"] = false,
                ["align"] = "left",
                ["xref"] = "paper",
                ["yref"] = "paper",
                ["x"] = x / width,
                ["xanchor"] = "left",
                ["y"] = 1 - ((y + (i * step)) / height),
                ["yanchor"] = "top",
                ["borderpad"] = 0,
            };
        }
    }
}
