using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Points, lines, areas, bars and places.</summary>
internal static partial class TraceReader
{
    private static IEnumerable<Trace> Points(TraceSource source, JsonObject trace, JsonObject? before, int index)
    {
        var (xList, yList) = (ReadValues.Of(trace.List("x"), source.XType), ReadValues.Of(trace.List("y"), source.YType));
        if (trace.List("x") is null)
        {
            xList = Count(yList.Count);
        }

        if (trace.List("y") is null)
        {
            yList = Count(xList.Count);
        }

        var (x, y) = Pair(xList, yList);
        var mode = trace.Text("mode") ?? (x.Count < 20 ? "lines+markers" : "lines");
        var fill = trace.Text("fill") ?? (trace.Text("stackgroup") is null ? "none" : "tonexty");
        var isLine = mode.Contains("lines", StringComparison.Ordinal) && trace.Number("line", "width") != 0;
        var read = new XyTrace(x, y)
        {
            Lines = isLine,
            Markers = mode.Contains("markers", StringComparison.Ordinal) || (isLine && x.Count == 1),
            Dashed = trace.Text("line", "dash") is { } dash && dash != "solid",
            Steps = trace.Text("line", "shape") is "hv" or "vh" or "hvh" or "vhv",
            Color =
                (isLine ? ReadValues.Color(trace.At("line", "color")) : null)
                ?? ReadValues.Color(trace.At("marker", "color"))
                ?? ReadValues.Color(trace.At("line", "color"))
                ?? source.Color(index),
            Colors = Fit(ReadValues.Colors(trace.At("marker", "color")), x.Count),
            Shade = Shade(trace, x.Count),
            ShadeTitle = string.Join(
                ' ',
                ReadValues.Lines(trace.Text("marker", "colorbar", "title", "text") ?? trace.Text("marker", "colorbar", "title") ?? "")
            ),
            Sizes = Sizes(trace, x.Count),
            IsHexagon = trace.Text("marker", "symbol") == "hexagon",
            Texts = mode.Contains("text", StringComparison.Ordinal) ? Texts(trace, x.Count) : [],
            Across = Errors(trace.At("error_x"), x.Numbers),
            Upright = Errors(trace.At("error_y"), y.Numbers),
        };
        if (trace.Text("stackgroup") is not null)
        {
            source.IsStacked = true;
            return [read with { Fill = true, Lines = true }];
        }

        if (
            fill == "tonexty"
            && before is not null
            && ReadValues.Of(before.List("y"), source.YType) is { } lower
            && lower.Count == y.Count
            && y.Kind == ValueKind.Number
        )
        {
            return
            [
                read with
                {
                    Fill = true,
                    Lines = false,
                    Markers = false,
                    IsBand = true,
                    Base = lower.Numbers,
                    Y = y.WithNumbers([.. y.Numbers.Select((value, i) => value - lower.Numbers[i])]),
                    Color = ReadValues.Color(trace.At("fillcolor")) ?? read.Color,
                },
            ];
        }

        if (fill is "tozeroy" or "tonexty")
        {
            return [read with { Fill = true, Lines = true, Color = ReadValues.Color(trace.At("fillcolor")) ?? read.Color }];
        }
        // The edge of a band that is not drawn itself is no layer of its own.
        return read is { Lines: false, Markers: false, Texts.Count: 0 } ? [] : [read];
    }

    private static IReadOnlyList<string> Fit(IReadOnlyList<string> colors, int count) =>
        colors.Count == 0 ? [] : [.. Enumerable.Range(0, count).Select(i => i < colors.Count ? colors[i] : "")];

    private static Values? Shade(JsonObject trace, int count) =>
        trace.List("marker", "color") is { } list
        && list.Count >= count
        && count > 0
        && list.All(item => item is null || item.Number() is not null)
            ? Values.Number(list.Numbers().Take(count))
            : null;

    private static Values? Sizes(JsonObject trace, int count) =>
        trace.At("marker", "size") switch
        {
            JsonArray list when list.Count >= count => Values.Number(list.Numbers().Take(count)),
            JsonValue => trace.Number("marker", "size") is { } size ? Values.Number(Enumerable.Repeat(size, count)) : null,
            _ => null,
        };

    /// <summary>Places on the ground; the tiles of a map are not drawn.</summary>
    private static IEnumerable<Trace> Places(TraceSource source, JsonObject trace)
    {
        source.IsMap = true;
        var (x, y) = Pair(ReadValues.Of(trace.List("lon"), "linear"), ReadValues.Of(trace.List("lat"), "linear"));
        var mode = trace.Text("mode") ?? "markers";
        return
        [
            new XyTrace(x, y)
            {
                Lines = mode.Contains("lines", StringComparison.Ordinal),
                Markers = mode.Contains("markers", StringComparison.Ordinal) || trace.Text("type") == "densitymapbox",
                Shade = Shade(trace, x.Count),
                Sizes = Sizes(trace, x.Count),
                Colors = Fit(ReadValues.Colors(trace.At("marker", "color")), x.Count),
                Texts = mode.Contains("text", StringComparison.Ordinal) ? Texts(trace, x.Count) : [],
            },
        ];
    }

    private static BarTrace Bars(TraceSource source, JsonObject trace)
    {
        var isLying = trace.Text("orientation") == "h";
        var (xList, yList) = (ReadValues.Of(trace.List("x"), source.XType), ReadValues.Of(trace.List("y"), source.YType));
        var (position, length) = isLying ? (yList, xList) : (xList, yList);
        if (trace.List(isLying ? "y" : "x") is null)
        {
            position = Count(length.Count);
        }

        (position, length) = Pair(position, length);
        var errors = Errors(trace.At(isLying ? "error_x" : "error_y"), length.Numbers);
        return new BarTrace(
            position,
            length.Kind == ValueKind.Number ? length : throw new InvalidOperationException("The lengths of the bars are no numbers.")
        )
        {
            Horizontal = isLying,
            Text = trace.Text("textposition") == "none" ? [] : Texts(trace, length.Count),
            Error = errors is null ? null : Values.Number(errors.Above),
            ErrorBelow = errors is null ? null : Values.Number(errors.Below),
            Colors = Fit(ReadValues.Colors(trace.At("marker", "color")), length.Count),
            Base =
                trace.List("base") is { } bases ? [.. bases.Numbers().Select(value => double.IsFinite(value) ? value : 0)]
                : trace.Number("base") is { } one ? [.. length.Numbers.Select(_ => one)]
                : null,
        };
    }
}
