namespace Analytics.Charts;

internal sealed partial class PlotlyPanel
{
    private static readonly string[] s_symbols = ["circle", "square", "triangle-up", "diamond"];

    private PlotlyObject Xy(XyTrace trace, string color, int order)
    {
        var target = new PlotlyObject
        {
            ["type"] = "scatter",
            ["mode"] = (trace.Lines, trace.Markers) switch
            {
                (true, true) => "lines+markers",
                (true, false) => "lines",
                _ => "markers",
            },
            // plotly.js hides a layer without any point, and its name with it.
            ["x"] = trace.X.Count == 0 ? new object?[1] : List(trace.X),
            ["y"] = trace.X.Count == 0 ? new object?[1] : List(trace.Y),
            ["text"] = trace.Hover.Count == 0 ? null : trace.Hover.Select(PlotlyText.Escape).ToArray(),
        };
        if (trace.Lines)
        {
            target["line"] = new PlotlyObject
            {
                ["color"] = color,
                ["width"] = trace.Fill ? 1.2 : 2,
                ["dash"] = trace.Dashed ? "dash" : null,
                ["shape"] = trace.Steps ? "hv" : null,
            };
        }

        if (trace.Fill)
        {
            target["fillcolor"] = Faded(color, trace.Base is null ? 0.3 : 0.75);
            target["fill"] = trace.Base is null ? "tozeroy" : null;
            target["stackgroup"] = trace.Base is null ? null : "areas" + _number;
        }

        if (trace.Markers)
        {
            target["marker"] = Marker(
                trace.Shade,
                color,
                trace.Sizes is null
                    ? trace.Lines
                        ? 7.0
                        : panel.MarkerSize
                    : List(trace.Sizes),
                s_symbols[trace.Lines ? 0 : order % s_symbols.Length],
                trace.Lines ? 1 : 0.75
            );
        }

        return target;
    }

    private PlotlyObject Marker(Values? shade, string color, object size, string? symbol, double opacity)
    {
        var marker = new PlotlyObject
        {
            ["size"] = size,
            ["symbol"] = symbol,
            ["opacity"] = opacity,
        };
        if (shade is null || panel.Key is not { } key)
        {
            marker["color"] = color;
            return marker;
        }

        marker["color"] = shade.Numbers;
        marker["colorscale"] = Colors(key.Scale);
        marker["cmin"] = key.From;
        marker["cmax"] = key.To;
        marker["showscale"] = true;
        marker["colorbar"] = ColorBar(key);
        return marker;
    }

    private PlotlyObject Bar(BarTrace trace, string color, int group, int groups)
    {
        var target = new PlotlyObject
        {
            ["type"] = "bar",
            ["orientation"] = trace.Horizontal ? "h" : "v",
            [trace.Horizontal ? "y" : "x"] = List(trace.Position),
            [trace.Horizontal ? "x" : "y"] = trace.Length.Numbers,
            ["marker"] = new PlotlyObject { ["color"] = color },
            ["text"] = trace.Text.Count == 0 || groups == 1 ? null : trace.Text.Select(PlotlyText.Escape).ToArray(),
            ["textposition"] = trace.Text.Count == 0 || groups == 1 ? null : "auto",
            ["width"] = trace.Width is { } width && single ? width : null,
        };
        if (trace.Width is not null)
        {
            target["marker"] = new PlotlyObject
            {
                ["color"] = color,
                ["line"] = new PlotlyObject { ["color"] = "#ffffff", ["width"] = 1 },
            };
        }

        if (trace.Error is { } error)
        {
            target[trace.Horizontal ? "error_x" : "error_y"] = new PlotlyObject
            {
                ["type"] = "data",
                ["array"] = error.Numbers,
                ["visible"] = true,
                ["color"] = Palette.Ink,
                ["thickness"] = 1.2,
                ["width"] = 0,
            };
        }

        if (!single)
        {
            // The mode of bars belongs to the whole picture, so bars of panels carry their places themselves.
            var whole = AxisScales.BarWidth(trace);
            var side = Figure.Stacked || trace.Width is not null ? (Number: 0, Count: 1) : (Number: group, Count: groups);
            target["width"] = whole / side.Count;
            target["offset"] = (-whole / 2) + (whole * side.Number / side.Count);
            target["base"] = trace.Base;
        }

        return target;
    }

    /// <summary>The texts of a single bar layer stand behind its error bars, where plotly's own would lie upon them.</summary>
    private PlotlyObject BarTexts(BarTrace trace)
    {
        var ends = trace
            .Length.Numbers.Select(
                (length, i) => Math.Max(0, length + (trace.Error?.Numbers[i] is { } error && double.IsFinite(error) ? error : 0))
            )
            .ToArray();
        return new PlotlyObject
        {
            ["type"] = "scatter",
            ["mode"] = "text",
            [trace.Horizontal ? "y" : "x"] = List(trace.Position),
            [trace.Horizontal ? "x" : "y"] = ends,
            ["text"] = trace.Text.Select(text => (trace.Horizontal ? " " : "") + PlotlyText.Escape(text)).ToArray(),
            ["textposition"] = trace.Horizontal ? "middle right" : "top center",
            ["textfont"] = PlotlyWriter.Font(10, Palette.Ink),
            ["cliponaxis"] = false,
            ["hoverinfo"] = "skip",
            ["showlegend"] = false,
            ["xaxis"] = "x" + _number,
            ["yaxis"] = "y" + _number,
        };
    }

    private static PlotlyObject Boxes(BoxTrace trace, string color)
    {
        var boxes = trace.Boxes.Where(box => box.Count > 0).ToArray();
        return new PlotlyObject
        {
            ["type"] = "box",
            ["x"] = boxes.Select(box => PlotlyText.Escape(box.Label)).ToArray(),
            ["q1"] = boxes.Select(box => box.Q1).ToArray(),
            ["median"] = boxes.Select(box => box.Median).ToArray(),
            ["q3"] = boxes.Select(box => box.Q3).ToArray(),
            ["lowerfence"] = boxes.Select(box => box.Low).ToArray(),
            ["upperfence"] = boxes.Select(box => box.High).ToArray(),
            ["mean"] = boxes.Select(box => box.Mean).ToArray(),
            // plotly.js takes a first list without a number for a list of words and draws nothing; a point within the box is not drawn.
            ["y"] = boxes.Select(box => box.Outliers.Count > 0 ? box.Outliers : [box.Median]).ToArray(),
            ["boxpoints"] = "outliers",
            ["boxmean"] = true,
            ["line"] = new PlotlyObject { ["color"] = color, ["width"] = 1.4 },
            ["fillcolor"] = Faded(color, 0.25),
            ["marker"] = new PlotlyObject
            {
                ["color"] = color,
                ["size"] = 5,
                ["symbol"] = "circle-open",
            },
        };
    }

    /// <summary>
    /// Colours of the letters that the cells need, one layer each: plotly.js takes one colour for all letters of a layer, and left to itself writes dark grey
    /// on colours of a middle brightness, with a contrast near 3 : 1. One where nothing is written.
    /// </summary>
    private string[] Inks(HeatTrace heat)
    {
        var key = panel.Key ?? ColorKey.Of(Figure)!;
        var inks = heat.ShowValues
            ? heat.Z.Cast<double>().Where(double.IsFinite).Select(z => Rgb.Parse(key.At(z)).Ink()).Distinct().ToArray()
            : [];
        return inks is [] ? ["#000000"] : inks;
    }

    /// <summary>The layer of the cells whose letters have this colour; all cells where nothing is written.</summary>
    private PlotlyObject Cells(HeatTrace heat, string ink)
    {
        var key = panel.Key ?? ColorKey.Of(Figure)!;
        bool IsIn(int row, int column) => !heat.ShowValues || Rgb.Parse(key.At(heat.Z[row, column])).Ink() == ink;
        var (rows, columns) = (Enumerable.Range(0, heat.Y.Count), Enumerable.Range(0, heat.X.Count));
        var texts = rows.Select(row => columns.Select(column => Text(row, column)).ToArray()).ToArray();
        return new PlotlyObject
        {
            ["type"] = "heatmap",
            ["x"] = List(heat.X),
            ["y"] = List(heat.Y),
            ["z"] = rows.Select(row =>
                    columns
                        .Select(column =>
                            !IsIn(row, column) ? double.NaN
                            : key.IsLog ? Math.Log10(heat.Z[row, column])
                            : heat.Z[row, column]
                        )
                        .ToArray()
                )
                .ToArray(),
            ["zmin"] = key.IsLog ? Math.Log10(key.From) : key.From,
            ["zmax"] = key.IsLog ? Math.Log10(key.To) : key.To,
            ["colorscale"] = Colors(key.Scale),
            ["showscale"] = panel.Key is not null,
            ["colorbar"] = panel.Key is null ? null : ColorBar(key),
            ["xgap"] = heat.IsDensity ? 0 : 1,
            ["ygap"] = heat.IsDensity ? 0 : 1,
            ["hoverongaps"] = false,
            ["text"] = heat.ShowValues || heat.IsDensity ? texts : null,
            ["texttemplate"] = heat.ShowValues ? "%{text}" : null,
            ["textfont"] = heat.ShowValues ? new PlotlyObject { ["color"] = ink } : null,
            ["hovertemplate"] = heat.IsDensity ? "%{x}, %{y}: %{text} points<extra></extra>" : null,
        };

        string Text(int row, int column) =>
            !IsIn(row, column) ? ""
            : heat.Text is { } own ? PlotlyText.Escape(own[row, column]).Replace("\n", "<br>", StringComparison.Ordinal)
            : double.IsNaN(heat.Z[row, column]) ? ""
            : NumberText.Short(heat.Z[row, column], 3);
    }

    private static string Faded(string color, double opacity)
    {
        var rgb = Rgb.Parse(color);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rgba({rgb.R},{rgb.G},{rgb.B},{opacity})");
    }
}
