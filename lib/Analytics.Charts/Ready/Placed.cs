namespace Analytics.Charts;

/// <summary>Takes out what cannot stand on its axis: missing and infinite values, and values ≤ 0 on a logarithmic axis.</summary>
internal static class Placed
{
    public static Figure Of(Figure figure)
    {
        var (missing, negative) = (0, 0);
        var traces = figure
            .Traces.Select(trace =>
            {
                if (trace is not (XyTrace or BarTrace))
                {
                    return trace;
                }

                Count(trace);
                trace = trace.With(true, Clean(trace.On(true)!, figure.X)).With(false, Clean(trace.On(false)!, figure.Y));
                return trace is XyTrace { Lines: false, Fill: false } xy ? Present(xy) : trace;
            })
            .ToArray();
        return figure with { Traces = [.. traces], Notes = [.. figure.Notes, .. Notes()] };

        void Count(Trace trace)
        {
            var (x, y) = (trace.On(true)!.Numbers, trace.On(false)!.Numbers);
            for (var i = 0; i < Math.Min(x.Length, y.Length); i++)
            {
                // The gap in a line says itself that something is missing.
                var gap = trace is XyTrace { Lines: true } && !double.IsInfinity(x[i]) && !double.IsInfinity(y[i]);
                if (!double.IsFinite(x[i]) || !double.IsFinite(y[i]))
                {
                    missing += gap ? 0 : 1;
                }
                else if ((figure.X.Type == AxisType.Log && x[i] <= 0) || (figure.Y.Type == AxisType.Log && y[i] <= 0))
                {
                    negative++;
                }
            }
        }

        IEnumerable<string> Notes()
        {
            if (missing > 0)
            {
                yield return $"{NumberText.Short(missing)} {(missing == 1 ? "row" : "rows")} with a missing or infinite value {(missing == 1 ? "is" : "are")} not drawn.";
            }

            if (negative > 0)
            {
                yield return $"{NumberText.Short(negative)} {(negative == 1 ? "row" : "rows")} with a value ≤ 0 cannot stand on a logarithmic axis and {(negative == 1 ? "is" : "are")} not drawn.";
            }
        }
    }

    private static Values Clean(Values values, Axis axis)
    {
        bool Stands(double value) => !double.IsInfinity(value) && !(axis.Type == AxisType.Log && value <= 0);
        return values.Numbers.All(Stands)
            ? values
            : values.WithNumbers([.. values.Numbers.Select(value => Stands(value) ? value : double.NaN)]);
    }

    /// <summary>Lines keep their gaps; loose points without a place simply go.</summary>
    private static XyTrace Present(XyTrace trace)
    {
        var rows = Enumerable
            .Range(0, Math.Min(trace.X.Count, trace.Y.Count))
            .Where(i => !double.IsNaN(trace.X.Numbers[i]) && !double.IsNaN(trace.Y.Numbers[i]))
            .ToArray();
        return rows.Length == trace.X.Count ? trace : trace.Rows(rows);
    }
}
