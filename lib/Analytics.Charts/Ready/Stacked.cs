namespace Analytics.Charts;

/// <summary>Gives bars and areas of a stacked figure the height on which each stands.</summary>
internal static class Stacked
{
    public static Figure Of(Figure figure)
    {
        if (!figure.Stacked)
        {
            return figure;
        }

        var places = figure
            .Traces.OfType<XyTrace>()
            .Where(trace => trace.Fill)
            .SelectMany(trace => trace.X.Numbers)
            .Where(double.IsFinite)
            .Distinct()
            .Order()
            .ToArray();
        var height = new double[places.Length];
        var (up, down) = (new Dictionary<double, double>(), new Dictionary<double, double>());
        var traces = figure.Traces.Select(trace =>
            trace switch
            {
                XyTrace { Fill: true } area => OnTop(area, places, height),
                BarTrace bar => bar with { Base = OnTop(bar, up, down) },
                _ => trace,
            }
        );
        return figure with { Traces = [.. traces] };
    }

    private static XyTrace OnTop(XyTrace area, double[] places, double[] height)
    {
        // A layer without a value at a place adds nothing there; all layers get the same places.
        var y = new double[places.Length];
        for (var i = 0; i < area.X.Count; i++)
        {
            var place = Array.BinarySearch(places, area.X.Numbers[i]);
            if (place >= 0 && double.IsFinite(area.Y.Numbers[i]))
            {
                y[place] += area.Y.Numbers[i];
            }
        }

        var lower = (double[])height.Clone();
        for (var i = 0; i < y.Length; i++)
        {
            height[i] += y[i];
        }

        return area with
        {
            X = area.X.WithNumbers(places),
            Y = area.Y.WithNumbers(y),
            Base = lower,
            Hover = [],
            Sizes = null,
            Shade = null,
        };
    }

    private static double[] OnTop(BarTrace bar, Dictionary<double, double> up, Dictionary<double, double> down)
    {
        var bases = new double[bar.Position.Count];
        for (var i = 0; i < bases.Length; i++)
        {
            var (place, length) = (bar.Position.Numbers[i], bar.Length.Numbers[i]);
            if (double.IsNaN(place) || double.IsNaN(length))
            {
                continue;
            }

            var sums = length < 0 ? down : up;
            bases[i] = sums.GetValueOrDefault(place);
            sums[place] = bases[i] + length;
        }

        return bases;
    }
}
