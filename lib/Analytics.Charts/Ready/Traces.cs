namespace Analytics.Charts;

/// <summary>Reads and replaces the values that layers put on the two axes of a panel.</summary>
internal static class Traces
{
    public static Values? On(this Trace trace, bool x) =>
        trace switch
        {
            XyTrace xy => x ? xy.X : xy.Y,
            BarTrace bar => x != bar.Horizontal ? bar.Position : bar.Length,
            HeatTrace heat => x ? heat.X : heat.Y,
            _ => null,
        };

    public static Trace With(this Trace trace, bool x, Values values) =>
        trace switch
        {
            XyTrace xy => x ? xy with { X = values } : xy with { Y = values },
            BarTrace bar => x != bar.Horizontal ? bar with { Position = values } : bar with { Length = values },
            HeatTrace heat => x ? heat with { X = values } : heat with { Y = values },
            _ => trace,
        };

    /// <summary>Whether the figure has an x and a y axis.</summary>
    /// <exception cref="InvalidOperationException">Layers that cannot share a panel were put together.</exception>
    public static bool IsFlat(this IReadOnlyList<Trace> traces)
    {
        var flat = traces.Count(trace => trace is XyTrace or BarTrace or HeatTrace or BoxTrace);
        var space = traces.Count(trace => trace is SpaceTrace);
        if (flat != traces.Count && space != traces.Count && traces.Count > 1)
        {
            throw new InvalidOperationException(
                "Layers with axes, pies, gauges, parallel coordinates and spaces cannot share a panel; put them side by side with Plot.Subplots."
            );
        }

        return flat == traces.Count;
    }
}
