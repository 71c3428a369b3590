namespace Analytics.Charts;

/// <summary>Names at equal distances; a value is the 0-based index of its name.</summary>
internal sealed record CategoryScale(IReadOnlyList<string> Names) : Scale
{
    public override double First => -0.5;

    public override double Last => Math.Max(Names.Count, 1) - 0.5;

    /// <summary>Pixels per name.</summary>
    public double Band => Math.Abs(High - Low) / Math.Max(Names.Count, 1);

    public override double Share(double value) => (value + 0.5) / Math.Max(Names.Count, 1);

    public override IReadOnlyList<Tick> Ticks(int about) => [.. Names.Select((name, index) => new Tick(index, name))];
}
