namespace Analytics.Learning;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub, Van Loan, Matrix Computations, 8.5).</summary>
internal static class Eigen
{
    private const int MaxSweeps = 60;

    /// <param name="matrix">Row-major n × n, symmetric; destroyed.</param>
    /// <param name="n">Its size.</param>
    /// <param name="cancellation">Looked at in every sweep.</param>
    /// <returns>Eigenvalues, greatest first, and their unit vectors, one per row.</returns>
    public static (double[] Values, double[] Vectors) Symmetric(double[] matrix, int n, CancellationToken cancellation)
    {
        var vectors = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            vectors[i * n + i] = 1;
        }

        var total = FixedSums.Squares(matrix);
        for (var sweep = 0; sweep < MaxSweeps && OffDiagonal(matrix, n) > 1e-32 * total; sweep++)
        {
            for (var p = 0; p < n - 1; p++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var q = p + 1; q < n; q++)
                {
                    Rotate(matrix, vectors, n, p, q);
                }
            }
        }

        var order = Enumerable.Range(0, n).OrderByDescending(i => matrix[i * n + i]).ToArray();
        var sorted = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            vectors.AsSpan(order[i] * n, n).CopyTo(sorted.AsSpan(i * n));
        }

        return ([.. order.Select(i => matrix[i * n + i])], sorted);
    }

    private static void Rotate(double[] a, double[] vectors, int n, int p, int q)
    {
        var apq = a[p * n + q];
        if (apq == 0)
        {
            return;
        }

        var theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        var t = Math.Abs(theta) > 1e150 ? 0.5 / theta : Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < n; k++)
        {
            var (kp, kq) = (a[k * n + p], a[k * n + q]);
            a[k * n + p] = c * kp - s * kq;
            a[k * n + q] = s * kp + c * kq;
        }

        Combine(a.AsSpan(p * n, n), a.AsSpan(q * n, n), c, s);
        Combine(vectors.AsSpan(p * n, n), vectors.AsSpan(q * n, n), c, s);
        a[p * n + q] = a[q * n + p] = 0;
    }

    private static void Combine(Span<double> p, Span<double> q, double c, double s)
    {
        for (var k = 0; k < p.Length; k++)
        {
            var (pk, qk) = (p[k], q[k]);
            p[k] = c * pk - s * qk;
            q[k] = s * pk + c * qk;
        }
    }

    private static double OffDiagonal(double[] a, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                sum += i == j ? 0 : a[i * n + j] * a[i * n + j];
            }
        }

        return sum;
    }
}
