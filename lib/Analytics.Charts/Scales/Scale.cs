namespace Analytics.Charts;

/// <summary>Turns the values of one axis into pixels. Immutable; <see cref="Over"/> gives the same scale over other pixels.</summary>
internal abstract record Scale
{
    /// <summary>The pixel of the low end; for a y axis below <see cref="High"/> on the page, so a larger number.</summary>
    public double Low { get; init; }

    public double High { get; init; }

    public abstract double First { get; }

    public abstract double Last { get; }

    /// <summary>The 0-1 share of the axis at which a value stands; NaN where it cannot stand at all.</summary>
    public abstract double Share(double value);

    /// <summary>About as many ticks as asked for, or fewer.</summary>
    public abstract IReadOnlyList<Tick> Ticks(int about);

    public double At(double value) => Low + (Share(value) * (High - Low));

    public double Clamp(double pixel) => Math.Clamp(pixel, Math.Min(Low, High), Math.Max(Low, High));

    public bool Has(double value) => Share(value) is >= -1e-9 and <= 1 + 1e-9;

    public Scale Over(double low, double high) => this with { Low = low, High = high };
}
