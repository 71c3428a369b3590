namespace Analytics.Learning;

/// <summary>½·Σ Square[i]·v[i]² + Σ Absolute[i]·|v[i]|: what coefficients cost, in standardised coordinates; zero for intercepts.</summary>
internal sealed record Penalty(double[] Square, double[] Absolute)
{
    public bool IsSmooth { get; } = Absolute.All(each => each == 0);

    public double Cost(double[] v)
    {
        var cost = 0.0;
        for (var i = 0; i < v.Length; i++)
        {
            cost += 0.5 * Square[i] * v[i] * v[i] + Absolute[i] * Math.Abs(v[i]);
        }

        return cost;
    }

    /// <summary>Adds the derivative of the smooth part.</summary>
    public void AddGradient(double[] v, double[] gradient)
    {
        for (var i = 0; i < v.Length; i++)
        {
            gradient[i] += Square[i] * v[i];
        }
    }

    /// <summary>Moves towards zero by a threshold, and stops there.</summary>
    public static double Shrink(double value, double threshold) =>
        value > threshold ? value - threshold
        : value < -threshold ? value + threshold
        : 0;
}
