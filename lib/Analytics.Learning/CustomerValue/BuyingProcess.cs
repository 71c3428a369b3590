namespace Analytics.Learning;

/// <summary>
/// The BG/NBD model: while active a customer buys at random at a rate drawn from a gamma distribution (R, Alpha), and after each
/// purchase leaves with a probability drawn from a beta distribution (A, B). Formulas: Fader, Hardie, Lee, "Counting your
/// customers the easy way", Marketing Science 24 (2005), numbered as there.
/// </summary>
/// <param name="R">Shape of the purchase rates.</param>
/// <param name="Alpha">Their scale, in the unit of time.</param>
/// <param name="A">First parameter of the leaving probabilities.</param>
/// <param name="B">Second.</param>
public sealed record BuyingProcess(double R, double Alpha, double A, double B)
{
    /// <summary>ln likelihood of a customer (6), with its derivatives by R, Alpha, A, B added to four sums times a weight.</summary>
    /// <param name="x">Repeat purchases.</param>
    /// <param name="last">Time of the last one, from the first purchase; 0 without any.</param>
    /// <param name="age">Time observed, from the first purchase.</param>
    /// <param name="weight">Of the customer.</param>
    /// <param name="gradient">Four sums.</param>
    internal double LogLikelihood(double x, double last, double age, double weight, Span<double> gradient)
    {
        var alive = -(R + x) * Math.Log(Alpha + age);
        var gone = x > 0 ? Math.Log(A) - Math.Log(B + x - 1) - (R + x) * Math.Log(Alpha + last) : double.NegativeInfinity;
        var greater = Math.Max(alive, gone);
        var sum = greater + Math.Log(Math.Exp(alive - greater) + Math.Exp(gone - greater));
        var (isAlive, isGone) = (Math.Exp(alive - sum), Math.Exp(gone - sum));
        gradient[0] +=
            weight
            * (
                Gamma.Digamma(R + x)
                - Gamma.Digamma(R)
                + Math.Log(Alpha)
                - isAlive * Math.Log(Alpha + age)
                - (x > 0 ? isGone * Math.Log(Alpha + last) : 0)
            );
        gradient[1] += weight * (R / Alpha - (R + x) * (isAlive / (Alpha + age) + isGone / (Alpha + last)));
        gradient[2] += weight * (Gamma.Digamma(A + B) - Gamma.Digamma(A + B + x) + isGone / A);
        gradient[3] +=
            weight
            * (
                Gamma.Digamma(A + B)
                + Gamma.Digamma(B + x)
                - Gamma.Digamma(B)
                - Gamma.Digamma(A + B + x)
                - (x > 0 ? isGone / (B + x - 1) : 0)
            );
        return Gamma.Log(R + x)
            - Gamma.Log(R)
            + R * Math.Log(Alpha)
            + Gamma.Log(A + B)
            + Gamma.Log(B + x)
            - Gamma.Log(B)
            - Gamma.Log(A + B + x)
            + sum;
    }

    /// <summary>Probability that a customer is still active.</summary>
    /// <param name="x">Repeat purchases.</param>
    /// <param name="last">Time of the last one, from the first purchase.</param>
    /// <param name="age">Time observed, from the first purchase.</param>
    public double Alive(double x, double last, double age) =>
        x <= 0 ? 1 : 1 / (1 + A / (B + x - 1) * Math.Pow((Alpha + age) / (Alpha + last), R + x));

    /// <summary>
    /// Purchases to be expected of a customer in a time to come (10). Of Gauss's series there and its Euler transform (Abramowitz,
    /// Stegun, 15.3.3) the one is summed that stays bounded, however many purchases and however long the time.
    /// </summary>
    /// <param name="x">Repeat purchases.</param>
    /// <param name="last">Time of the last one, from the first purchase.</param>
    /// <param name="age">Time observed, from the first purchase.</param>
    /// <param name="horizon">The time to come, ≥ 0.</param>
    public double Purchases(double x, double last, double age, double horizon)
    {
        var (a, watched) = (Leaving, Alpha + age);
        var (p, q, power) = R + x > a - 1 ? (a + B - 1 - R, a - 1, a - 1) : (R + x, B + x, R + x);
        var series = Gamma.Hypergeometric(p, q, a + B - 1 + x, horizon / (watched + horizon));
        var rest = 1 - Math.Pow(watched / (watched + horizon), power) * series;
        return Math.Max(0, (a + B - 1 + x) / (a - 1) * rest * Alive(x, last, age));
    }

    /// <summary>Purchases to be expected of a new customer in a time (9).</summary>
    public double Purchases(double horizon) => Purchases(0, 0, 0, horizon);

    /// <summary>
    /// A, or a number next to it where a factor of (10) and what it is divided by vanish together: at A = 1, and at A + B = 1 for a
    /// customer without repeats. So near to it the limit is the same to six digits.
    /// </summary>
    internal double Leaving =>
        Math.Abs(A - 1) < 1e-7 ? 1 + 1e-7
        : A + B == 1 ? A * (1 + 1e-7)
        : A;
}
