namespace Analytics.Charts;

/// <summary>Grid, axis lines, tick labels, axis titles and lines across.</summary>
internal static class SvgAxes
{
    public static void Grid(SvgPen pen, PanelLayout panel)
    {
        var area = panel.Area;
        var cells = panel.Figure.Traces.Any(trace => trace is HeatTrace { IsDensity: false });
        pen.Open("g", ("shape-rendering", "crispEdges"));
        if (panel.X is LogScale logX)
        {
            Lines(pen, logX.Minor().Select(value => logX.Over(panel.X.Low, panel.X.High).At(value)), true, area, "#f3f3f3");
        }

        if (panel.Y is LogScale logY)
        {
            Lines(pen, logY.Minor().Select(value => logY.Over(panel.Y.Low, panel.Y.High).At(value)), false, area, "#f3f3f3");
        }

        if (panel.X is not CategoryScale && !cells)
        {
            Lines(pen, panel.XLabels.Labels.Select(label => label.Pixel), true, area, Palette.Grid);
        }

        if (panel.Y is not CategoryScale && !cells)
        {
            Lines(pen, panel.YLabels.Labels.Select(label => label.Pixel), false, area, Palette.Grid);
        }

        pen.Close("g");
    }

    public static void Labels(SvgPen pen, PanelLayout panel)
    {
        var area = panel.Area;
        References(pen, panel);
        pen.Open("g", ("shape-rendering", "crispEdges"));
        if (panel.Figure.IsMap)
        {
            pen.Rect(area, "none", ("stroke", Palette.Line), ("stroke-width", 1));
        }

        Zero(pen, panel);
        foreach (var label in panel.XLabels.Labels)
        {
            pen.Line(label.Pixel, area.Bottom, label.Pixel, area.Bottom + 4, Palette.Line);
        }

        foreach (var label in panel.YLabels.Labels)
        {
            pen.Line(area.X - 4, label.Pixel, area.X, label.Pixel, Palette.Line);
        }

        pen.Close("g");
        foreach (var label in panel.XLabels.Labels)
        {
            Below(pen, label, area, panel.XLabels.IsSlanted, panel.X is CategoryScale ? Palette.Ink : Palette.Faint);
        }

        foreach (var label in panel.YLabels.Labels)
        {
            pen.Text(area.X - 7, label.Pixel, label.Text, AxisLabels.Size, anchor: "end", whole: label.Whole, dy: "0.35em");
        }

        if (panel.IsEmpty)
        {
            pen.Text(area.CentreX, area.CentreY, PanelLayout.NoData, 12, Palette.Faint, "middle");
        }

        var (x, y) = (panel.Figure.X.Caption, panel.Figure.Y.Caption);
        var (xShown, yShown) = (
            TextSize.Fit(x, area.Width + 20, PanelLayout.AxisTitleSize),
            TextSize.Fit(y, area.Height + 10, PanelLayout.AxisTitleSize)
        );
        pen.Text(
            area.CentreX,
            area.Bottom + panel.XLabels.Extent + 20,
            xShown,
            PanelLayout.AxisTitleSize,
            anchor: "middle",
            whole: xShown == x ? "" : x
        );
        pen.Text(
            area.X - panel.YLabels.Extent - 16,
            area.CentreY,
            yShown,
            PanelLayout.AxisTitleSize,
            anchor: "middle",
            whole: yShown == y ? "" : y,
            rotate: -90
        );
    }

    private static void Below(SvgPen pen, AxisLabel label, Rect area, bool slanted, string second)
    {
        if (slanted)
        {
            pen.Text(label.Pixel + 4, area.Bottom + 11, label.Text, AxisLabels.Size, anchor: "end", whole: label.Whole, rotate: -45);
            return;
        }

        pen.Text(label.Pixel, area.Bottom + 15, label.Text, AxisLabels.Size, anchor: "middle", whole: label.Whole);
        pen.Text(label.Pixel, area.Bottom + 15 + AxisLabels.LineHeight, label.Second, AxisLabels.Size, second, "middle");
    }

    /// <summary>The line bars grow from, and the left and lower border.</summary>
    private static void Zero(SvgPen pen, PanelLayout panel)
    {
        var area = panel.Area;
        var bars = panel.Figure.Traces.OfType<BarTrace>().ToArray();
        pen.Line(area.X, area.Bottom, area.Right, area.Bottom, Palette.Line);
        if (panel.Y is CategoryScale || bars.Any(bar => bar.Horizontal))
        {
            pen.Line(area.X, area.Y, area.X, area.Bottom, Palette.Line);
        }

        if (bars.Any(bar => !bar.Horizontal) && panel.Y is LinearScale { From: < 0, To: > 0 })
        {
            pen.Line(area.X, panel.Y.At(0), area.Right, panel.Y.At(0), Palette.Ink);
        }

        if (bars.Any(bar => bar.Horizontal) && panel.X is LinearScale { From: < 0, To: > 0 })
        {
            pen.Line(panel.X.At(0), area.Y, panel.X.At(0), area.Bottom, Palette.Ink);
        }
    }

    private static void References(SvgPen pen, PanelLayout panel)
    {
        var area = panel.Area;
        foreach (var reference in panel.Figure.References)
        {
            var scale = reference.Horizontal ? panel.Y : panel.X;
            if (!scale.Has(reference.At))
            {
                continue;
            }

            var at = scale.At(reference.At);
            var text = TextSize.Fit(reference.Label, area.Width - 10, PanelLayout.OverSize);
            var whole = text == reference.Label ? "" : reference.Label;
            if (reference.Horizontal)
            {
                pen.Line(area.X, at, area.Right, at, Palette.Ink, 1, "5 4");
                var baseline = at - area.Y < 16 ? at + 12 : at - 4;
                pen.Rect(
                    new Rect(
                        area.Right - 6 - TextSize.Width(text, 10),
                        baseline - 9,
                        TextSize.Width(text, 10) + 4,
                        text.Length == 0 ? 0 : 11
                    ),
                    "#ffffff",
                    ("fill-opacity", 0.8)
                );
                pen.Text(area.Right - 4, baseline, text, 10, anchor: "end", whole: whole);
            }
            else
            {
                pen.Line(at, area.Y, at, area.Bottom, Palette.Ink, 1, "5 4");
                var (x, anchor) = panel.Over(at, text);
                pen.Text(x, area.Y - 4, text, PanelLayout.OverSize, anchor: anchor, whole: whole);
            }
        }
    }

    private static void Lines(SvgPen pen, IEnumerable<double> pixels, bool upright, Rect area, string color)
    {
        var path = new SvgPath(area);
        foreach (var pixel in pixels)
        {
            if (upright)
            {
                path.Move(pixel, area.Y).To(pixel, area.Bottom);
            }
            else
            {
                path.Move(area.X, pixel).To(area.Right, pixel);
            }
        }

        pen.Path(path.ToString(), ("stroke", color), ("stroke-width", 1), ("fill", "none"));
    }
}
