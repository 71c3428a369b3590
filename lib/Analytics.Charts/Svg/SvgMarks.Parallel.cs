namespace Analytics.Charts;

internal static partial class SvgMarks
{
    /// <summary>So few lines can be thick enough to be followed by eye.</summary>
    private const int FewLines = 60;

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
                ("stroke-width", rows > FewLines ? 1 : 1.8),
                (
                    "stroke-opacity",
                    rows > 150 ? 0.35
                    : rows > FewLines ? 0.6
                    : 0.9
                )
            );
        }

        for (var i = 0; i < scales.Length; i++)
        {
            var x = area.X + (i * step);
            pen.Line(x, area.Y, x, area.Bottom, Palette.Ink, 1.2);
            var name = TextSize.Fit(trace.Names[i], step - 8, 11, bold: true);
            // The name of the last axis ends where the plot does, so that it does not run into the key of the colours.
            var middle = Math.Min(x, panel.Area.Right - (TextSize.Width(name, 11, bold: true) / 2));
            pen.Text(middle, area.Y - 12, name, 11, anchor: "middle", bold: true, whole: name == trace.Names[i] ? "" : trace.Names[i]);
            foreach (var label in Labels(scales[i], trace.Dimensions[i], i == scales.Length - 1 ? 90 : Math.Min(90, step - 14)))
            {
                // A white edge under the digits keeps them readable over the lines.
                var width = TextSize.Width(label.Text, 10);
                pen.Rect(new Rect(x + 4, label.Pixel - 6, width + 2, 12), "#ffffff", ("fill-opacity", 0.75));
                pen.Text(x + 5, label.Pixel, label.Text, 10, whole: label.Whole, dy: "0.35em");
            }
        }
    }

    /// <summary>At the values themselves where they are few numbers that stand apart; otherwise at round ones.</summary>
    private static IEnumerable<AxisLabel> Labels(Scale scale, Values values, double most)
    {
        const double Apart = 13;
        double[] own = [.. values.Numbers.Where(double.IsFinite).Distinct().Order()];
        return
            values.Kind == ValueKind.Number
            && own.Length <= ParallelTrace.FewValues
            && own.Zip(own.Skip(1)).All(pair => Math.Abs(scale.At(pair.First) - scale.At(pair.Second)) >= Apart)
            ? own.Select(value => new AxisLabel(value, scale.At(value), NumberText.Short(value), "", ""))
            : AxisLabels.Beside(scale, most).Labels;
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
