using System.Text;

namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private const int MostShapes = 1500;

    /// <summary>The outline of the n-th marker shape, so that layers differ by shape as well as by colour.</summary>
    public static string Marker(double x, double y, double radius, int index)
    {
        string P(double value) => NumberText.Pixel(value);
        var r = radius;
        return (index % 4) switch
        {
            1 => $"M{P(x - (r * 0.9))} {P(y - (r * 0.9))}h{P(r * 1.8)}v{P(r * 1.8)}h{P(r * -1.8)}Z",
            2 => $"M{P(x)} {P(y - (r * 1.2))}l{P(r * 1.15)} {P(r * 2)}h{P(r * -2.3)}Z",
            3 => $"M{P(x)} {P(y - (r * 1.3))}l{P(r * 1.3)} {P(r * 1.3)}l{P(r * -1.3)} {P(r * 1.3)}l{P(r * -1.3)} {P(r * -1.3)}Z",
            _ => $"M{P(x - r)} {P(y)}a{P(r)} {P(r)} 0 1 0 {P(2 * r)} 0a{P(r)} {P(r)} 0 1 0 {P(-2 * r)} 0Z",
        };
    }

    /// <summary>A corner on top; the radius is that of the corners.</summary>
    private static string Hexagon(double x, double y, double radius)
    {
        string P(double value) => NumberText.Pixel(value);
        var (half, side) = (radius * Math.Sqrt(3) / 2, radius / 2);
        return $"M{P(x)} {P(y - radius)}l{P(half)} {P(side)}v{P(radius)}l{P(-half)} {P(side)}l{P(-half)} {P(-side)}v{P(-radius)}Z";
    }

    private static void Line(SvgPen pen, PanelLayout panel, XyTrace trace, string color)
    {
        var path = new SvgPath(panel.Area);
        (double X, double Y)? last = null;
        for (var i = 0; i < trace.X.Count; i++)
        {
            var (x, y) = (panel.X.At(trace.X.Numbers[i]), panel.Y.At(trace.Y.Numbers[i] + (trace.Base?[i] ?? 0)));
            if (double.IsNaN(x) || double.IsNaN(y))
            {
                last = null;
                continue;
            }

            if (last is { } from)
            {
                if (trace.Steps)
                {
                    path.Segment(from.X, from.Y, x, from.Y);
                }

                path.Segment(trace.Steps ? x : from.X, from.Y, x, y);
            }

            last = (x, y);
        }

        pen.Path(
            path.ToString(),
            ("fill", "none"),
            ("stroke", color),
            ("stroke-width", trace.Fill ? 1.2 : 2),
            ("stroke-linejoin", "round"),
            ("stroke-dasharray", trace.Dashed ? "6 4" : null)
        );
    }

    private static void Fill(SvgPen pen, PanelLayout panel, XyTrace trace, string color)
    {
        var path = new SvgPath(panel.Area);
        var zero = panel.Y is LogScale ? panel.Y.First : 0;
        for (var start = 0; start < trace.X.Count; )
        {
            var end = start;
            while (end < trace.X.Count && !double.IsNaN(trace.X.Numbers[end] + trace.Y.Numbers[end]))
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                Corner(i == start, i, trace.Y.Numbers[i] + (trace.Base?[i] ?? 0));
            }

            for (var i = end - 1; i >= start; i--)
            {
                Corner(false, i, trace.Base?[i] ?? zero);
            }

            if (end > start)
            {
                path.Shut();
            }

            start = end + 1;
        }

        pen.Path(
            path.ToString(),
            ("fill", color),
            (
                "fill-opacity",
                trace.IsBand ? 0.2
                : trace.Base is null ? 0.3
                : 0.75
            )
        );

        void Corner(bool first, int i, double value)
        {
            var (x, y) = (
                panel.X.Clamp(panel.X.At(trace.X.Numbers[i])),
                panel.Y.Clamp(panel.Y.At(Math.Max(value, panel.Y is LogScale ? panel.Y.First : value)))
            );
            if (first)
            {
                path.Move(x, y);
            }
            else
            {
                path.To(x, y);
            }
        }
    }

    private static void Points(SvgPen pen, PanelLayout panel, XyTrace trace, string color, int shape)
    {
        var shown = Enumerable
            .Range(0, trace.X.Count)
            .Where(i => panel.X.Has(trace.X.Numbers[i]) && panel.Y.Has(trace.Y.Numbers[i]))
            .ToArray();
        var dots = panel.LoosePoints > MostShapes && !trace.Lines && trace.Sizes is null;
        var edge = panel.LoosePoints <= 150;
        var groups =
            trace.Colors.Count > 0
                ? shown
                    .GroupBy(i => trace.Colors[i].Length > 0 ? trace.Colors[i] : color)
                    .Select(group => (Color: group.Key, Rows: group.ToArray()))
            : trace.Shade is { } shade && panel.Key is { } key
                ? shown.GroupBy(i => key.At(Coarse(shade.Numbers[i], key))).Select(group => (Color: group.Key, Rows: group.ToArray()))
            : [(Color: color, Rows: shown)];
        foreach (var group in groups)
        {
            var d = new StringBuilder();
            foreach (var i in group.Rows)
            {
                var (x, y) = (panel.X.At(trace.X.Numbers[i]), panel.Y.At(trace.Y.Numbers[i]));
                if (dots)
                {
                    d.Append('M')
                        .Append(NumberText.Pixel(Math.Round(x, 1)))
                        .Append(' ')
                        .Append(NumberText.Pixel(Math.Round(y, 1)))
                        .Append("h0");
                }
                else
                {
                    var radius = RadiusOf(panel, trace, i);
                    d.Append(trace.IsHexagon ? Hexagon(x, y, radius) : Marker(x, y, radius, shape));
                }
            }

            // Thousands of points are one stroke of dots: a tenth of the bytes.
            if (dots)
            {
                pen.Path(
                    d.ToString(),
                    ("stroke", group.Color),
                    ("stroke-width", panel.MarkerSize),
                    ("stroke-linecap", "round"),
                    ("stroke-opacity", 0.7)
                );
            }
            else
            {
                pen.Path(
                    d.ToString(),
                    ("fill", group.Color),
                    ("fill-opacity", trace.Lines || trace.IsHexagon ? 1 : 0.75),
                    ("stroke", edge ? "#ffffff" : null),
                    ("stroke-width", edge ? 0.6 : null)
                );
            }
        }
    }

    private static double RadiusOf(PanelLayout panel, XyTrace trace, int i) =>
        trace.Sizes is { } sizes && double.IsFinite(sizes.Numbers[i]) ? Math.Clamp(sizes.Numbers[i] / 2, 0.5, 40)
        : trace.Lines ? 3.5
        : panel.MarkerSize / 2;

    /// <summary>Sixty-four colours are as many as anybody sees, and keep points of a colour in one path.</summary>
    private static double Coarse(double value, ColorKey key) =>
        double.IsFinite(value) ? key.From + (Math.Round((value - key.From) / (key.To - key.From) * 63) / 63 * (key.To - key.From)) : value;
}
