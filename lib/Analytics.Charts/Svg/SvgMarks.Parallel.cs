namespace Analytics.Charts;

internal static partial class SvgMarks
{
    private static void Parallel(SvgPen pen, PanelLayout panel, ParallelTrace trace)
    {
        // The labels of the last axis need room at the right.
        var last = AxisLabels.Beside(ParallelScale(trace.Dimensions[^1]).Over(panel.Area.Height, 0), 90).Extent;
        var area = new Rect(panel.Area.X + 34, panel.Area.Y + 26, panel.Area.Width - 44 - Math.Max(24, last), panel.Area.Height - 34);
        var scales = trace.Dimensions.Select(values => ParallelScale(values).Over(area.Bottom, area.Y)).ToArray();
        var step = area.Width / (scales.Length - 1);
        var rows = trace.Dimensions[0].Count;
        for (var row = 0; row < rows; row++)
        {
            var path = new SvgPath(area);
            for (var i = 1; i < scales.Length; i++)
            {
                var (from, to) = (scales[i - 1].At(trace.Dimensions[i - 1].Numbers[row]), scales[i].At(trace.Dimensions[i].Numbers[row]));
                if (!double.IsNaN(from) && !double.IsNaN(to))
                {
                    path.Segment(area.X + ((i - 1) * step), from, area.X + (i * step), to);
                }
            }

            pen.Path(
                path.ToString(),
                ("fill", "none"),
                ("stroke", RowColor(panel, trace, row)),
                ("stroke-width", 1),
                ("stroke-opacity", rows > 150 ? 0.35 : 0.6)
            );
        }

        for (var i = 0; i < scales.Length; i++)
        {
            var x = area.X + (i * step);
            pen.Line(x, area.Y, x, area.Bottom, Palette.Ink, 1.2);
            var name = TextSize.Fit(trace.Names[i], step - 8, 11, bold: true);
            pen.Text(x, area.Y - 12, name, 11, anchor: "middle", bold: true, whole: name == trace.Names[i] ? "" : trace.Names[i]);
            foreach (var label in AxisLabels.Beside(scales[i], i == scales.Length - 1 ? 90 : Math.Min(90, step - 14)).Labels)
            {
                // A white edge under the digits keeps them readable over the lines.
                var width = TextSize.Width(label.Text, 10);
                pen.Rect(new Rect(x + 4, label.Pixel - 6, width + 2, 12), "#ffffff", ("fill-opacity", 0.75));
                pen.Text(x + 5, label.Pixel, label.Text, 10, whole: label.Whole, dy: "0.35em");
            }
        }
    }

    private static Scale ParallelScale(Values values)
    {
        if (values.Kind == ValueKind.Text)
        {
            return new CategoryScale(values.Labels);
        }

        var span = Extent.Of(values.Numbers);
        return values.Kind == ValueKind.Time ? new TimeScale(span.Low, span.High) : new LinearScale(span.Low, span.High);
    }

    private static string RowColor(PanelLayout panel, ParallelTrace trace, int row) =>
        trace.Shade switch
        {
            null => Palette.Series[0],
            { Kind: ValueKind.Text } shade => Palette.Of((int)shade.Numbers[row]),
            var shade => panel.Key!.At(shade.Numbers[row]),
        };
}
