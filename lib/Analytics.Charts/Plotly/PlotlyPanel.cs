namespace Analytics.Charts;

/// <summary>One panel's share of data and layout. Everything is placed by pixels over the whole picture: margins are zero.</summary>
internal sealed partial class PlotlyPanel(PanelLayout panel, double width, double height, int index, bool single)
{
    private readonly string _number = index == 0 ? "" : (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Figure Figure => panel.Figure;

    public IEnumerable<PlotlyObject> Data()
    {
        var bars = Figure.Traces.OfType<BarTrace>().Count();
        var bar = 0;
        for (var i = 0; i < Figure.Traces.Length; i++)
        {
            var trace = Figure.Traces[i];
            var color = trace.Color ?? Palette.Of(i);
            var data = trace switch
            {
                XyTrace xy => Xy(xy, color, i),
                BarTrace each => Bar(each, color, bar++, bars),
                BoxTrace boxes => Boxes(boxes, color),
                HeatTrace heat => Cells(heat, Inks(heat)[0]),
                PieTrace pie => Pie(pie),
                GaugeTrace gauge => Gauge(gauge),
                SpaceTrace space => Space(space, color),
                ParallelTrace parallel => Parallel(parallel),
                _ => throw new InvalidOperationException($"{trace.GetType().Name} has no interactive form."),
            };
            OnAxes(data);
            if (trace.Name.Length > 0)
            {
                data["name"] = PlotlyText.Escape(trace.Name);
            }

            if (trace is XyTrace or BarTrace or SpaceTrace or BoxTrace)
            {
                data["showlegend"] = panel.Legend.Items.Any(item => ReferenceEquals(item.Trace, trace));
                data["legend"] = "legend" + _number;
            }

            yield return data;
            if (bars == 1 && trace is BarTrace { Text.Count: > 0 } texts)
            {
                yield return BarTexts(texts);
            }

            if (trace is HeatTrace { ShowValues: true } cells)
            {
                foreach (var ink in Inks(cells).Skip(1))
                {
                    var others = OnAxes(Cells(cells, ink));
                    (others["showscale"], others["colorbar"]) = (false, null);
                    yield return others;
                }
            }
        }
    }

    private PlotlyObject OnAxes(PlotlyObject data)
    {
        if (Figure.IsCartesian)
        {
            data["xaxis"] = "x" + _number;
            data["yaxis"] = "y" + _number;
        }

        return data;
    }

    public void Fill(PlotlyObject layout)
    {
        if (Figure.IsCartesian)
        {
            layout["xaxis" + _number] = Axis(Figure.X, panel.X, panel.XLabels, true);
            layout["yaxis" + _number] = Axis(Figure.Y, panel.Y, panel.YLabels, false);
            if (Figure.Traces.Any(trace => trace is BarTrace))
            {
                // Bars of panels carry their own places, see Bar.
                layout["barmode"] =
                    !single ? "overlay"
                    : Figure.Stacked ? "relative"
                    : Figure.Traces.Any(trace => trace is BarTrace { Width: not null }) ? "overlay"
                    : "group";
                layout["bargap"] = single ? 0.2 : null;
            }
        }

        if (Figure.Traces.Any(trace => trace is SpaceTrace))
        {
            layout["scene" + _number] = Scene();
        }

        layout["legend" + _number] =
            Figure.Traces.FirstOrDefault() is PieTrace
                ? PieLegend()
                : new PlotlyObject
                {
                    ["orientation"] = "h",
                    ["x"] = panel.Left / width,
                    ["xanchor"] = "left",
                    ["y"] = 1 - (panel.LegendTop / height),
                    ["yanchor"] = "top",
                    ["font"] = PlotlyWriter.Font(Legend.Size, Palette.Ink),
                    ["bgcolor"] = "rgba(255,255,255,0)",
                    ["traceorder"] = "normal",
                    ["itemwidth"] = 30,
                    ["itemsizing"] = Figure.Traces.Any(trace => trace is SpaceTrace) ? "constant" : null,
                };
        if (Figure.Traces.FirstOrDefault() is PieTrace)
        {
            layout["uniformtext"] = new PlotlyObject { ["minsize"] = 9, ["mode"] = "hide" };
        }
    }

    private PlotlyObject Domain(Rect rect) =>
        new() { ["x"] = Share(rect.X, rect.Right, width), ["y"] = Share(height - rect.Bottom, height - rect.Y, height) };

    private static double[] Share(double from, double to, double whole) => [Math.Clamp(from / whole, 0, 1), Math.Clamp(to / whole, 0, 1)];

    /// <summary>Values as plotly reads them: names, ISO times, or numbers with null where one is missing.</summary>
    private static object List(Values values) =>
        values.Kind switch
        {
            ValueKind.Text => values
                .Numbers.Select(code => double.IsNaN(code) ? null : PlotlyText.Escape(values.Labels[(int)code]))
                .ToArray(),
            ValueKind.Time => values.Numbers.Select(Time).ToArray(),
            _ => values.Numbers,
        };

    private static string? Time(double milliseconds) =>
        double.IsFinite(milliseconds)
            ? Values.ToTime(milliseconds).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static object?[] Colors(ColorScale scale)
    {
        var stops = Palette.Stops(scale);
        return [.. stops.Select((stop, i) => (object?)new object[] { (double)i / (stops.Count - 1), stop })];
    }

    private PlotlyObject ColorBar(ColorKey key)
    {
        var area = panel.KeyArea;
        var bar = new PlotlyObject
        {
            ["x"] = area.X / width,
            ["xanchor"] = "left",
            ["xpad"] = 0,
            ["y"] = 1 - (area.CentreY / height),
            ["yanchor"] = "middle",
            ["ypad"] = 0,
            ["len"] = area.Height,
            ["lenmode"] = "pixels",
            ["thickness"] = ColorKey.Bar,
            ["outlinewidth"] = 0,
            ["tickfont"] = PlotlyWriter.Font(ColorKey.LabelSize, Palette.Ink),
            ["title"] = new PlotlyObject
            {
                ["text"] = PlotlyText.Escape(key.Title),
                ["side"] = "right",
                ["font"] = PlotlyWriter.Font(11, Palette.Ink),
            },
        };
        var ticks = key.Ticks(area);
        bar["tickmode"] = "array";
        bar["tickvals"] = ticks.Select(tick => key.IsLog ? Math.Log10(tick.Value) : tick.Value).ToArray();
        bar["ticktext"] = ticks.Select(tick => tick.Label).ToArray();
        return bar;
    }
}
