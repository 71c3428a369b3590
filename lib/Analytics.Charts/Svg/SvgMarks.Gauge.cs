namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static readonly string[] s_zones = ["#e3e8ec", "#cfd6dc", "#bac3cb", "#a5b0b9"];

    private static void Gauge(SvgPen pen, PanelLayout panel, GaugeTrace gauge)
    {
        var area = panel.Area;
        var radius = Math.Max(20, Math.Min((area.Width / 2) - 50, area.Height - 44));
        var (cx, cy) = (area.CentreX, area.Y + ((area.Height + radius - 8) / 2) - 4);
        // The dial is the upper half turn: share 0 at the left, 1 at the right.
        double Turn(double value) => -0.25 + (Math.Clamp((value - gauge.From) / (gauge.To - gauge.From), 0, 1) * 0.5);
        var start = gauge.From;
        var zones = gauge.Zones.Where(end => end > gauge.From && end < gauge.To).Order().Append(gauge.To).ToArray();
        for (var i = 0; i < zones.Length; i++)
        {
            pen.Path(
                Slice(cx, cy, radius, radius * 0.68, Turn(start), Turn(zones[i])),
                ("fill", s_zones[Math.Min(i, s_zones.Length - 1)]),
                ("stroke", "#ffffff"),
                ("stroke-width", 1)
            );
            start = zones[i];
        }

        if (double.IsFinite(gauge.Value) && gauge.Value > gauge.From)
        {
            pen.Path(Slice(cx, cy, radius * 0.95, radius * 0.73, Turn(gauge.From), Turn(gauge.Value)), ("fill", Palette.Series[0]));
        }

        if (gauge.Target is { } target)
        {
            Mark(target, radius * 0.64, radius * 1.04, Palette.Red, 3);
        }

        foreach (var tick in new LinearScale(gauge.From, gauge.To).Ticks(5))
        {
            Mark(tick.Value, radius, radius + 4, Palette.Line, 1);
            var (sin, cos) = Math.SinCos(Turn(tick.Value) * 2 * Math.PI);
            pen.Text(
                cx + ((radius + 9) * sin),
                cy - ((radius + 9) * cos),
                Shown(tick.Value, tick.Label),
                10,
                Palette.Faint,
                sin < -0.3 ? "end"
                    : sin > 0.3 ? "start"
                    : "middle",
                dy: "0.2em"
            );
        }

        pen.Text(
            cx,
            cy - 6,
            double.IsFinite(gauge.Value) ? Value(gauge) : "no value",
            Math.Clamp(radius * 0.26, 14, 34),
            "#1a1a1a",
            "middle",
            bold: true
        );
        if (gauge.Target is { } aim)
        {
            pen.Text(
                cx,
                cy + 14,
                $"target {(gauge.Unit == "%" ? NumberText.Percent(aim) : $"{NumberText.Short(aim)} {gauge.Unit}".TrimEnd())}",
                11,
                Palette.Red,
                "middle"
            );
        }

        string Shown(double value, string label) => gauge.Unit == "%" ? NumberText.Percent(value, 0) : label;

        void Mark(double value, double inner, double outer, string color, double width)
        {
            var (sin, cos) = Math.SinCos(Turn(value) * 2 * Math.PI);
            pen.Line(cx + (inner * sin), cy - (inner * cos), cx + (outer * sin), cy - (outer * cos), color, width);
        }
    }

    private static string Value(GaugeTrace gauge) =>
        gauge.Unit == "%" ? NumberText.Percent(gauge.Value) : $"{NumberText.Short(gauge.Value)} {gauge.Unit}".TrimEnd();
}
