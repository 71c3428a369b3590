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
                continue;
            var start = place - (width / 2) + (width * group / groups);
            var (side, otherSide) = (across.Clamp(across.At(start)), across.Clamp(across.At(start + (width / groups))));
            var from = along.Clamp(along.At(along is LogScale ? Math.Max(lower, along.First) : lower));
            var to = along.Clamp(along.At(lower + length));
            // Neighbouring bins keep a hair of white between them.
            var (low, thick) = (Math.Min(side, otherSide), Math.Abs(otherSide - side));
            if (trace.Width is not null && thick > 3)
                (low, thick) = (low + 0.5, thick - 1);
            var bar = trace.Horizontal
                ? new Rect(Math.Min(from, to), low, Math.Abs(to - from), thick)
                : new Rect(low, Math.Min(from, to), thick, Math.Abs(to - from));
            pen.Empty("rect", ("x", bar.X), ("y", bar.Y), ("width", bar.Width), ("height", bar.Height));
            var end = ErrorBar(pen, panel, trace, i, along, trace.Horizontal ? bar.CentreY : bar.CentreX, to);
            if (trace.Text.Count > 0)
                Text(pen, panel, trace, i, bar, length < 0 ? Math.Min(end, to) : end);
        }

        pen.Close("g");
    }

    /// <summary>Returns the pixel at which the bar with its error ends.</summary>
    private static double ErrorBar(SvgPen pen, PanelLayout panel, BarTrace trace, int i, Scale along, double middle, double to)
    {
        if (trace.Error?.Numbers[i] is not { } error || !double.IsFinite(error) || error == 0)
            return to;
        var value = trace.Length.Numbers[i] + (trace.Base?[i] ?? 0);
        var (low, high) = (along.Clamp(along.At(Math.Max(value - error, along.First))), along.Clamp(along.At(value + error)));
        if (trace.Horizontal)
            pen.Line(low, middle, high, middle, Palette.Ink, 1.2);
        else
            pen.Line(middle, low, middle, high, Palette.Ink, 1.2);
        return trace.Length.Numbers[i] < 0 ? low : high;
    }

    private static void Text(SvgPen pen, PanelLayout panel, BarTrace trace, int i, Rect bar, double end)
    {
        var text = trace.Text[i];
        var width = TextSize.Width(text, 10);
        if (trace.Horizontal)
        {
            var negative = trace.Length.Numbers[i] < 0;
            if (bar.Height < 11)
                return;
            // Beyond the end when there is room, else inside the bar.
            var outside = negative ? end - 4 - width > panel.Area.X : end + 4 + width < panel.Outer.Right - 4;
            if (outside)
                pen.Text(negative ? end - 4 : end + 4, bar.CentreY, text, 10, anchor: negative ? "end" : "start", dy: "0.35em");
            else if (bar.Width > width + 8)
                pen.Text(negative ? bar.X + 4 : bar.Right - 4, bar.CentreY, text, 10, "#ffffff", negative ? "start" : "end", dy: "0.35em");
            return;
        }

        if (width <= bar.Width * 1.2 && end - 14 > panel.Area.Y - 14)
            pen.Text(bar.CentreX, trace.Length.Numbers[i] < 0 ? end + 12 : end - 4, text, 10, anchor: "middle");
    }
}
