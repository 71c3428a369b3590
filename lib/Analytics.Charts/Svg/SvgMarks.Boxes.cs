namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static void Boxes(SvgPen pen, PanelLayout panel, BoxTrace trace, string color)
    {
        var band = panel.X is CategoryScale names ? names.Band : panel.Area.Width;
        var half = Math.Clamp(band * 0.3, 2, 45);
        foreach (var box in trace.Boxes)
        {
            if (box.Count == 0)
                continue;
            var middle = panel.X.At(((CategoryScale)panel.X).Names.ToList().IndexOf(box.Label));
            double At(double value) => panel.Y.Clamp(panel.Y.At(value));
            var (low, q1, q3, high) = (At(box.Low), At(box.Q1), At(box.Q3), At(box.High));
            pen.Line(middle, low, middle, q1, color, 1.4);
            pen.Line(middle, q3, middle, high, color, 1.4);
            pen.Line(middle - (half / 2), low, middle + (half / 2), low, color, 1.4);
            pen.Line(middle - (half / 2), high, middle + (half / 2), high, color, 1.4);
            pen.Rect(new Rect(middle - half, Math.Min(q1, q3), 2 * half, Math.Abs(q1 - q3)), color, ("fill-opacity", 0.25), ("stroke", color), ("stroke-width", 1.4));
            pen.Line(middle - half, At(box.Median), middle + half, At(box.Median), color, 2.6);
            var path = string.Concat(box.Outliers.Where(panel.Y.Has).Select(value => Marker(middle, panel.Y.At(value), 2.2, 0)));
            pen.Path(path, ("fill", "none"), ("stroke", color), ("stroke-width", 1));
            if (panel.Y.Has(box.Mean))
                pen.Path(Marker(middle, panel.Y.At(box.Mean), 3.2, 3), ("fill", "#ffffff"), ("stroke", color), ("stroke-width", 1.2));
        }
    }
}
