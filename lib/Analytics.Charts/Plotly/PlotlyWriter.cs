namespace Analytics.Charts;

/// <summary>Writes a figure as plotly.js data and layout, placed by the same layout as the still picture.</summary>
internal static class PlotlyWriter
{
    public static string Write(Figure figure)
    {
        var layout = FigureLayout.Of(figure);
        var data = new List<object>();
        var annotations = new List<object>();
        var shapes = new List<object>();
        var target = new PlotlyObject
        {
            ["autosize"] = false,
            ["width"] = layout.Width,
            ["height"] = layout.Height,
            ["margin"] = new PlotlyObject { ["l"] = 0, ["r"] = 0, ["t"] = 0, ["b"] = 0, ["pad"] = 0 },
            ["paper_bgcolor"] = "#ffffff",
            ["plot_bgcolor"] = "#ffffff",
            ["font"] = Font(11, Palette.Ink),
            ["colorway"] = Palette.Series,
            ["hovermode"] = "closest",
            ["showlegend"] = true,
            ["annotations"] = annotations,
            ["shapes"] = shapes,
        };
        var single = layout.Panels.Count == 1 && figure.Panels.Length == 0;
        Title(target, figure, single ? layout.Panels[0].Title : layout.Title, layout);
        for (var i = 0; i < layout.Panels.Count; i++)
        {
            var panel = new PlotlyPanel(layout.Panels[i], layout.Width, layout.Height, i, single);
            data.AddRange(panel.Data());
            panel.Fill(target);
            annotations.AddRange(panel.Annotations());
            shapes.AddRange(panel.Shapes());
        }

        annotations.AddRange(PlotlyText.Lines(layout.Subtitle, FigureLayout.Pad, FigureLayout.Pad + (layout.Title.Count * PanelLayout.TitleLine), PanelLayout.SubtitleLine, PanelLayout.SubtitleSize, layout.Width, layout.Height));
        annotations.AddRange(PlotlyText.Lines(layout.Notes, FigureLayout.Pad, layout.Height - FigureLayout.Pad - (layout.Notes.Count * PanelLayout.NoteLine), PanelLayout.NoteLine, PanelLayout.NoteSize, layout.Width, layout.Height));
        return new PlotlyObject
        {
            ["data"] = data,
            ["layout"] = target,
            ["config"] = new PlotlyObject { ["displaylogo"] = false, ["responsive"] = false },
        }.ToJson();
    }

    public static PlotlyObject Font(double size, string color) => new() { ["family"] = TextSize.Family, ["size"] = size, ["color"] = color };

    private static void Title(PlotlyObject target, Figure figure, IReadOnlyList<string> lines, FigureLayout layout)
    {
        if (figure.Title.Length == 0)
            return;
        target["title"] = new PlotlyObject
        {
            ["text"] = "<b>" + string.Join("<br>", lines.Select(PlotlyText.Escape)) + "</b>",
            ["font"] = Font(PanelLayout.TitleSize, "#1a1a1a"),
            ["x"] = FigureLayout.Pad / layout.Width,
            ["xanchor"] = "left",
            ["xref"] = "container",
            ["y"] = 1 - (FigureLayout.Pad / layout.Height),
            ["yanchor"] = "top",
            ["yref"] = "container",
        };
    }
}
