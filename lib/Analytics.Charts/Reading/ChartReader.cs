using System.Globalization;
using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Reads plotly JSON as a <see cref="Figure"/>: what the still picture and the words are made of.</summary>
internal static class ChartReader
{
    private static readonly HashSet<string> s_alone = new(StringComparer.Ordinal)
    {
        "pie",
        "indicator",
        "parcoords",
        "parcats",
        "table",
        "sankey",
        "funnelarea",
        "sunburst",
        "treemap",
        "icicle",
        "splom",
    };

    public static Figure Read(JsonObject tree)
    {
        var layout = tree.At("layout") as JsonObject ?? [];
        var traces = (tree.List("data") ?? [])
            .OfType<JsonObject>()
            .Select((trace, index) => (Trace: trace, Index: index))
            .Where(each => each.Trace.Flag("visible") != false && each.Trace.Text("visible") != "legendonly")
            .ToArray();
        var panels = traces
            .GroupBy(each => KeyOf(each.Trace, each.Index), StringComparer.Ordinal)
            .Select(group => (group.Key, Where: Place(layout, group.Key, group.First().Trace), Traces: group.ToArray()))
            .OrderBy(panel => panel.Where.Row)
            .ThenBy(panel => panel.Where.Column)
            .ToArray();
        var (title, subtitle) = Titles(layout);
        var whole = new Figure
        {
            Title = title,
            Subtitle = subtitle,
            Width = (int)Math.Clamp(layout.Number("width") ?? 760, 200, 4000),
            Height = layout.Number("height") is { } height ? (int)Math.Clamp(height, 120, 4000) : null,
            Notes = [.. Texts(layout).Where(IsNote).SelectMany(note => ReadValues.Lines(note.Text("text") ?? ""))],
        };
        if (panels.Length <= 1)
        {
            var single = PanelReader.Read(layout, panels.Length == 0 ? [] : panels[0].Traces);
            return single with
            {
                Title = whole.Title,
                Subtitle = whole.Subtitle,
                Width = whole.Width,
                Height = whole.Height,
                Notes = [.. whole.Notes, .. single.Notes],
            };
        }

        var titles = Texts(layout)
            .Where(text =>
                !IsNote(text) && text.Text("xref") == "paper" && text.Text("yref") == "paper" && text.Text("yanchor") == "bottom"
            )
            .Select(text => string.Join(' ', ReadValues.Lines(text.Text("text") ?? "")))
            .ToArray();
        return whole with
        {
            Panels =
            [
                .. panels.Select((panel, i) => PanelReader.Read(layout, panel.Traces) with { Title = i < titles.Length ? titles[i] : "" }),
            ],
            PanelColumns = Math.Clamp(panels.Select(panel => Math.Round(panel.Where.Column, 3)).Distinct().Count(), 1, 6),
        };
    }

    /// <summary>The title and its second line, each on one line and without tags.</summary>
    internal static (string Title, string Subtitle) Titles(JsonObject layout)
    {
        var text = layout.Text("title", "text") ?? layout.Text("title") ?? "";
        // A bold title may stand on several lines, what follows it is the second line.
        var end = text.StartsWith("<b>", StringComparison.Ordinal) ? text.IndexOf("</b>", StringComparison.Ordinal) : -1;
        var lines = end > 0 ? [ReadValues.OneLine(text[..end]), .. ReadValues.Lines(text[(end + 4)..])] : ReadValues.Lines(text);
        return (lines.FirstOrDefault() ?? "", string.Join(' ', lines.Skip(1)));
    }

    internal static IEnumerable<JsonObject> Texts(JsonObject layout) => (layout.List("annotations") ?? []).OfType<JsonObject>();

    /// <summary>A remark beneath the chart: below the axes, in units of the whole picture.</summary>
    internal static bool IsNote(JsonObject text) =>
        text.Text("xref") == "paper" && text.Text("yref") is "paper" or "container" && text.Number("y") is < 0 or null;

    /// <summary>The key of a layout's axis of a layer: <c>xaxis2</c> for x2.</summary>
    internal static string AxisKey(JsonObject trace, string letter) =>
        letter
        + "axis"
        + (trace.Text(letter + "axis") is { Length: > 1 } id && id.StartsWith(letter, StringComparison.Ordinal) ? id[1..] : "");

    private static string KeyOf(JsonObject trace, int index) =>
        trace.Text("type") is { } type && s_alone.Contains(type)
            ? Invariant($"alone {index}")
            : trace.Text("scene") ?? trace.Text("subplot") ?? trace.Text("geo") ?? $"{AxisKey(trace, "x")}|{AxisKey(trace, "y")}";

    private static (double Row, double Column) Place(JsonObject layout, string key, JsonObject trace)
    {
        var domain = trace.At("domain") ?? layout.At(key, "domain");
        if (domain.Number("row") is { } row && domain.Number("column") is { } column)
        {
            return (row, column);
        }

        var (x, y) = (
            domain.List("x") ?? layout.List(AxisKey(trace, "x"), "domain"),
            domain.List("y") ?? layout.List(AxisKey(trace, "y"), "domain")
        );
        if (x is not null || y is not null)
        {
            return (-(y?[0].Number() ?? 0), x?[0].Number() ?? 0);
        }

        var (nx, ny) = (Number(AxisKey(trace, "x")), Number(AxisKey(trace, "y")));
        if (layout.At("grid") is not JsonObject grid)
        {
            return (ny, nx);
        }

        var columns = Math.Max(1, grid.Number("columns") ?? 1);
        return grid.Text("pattern") == "coupled" ? (ny, nx) : (Math.Floor((nx - 1) / columns), (nx - 1) % columns);
    }

    private static double Number(string axis) =>
        axis.Length > 5 && int.TryParse(axis.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
}
