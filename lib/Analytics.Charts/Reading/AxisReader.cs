using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Reads an axis of a layout.</summary>
internal static class AxisReader
{
    public static Axis Title(JsonNode? axis) =>
        new() { Title = string.Join(' ', ReadValues.Lines(axis.Text("title", "text") ?? axis.Text("title") ?? "")) };

    public static Axis Read(JsonNode? axis, bool isUpright, IReadOnlyList<Trace> traces)
    {
        var type = axis.Text("type") switch
        {
            "log" => AxisType.Log,
            "date" => AxisType.Time,
            "category" or "multicategory" => AxisType.Category,
            _ => AxisType.Auto,
        };
        var (from, to) = Range(axis.List("range"), type);
        var isReversed = axis.Text("autorange") is "reversed" || (from > to);
        if (from > to)
        {
            (from, to) = (to, from);
        }

        var isNames =
            type == AxisType.Category
            || traces.Any(trace =>
                trace.On(!isUpright)?.Kind == ValueKind.Text || (trace is HeatTrace { IsDensity: false, IsSmooth: false })
            );
        return Title(axis) with
        {
            Type = type,
            // The position of names is no value.
            From = isNames ? null : from,
            To = isNames ? null : to,
            Percent = axis.Text("tickformat")?.Contains('%', StringComparison.Ordinal) == true,
            Ticks = isNames || type is AxisType.Time or AxisType.Log ? [] : Ticks(axis),
            Order = Order(axis, isUpright, traces),
            // plotly.js starts names at the bottom, a still picture at the top.
            Reversed = isReversed != (isUpright && isNames),
        };
    }

    private static IReadOnlyList<Tick> Ticks(JsonNode? axis) =>
        axis.List("tickvals") is { } places && axis.List("ticktext") is { } texts
            ?
            [
                .. places
                    .Numbers()
                    .Zip(texts, (place, text) => new Tick(place, string.Join(' ', ReadValues.Lines(text.Word()))))
                    .Where(tick => double.IsFinite(tick.Value)),
            ]
            : [];

    private static (double? From, double? To) Range(JsonArray? range, AxisType type)
    {
        if (range is not { Count: 2 })
        {
            return (null, null);
        }

        double? Place(JsonNode? node) =>
            node.Number() is { } number
                ? type == AxisType.Log
                    ? Math.Pow(10, Math.Clamp(number, -300, 300))
                    : number
                : node.Text() is { } text
                    ? ReadValues.Time(text)
                    : null;
        return (Place(range[0]), Place(range[1]));
    }

    private static IReadOnlyList<string> Order(JsonNode? axis, bool isUpright, IReadOnlyList<Trace> traces)
    {
        if (axis.List("categoryarray") is { } names)
        {
            return [.. names.Select(name => ReadValues.OneLine(name.Word()))];
        }

        var order = axis.Text("categoryorder") ?? "";
        var all = traces
            .Select(trace => trace.On(!isUpright))
            .OfType<Values>()
            .Where(values => values.Kind == ValueKind.Text)
            .SelectMany(values => Enumerable.Range(0, values.Count).Select(values.LabelAt))
            .Distinct(StringComparer.Ordinal);
        if (order.StartsWith("category ", StringComparison.Ordinal))
        {
            return order.EndsWith("descending", StringComparison.Ordinal)
                ? [.. all.OrderDescending(StringComparer.Ordinal)]
                : [.. all.Order(StringComparer.Ordinal)];
        }

        if (!order.StartsWith("total ", StringComparison.Ordinal))
        {
            return [];
        }

        double Total(string name) =>
            traces
                .OfType<BarTrace>()
                .Sum(bar =>
                    Enumerable
                        .Range(0, bar.Position.Count)
                        .Where(i => bar.Position.LabelAt(i) == name && double.IsFinite(bar.Length.Numbers[i]))
                        .Sum(i => bar.Length.Numbers[i])
                );
        return order.EndsWith("descending", StringComparison.Ordinal) ? [.. all.OrderByDescending(Total)] : [.. all.OrderBy(Total)];
    }
}
