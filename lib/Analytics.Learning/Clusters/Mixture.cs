namespace Analytics.Learning;

/// <summary>The numbers of a Gaussian mixture, k components over d columns.</summary>
/// <param name="Shape">Which covariances it may have.</param>
/// <param name="Weights">k shares that sum to 1.</param>
/// <param name="Means">k × d.</param>
/// <param name="Covariances">k × d × d (full), d × d (tied), k × d (diagonal) or k (spherical).</param>
internal sealed record Mixture(CovarianceShape Shape, double[] Weights, double[] Means, double[] Covariances)
{
    private double[]? _precisions;
    private double[]? _constants;

    public int Count => Weights.Length;

    public int Columns => Means.Length / Weights.Length;

    public bool IsTriangular => Shape is CovarianceShape.Full or CovarianceShape.Tied;

    /// <summary>Free parameters, as BIC and AIC count them.</summary>
    public int FreeParameters =>
        Count
        - 1
        + Count * Columns
        + Shape switch
        {
            CovarianceShape.Full => Count * Columns * (Columns + 1) / 2,
            CovarianceShape.Tied => Columns * (Columns + 1) / 2,
            CovarianceShape.Diagonal => Count * Columns,
            _ => Count,
        };

    /// <summary>P with PᵀP = covariance⁻¹ of each component: k × d × d lower triangles, or k × d diagonals.</summary>
    public double[] Precisions => _precisions ??= FindPrecisions();

    /// <summary>ln weight - d/2·ln 2π + ln det P of each component.</summary>
    public double[] Constants => _constants ??= FindConstants();

    /// <summary>Writes k values ln(weight · density) of a row.</summary>
    public void LogDensities(ReadOnlySpan<float> x, Span<double> logs)
    {
        var d = Columns;
        var precisions = Precisions;
        for (var k = 0; k < Count; k++)
        {
            var square = 0.0;
            for (var i = 0; i < d; i++)
            {
                var y = 0.0;
                if (IsTriangular)
                {
                    for (var j = 0; j <= i; j++)
                    {
                        y += precisions[(k * d + i) * d + j] * (x[j] - Means[k * d + j]);
                    }
                }
                else
                {
                    y = precisions[k * d + i] * (x[i] - Means[k * d + i]);
                }

                square += y * y;
            }

            logs[k] = Constants[k] - 0.5 * square;
        }
    }

    private double[] FindPrecisions()
    {
        var d = Columns;
        if (!IsTriangular)
        {
            return
            [
                .. Enumerable.Range(0, Count * d).Select(i => 1 / Math.Sqrt(Covariances[Shape == CovarianceShape.Spherical ? i / d : i])),
            ];
        }

        var precisions = new double[Count * d * d];
        for (var k = 0; k < Count; k++)
        {
            if (k > 0 && Shape == CovarianceShape.Tied)
            {
                precisions.AsSpan(0, d * d).CopyTo(precisions.AsSpan(k * d * d));
                continue;
            }

            var factor = Covariances.AsSpan(k * d * d, d * d).ToArray();
            if (!Cholesky.Factor(factor, d))
            {
                throw new TrainingDataException(
                    FormattableString.Invariant(
                        $"{nameof(GaussianMixture)}: the covariance of component {k + 1} has collapsed (columns depend on one another, or too few rows). Raise Ridge, lower Clusters, or use CovarianceShape.Diagonal."
                    )
                );
            }

            Cholesky.InverseOfFactor(factor, d).CopyTo(precisions.AsSpan(k * d * d));
        }

        return precisions;
    }

    private double[] FindConstants()
    {
        var d = Columns;
        var constants = new double[Count];
        for (var k = 0; k < Count; k++)
        {
            constants[k] = Math.Log(Weights[k]) - 0.5 * d * Math.Log(2 * Math.PI);
            for (var i = 0; i < d; i++)
            {
                constants[k] += Math.Log(Precisions[IsTriangular ? (k * d + i) * d + i : k * d + i]);
            }
        }

        return constants;
    }
}
