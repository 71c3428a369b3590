namespace Analytics.Learning;

/// <summary>The gamma function's logarithm and its derivative for positive numbers, and Gauss's series (Abramowitz, Stegun, 6.1.41, 6.3.18, 15.1.1).</summary>
internal static class Gamma
{
    /// <summary>From here on the asymptotic series is exact to double precision.</summary>
    private const double Far = 14;

    /// <summary>Gauss's series ends where a term is this small a share of the sum, or after so many terms.</summary>
    public const double Precision = 1e-16;

    /// <inheritdoc cref="Precision"/>
    public const int MaxTerms = 1_000_000;

    public static double Log(double x)
    {
        var product = 1.0;
        for (; x < Far; x++)
        {
            product *= x;
        }

        var inverse = 1 / (x * x);
        var series = 1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188)));
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series / x - Math.Log(product);
    }

    /// <summary>d ln Γ(x) / dx.</summary>
    public static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < Far; x++)
        {
            sum += 1 / x;
        }

        var inverse = 1 / (x * x);
        var series = inverse * (1.0 / 12 - inverse * (1.0 / 120 - inverse * (1.0 / 252 - inverse * (1.0 / 240 - inverse / 132))));
        return Math.Log(x) - 0.5 / x - series - sum;
    }

    /// <summary>₂F₁(a, b; c; z) for 0 ≤ z &lt; 1 and c no whole number ≤ 0.</summary>
    public static double Hypergeometric(double a, double b, double c, double z)
    {
        double term = 1,
            sum = 1;
        for (var i = 0; i < MaxTerms && Math.Abs(term) > Precision * Math.Abs(sum); i++)
        {
            term *= (a + i) * (b + i) / ((c + i) * (1 + i)) * z;
            sum += term;
        }

        return sum;
    }
}
