namespace Analytics.Learning;

/// <summary>Cholesky factors of small dense symmetric matrices, row-major n × n; only the lower triangle is read and written.</summary>
internal static class Cholesky
{
    /// <summary>Replaces the lower triangle by L with L·Lᵀ = A. Gives false, leaving A half done, where a pivot falls below <paramref name="tolerance"/> × its diagonal entry.</summary>
    public static bool Factor(double[] a, int n, double tolerance = 1e-14)
    {
        for (var j = 0; j < n; j++)
        {
            var diagonal = a[j * n + j];
            var pivot = diagonal - Dot(a, j * n, j * n, j);
            if (!(pivot > tolerance * Math.Abs(diagonal)) || !double.IsFinite(pivot))
            {
                return false;
            }

            var root = Math.Sqrt(pivot);
            a[j * n + j] = root;
            for (var i = j + 1; i < n; i++)
            {
                a[i * n + j] = (a[i * n + j] - Dot(a, i * n, j * n, j)) / root;
            }
        }

        return true;
    }

    /// <summary>Solves L·Lᵀ·x = b in place.</summary>
    public static void Solve(double[] factor, int n, Span<double> b)
    {
        for (var i = 0; i < n; i++)
        {
            var sum = b[i];
            for (var j = 0; j < i; j++)
            {
                sum -= factor[i * n + j] * b[j];
            }

            b[i] = sum / factor[i * n + i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            var sum = b[i];
            for (var j = i + 1; j < n; j++)
            {
                sum -= factor[j * n + i] * b[j];
            }

            b[i] = sum / factor[i * n + i];
        }
    }

    /// <summary>The inverse of L, lower triangular, row-major n × n.</summary>
    public static double[] InverseOfFactor(double[] factor, int n)
    {
        var inverse = new double[n * n];
        for (var column = 0; column < n; column++)
        {
            for (var i = column; i < n; i++)
            {
                var sum = i == column ? 1.0 : 0.0;
                for (var j = column; j < i; j++)
                {
                    sum -= factor[i * n + j] * inverse[j * n + column];
                }

                inverse[i * n + column] = sum / factor[i * n + i];
            }
        }

        return inverse;
    }

    /// <summary>ln det A from its factor.</summary>
    public static double LogDeterminant(double[] factor, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += Math.Log(factor[i * n + i]);
        }

        return 2 * sum;
    }

    private static double Dot(double[] a, int left, int right, int count) => FixedSums.Dot(a.AsSpan(left, count), a.AsSpan(right, count));
}
