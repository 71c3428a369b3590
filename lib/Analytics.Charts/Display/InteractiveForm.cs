using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>
/// What plotly.js leaves to the chart and is known only when the chart is whole, its width and its scales: it wraps no title, turns what a line is
/// called along the line, and lets rows of a legend grow into the title. The same in every host that draws plotly JSON.
/// </summary>
internal static class InteractiveForm
{
    /// <summary>Buttons that charts of a notebook do not need; what stays fits upright beside a title.</summary>
    public static IReadOnlyList<string> Unused { get; } = ["select", "lasso", "zoomin", "zoomout", "autoscale"];

    /// <summary>Height of a row of the legend and of what an upright line is called, as plotly.js draws them.</summary>
    private const int LegendRow = 19,
        OverLine = 14;

    /// <summary>What plotly.js adds to a name in a legend: its symbol and the gaps.</summary>
    private const double LegendItem = 50;

    /// <summary>Changes the tree of a chart and gives it back. A picture that is none loses nothing: it is laid out as if it filled its width.</summary>
    public static JsonObject Of(JsonObject tree)
    {
        if (tree.At("layout") is not JsonObject layout)
        {
            return tree;
        }

        var panel = Still(tree);
        ReadableCells.Part(tree);
        layout["modebar"] ??= new JsonObject
        {
            ["orientation"] = "v",
            ["remove"] = new JsonArray([.. Unused.Select(name => (JsonNode)name)]),
        };
        var width = layout.Number("width") ?? ChartTheme.Width;
        StraightNames.Write(tree, layout, panel?.Area.Width ?? (width - 74));
        var more = Title(layout, width);
        var over = Named(layout, panel) ? OverLine : 0;
        var rows = LegendRows(tree, layout, panel?.Area.Width ?? (width - 74));
        // The margin above has room for one row of a legend, or for what a line is called.
        more += rows == 0 ? 0 : ((rows - 1) * LegendRow) + over;
        if (rows > 0 && over > 0)
        {
            var plot = Math.Max(100, (layout.Number("height") ?? ChartTheme.Height) - (layout.Number("margin", "t") ?? 40) - 44);
            layout["legend"] = new JsonObject { ["y"] = NumberText.Round(1.02 + (over / plot)) };
        }

        if (more > 0)
        {
            var margin = layout.At("margin") as JsonObject ?? [];
            margin["t"] = (margin.Number("t") ?? 40) + more;
            layout["margin"] = margin;
            if (layout.Number("height") is { } height)
            {
                layout["height"] = height + more;
            }
        }

        return tree;
    }

    /// <summary>Wraps a title of <see cref="ChartStyle.WithTitle"/> to the width that the chart has now. Gives back how much higher it became.</summary>
    private static int Title(JsonObject layout, double width)
    {
        if (layout.At("title") is not JsonObject title || title.Text("text")?.StartsWith("<b>", StringComparison.Ordinal) != true)
        {
            return 0;
        }

        var (first, second) = ChartReader.Titles(layout);
        var (text, height) = ChartStyle.TitleText(first, second, width);
        title["text"] = text;
        return Math.Max(0, ChartStyle.TitleMargin + height - (int)(layout.Number("margin", "t") ?? 40));
    }

    /// <summary>
    /// Writes what lines across are called above the line, and what upright lines are called over the plot, where they cover nothing. Says
    /// whether there is an upright one.
    /// </summary>
    private static bool Named(JsonObject layout, PanelLayout? panel)
    {
        var isAnyUpright = false;
        foreach (var shape in (layout.List("shapes") ?? []).OfType<JsonObject>())
        {
            var (xRef, yRef) = (shape.Text("xref") ?? "x", shape.Text("yref") ?? "y");
            var isUpright = yRef.EndsWith(" domain", StringComparison.Ordinal);
            if (
                shape.Text("label", "text") is not { Length: > 0 } text
                || shape.Text("type") != "line"
                || isUpright == xRef.EndsWith(" domain", StringComparison.Ordinal)
            )
            {
                continue;
            }

            isAnyUpright |= isUpright;
            var size = shape.Number("label", "font", "size") ?? PanelLayout.OverSize;
            shape.Remove("label");
            var note = new JsonObject
            {
                ["text"] = text,
                ["font"] = new JsonObject { ["size"] = size },
                ["showarrow"] = false,
                ["xref"] = xRef,
                ["x"] = isUpright ? Place(layout, xRef, shape.At("x0")) : 1,
                ["xanchor"] = isUpright ? Anchor(panel, shape.At("x0"), text) : "right",
                ["yref"] = yRef,
                ["y"] = isUpright ? 1 : Place(layout, yRef, shape.At("y0")),
                ["yanchor"] = "bottom",
                ["borderpad"] = 0,
                // A line across runs through what it is compared with.
                ["bgcolor"] = isUpright ? null : "rgba(255,255,255,0.8)",
            };
            if (layout.List("annotations") is { } notes)
            {
                notes.Add((JsonNode)note);
            }
            else
            {
                layout["annotations"] = new JsonArray(note);
            }
        }

        return isAnyUpright;
    }

    /// <summary>Unlike shapes, annotations take the logarithm on logarithmic axes.</summary>
    private static JsonNode? Place(JsonObject layout, string axis, JsonNode? at) =>
        layout.Text(axis[..1] + "axis" + axis[1..], "type") == "log" && at.Number() is { } value
            ? NumberText.Round(Math.Log10(value))
            : at?.DeepClone();

    private static string Anchor(PanelLayout? panel, JsonNode? at, string text)
    {
        var value = at.Number() ?? (at.Text() is { } time ? ReadValues.Time(time) : null);
        return panel is null || value is not { } place || !panel.X.Has(place)
            ? "center"
            : panel.Over(panel.X.At(place), ReadValues.Untagged(text)).Anchor switch
            {
                "end" => "right",
                "start" => "left",
                _ => "center",
            };
    }

    /// <summary>How many rows the legend above the plot takes; 0 where there is none or where it stands elsewhere.</summary>
    private static int LegendRows(JsonObject tree, JsonObject layout, double width)
    {
        if (layout.At("legend") is not null)
        {
            return 0;
        }

        var names = (tree.List("data") ?? [])
            .Where(trace => trace.Flag("showlegend") != false && trace.Flag("visible") != false)
            .Select(trace => trace.Text("name"))
            .OfType<string>()
            .Where(name => name.Length > 0)
            .ToArray();
        if (names.Length == 0 || !(layout.Flag("showlegend") ?? names.Length > 1))
        {
            return 0;
        }

        // plotly.js puts them into columns of one width where they do not fit into one row.
        double[] widths = [.. names.Select(name => LegendItem + TextSize.Width(ReadValues.Untagged(name), Legend.Size))];
        var columns = widths.Sum() <= width ? names.Length : Math.Max(1, (int)(width / widths.Max()));
        return (names.Length + columns - 1) / columns;
    }

    /// <summary>Where the still picture has the plot; null for several panels, and for a chart that has no still picture.</summary>
    private static PanelLayout? Still(JsonObject tree)
    {
        try
        {
            var figure = FigureLayout.Of(ChartReader.Read(tree));
            return figure.Panels.Count == 1 && figure.Panels[0].Figure.IsCartesian ? figure.Panels[0] : null;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}
