namespace Analytics.Charts;

/// <summary>Draws a figure as one SVG picture on white.</summary>
internal static class SvgWriter
{
    public static string Write(Figure figure)
    {
        var layout = FigureLayout.Of(figure);
        var (width, height) = (NumberText.Pixel(layout.Width), NumberText.Pixel(layout.Height));
        var pen = new SvgPen();
        pen.Open(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("width", width),
            ("height", height),
            ("viewBox", $"0 0 {width} {height}"),
            ("font-family", TextSize.Family)
        );
        if (figure.Title.Length > 0)
        {
            pen.Title(figure.Title);
        }

        // A sheet of its own with an edge: on a dark page it reads as a picture, on a white one as nothing.
        pen.Rect(new Rect(0.5, 0.5, layout.Width - 1, layout.Height - 1), "#ffffff", ("stroke", "#d0d7de"));
        Lines(pen, layout.Title, FigureLayout.Pad, FigureLayout.Pad, layout.Subtitle, figure);
        foreach (var panel in layout.Panels)
        {
            Panel(pen, panel);
        }

        Notes(pen, layout.Notes, FigureLayout.Pad, layout.Height - FigureLayout.Pad - (layout.Notes.Count * PanelLayout.NoteLine));
        pen.Close("svg");
        return pen.ToString();
    }

    private static void Panel(SvgPen pen, PanelLayout panel)
    {
        Lines(pen, panel.Title, panel.Left, panel.TextTop, panel.Subtitle, panel.Figure);
        SvgKeys.Legend(pen, panel);
        if (panel.Figure.IsCartesian)
        {
            SvgAxes.Grid(pen, panel);
            SvgMarks.Draw(pen, panel);
            SvgAxes.Labels(pen, panel);
            if (panel.Figure.IsMap)
            {
                SvgKeys.ScaleBar(pen, panel);
            }
        }
        else
        {
            SvgMarks.DrawShapes(pen, panel);
        }

        SvgKeys.Colors(pen, panel);
        Notes(pen, panel.Notes, panel.Left, panel.NoteTop);
    }

    private static void Lines(SvgPen pen, IReadOnlyList<string> title, double x, double y, IReadOnlyList<string> subtitle, Figure figure)
    {
        for (var i = 0; i < title.Count; i++)
        {
            pen.Text(
                x,
                y + 13 + (i * PanelLayout.TitleLine),
                title[i],
                PanelLayout.TitleSize,
                "#1a1a1a",
                bold: true,
                whole: Cut(title, i, figure.Title)
            );
        }

        y += title.Count * PanelLayout.TitleLine;
        for (var i = 0; i < subtitle.Count; i++)
        {
            pen.Text(
                x,
                y + 11 + (i * PanelLayout.SubtitleLine),
                subtitle[i],
                PanelLayout.SubtitleSize,
                Palette.Faint,
                whole: Cut(subtitle, i, figure.Subtitle)
            );
        }
    }

    private static string Cut(IReadOnlyList<string> lines, int line, string whole) =>
        line == lines.Count - 1 && lines[line].EndsWith('…') ? whole : "";

    private static void Notes(SvgPen pen, IReadOnlyList<string> notes, double x, double y)
    {
        for (var i = 0; i < notes.Count; i++)
        {
            pen.Text(x, y + 10 + (i * PanelLayout.NoteLine), notes[i], PanelLayout.NoteSize, Palette.Faint);
        }
    }
}
