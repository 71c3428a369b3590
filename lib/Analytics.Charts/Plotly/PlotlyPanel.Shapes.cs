namespace Analytics.Charts;

internal sealed partial class PlotlyPanel
{
    private PlotlyObject Pie(PieTrace pie)
    {
        var half = new Rect(panel.Area.X, panel.Area.Y + 6, panel.Area.Width * 0.5, panel.Area.Height - 12);
        return new PlotlyObject
        {
            ["type"] = "pie",
            ["labels"] = pie.Labels.Select(PlotlyText.Escape).ToArray(),
            ["values"] = pie.Sizes,
            ["hole"] = pie.Hole,
            ["sort"] = false,
            ["direction"] = "clockwise",
            ["textinfo"] = "percent",
            ["textposition"] = "inside",
            ["insidetextorientation"] = "horizontal",
            ["marker"] = new PlotlyObject
            {
                ["colors"] = pie.Labels.Select((_, i) => Palette.Of(i)).ToArray(),
                ["line"] = new PlotlyObject { ["color"] = "#ffffff", ["width"] = 1.5 },
            },
            ["domain"] = Domain(half),
            ["legend"] = "legend" + _number,
        };
    }

    private PlotlyObject PieLegend() =>
        new()
        {
            ["x"] = (panel.Area.X + (panel.Area.Width * 0.55)) / width,
            ["xanchor"] = "left",
            ["y"] = 1 - (panel.Area.CentreY / height),
            ["yanchor"] = "middle",
            ["font"] = PlotlyWriter.Font(Legend.Size, Palette.Ink),
            ["traceorder"] = "normal",
        };

    private PlotlyObject Gauge(GaugeTrace gauge)
    {
        var percent = gauge.Unit == "%";
        var zones = gauge.Zones.Where(end => end > gauge.From && end < gauge.To).Order().Append(gauge.To).ToArray();
        string[] greys = ["#e3e8ec", "#cfd6dc", "#bac3cb", "#a5b0b9"];
        return new PlotlyObject
        {
            ["type"] = "indicator",
            ["mode"] = "gauge+number",
            ["value"] = gauge.Value,
            ["number"] = new PlotlyObject
            {
                ["valueformat"] = percent ? ".1%" : ",.4~g",
                ["suffix"] = percent || gauge.Unit.Length == 0 ? null : " " + PlotlyText.Escape(gauge.Unit),
                ["font"] = PlotlyWriter.Font(30, "#1a1a1a"),
            },
            ["gauge"] = new PlotlyObject
            {
                ["shape"] = "angular",
                ["axis"] = new PlotlyObject
                {
                    ["range"] = new[] { gauge.From, gauge.To },
                    ["tickformat"] = percent ? ",~%" : null,
                    ["nticks"] = 6,
                },
                ["bar"] = new PlotlyObject { ["color"] = Palette.Series[0], ["thickness"] = 0.7 },
                ["borderwidth"] = 0,
                ["steps"] = zones
                    .Select(
                        (end, i) =>
                            new PlotlyObject
                            {
                                ["range"] = new[] { i == 0 ? gauge.From : zones[i - 1], end },
                                ["color"] = greys[Math.Min(i, greys.Length - 1)],
                            }
                    )
                    .ToArray(),
                ["threshold"] = gauge.Target is not { } target
                    ? null
                    : new PlotlyObject
                    {
                        ["value"] = target,
                        ["thickness"] = 1.0,
                        ["line"] = new PlotlyObject { ["color"] = Palette.Red, ["width"] = 3 },
                    },
            },
            ["domain"] = Domain(new Rect(panel.Area.X + 30, panel.Area.Y + 20, panel.Area.Width - 60, panel.Area.Height - 30)),
        };
    }

    private PlotlyObject Space(SpaceTrace space, string color) =>
        new()
        {
            ["type"] = "scatter3d",
            ["mode"] = "markers",
            ["x"] = List(space.X),
            ["y"] = List(space.Y),
            ["z"] = List(space.Z),
            ["marker"] = Marker(space.Shade, color, space.X.Count > 1000 ? 2.0 : 3.0, null, 0.85),
            ["scene"] = "scene" + _number,
        };

    private PlotlyObject Scene()
    {
        PlotlyObject Axis(Axis axis) =>
            new()
            {
                ["title"] = PlotlyText.Title(axis.Caption, PanelLayout.AxisTitleSize),
                ["gridcolor"] = Palette.Grid,
                ["zeroline"] = false,
            };
        return new PlotlyObject
        {
            ["domain"] = Domain(panel.Area),
            ["xaxis"] = Axis(Figure.X),
            ["yaxis"] = Axis(Figure.Y),
            ["zaxis"] = Axis(Figure.Z),
            ["aspectmode"] = "manual",
            ["aspectratio"] = new PlotlyObject
            {
                ["x"] = 1.15,
                ["y"] = 1.15,
                ["z"] = 1.15,
            },
            ["camera"] = new PlotlyObject
            {
                ["projection"] = new PlotlyObject { ["type"] = "orthographic" },
                ["eye"] = new PlotlyObject
                {
                    ["x"] = 1.2,
                    ["y"] = -1.45,
                    ["z"] = 0.85,
                },
            },
        };
    }

    private PlotlyObject Parallel(ParallelTrace trace)
    {
        var dimensions = trace
            .Dimensions.Select(
                (values, i) =>
                {
                    var span =
                        values.Kind == ValueKind.Text
                            ? new Extent(-0.5, Math.Max(values.Labels.Length, 1) - 0.5)
                            : Extent.Of(values.Numbers);
                    var dimension = new PlotlyObject
                    {
                        ["label"] = PlotlyText.Escape(trace.Names[i]),
                        ["values"] = values.Numbers,
                        ["range"] = new[] { span.Low, span.High },
                    };
                    if (values.Kind != ValueKind.Number)
                    {
                        // Times and names are numbers here, so their ticks are given.
                        Scale scale = values.Kind == ValueKind.Text ? new CategoryScale(values.Labels) : new TimeScale(span.Low, span.High);
                        var labels = AxisLabels.Beside(scale.Over(panel.Area.Height, 0), 90).Labels;
                        dimension["tickvals"] = labels.Select(label => label.Value).ToArray();
                        dimension["ticktext"] = labels.Select(label => PlotlyText.Escape(label.Text)).ToArray();
                    }

                    return dimension;
                }
            )
            .ToArray();
        return new PlotlyObject
        {
            ["type"] = "parcoords",
            ["dimensions"] = dimensions,
            ["line"] = Lines(trace),
            ["domain"] = Domain(new Rect(panel.Area.X + 40, panel.Area.Y + 40, panel.Area.Width - 80, panel.Area.Height - 60)),
            ["labelfont"] = PlotlyWriter.Font(11, Palette.Ink),
            ["tickfont"] = PlotlyWriter.Font(10, Palette.Ink),
            ["rangefont"] = PlotlyWriter.Font(9, Palette.Faint),
        };
    }

    private PlotlyObject Lines(ParallelTrace trace)
    {
        if (trace.Shade is null)
        {
            return new PlotlyObject { ["color"] = Palette.Series[0] };
        }

        if (trace.Shade.Kind != ValueKind.Text)
        {
            var key = panel.Key!;
            return new PlotlyObject
            {
                ["color"] = trace.Shade.Numbers,
                ["colorscale"] = Colors(key.Scale),
                ["cmin"] = key.From,
                ["cmax"] = key.To,
                ["showscale"] = true,
                ["colorbar"] = ColorBar(key),
            };
        }

        // Groups are a scale of flat steps.
        var count = Math.Max(trace.Shade.Labels.Length, 1);
        var steps = Enumerable
            .Range(0, count)
            .SelectMany(i =>
                new object[] { new object[] { (double)i / count, Palette.Of(i) }, new object[] { (i + 1.0) / count, Palette.Of(i) } }
            );
        return new PlotlyObject
        {
            ["color"] = trace.Shade.Numbers,
            ["colorscale"] = steps.ToArray(),
            ["cmin"] = -0.5,
            ["cmax"] = count - 0.5,
            ["showscale"] = false,
        };
    }
}
