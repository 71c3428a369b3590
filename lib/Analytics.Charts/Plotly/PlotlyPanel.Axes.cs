namespace Analytics.Charts;

internal sealed partial class PlotlyPanel
{
    public IEnumerable<PlotlyObject> Annotations()
    {
        // Of a single figure the title is the layout's own.
        if (!single)
        {
            foreach (
                var line in PlotlyText.Lines(
                    panel.Title,
                    panel.Left,
                    panel.TextTop,
                    PanelLayout.TitleLine,
                    PanelLayout.TitleSize,
                    width,
                    height,
                    bold: true
                )
            )
            {
                yield return line;
            }
        }

        var rest = PlotlyText
            .Lines(
                panel.Subtitle,
                panel.Left,
                panel.TextTop + (panel.Title.Count * PanelLayout.TitleLine),
                PanelLayout.SubtitleLine,
                PanelLayout.SubtitleSize,
                width,
                height
            )
            .Concat(PlotlyText.Lines(panel.Notes, panel.Left, panel.NoteTop, PanelLayout.NoteLine, PanelLayout.NoteSize, width, height));
        foreach (var line in rest)
        {
            yield return line;
        }

        foreach (var reference in Figure.References.Where(reference => reference.Label.Length > 0))
        {
            yield return Label(reference);
        }

        if (Figure.IsCartesian && panel.IsEmpty)
        {
            yield return Nothing();
        }

        if (Figure.IsMap)
        {
            yield return ScaleLabel();
        }

        if (Figure.Traces.FirstOrDefault() is ParallelTrace)
        {
            // Parallel coordinates have no legend of their own in plotly.js.
            foreach (var item in panel.Legend.Items)
            {
                var line = PlotlyText.Lines([item.Text], item.X, item.Y + 1, 0, Legend.Size, width, height).Single();
                line["text"] = $"<span style=\"color:{item.Trace?.Color ?? Palette.Faint}\">■</span> {PlotlyText.Escape(item.Text)}";
                yield return line;
            }
        }
    }

    public IEnumerable<PlotlyObject> Shapes()
    {
        foreach (var reference in Figure.References)
        {
            var at = Place(reference);
            yield return new PlotlyObject
            {
                ["type"] = "line",
                ["xref"] = "x" + _number + (reference.Horizontal ? " domain" : ""),
                ["yref"] = "y" + _number + (reference.Horizontal ? "" : " domain"),
                ["x0"] = reference.Horizontal ? 0.0 : at,
                ["x1"] = reference.Horizontal ? 1.0 : at,
                ["y0"] = reference.Horizontal ? at : 0.0,
                ["y1"] = reference.Horizontal ? at : 1.0,
                ["line"] = new PlotlyObject
                {
                    ["color"] = Palette.Ink,
                    ["width"] = 1,
                    ["dash"] = "dash",
                },
            };
        }

        if (!Figure.IsMap)
        {
            yield break;
        }

        var (_, degrees, _) = SvgKeys.ScaleLength(panel);
        var (x, y) = ScaleStart();
        yield return new PlotlyObject
        {
            ["type"] = "line",
            ["xref"] = "x" + _number,
            ["yref"] = "y" + _number,
            ["x0"] = x,
            ["x1"] = x + degrees,
            ["y0"] = y,
            ["y1"] = y,
            ["line"] = new PlotlyObject { ["color"] = Palette.Ink, ["width"] = 2 },
        };
    }

    private PlotlyObject Axis(Axis axis, Scale scale, AxisLabels labels, bool x)
    {
        var grid = scale is not CategoryScale && !Figure.Traces.Any(trace => trace is HeatTrace { IsDensity: false });
        var line = x || scale is CategoryScale || Figure.IsMap;
        var zero = Figure.Traces.OfType<BarTrace>().Any(bar => bar.Horizontal == x) && scale is LinearScale { From: < 0, To: > 0 };
        var numbers = scale is LogScale || (scale is LinearScale && !axis.Percent);
        var target = new PlotlyObject
        {
            ["anchor"] = (x ? "y" : "x") + _number,
            ["domain"] = x
                ? Share(panel.Area.X, panel.Area.Right, width)
                : Share(height - panel.Area.Bottom, height - panel.Area.Y, height),
            ["automargin"] = false,
            ["title"] =
                axis.Caption.Length == 0
                    ? null
                    : new PlotlyObject
                    {
                        ["text"] = PlotlyText.Escape(axis.Caption),
                        ["font"] = PlotlyWriter.Font(PanelLayout.AxisTitleSize, Palette.Ink),
                        ["standoff"] = 6,
                    },
            ["tickfont"] = PlotlyWriter.Font(AxisLabels.Size, Palette.Ink),
            ["showline"] = line,
            ["linecolor"] = line ? Palette.Line : null,
            ["mirror"] = Figure.IsMap ? true : null,
            ["showgrid"] = grid,
            ["gridcolor"] = grid ? Palette.Grid : null,
            ["zeroline"] = zero,
            ["zerolinecolor"] = zero ? Palette.Ink : null,
            ["ticks"] = "outside",
            ["ticklen"] = 4,
            ["tickcolor"] = Palette.Line,
            ["exponentformat"] =
                !numbers ? null
                : Math.Max(Math.Abs(scale.First), Math.Abs(scale.Last)) is < 1e-3 or >= 1e15 ? "e"
                : "SI",
            ["separatethousands"] = numbers ? true : null,
        };
        var (first, last) = (scale.First, scale.Last);
        if ((x ? scale.Low > scale.High : scale.Low < scale.High))
        {
            (first, last) = (last, first);
        }

        switch (scale)
        {
            case CategoryScale names:
                target["type"] = "category";
                target["range"] = new[] { first, last };
                target["categoryorder"] = "array";
                target["categoryarray"] = names.Names.Select(PlotlyText.Escape).ToArray();
                target["tickmode"] = "array";
                target["tickvals"] = labels.Labels.Select(label => PlotlyText.Escape(names.Names[(int)label.Value])).ToArray();
                target["ticktext"] = labels
                    .Labels.Select(label =>
                        PlotlyText.Escape(label.Text) + (label.Second.Length > 0 ? $"<br>{PlotlyText.Escape(label.Second)}" : "")
                    )
                    .ToArray();
                target["tickangle"] = labels.IsSlanted ? -45 : 0;
                break;
            case LogScale:
                target["type"] = "log";
                target["range"] = new[] { Math.Log10(first), Math.Log10(last) };
                target["dtick"] = Math.Log10(scale.Last / scale.First) >= 2.5 ? 1 : "D2";
                break;
            case TimeScale:
                target["type"] = "date";
                target["range"] = new[] { Time(first), Time(last) };
                target["tickangle"] = 0;
                target["nticks"] = Math.Max(2, labels.Labels.Count + 1);
                break;
            default:
                target["type"] = "linear";
                target["range"] = new[] { first, last };
                target["tickformat"] = axis.Percent ? ",~%" : null;
                target["tickangle"] = 0;
                // Plotly takes the one or the other.
                if (
                    scale is LinearScale { IsWhole: true, Named.Count: 0 }
                    && !(labels.Labels is [var one, var next, ..] && next.Value - one.Value > 1)
                )
                {
                    target["dtick"] = 1;
                }
                else
                {
                    target["nticks"] = Math.Max(3, labels.Labels.Count + 1);
                }

                break;
        }

        if (Figure.IsMap && !x && panel.Y is LinearScale latitudes)
        {
            target["scaleanchor"] = "x" + _number;
            target["scaleratio"] = 1 / Math.Max(0.05, Math.Cos((latitudes.From + latitudes.To) / 2 * Math.PI / 180));
        }

        return target;
    }

    /// <summary>Where a line across stands, as the axis' type writes it.</summary>
    private object? Place(Reference reference)
    {
        var axis = reference.Horizontal ? Figure.Y : Figure.X;
        return axis.Type == AxisType.Time ? Time(reference.At) : reference.At;
    }

    private PlotlyObject Label(Reference reference)
    {
        // Unlike shapes, annotations take the logarithm on logarithmic axes.
        var axis = reference.Horizontal ? Figure.Y : Figure.X;
        var at = axis.Type == AxisType.Log ? Math.Log10(reference.At) : Place(reference);
        // Over the plot, so that it covers nothing; beside the line where the picture ends.
        var anchor = reference.Horizontal
            ? "right"
            : panel.Over(panel.X.At(reference.At), reference.Label).Anchor switch
            {
                "end" => "right",
                "start" => "left",
                _ => "center",
            };
        return new PlotlyObject
        {
            ["text"] = PlotlyText.Escape(reference.Label),
            ["font"] = PlotlyWriter.Font(PanelLayout.OverSize, Palette.Ink),
            ["showarrow"] = false,
            ["xref"] = "x" + _number + (reference.Horizontal ? " domain" : ""),
            ["yref"] = "y" + _number + (reference.Horizontal ? "" : " domain"),
            ["x"] = reference.Horizontal ? 1.0 : at,
            ["xanchor"] = anchor,
            ["y"] = reference.Horizontal ? at : 1.0,
            ["yanchor"] = "bottom",
            ["bgcolor"] = "rgba(255,255,255,0.8)",
        };
    }

    private PlotlyObject Nothing() =>
        new()
        {
            ["text"] = PanelLayout.NoData,
            ["font"] = PlotlyWriter.Font(12, Palette.Faint),
            ["showarrow"] = false,
            ["xref"] = "paper",
            ["yref"] = "paper",
            ["x"] = panel.Area.CentreX / width,
            ["xanchor"] = "center",
            ["y"] = 1 - (panel.Area.CentreY / height),
        };

    private (double X, double Y) ScaleStart()
    {
        var (x, y) = ((LinearScale)panel.X, (LinearScale)panel.Y);
        return (x.From + (12 / panel.Area.Width * (x.To - x.From)), y.From + (12 / panel.Area.Height * (y.To - y.From)));
    }

    private PlotlyObject ScaleLabel()
    {
        var (x, y) = ScaleStart();
        return new PlotlyObject
        {
            ["text"] = SvgKeys.ScaleLength(panel).Label,
            ["font"] = PlotlyWriter.Font(10, Palette.Ink),
            ["showarrow"] = false,
            ["xref"] = "x" + _number,
            ["yref"] = "y" + _number,
            ["x"] = x,
            ["xanchor"] = "left",
            ["y"] = y,
            ["yanchor"] = "bottom",
        };
    }
}
