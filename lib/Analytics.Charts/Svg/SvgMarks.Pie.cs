namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static void Pie(SvgPen pen, PanelLayout panel, PieTrace pie)
    {
        var area = panel.Area;
        var total = pie.Sizes.Sum();
        if (total <= 0)
        {
            pen.Text(area.CentreX, area.CentreY, "No data", 12, Palette.Faint, "middle");
            return;
        }

        // Names stand in a column at the right, in the order of the slices: they cannot collide whatever the shares are.
        var names = Math.Min(area.Width * 0.5, 320);
        var radius = Math.Max(10, Math.Min((area.Width - names) / 2, area.Height / 2) - 6);
        var (cx, cy) = (area.X + ((area.Width - names) / 2), area.CentreY);
        var angle = 0.0;
        for (var i = 0; i < pie.Labels.Count; i++)
        {
            var share = pie.Sizes[i] / total;
            pen.Path(
                Slice(cx, cy, radius, radius * pie.Hole, angle, angle + share),
                ("fill", Palette.Of(i)),
                ("stroke", "#ffffff"),
                ("stroke-width", 1.5)
            );
            var text = NumberText.Percent(share, 0);
            var middle = (angle + (share / 2)) * 2 * Math.PI;
            var at = radius * (1 + pie.Hole) / 2;
            if (share >= 0.05 && radius * (1 - pie.Hole) > TextSize.Width(text, 11) + 4)
            {
                pen.Text(
                    cx + (at * Math.Sin(middle)),
                    cy - (at * Math.Cos(middle)),
                    text,
                    11,
                    Rgb.Parse(Palette.Of(i)).Ink(),
                    "middle",
                    dy: "0.35em"
                );
            }

            angle += share;
        }

        var row = Math.Min(24, area.Height / pie.Labels.Count);
        var (left, top) = (cx + radius + 28, cy - (row * pie.Labels.Count / 2));
        for (var i = 0; i < pie.Labels.Count; i++)
        {
            var y = top + ((i + 0.5) * row);
            var number = $"{NumberText.Short(pie.Sizes[i])} · {NumberText.Percent(pie.Sizes[i] / total)}";
            var room = area.Right - left - 18 - TextSize.Width(number, 11) - 12;
            var label = TextSize.Fit(pie.Labels[i], room, 11);
            pen.Rect(new Rect(left, y - 5.5, 11, 11), Palette.Of(i));
            pen.Text(left + 18, y, label, 11, whole: label == pie.Labels[i] ? "" : pie.Labels[i], dy: "0.35em");
            pen.Text(left + 18 + TextSize.Width(label, 11) + 10, y, number, 11, Palette.Faint, dy: "0.35em");
        }
    }

    /// <summary>A ring's part between two shares of the full turn, clockwise from the top.</summary>
    private static string Slice(double cx, double cy, double outer, double inner, double from, double to)
    {
        // An arc cannot end where it starts, so a full ring stops a hair short.
        to = Math.Min(to, from + 0.99999);
        var large = to - from > 0.5;
        (double X, double Y) On(double radius, double turn) =>
            (cx + (radius * Math.Sin(turn * 2 * Math.PI)), cy - (radius * Math.Cos(turn * 2 * Math.PI)));
        var (a, b, c, d) = (On(outer, from), On(outer, to), On(inner, to), On(inner, from));
        var path = new SvgPath(default).Move(a.X, a.Y).Arc(outer, large, true, b.X, b.Y).To(c.X, c.Y);
        return (inner > 0 ? path.Arc(inner, large, false, d.X, d.Y) : path).Shut().ToString();
    }
}
