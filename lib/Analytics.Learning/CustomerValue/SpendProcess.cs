namespace Analytics.Learning;

/// <summary>
/// The Gamma-Gamma model of spend: a customer's purchases vary about their own mean, and those means over customers, independent of
/// how often they buy (Fader, Hardie, "The Gamma-Gamma model of monetary value", 2013).
/// </summary>
/// <param name="P">Shape of a customer's purchases.</param>
/// <param name="Q">Shape over customers.</param>
/// <param name="Scale">Scale over customers (γ), in the unit of money.</param>
public sealed record SpendProcess(double P, double Q, double Scale)
{
    /// <summary>Mean spend over all customers: P·Scale / (Q - 1); infinite where Q ≤ 1.</summary>
    public double Mean => Q > 1 ? P * Scale / (Q - 1) : double.PositiveInfinity;

    /// <summary>A customer's mean spend per purchase, drawn towards that of all (5).</summary>
    /// <param name="x">Purchases that the mean is of; 0 for none.</param>
    /// <param name="spend">Their mean.</param>
    public double Expected(double x, double spend) => x <= 0 ? Mean : P * (Scale + x * spend) / (P * x + Q - 1);

    /// <summary>ln likelihood of a mean over x &gt; 0 purchases (1a), with its derivatives added to three sums times a weight.</summary>
    internal double LogLikelihood(double x, double spend, double weight, Span<double> gradient)
    {
        var (px, total) = (P * x, Scale + x * spend);
        var shared = Gamma.Digamma(px + Q);
        gradient[0] += weight * x * (shared - Gamma.Digamma(px) + Math.Log(spend) + Math.Log(x) - Math.Log(total));
        gradient[1] += weight * (shared - Gamma.Digamma(Q) + Math.Log(Scale) - Math.Log(total));
        gradient[2] += weight * (Q / Scale - (px + Q) / total);
        return Gamma.Log(px + Q)
            - Gamma.Log(px)
            - Gamma.Log(Q)
            + Q * Math.Log(Scale)
            + (px - 1) * Math.Log(spend)
            + px * Math.Log(x)
            - (px + Q) * Math.Log(total);
    }
}
