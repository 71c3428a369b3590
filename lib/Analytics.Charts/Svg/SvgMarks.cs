namespace Analytics.Charts;

/// <summary>Draws the layers of a panel, each kind by its own file.</summary>
internal static partial class SvgMarks
{
    public static void Draw(SvgPen pen, PanelLayout panel)
    {
        var traces = panel.Figure.Traces;
        var bars = traces.OfType<BarTrace>().Count();
        var bar = 0;
        // Areas and cells lie below lines, lines below points, whatever their order.
        for (var i = 0; i < traces.Length; i++)
        {
            var color = traces[i].Color ?? Palette.Of(i);
            switch (traces[i])
            {
                case HeatTrace heat:
                    Cells(pen, panel, heat);
                    break;
                case XyTrace { Fill: true } area:
                    Fill(pen, panel, area, color);
                    break;
                case BarTrace each:
                    Bars(pen, panel, each, color, IsAlone(each) ? 0 : bar++, IsAlone(each) ? 1 : bars);
                    break;
                case BoxTrace boxes:
                    Boxes(pen, panel, boxes, color);
                    break;
            }
        }

        for (var i = 0; i < traces.Length; i++)
        {
            if (traces[i] is XyTrace { Lines: true } line)
            {
                Line(pen, panel, line, line.Color ?? Palette.Of(i));
            }
        }

        for (var i = 0; i < traces.Length; i++)
        {
            if (traces[i] is XyTrace { Across: not null } or XyTrace { Upright: not null })
            {
                Intervals(pen, panel, (XyTrace)traces[i], traces[i].Color ?? Palette.Of(i));
            }

            if (traces[i] is XyTrace { Markers: true } points)
            {
                Points(pen, panel, points, points.Color ?? Palette.Of(i), points.Lines ? 0 : i);
            }
        }

        foreach (var named in traces.OfType<XyTrace>().Where(trace => trace.Texts.Count > 0))
        {
            Texts(pen, panel, named);
        }

        bool IsAlone(BarTrace each) => panel.Figure.Stacked || each is { Width: not null, IsBeside: false };
    }

    public static void DrawShapes(SvgPen pen, PanelLayout panel)
    {
        switch (panel.Figure.Traces.FirstOrDefault())
        {
            case PieTrace pie:
                Pie(pen, panel, pie);
                break;
            case GaugeTrace gauge:
                Gauge(pen, panel, gauge);
                break;
            case ParallelTrace parallel:
                Parallel(pen, panel, parallel);
                break;
            case SpaceTrace:
                Space(pen, panel);
                break;
            case OtherTrace other:
                Other(pen, panel, other);
                break;
        }
    }
}
