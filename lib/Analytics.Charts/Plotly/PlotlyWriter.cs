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
            ["margin"] = new PlotlyObject
            {
                ["l"] = 0,
                ["r"] = 0,
                ["t"] = 0,
                ["b"] = 0,
                ["pad"] = 0,
            },
            ["paper_bgcolor"] = "#ffffff",
            ["plot_bgcolor"] = layout.Panels.Any(panel => panel.Figure.IsCartesian) ? "#ffffff" : null,
            ["font"] = Font(11, Palette.Ink),
            ["colorway"] = Palette.Series,
            ["hovermode"] = "closest",
            ["showlegend"] = true,
            ["modebar"] = new PlotlyObject { ["orientation"] = "v", ["remove"] = InteractiveForm.Unused },
            ["annotations"] = annotations,
            ["shapes"] = shapes,
        };
        var single = layout.Panels.Count == 1 && figure.Panels.Length == 0;
        var title = single ? layout.Panels[0].Title : layout.Title;
        if (title.Count == 1)
        {
            target["title"] = Title(title[0], layout);
        }
        else
        {
            annotations.AddRange(
                PlotlyText.Lines(
                    title,
                    FigureLayout.Pad,
                    FigureLayout.Pad - 2,
                    PanelLayout.TitleLine,
                    PanelLayout.TitleSize,
                    layout.Width,
                    layout.Height,
                    bold: true
                )
            );
        }

        for (var i = 0; i < layout.Panels.Count; i++)
        {
            var panel = new PlotlyPanel(layout.Panels[i], layout.Width, layout.Height, i, single);
            data.AddRange(panel.Data());
            panel.Fill(target);
            annotations.AddRange(panel.Annotations());
            shapes.AddRange(panel.Shapes());
        }

        annotations.AddRange(
            PlotlyText.Lines(
                layout.Subtitle,
                FigureLayout.Pad,
                FigureLayout.Pad + (layout.Title.Count * PanelLayout.TitleLine),
                PanelLayout.SubtitleLine,
                PanelLayout.SubtitleSize,
                layout.Width,
                layout.Height
            )
        );
        annotations.AddRange(
            PlotlyText.Lines(
                layout.Notes,
                FigureLayout.Pad,
                layout.Height - FigureLayout.Pad - (layout.Notes.Count * PanelLayout.NoteLine),
                PanelLayout.NoteLine,
                PanelLayout.NoteSize,
                layout.Width,
                layout.Height
            )
        );
        return new PlotlyObject
        {
            ["data"] = data,
            ["layout"] = target,
            ["config"] = new PlotlyObject { ["displaylogo"] = false, ["responsive"] = false },
        }.ToJson();
    }

    public static PlotlyObject Font(double size, string color) =>
        new()
        {
            ["family"] = TextSize.Family,
            ["size"] = size,
            ["color"] = color,
        };

    /// <summary>A title of one line; plotly.js centres several lines about the first one's place, so those are annotations.</summary>
    private static PlotlyObject Title(string line, FigureLayout layout) =>
        new()
        {
            ["text"] = $"<b>{PlotlyText.Escape(line)}</b>",
            ["font"] = Font(PanelLayout.TitleSize, "#1a1a1a"),
            ["x"] = FigureLayout.Pad / layout.Width,
            ["xanchor"] = "left",
            ["xref"] = "container",
            ["y"] = 1 - (FigureLayout.Pad / layout.Height),
            ["yanchor"] = "top",
            ["yref"] = "container",
        };
}
