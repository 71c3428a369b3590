namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static void Boxes(SvgPen pen, PanelLayout panel, BoxTrace trace, string color)
    {
        var band = panel.X is CategoryScale names ? names.Band : panel.Area.Width;
        foreach (var box in trace.Boxes)
        {
            var half = Math.Clamp(band * 0.3, 2, 45);
            if (box.Count == 0)
            {
                continue;
            }

            var middle = panel.X.At(((CategoryScale)panel.X).Names.ToList().IndexOf(box.Label));
            double At(double value) => panel.Y.Clamp(panel.Y.At(value));
            var (low, q1, q3, high) = (At(box.Low), At(box.Q1), At(box.Q3), At(box.High));
            if (box.Shape.Count > 0)
            {
                half = Outline(pen, panel, box, middle, Math.Clamp(band * 0.42, 4, 70), color);
            }

            pen.Line(middle, low, middle, q1, color, 1.4);
            pen.Line(middle, q3, middle, high, color, 1.4);
            pen.Line(middle - (half / 2), low, middle + (half / 2), low, color, 1.4);
            pen.Line(middle - (half / 2), high, middle + (half / 2), high, color, 1.4);
            pen.Rect(
                new Rect(middle - half, Math.Min(q1, q3), 2 * half, Math.Abs(q1 - q3)),
                color,
                ("fill-opacity", 0.25),
                ("stroke", color),
                ("stroke-width", 1.4)
            );
            pen.Line(middle - half, At(box.Median), middle + half, At(box.Median), color, 2.6);
            var path = string.Concat(box.Outliers.Where(panel.Y.Has).Select(value => Marker(middle, panel.Y.At(value), 2.2, 0)));
            pen.Path(path, ("fill", "none"), ("stroke", color), ("stroke-width", 1));
            if (panel.Y.Has(box.Mean))
            {
                pen.Path(Marker(middle, panel.Y.At(box.Mean), 3.2, 3), ("fill", "#ffffff"), ("stroke", color), ("stroke-width", 1.2));
            }
        }
    }

    /// <summary>The mirrored outline of a violin; the box inside it is narrow.</summary>
    private static double Outline(SvgPen pen, PanelLayout panel, Box box, double middle, double half, string color)
    {
        var path = new SvgPath(panel.Area);
        for (var i = 0; i < box.Shape.Count; i++)
        {
            _ =
                i == 0
                    ? path.Move(middle + (half * box.Shape[i].Share), panel.Y.At(box.Shape[i].At))
                    : path.To(middle + (half * box.Shape[i].Share), panel.Y.At(box.Shape[i].At));
        }

        for (var i = box.Shape.Count - 1; i >= 0; i--)
        {
            path.To(middle - (half * box.Shape[i].Share), panel.Y.At(box.Shape[i].At));
        }

        path.Shut();
        pen.Path(path.ToString(), ("fill", color), ("fill-opacity", 0.18), ("stroke", color), ("stroke-width", 1));
        return 5;
    }
}
