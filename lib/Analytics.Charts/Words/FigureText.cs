using System.Text;

namespace Analytics.Charts;

/// <summary>Says a figure in words: what it is, what the axes span, and the numbers that matter.</summary>
internal static class FigureText
{
    public static string Write(Figure figure)
    {
        var text = new StringBuilder();
        if (figure.Panels.Length == 0)
        {
            Panel(text, figure, "");
        }
        else
        {
            text.Append(figure.Title.Length > 0 ? $"{figure.Title}: " : "").Append(figure.Panels.Length).Append(" panels\n");
            Lines(text, [figure.Subtitle], "");
            foreach (var panel in figure.Panels)
            {
                Panel(text, panel, "  ");
            }

            Lines(text, figure.Notes, "Note: ");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Panel(StringBuilder text, Figure figure, string indent)
    {
        var kinds = figure.Traces.Select(trace => TraceText.KindOf(trace, figure)).Distinct().ToArray();
        var kind = kinds.Length == 0 ? "Empty chart" : string.Join(" and ", kinds);
        text.Append(indent).Append(figure.Title.Length > 0 ? $"{figure.Title} ({kind.ToLowerInvariant()})" : kind).Append('\n');
        Lines(text, [figure.Subtitle], indent);
        var aligned = figure.IsCartesian ? Placed.Of(Aligned.Of(figure)) : figure;
        if (figure.IsCartesian)
        {
            Lines(text, [string.Join("; ", new[] { Name(aligned.X, "x"), Name(aligned.Y, "y") }.Where(name => name.Length > 0))], indent);
        }

        const int Most = 12;
        foreach (var trace in aligned.Traces.Take(Most))
        {
            text.Append(indent)
                .Append("- ")
                .Append(trace.Name.Length > 0 ? trace.Name + ": " : "")
                .Append(TraceText.Of(trace, aligned))
                .Append('\n');
        }

        if (aligned.Traces.Length > Most)
        {
            text.Append(indent).Append("- and ").Append(aligned.Traces.Length - Most).Append(" more layers\n");
        }

        foreach (var reference in figure.References)
        {
            text.Append(indent)
                .Append("- line at ")
                .Append(reference.Horizontal ? "y = " : "x = ")
                .Append((reference.Horizontal ? aligned.Y : aligned.X).Read(reference.At))
                .Append(reference.Label.Length > 0 ? $": {reference.Label}" : "")
                .Append('\n');
        }

        Lines(text, aligned.Notes, indent + "Note: ");
    }

    private static string Name(Axis axis, string letter)
    {
        var log = axis.Type == AxisType.Log ? "logarithmic" : "";
        return axis.Caption.Length + log.Length == 0
            ? ""
            : $"{letter}: {string.Join(", ", new[] { axis.Caption, log }.Where(part => part.Length > 0))}";
    }

    private static void Lines(StringBuilder text, IEnumerable<string> lines, string indent)
    {
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            text.Append(indent).Append(line).Append('\n');
        }
    }
}
