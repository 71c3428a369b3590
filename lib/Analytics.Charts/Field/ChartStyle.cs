using DynamicObj;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Analytics.Charts;

/// <summary>
/// What Plotly.NET.CSharp lacks to say what a chart shows: a title with a second line, axes with units, lines across, remarks. Each returns a
/// changed chart and leaves the one it was called on as it is.
/// </summary>
public static class ChartStyle
{
    /// <summary>Titles a chart with its finding, wrapped to its width, and a second line in small grey letters: what was counted, n, when.</summary>
    public static GenericChart WithTitle(this GenericChart chart, string title, string subtitle = "")
    {
        return chart.Changed(layout =>
        {
            var (text, height) = TitleText(title, subtitle, SizeOf(layout, "width", ChartTheme.Width));
            layout.SetProperty("title", Part.Of(("text", text)));
            // plotly.js makes no room for a title of several lines.
            Margin(layout, "t", TitleMargin + height);
        });
    }

    /// <summary>What stands above and below a title, with room for one row of a legend.</summary>
    internal const int TitleMargin = 38;

    /// <summary>A title as plotly.js draws it, wrapped to a chart's width but for the toolbar, and the height of its lines in pixels.</summary>
    internal static (string Text, int Height) TitleText(string title, string subtitle, double width)
    {
        var room = width - 24 - FigureLayout.Toolbar;
        var first = TextSize.Wrap(title, room, PanelLayout.TitleSize, 3, bold: true);
        var second = TextSize.Wrap(subtitle, room, PanelLayout.SubtitleSize, 2);
        var small = string.Join("<br>", second.Select(PlotlyText.Escape));
        return (
            $"<b>{string.Join("<br>", first.Select(PlotlyText.Escape))}</b>"
                + (
                    small.Length > 0
                        ? $"<br><span style=\"font-size:{(int)PanelLayout.SubtitleSize}px;color:{Palette.Faint}\">{small}</span>"
                        : ""
                ),
            (first.Count * 19) + (second.Count * 16)
        );
    }

    /// <summary>Adds a remark in small letters beneath the chart.</summary>
    public static GenericChart WithNote(this GenericChart chart, string note) =>
        chart.Changed(layout =>
        {
            var notes = ListOf(layout, "annotations");
            var before = notes.OfType<Dictionary<string, object>>().Count(each => Equals(each.GetValueOrDefault("name"), "note"));
            notes.AddRange(
                TextSize
                    .Wrap(note, SizeOf(layout, "width", ChartTheme.Width) - 24, PanelLayout.NoteSize, 2)
                    .Select(
                        (line, i) =>
                            (object)
                                Part.Of(
                                    ("name", "note"),
                                    ("text", PlotlyText.Escape(line)),
                                    ("showarrow", false),
                                    ("align", "left"),
                                    ("xref", "paper"),
                                    ("x", 0),
                                    ("xanchor", "left"),
                                    ("yref", "paper"),
                                    ("y", -0.0001),
                                    ("yanchor", "top"),
                                    ("yshift", -52 - ((before + i) * 13)),
                                    ("font", Part.Of(("size", 10), ("color", Palette.Faint)))
                                )
                    )
            );
            layout.SetProperty("annotations", notes);
            Margin(layout, "b", 70 + ((before + 1) * 13));
        });

    /// <summary>Says what the x axis measures and how it is written. What is not given stays as it is.</summary>
    /// <param name="chart">A chart with axes.</param>
    /// <param name="title">What is measured.</param>
    /// <param name="unit">Its unit, shown in brackets.</param>
    /// <param name="percent">Write shares as percentages: 0.25 as 25%.</param>
    /// <param name="log">A logarithmic axis.</param>
    /// <param name="from">The lowest value shown; with <paramref name="to"/>.</param>
    /// <param name="to">The highest value shown.</param>
    /// <param name="reversed">The highest value, or the first name, at the far end.</param>
    /// <param name="names">Treat numbers as names: evenly spaced, each with its tick.</param>
    public static GenericChart WithXAxis(
        this GenericChart chart,
        string? title = null,
        string unit = "",
        bool? percent = null,
        bool? log = null,
        double? from = null,
        double? to = null,
        bool? reversed = null,
        bool? names = null
    ) => chart.WithAxis("xaxis", title, unit, percent, log, from, to, reversed, names);

    /// <summary>Says what the y axis measures; the parameters are those of <see cref="WithXAxis"/>. <c>reversed: true</c> puts the first of names on top.</summary>
    public static GenericChart WithYAxis(
        this GenericChart chart,
        string? title = null,
        string unit = "",
        bool? percent = null,
        bool? log = null,
        double? from = null,
        double? to = null,
        bool? reversed = null,
        bool? names = null
    ) => chart.WithAxis("yaxis", title, unit, percent, log, from, to, reversed, names);

    /// <summary>Draws a dashed line across at a value of y, for instance the share of all.</summary>
    public static GenericChart WithHLine(this GenericChart chart, double y, string label = "") =>
        chart.WithLine(y, label, isUpright: false);

    /// <summary>Draws a dashed line upwards at a value of x: a number, or a time.</summary>
    public static GenericChart WithVLine(this GenericChart chart, object x, string label = "") => chart.WithLine(x, label, isUpright: true);

    private static GenericChart WithLine(this GenericChart chart, object at, string label, bool isUpright) =>
        chart.Changed(layout =>
        {
            var shapes = ListOf(layout, "shapes");
            var (along, across) = isUpright ? ("y", "x") : ("x", "y");
            shapes.Add(
                Part.Of(
                    ("type", "line"),
                    (along + "ref", along + " domain"),
                    (along + "0", 0),
                    (along + "1", 1),
                    (across + "ref", across),
                    (across + "0", at),
                    (across + "1", at),
                    ("line", Part.Of(("color", Palette.Ink), ("width", 1), ("dash", "dash"))),
                    (
                        "label",
                        label.Length == 0
                            ? null
                            : Part.Of(("text", PlotlyText.Escape(label)), ("textposition", "end"), ("font", Part.Of(("size", 10))))
                    )
                )
            );
            layout.SetProperty("shapes", shapes);
        });

    private static GenericChart WithAxis(
        this GenericChart chart,
        string key,
        string? title,
        string unit,
        bool? percent,
        bool? log,
        double? from,
        double? to,
        bool? reversed,
        bool? names
    ) =>
        chart.Changed(layout =>
        {
            var axis = new LinearAxis();
            if (Get(layout, key) is DynamicObj.DynamicObj before)
            {
                CopyTo(before, axis);
            }

            var isLog = log ?? Equals(Get(axis, "type"), "log");
            object[]? range =
                from is { } low && to is { } high
                    ? isLog
                        ? [Math.Log10(low), Math.Log10(high)]
                        : [low, high]
                    : null;
            layout.SetProperty(
                key,
                Part.Fill(
                    axis,
                    ("title", title is null ? null : Part.Of(("text", PlotlyText.Escape(unit.Length == 0 ? title : $"{title} ({unit})")))),
                    ("tickformat", percent == true ? ",~%" : null),
                    (
                        "type",
                        log == true ? "log"
                        : names == true ? "category"
                        : null
                    ),
                    ("range", range),
                    ("autorange", reversed == true ? "reversed" : null)
                )
            );
        });

    /// <summary>The chart with another layout; its own stays as it is.</summary>
    internal static GenericChart Changed(this GenericChart chart, Action<Layout> change)
    {
        var layout = new Layout();
        CopyTo(GenericChart.getLayout(chart), layout);
        change(layout);
        return GenericChart.setLayout(layout, chart);
    }

    private static double SizeOf(Layout layout, string name, int otherwise) => Get(layout, name) is int size ? size : otherwise;

    private static List<object> ListOf(Layout layout, string name) =>
        Get(layout, name) is System.Collections.IEnumerable items ? [.. items.Cast<object>()] : [];

    private static object? Get(DynamicObj.DynamicObj from, string name) =>
        from.TryGetPropertyValue(name) is { } found ? Inner(found) : null;

    private static object? Inner(object option) =>
        option is Microsoft.FSharp.Core.FSharpOption<object> { Value: var value } ? value : option;

    /// <summary>Sets one margin; the others stay as this class set them.</summary>
    private static void Margin(Layout layout, string side, int pixels)
    {
        var margin = Get(layout, "margin") is Dictionary<string, object> before
            ? new Dictionary<string, object>(before, StringComparer.Ordinal)
            : Part.Of();
        margin[side] = pixels;
        layout.SetProperty("margin", margin);
    }

    private static void CopyTo(DynamicObj.DynamicObj from, DynamicObj.DynamicObj to)
    {
        foreach (var (name, value) in from.GetProperties(false))
        {
            to.SetProperty(name, value);
        }
    }
}
