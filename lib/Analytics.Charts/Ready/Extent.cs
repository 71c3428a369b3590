namespace Analytics.Charts;

/// <summary>The finite extent of numbers, never of length zero.</summary>
internal readonly record struct Extent(double Low, double High)
{
    public double Length => High - Low;

    public static Extent Of(IEnumerable<double> numbers)
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

        return low > high ? new Extent(0, 1) : Of(low, high);
    }

    /// <summary>Widens an empty extent to half the number on either side.</summary>
    public static Extent Of(double low, double high) =>
        high - low > Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-12 ? new Extent(low, high)
        : low == 0 ? new Extent(-1, 1)
        : new Extent(low - (Math.Abs(low) / 2), high + (Math.Abs(low) / 2));
}
