namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static void Bars(SvgPen pen, PanelLayout panel, BarTrace trace, string color, int group, int groups)
    {
        var (along, across) = trace.Horizontal ? (panel.X, panel.Y) : (panel.Y, panel.X);
        var width = AxisScales.BarWidth(trace);
        pen.Open("g", ("fill", color));
        for (var i = 0; i < trace.Position.Count; i++)
        {
            var (place, length, lower) = (trace.Position.Numbers[i], trace.Length.Numbers[i], trace.Base?[i] ?? 0);
            if (double.IsNaN(place) || double.IsNaN(length))
            {
                continue;
            }

            var start = place - (width / 2) + (width * group / groups);
            var (side, otherSide) = (across.Clamp(across.At(start)), across.Clamp(across.At(start + (width / groups))));
            var from = along.Clamp(along.At(along is LogScale ? Math.Max(lower, along.First) : lower));
            var to = along.Clamp(along.At(lower + length));
            // Neighbouring bins keep a hair of white between them.
            var (low, thick) = (Math.Min(side, otherSide), Math.Abs(otherSide - side));
            if (trace.Width is not null && thick > 3)
            {
                (low, thick) = (low + 0.5, thick - 1);
            }
            else if (thick < 1.5)
            {
                (low, thick) = (low - (thick * 0.15), thick * 1.3);
            }

            var bar = trace.Horizontal
                ? new Rect(Math.Min(from, to), low, Math.Abs(to - from), thick)
                : new Rect(low, Math.Min(from, to), thick, Math.Abs(to - from));
            pen.Empty(
                "rect",
                ("x", bar.X),
                ("y", bar.Y),
                ("width", bar.Width),
                ("height", bar.Height),
                ("fill", trace.Colors.Count > i && trace.Colors[i].Length > 0 ? trace.Colors[i] : null)
            );
            var end = ErrorBar(pen, trace, i, along, trace.Horizontal ? bar.CentreY : bar.CentreX, to);
            if (trace.Text.Count > 0)
            {
                Text(pen, panel, trace, i, bar, trace.Horizontal ? Math.Max(end, from) : Math.Min(end, from));
            }
        }

        pen.Close("g");
    }

    /// <summary>Returns the pixel at which the bar with its error ends, on the side of the larger numbers.</summary>
    private static double ErrorBar(SvgPen pen, BarTrace trace, int i, Scale along, double middle, double to)
    {
        if (trace.Error?.Numbers[i] is not { } error || !double.IsFinite(error) || error == 0)
        {
            return to;
        }

        var value = trace.Length.Numbers[i] + (trace.Base?[i] ?? 0);
        var below = trace.ErrorBelow?.Numbers[i] is { } own && double.IsFinite(own) ? own : error;
        var (low, high) = (along.Clamp(along.At(Math.Max(value - below, along.First))), along.Clamp(along.At(value + error)));
        if (trace.Horizontal)
        {
            pen.Line(low, middle, high, middle, Palette.Ink, 1.2);
        }
        else
        {
            pen.Line(middle, low, middle, high, Palette.Ink, 1.2);
        }

        return high;
    }

    /// <summary>Stands beyond the bar, on the empty side of zero for a negative one; inside the bar when there is no room.</summary>
    private static void Text(SvgPen pen, PanelLayout panel, BarTrace trace, int i, Rect bar, double end)
    {
        var text = trace.Text[i];
        var width = TextSize.Width(text, 10);
        if (trace.Horizontal)
        {
            if (bar.Height < 11)
            {
                return;
            }

            if (end + 4 + width < panel.Area.Right + 8)
            {
                pen.Text(end + 4, bar.CentreY, text, 10, Palette.Ink, dy: "0.35em");
            }
            else if (bar.Width > width + 8)
            {
                pen.Text(bar.Right - 4, bar.CentreY, text, 10, Rgb.Parse(trace.Color ?? Palette.Of(0)).Ink(), "end", dy: "0.35em");
            }

            return;
        }

        if (width <= bar.Width * 1.2 && end - 14 > panel.Area.Y - 14)
        {
            pen.Text(bar.CentreX, end - 4, text, 10, anchor: "middle");
        }
    }
}
