namespace Analytics.Charts;

/// <summary>What the colours along a scale mean: shown as a bar at the right.</summary>
internal sealed record ColorKey(ColorScale Scale, double From, double To, string Title, bool IsLog = false, bool IsPercent = false)
{
    public const double Bar = 13;
    public const double LabelSize = 10;

    public string At(double value)
    {
        if (!double.IsFinite(value))
        {
            return "#bdbdbd";
        }

        return Palette
            .At(Scale, IsLog ? Math.Log10(Math.Max(value, From) / From) / Math.Log10(To / From) : (value - From) / (To - From))
            .ToString();
    }

    public Scale Axis(Rect area)
    {
        Scale scale = IsLog ? new LogScale(From, To) : new LinearScale(From, To, IsPercent);
        return scale.Over(area.Bottom, area.Y);
    }

    public IReadOnlyList<Tick> Ticks(Rect area) =>
        [.. Axis(area).Ticks(Math.Clamp((int)(area.Height / 45), 2, 6)).Where(tick => Axis(area).Has(tick.Value))];

    /// <summary>The key of a figure, or null when no colour means a number.</summary>
    public static ColorKey? Of(Figure figure)
    {
        if (figure.Traces.OfType<HeatTrace>().LastOrDefault() is { } heat)
        {
            return OfCells(heat);
        }

        var shades = figure
            .Traces.Select(trace =>
                trace switch
                {
                    XyTrace xy => (xy.Shade, xy.ShadeTitle),
                    SpaceTrace space => (space.Shade, space.ShadeTitle),
                    ParallelTrace { Shade.Kind: not ValueKind.Text } parallel => (parallel.Shade, parallel.ShadeTitle),
                    _ => (null, ""),
                }
            )
            .Where(each => each.Shade is not null)
            .ToArray();
        if (shades.Length == 0)
        {
            return null;
        }

        var span = Extent.Of(shades.SelectMany(each => each.Shade!.Numbers));
        return new ColorKey(ColorScale.Viridis, span.Low, span.High, shades[0].ShadeTitle);
    }

    private static ColorKey OfCells(HeatTrace heat)
    {
        var span = Extent.Of(heat.Z.Cast<double>());
        if (heat.IsDensity)
        {
            return new ColorKey(heat.Scale, 1, Math.Max(span.High, 2), heat.ZTitle, true);
        }

        var (low, high) = (heat.From ?? span.Low, heat.To ?? span.High);
        if (heat.Scale == ColorScale.Diverging && heat.From is null && heat.To is null)
        {
            (low, high) = (-Math.Max(Math.Abs(low), Math.Abs(high)), Math.Max(Math.Abs(low), Math.Abs(high)));
        }

        return new ColorKey(heat.Scale, low, high > low ? high : low + 1, heat.ZTitle, IsPercent: heat.IsPercent);
    }
}
