namespace Analytics.Charts;

/// <summary>Equal bins; a value on an edge belongs to the bin above, the last edge to the last bin.</summary>
internal sealed record Bins(double From, double Width, int Count)
{
    public static Bins Edges(double[] values, int about)
    {
        var span = Extent.Of(values);
        var parts = about > 0 ? about : Freedman(values, span);
        var width = LinearScale.NiceStep(span.Length, parts);
        // A few whole numbers are best counted one by one.
        if (about == 0 && values.Length > 0 && values.Max() - values.Min() <= 31 && values.All(value => value == Math.Truncate(value)))
        {
            return new Bins(values.Min() - 0.5, 1, (int)(values.Max() - values.Min()) + 1);
        }

        var from = Math.Floor((span.Low / width) + 1e-9) * width;
        return new Bins(from, width, Math.Max(1, (int)Math.Ceiling(((span.High - from) / width) - 1e-9)));
    }

    public double Centre(int bin) => From + ((bin + 0.5) * Width);

    public int[] Counts(IEnumerable<double> values)
    {
        var counts = new int[Count];
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                counts[Math.Clamp((int)Math.Floor(((value - From) / Width) + 1e-9), 0, Count - 1)]++;
            }
        }

        return counts;
    }

    private static int Freedman(double[] values, Extent span)
    {
        if (values.Length < 2)
        {
            return 1;
        }

        var sorted = values.Order().ToArray();
        var box = Quartiles.At(sorted, 0.75) - Quartiles.At(sorted, 0.25);
        return box <= 0 ? 20 : (int)Math.Clamp(span.Length / (2 * box / Math.Cbrt(values.Length)), 5, 60);
    }
}
