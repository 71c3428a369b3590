namespace Analytics.Engine;

/// <summary>Numbers that go round, such as hours: 23 lies beside 0 (Mardia and Jupp 2000, Directional Statistics). Missing values are left out.</summary>
/// <param name="Period">After how many the first comes again: 24 for hours.</param>
internal readonly record struct Circle(double Period)
{
    /// <summary>Mean direction, from 0 up to the period; NaN for no values, or for values that point everywhere alike.</summary>
    public double Mean(IEnumerable<double> values)
    {
        var (sine, cosine, length, _) = Sums(values);
        if (!(length > 1e-9))
        {
            return double.NaN;
        }

        var mean = Math.Atan2(sine, cosine) / Math.Tau * Period;
        return mean < 0 ? mean + Period : mean;
    }

    /// <summary>The circular standard deviation, √(-2·ln R), in the values' own unit.</summary>
    public double Spread(IEnumerable<double> values)
    {
        var (_, _, length, count) = Sums(values);
        return count == 0 ? double.NaN : Math.Sqrt(-2 * Math.Log(Math.Clamp(length / count, 1e-12, 1))) / Math.Tau * Period;
    }

    /// <summary>How far one lies after another by the shorter way round: from -period/2 to period/2.</summary>
    public double Apart(double one, double other) => Math.IEEERemainder(one - other, Period);

    private (double Sine, double Cosine, double Length, int Count) Sums(IEnumerable<double> values)
    {
        var (sine, cosine, count) = (0.0, 0.0, 0);
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                continue;
            }

            var angle = value / Period * Math.Tau;
            (sine, cosine, count) = (sine + Math.Sin(angle), cosine + Math.Cos(angle), count + 1);
        }

        return (sine, cosine, Math.Sqrt(sine * sine + cosine * cosine), count);
    }
}
