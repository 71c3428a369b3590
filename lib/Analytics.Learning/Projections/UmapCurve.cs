namespace Analytics.Learning;

/// <summary>Nearness in the map, 1 / (1 + A·distance^(2B)): 1 up to the least distance, then falling off over the spread.</summary>
internal sealed record UmapCurve(double A, double B)
{
    private const int Samples = 300;

    /// <summary>The curve nearest to the wanted one in least squares over 300 distances up to three spreads.</summary>
    public static UmapCurve Of(double minDistance, double spread)
    {
        var (at, _, _) = Bfgs.Minimize(
            (logs, gradient) =>
            {
                var (a, b, sum) = (Math.Exp(logs[0]), Math.Exp(logs[1]), 0.0);
                gradient.AsSpan().Clear();
                for (var i = 1; i < Samples; i++)
                {
                    var x = 3 * spread * i / (Samples - 1);
                    var wanted = x < minDistance ? 1 : Math.Exp(-(x - minDistance) / spread);
                    var power = a * Math.Pow(x, 2 * b);
                    var nearness = 1 / (1 + power);
                    var error = nearness - wanted;
                    sum += error * error;
                    // d nearness / d ln a, and / d ln b.
                    var slope = -2 * error * nearness * nearness * power;
                    gradient[0] += slope;
                    gradient[1] += slope * 2 * b * Math.Log(x);
                }

                return sum;
            },
            [0, 0],
            500,
            1e-12,
            null
        );
        return new UmapCurve(Math.Exp(at[0]), Math.Exp(at[1]));
    }
}
