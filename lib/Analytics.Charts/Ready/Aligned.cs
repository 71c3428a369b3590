namespace Analytics.Charts;

/// <summary>Gives all layers of an axis the same kind of values and, for texts, one shared list of names.</summary>
internal static class Aligned
{
    public static Figure Of(Figure figure) => Align(Align(figure, true), false);

    private static Figure Align(Figure figure, bool x)
    {
        var axis = x ? figure.X : figure.Y;
        var kinds = figure.Traces.Select(trace => trace.On(x)?.Kind).OfType<ValueKind>().Distinct().ToArray();
        var boxes = x ? figure.Traces.OfType<BoxTrace>().SelectMany(trace => trace.Boxes).Select(box => box.Label).ToArray() : [];
        var cells = figure.Traces.OfType<HeatTrace>().Any(heat => heat is { IsDensity: false, IsSmooth: false });
        if (kinds.Contains(ValueKind.Text) || axis.Type == AxisType.Category || boxes.Length > 0 || cells)
        {
            return Name(figure, axis, x, boxes);
        }

        if (kinds.Length > 1)
        {
            throw new InvalidOperationException(
                $"The {(x ? "x" : "y")} axis got numbers from one layer and times from another; give both the same kind."
            );
        }

        var time = axis.Type == AxisType.Time || kinds.Contains(ValueKind.Time);
        var type =
            time ? AxisType.Time
            : axis.Type == AxisType.Log ? AxisType.Log
            : AxisType.Linear;
        return Set(figure, x, axis with { Type = type });
    }

    private static Figure Name(Figure figure, Axis axis, bool x, string[] boxes)
    {
        var indexOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in axis.Order.Concat(boxes))
        {
            indexOf.TryAdd(name, indexOf.Count);
        }

        foreach (var trace in figure.Traces)
        {
            if (trace.On(x) is not { } values)
            {
                continue;
            }

            for (var i = 0; i < values.Count; i++)
            {
                indexOf.TryAdd(values.LabelAt(i), indexOf.Count);
            }
        }

        string[] names = [.. indexOf.Keys];
        var traces = figure.Traces.Select(trace =>
            trace.On(x) is { } values
                ? trace.With(
                    x,
                    new Values(
                        ValueKind.Text,
                        [.. Enumerable.Range(0, values.Count).Select(i => (double)indexOf[values.LabelAt(i)])],
                        names
                    )
                )
                : trace
        );
        return Set(figure with { Traces = [.. traces] }, x, axis with { Type = AxisType.Category, Order = names });
    }

    private static Figure Set(Figure figure, bool x, Axis axis) => x ? figure with { X = axis } : figure with { Y = axis };
}
