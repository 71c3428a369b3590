namespace Analytics.Charts;

/// <summary>Takes out what cannot stand on its axis: missing and infinite values, and values ≤ 0 on a logarithmic axis.</summary>
internal static class Placed
{
    public static Figure Of(Figure figure)
    {
        var (missing, negative) = (0, 0);
        var traces = figure.Traces.Select(trace =>
        {
            if (trace is not (XyTrace or BarTrace))
                return trace;
            // The gap in a line says itself that something is missing.
            var gaps = trace is XyTrace { Lines: true };
            trace = trace.With(true, Clean(trace.On(true)!, figure.X, gaps)).With(false, Clean(trace.On(false)!, figure.Y, gaps));
            return trace is XyTrace { Lines: false, Fill: false } xy ? Present(xy) : trace;
        }).ToArray();
        return figure with { Traces = [.. traces], Notes = [.. figure.Notes, .. Notes()] };

        Values Clean(Values values, Axis axis, bool gaps)
        {
            var numbers = values.Numbers;
            for (var i = 0; i < numbers.Length; i++)
            {
                var bad = !double.IsFinite(numbers[i]);
                var low = !bad && axis.Type == AxisType.Log && numbers[i] <= 0;
                missing += bad && !(gaps && double.IsNaN(numbers[i])) ? 1 : 0;
                negative += low ? 1 : 0;
                if (!low && !double.IsInfinity(numbers[i]))
                    continue;
                if (ReferenceEquals(numbers, values.Numbers))
                    numbers = [.. numbers];
                numbers[i] = double.NaN;
            }

            return ReferenceEquals(numbers, values.Numbers) ? values : values.WithNumbers(numbers);
        }

        IEnumerable<string> Notes()
        {
            if (missing > 0)
                yield return $"{NumberText.Short(missing)} missing or infinite {(missing == 1 ? "value is" : "values are")} not drawn.";
            if (negative > 0)
                yield return $"{NumberText.Short(negative)} {(negative == 1 ? "value" : "values")} ≤ 0 cannot stand on a logarithmic axis and {(negative == 1 ? "is" : "are")} not drawn.";
        }
    }

    /// <summary>Lines keep their gaps; loose points without a place simply go.</summary>
    private static XyTrace Present(XyTrace trace)
    {
        var rows = Enumerable.Range(0, Math.Min(trace.X.Count, trace.Y.Count))
            .Where(i => !double.IsNaN(trace.X.Numbers[i]) && !double.IsNaN(trace.Y.Numbers[i])).ToArray();
        return rows.Length == trace.X.Count ? trace : trace.Rows(rows);
    }
}
