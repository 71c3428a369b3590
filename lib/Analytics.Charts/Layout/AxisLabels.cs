namespace Analytics.Charts;

/// <summary>A tick's label as drawn: cut to its room, with the whole text when something was cut.</summary>
internal readonly record struct AxisLabel(double Value, double Pixel, string Text, string Second, string Whole);

/// <summary>The labels of an axis that fit beside each other.</summary>
/// <param name="Labels">Those that are drawn; of too many names only every n-th.</param>
/// <param name="IsSlanted">Whether they rise at 45 degrees.</param>
/// <param name="Extent">Pixels they take away from the plot: height for x, width for y.</param>
internal sealed record AxisLabels(IReadOnlyList<AxisLabel> Labels, bool IsSlanted, double Extent)
{
    public const double Size = 11;
    public const double LineHeight = 14;
    private const double Gap = 8;
    private const double TickGap = 22;
    private const double SlantStep = 19;
    private const double SlantMost = 120;

    /// <summary>Chooses labels for an x axis: upright if they fit, wrapped, slanted, or fewer of them.</summary>
    /// <param name="scale">The axis, placed over its pixels.</param>
    /// <param name="left">How far a slanted label may reach left of the axis.</param>
    public static AxisLabels Below(Scale scale, double left)
    {
        if (scale is not CategoryScale names)
        {
            return Spread(scale);
        }

        var ticks = names.Ticks(0);
        var band = names.Band;
        var widest = ticks.Select(tick => TextSize.Width(tick.Label, Size)).DefaultIfEmpty(0).Max();
        if (widest <= band - Gap)
        {
            return Upright(scale, ticks, 1, band - Gap);
        }

        if (
            band >= 60
            && Wrapped(scale, ticks, band - Gap) is var wrapped
            && (band >= 140 || wrapped.Labels.All(label => label.Whole.Length == 0))
        )
        {
            return wrapped;
        }

        if (widest <= 44)
        {
            return Upright(scale, ticks, (int)Math.Ceiling((widest + Gap) / band), widest);
        }

        return Slanted(scale, ticks, Math.Max(1, (int)Math.Ceiling(SlantStep / band)), left);
    }

    /// <summary>Chooses labels for a y axis, each on one line and at most as wide as told.</summary>
    public static AxisLabels Beside(Scale scale, double most)
    {
        var length = Math.Abs(scale.High - scale.Low);
        var ticks = scale.Ticks(Math.Clamp((int)(length / 42), 2, 10));
        var every = scale is CategoryScale names ? Math.Max(1, (int)Math.Ceiling(13 / Math.Max(names.Band, 0.01))) : 1;
        var labels = ticks
            .Where((_, i) => i % every == 0)
            .Where(tick => scale.Has(tick.Value))
            .Select(tick =>
            {
                // A date on an upright axis has room for one line only.
                var whole = tick.Second.Length > 0 ? $"{tick.Label} {tick.Second}" : tick.Label;
                return Label(scale, tick with { Second = "" }, Cut(whole, most), whole);
            })
            .ToArray();
        return new AxisLabels(labels, false, labels.Select(label => TextSize.Width(label.Text, Size)).DefaultIfEmpty(0).Max());
    }

    /// <summary>A name that is too long loses its end, and not the number of rows behind it.</summary>
    private static string Cut(string whole, double most)
    {
        var count = whole.LastIndexOf(" (n = ", StringComparison.Ordinal);
        return count < 0 || TextSize.Width(whole, Size) <= most
            ? TextSize.Fit(whole, most, Size)
            : TextSize.Fit(whole[..count], most - TextSize.Width(whole[count..], Size), Size) + whole[count..];
    }

    private static AxisLabels Spread(Scale scale)
    {
        for (var about = Math.Clamp((int)(Math.Abs(scale.High - scale.Low) / 45), 2, 16); ; about--)
        {
            var ticks = scale.Ticks(about).Where(tick => scale.Has(tick.Value)).OrderBy(tick => scale.At(tick.Value)).ToArray();
            if (about <= 1 && ticks.Length > 2)
            {
                ticks = [ticks[0], ticks[^1]];
            }

            if (about > 1 && !Fits(scale, ticks))
            {
                continue;
            }

            var labels = ticks.Select(tick => Label(scale, tick, tick.Label, tick.Label)).ToArray();
            return new AxisLabels(labels, false, labels.Any(label => label.Second.Length > 0) ? 2 * LineHeight : LineHeight);
        }
    }

    private static bool Fits(Scale scale, Tick[] ticks) =>
        Apart(scale, ticks, tick => tick.Label) && Apart(scale, ticks, tick => tick.Second);

    private static bool Apart(Scale scale, Tick[] ticks, Func<Tick, string> text)
    {
        var end = double.NegativeInfinity;
        foreach (var tick in ticks.Where(tick => text(tick).Length > 0))
        {
            var (at, half) = (scale.At(tick.Value), TextSize.Width(text(tick), Size) / 2);
            if (at - half < end + TickGap)
            {
                return false;
            }

            end = at + half;
        }

        return true;
    }

    private static AxisLabels Upright(Scale scale, IReadOnlyList<Tick> ticks, int every, double most) =>
        new(
            [.. ticks.Where((_, i) => i % every == 0).Select(tick => Label(scale, tick, TextSize.Fit(tick.Label, most, Size), tick.Label))],
            false,
            LineHeight
        );

    private static AxisLabels Wrapped(Scale scale, IReadOnlyList<Tick> ticks, double most)
    {
        var labels = ticks
            .Select(tick =>
            {
                var lines = TextSize.Wrap(tick.Label, most, Size, 2);
                return Label(scale, tick with { Second = lines.Count > 1 ? lines[1] : "" }, lines.Count > 0 ? lines[0] : "", tick.Label);
            })
            .ToArray();
        return new AxisLabels(labels, false, labels.Any(label => label.Second.Length > 0) ? 2 * LineHeight : LineHeight);
    }

    private static AxisLabels Slanted(Scale scale, IReadOnlyList<Tick> ticks, int every, double left)
    {
        var labels = ticks
            .Where((_, i) => i % every == 0)
            .Select(tick =>
            {
                var room = Math.Min(SlantMost, ((scale.At(tick.Value) - Math.Min(scale.Low, scale.High) + left) * Math.Sqrt(2)) - 4);
                return Label(scale, tick, TextSize.Fit(tick.Label, room, Size), tick.Label);
            })
            .ToArray();
        return new AxisLabels(
            labels,
            true,
            (labels.Select(label => TextSize.Width(label.Text, Size)).DefaultIfEmpty(0).Max() / Math.Sqrt(2)) + 10
        );
    }

    private static AxisLabel Label(Scale scale, Tick tick, string text, string whole)
    {
        var shown = tick.Second.Length > 0 && text != whole ? $"{text} {tick.Second}" : text;
        return new AxisLabel(tick.Value, scale.At(tick.Value), text, tick.Second, shown == whole ? "" : whole);
    }
}
