namespace Analytics.Charts;

/// <summary>Decides what an axis spans: all data, zero where lengths start, and a little room.</summary>
internal static class AxisScales
{
    public static Scale Of(Figure figure, bool x)
    {
        var axis = x ? figure.X : figure.Y;
        if (axis.Type == AxisType.Category)
        {
            return new CategoryScale(axis.Order);
        }

        var span = axis.Type == AxisType.Log ? LogSpan(figure, axis, x) : FlatSpan(figure, axis, x);
        return axis.Type switch
        {
            AxisType.Log => new LogScale(span.Low, span.High),
            AxisType.Time => new TimeScale(span.Low, span.High),
            _ => new LinearScale(span.Low, span.High, axis.Percent) { Named = axis.Ticks, IsWhole = !axis.Percent && IsWhole(figure, x) },
        };
    }

    /// <summary>Whether an axis counts: every number on it is whole, and none stands for others that it was made of.</summary>
    private static bool IsWhole(Figure figure, bool x)
    {
        var any = false;
        foreach (var numbers in figure.Traces.Select(trace => Counted(trace, x)))
        {
            if (numbers is null || numbers.Any(number => double.IsFinite(number) && number != Math.Floor(number)))
            {
                return false;
            }

            any |= numbers.Any(double.IsFinite);
        }

        return any && Across(figure, x).All(at => at == Math.Floor(at));
    }

    /// <summary>What a trace says on an axis; null where that is no count.</summary>
    private static double[]? Counted(Trace trace, bool x) =>
        trace switch
        {
            XyTrace xy => (x ? xy.Across : xy.Upright) is null && (x || xy.Base is null) ? (x ? xy.X : xy.Y).Numbers : null,
            BarTrace bar when bar.Horizontal == x => bar.Error is null ? bar.Length.Numbers : null,
            BarTrace bar => bar.Width is null ? bar.Position.Numbers : null,
            HeatTrace heat => (x ? heat.X : heat.Y).Numbers,
            _ => null,
        };

    /// <summary>The width of a trace's bars in units of its position axis, all groups together.</summary>
    public static double BarWidth(BarTrace trace)
    {
        if (trace.Width is { } width)
        {
            return width;
        }

        if (trace.Position.Kind == ValueKind.Text)
        {
            return 0.8;
        }

        var places = trace.Position.Numbers.Where(double.IsFinite).Distinct().Order().ToArray();
        var step = places.Zip(places.Skip(1), (a, b) => b - a).DefaultIfEmpty(trace.Position.Kind == ValueKind.Time ? 86_400_000 : 1).Min();
        return 0.8 * step;
    }

    private static Extent FlatSpan(Figure figure, Axis axis, bool x)
    {
        var numbers = figure.Traces.SelectMany(trace => Numbers(trace, x)).Concat(Across(figure, x));
        var bars = figure.Traces.Any(trace => StartsAtZero(trace, x));
        var span = Raw(bars ? numbers.Append(0) : numbers);
        if (span is null)
        {
            return With(axis, axis.Type == AxisType.Time ? new Extent(0, 86_400_000) : new Extent(0, 1));
        }

        var (low, high) = (span.Value.Low, span.Value.High);
        if (high - low <= Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-12)
        {
            var wide = axis.Type == AxisType.Time ? new Extent(low - 43_200_000, low + 43_200_000) : Extent.Of(low, high);
            return With(axis, bars ? new Extent(Math.Min(wide.Low, 0), Math.Max(wide.High, 1)) : wide);
        }

        var exact = figure.Traces.All(trace =>
            trace is HeatTrace
            || (x && trace is XyTrace { Lines: true, Markers: false })
            || (trace is BarTrace { Width: not null } bar && bar.Horizontal != x)
        );
        var pad = exact && (x || figure.Traces.All(trace => trace is HeatTrace)) ? 0 : (high - low) * 0.05;
        // Numbers that come close to zero are read against zero; those far from it are not squeezed.
        var texts = figure.Traces.OfType<BarTrace>().Where(bar => bar.Horizontal == x && bar.Text.Count > 0).ToArray();
        var room = texts.Length == 0 ? 0 : (high - low) * (x ? 0.1 : 0.03);
        var fromZero = bars || (!x && axis.Type == AxisType.Linear && low >= 0 && low <= 0.4 * high && !figure.IsMap);
        var (paddedLow, paddedHigh) = (fromZero && low >= 0 ? 0 : low - pad, (bars && high <= 0 ? 0 : high + pad) + room);
        return With(
            axis,
            new Extent(
                paddedLow,
                axis.Percent && high <= 1 && x is false ? Math.Min(Math.Max(paddedHigh, high), Math.Max(1, high)) : paddedHigh
            )
        );
    }

    private static Extent LogSpan(Figure figure, Axis axis, bool x)
    {
        var span =
            Raw(figure.Traces.SelectMany(trace => Numbers(trace, x)).Concat(Across(figure, x)).Where(value => value > 0))
            ?? new Extent(1, 10);
        var bars = figure.Traces.Any(trace => StartsAtZero(trace, x));
        var (low, high) = (Math.Log10(span.Low), Math.Log10(span.High));
        if (high - low < 1e-9)
        {
            (low, high) = (low - 0.5, high + 0.5);
        }

        var pad = (high - low) * 0.04;
        var from = bars ? Math.Ceiling(low - 1e-9) - 1 : low - pad;
        return With(
            axis with
            {
                From = axis.From > 0 ? axis.From : null,
                To = axis.To > 0 ? axis.To : null,
            },
            new Extent(Math.Pow(10, from), Math.Pow(10, high + pad))
        );
    }

    private static Extent With(Axis axis, Extent span)
    {
        var (low, high) = (axis.From ?? span.Low, axis.To ?? span.High);
        if (low > high)
        {
            (low, high) = (high, low);
        }

        return low == high ? Extent.Of(low, high) : new Extent(low, high);
    }

    private static Extent? Raw(IEnumerable<double> numbers)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var number in numbers)
        {
            if (!double.IsFinite(number))
            {
                continue;
            }

            low = Math.Min(low, number);
            high = Math.Max(high, number);
        }

        return low > high ? null : new Extent(low, high);
    }

    private static bool StartsAtZero(Trace trace, bool x) =>
        trace switch
        {
            BarTrace bar => bar.Horizontal == x,
            XyTrace xy => xy.Fill && !xy.IsBand && !x,
            _ => false,
        };

    private static IEnumerable<double> Across(Figure figure, bool x) =>
        figure.References.Where(reference => reference.Horizontal != x).Select(reference => reference.At);

    private static IEnumerable<double> Numbers(Trace trace, bool x) =>
        trace switch
        {
            XyTrace { Base: { } lower } xy when !x => xy.Y.Numbers.Select((y, i) => y + lower[i]).Concat(lower),
            XyTrace { Across: { } across } xy when x => Ends(xy.X.Numbers, across),
            XyTrace { Upright: { } upright } xy when !x => Ends(xy.Y.Numbers, upright),
            XyTrace xy => x ? xy.X.Numbers : xy.Y.Numbers,
            BarTrace bar when bar.Horizontal == x => Ends(bar),
            BarTrace bar => bar.Position.Numbers.SelectMany(at => new[] { at - (BarWidth(bar) / 2), at + (BarWidth(bar) / 2) }),
            BoxTrace boxes => x ? [] : boxes.Boxes.SelectMany(box => box.Outliers.Concat([box.Low, box.High, box.Mean])),
            HeatTrace heat => Edges((x ? heat.X : heat.Y).Numbers),
            _ => [],
        };

    private static IEnumerable<double> Ends(BarTrace bar)
    {
        for (var i = 0; i < bar.Length.Count; i++)
        {
            var end = bar.Length.Numbers[i] + (bar.Base?[i] ?? 0);
            var error = bar.Error?.Numbers[i] ?? 0;
            yield return end;
            if (double.IsFinite(error) && error != 0)
            {
                yield return end - (bar.ErrorBelow?.Numbers[i] is { } below && double.IsFinite(below) ? below : error);
                yield return end + error;
            }
        }
    }

    private static IEnumerable<double> Ends(double[] numbers, Spread spread)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var (low, high) = spread.Around(numbers[i], i);
            yield return low;
            yield return high;
        }
    }

    private static IEnumerable<double> Edges(double[] centres) =>
        centres.Length < 2 ? centres : [centres[0] - ((centres[1] - centres[0]) / 2), centres[^1] + ((centres[^1] - centres[^2]) / 2)];
}
