using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>Mean and variance of each column, missing values left out.</summary>
/// <param name="Weight">m sums of the weights of the values present.</param>
/// <param name="Mean">m weighted means; 0 where nothing is present.</param>
/// <param name="Variance">m weighted variances, divided by the weight as for a whole population.</param>
internal sealed record ColumnMoments(double[] Weight, double[] Mean, double[] Variance)
{
    /// <summary>Two passes, so that a mean far from zero costs no digits; the second corrects its own rounding (Chan, Golub, LeVeque 1983).</summary>
    public static ColumnMoments Of(Matrix rows, float[]? weights, FitOptions options)
    {
        var m = rows.Columns;
        var first = RowSums.Of(rows.Rows, 3 * m, options, (from, to, sums) => Accumulate(rows, weights, from, to, new double[m], sums));
        var (weight, mean) = (first[..m], new double[m]);
        for (var j = 0; j < m; j++)
        {
            mean[j] = weight[j] > 0 ? first[m + j] / weight[j] : 0;
        }

        var second = RowSums.Of(rows.Rows, 3 * m, options, (from, to, sums) => Accumulate(rows, weights, from, to, mean, sums));
        var variance = new double[m];
        for (var j = 0; j < m; j++)
        {
            variance[j] = weight[j] > 0 ? Math.Max(0, (second[2 * m + j] - second[m + j] * second[m + j] / weight[j]) / weight[j]) : 0;
        }

        return new ColumnMoments(weight, mean, variance);
    }

    /// <summary>Adds w, w·(x - shift) and w·(x - shift)² of each column to sums[0..m], [m..2m], [2m..3m].</summary>
    private static void Accumulate(Matrix rows, float[]? weights, int from, int to, double[] shift, double[] sums)
    {
        var m = rows.Columns;
        ref var counts = ref MemoryMarshal.GetArrayDataReference(sums);
        ref var shifts = ref MemoryMarshal.GetArrayDataReference(shift);
        for (var row = from; row < to; row++)
        {
            var values = rows.Row(row);
            ref var value = ref MemoryMarshal.GetReference(values);
            var w = weights?[row] ?? 1.0;
            var j = 0;
            for (; j <= m - 4; j += 4)
            {
                var x = Vector256.WidenLower(Vector128.LoadUnsafe(ref value, (nuint)j).ToVector256Unsafe());
                var present = Vector256.Equals(x, x);
                var d = (x - Vector256.LoadUnsafe(ref shifts, (nuint)j)) & present;
                var wd = d * Vector256.Create(w);
                (Vector256.LoadUnsafe(ref counts, (nuint)j) + (Vector256.Create(w) & present)).StoreUnsafe(ref counts, (nuint)j);
                (Vector256.LoadUnsafe(ref counts, (nuint)(m + j)) + wd).StoreUnsafe(ref counts, (nuint)(m + j));
                (Vector256.LoadUnsafe(ref counts, (nuint)(2 * m + j)) + wd * d).StoreUnsafe(ref counts, (nuint)(2 * m + j));
            }

            for (; j < m; j++)
            {
                if (float.IsNaN(values[j]))
                {
                    continue;
                }

                var d = values[j] - shift[j];
                sums[j] += w;
                sums[m + j] += w * d;
                sums[2 * m + j] += w * d * d;
            }
        }
    }
}
