namespace Analytics.Charts;

/// <summary>Legend, colour bar and scale bar.</summary>
internal static class SvgKeys
{
    private const double KmPerDegree = 111.195;

    public static void Legend(SvgPen pen, PanelLayout panel)
    {
        foreach (var item in panel.Legend.Items)
        {
            var middle = item.Y + (Analytics.Charts.Legend.Row / 2);
            if (item.Trace is { } trace)
            {
                Symbol(pen, trace, item.Index, item.X, middle);
            }

            pen.Text(
                item.X + (item.Trace is null ? 0 : Analytics.Charts.Legend.Symbol),
                middle,
                item.Text,
                Analytics.Charts.Legend.Size,
                whole: item.Whole,
                dy: "0.35em"
            );
        }
    }

    public static void Colors(SvgPen pen, PanelLayout panel)
    {
        if (panel.Key is not { } key)
        {
            return;
        }

        const int Steps = 48;
        var area = panel.KeyArea;
        pen.Open("g", ("shape-rendering", "crispEdges"));
        for (var i = 0; i < Steps; i++)
        {
            // From below upwards, each a little taller than its step, so that no gap shows.
            var top = area.Bottom - ((i + 1) * area.Height / Steps);
            pen.Rect(
                new Rect(area.X, top, area.Width, (area.Height / Steps) + (i == 0 ? 0 : 0.6)),
                Palette.At(key.Scale, (i + 0.5) / Steps).ToString()
            );
        }

        pen.Close("g");
        var widest = 0.0;
        var axis = key.Axis(area);
        foreach (var tick in key.Ticks(area))
        {
            pen.Text(area.Right + 5, axis.At(tick.Value), tick.Label, ColorKey.LabelSize, dy: "0.35em");
            widest = Math.Max(widest, TextSize.Width(tick.Label, ColorKey.LabelSize));
        }

        var title = TextSize.Fit(key.Title, area.Height + 10, 11);
        pen.Text(
            area.Right + 5 + widest + 14,
            area.CentreY,
            title,
            11,
            anchor: "middle",
            whole: title == key.Title ? "" : key.Title,
            rotate: -90
        );
    }

    /// <summary>A bar of a round number of metres or kilometres at the middle latitude.</summary>
    public static void ScaleBar(SvgPen pen, PanelLayout panel)
    {
        var bar = ScaleLength(panel);
        var (x, y) = (panel.Area.X + 12, panel.Area.Bottom - 12);
        pen.Rect(new Rect(x - 6, y - 20, Math.Max(bar.Pixels, TextSize.Width(bar.Label, 10)) + 12, 26), "#ffffff", ("fill-opacity", 0.85));
        pen.Path(
            $"M{NumberText.Pixel(x)} {NumberText.Pixel(y - 4)}v4h{NumberText.Pixel(bar.Pixels)}v-4",
            ("fill", "none"),
            ("stroke", Palette.Ink),
            ("stroke-width", 1.5)
        );
        pen.Text(x, y - 8, bar.Label, 10);
    }

    public static (double Pixels, double Degrees, string Label) ScaleLength(PanelLayout panel)
    {
        var (x, y) = ((LinearScale)panel.X, (LinearScale)panel.Y);
        var kmPerDegree = KmPerDegree * Math.Max(0.05, Math.Cos((y.From + y.To) / 2 * Math.PI / 180));
        var kmPerPixel = (x.To - x.From) * kmPerDegree / panel.Area.Width;
        var km = LinearScale.NiceStep(kmPerPixel * panel.Area.Width, 6);
        return (km / kmPerPixel, km / kmPerDegree, km >= 1 ? $"{NumberText.Short(km)} km" : $"{NumberText.Short(km * 1000)} m");
    }

    private static void Symbol(SvgPen pen, Trace trace, int index, double x, double middle)
    {
        var color = trace.Color ?? Palette.Of(index);
        if (trace is XyTrace { Lines: true, Fill: false } line)
        {
            pen.Line(x, middle, x + 15, middle, color, 2, line.Dashed ? "4 3" : null);
        }

        if (trace is XyTrace { Markers: true } or SpaceTrace)
        {
            pen.Path(SvgMarks.Marker(x + 7.5, middle, 4, trace is XyTrace { Lines: false } ? index : 0), ("fill", color));
        }

        if (trace is not (XyTrace { Fill: false } or SpaceTrace))
        {
            pen.Rect(new Rect(x + 2, middle - 5.5, 11, 11), color);
        }
    }
}
