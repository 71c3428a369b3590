using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>Products of small panels of rows: the inner loops of the linear learners. Strides are multiples of 8, memory is aligned.</summary>
internal static unsafe class Gram
{
    /// <summary>Adds XᵀX of rows × stride numbers to stride × stride sums; only entries right of the diagonal's block of 8 and in it are meaningful.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(double* x, int rows, int stride, double* sums)
    {
        for (var j = 0; j < stride; j += 4)
        {
            var k = j & ~7;
            // With 16 registers of half the width the sums of sixteen columns would not stay in them.
            for (; Vector512.IsHardwareAccelerated && k + 16 <= stride; k += 16)
            {
                AddFourBySixteen(x + j, x + k, rows, stride, sums + (long)j * stride + k);
            }

            for (; k < stride; k += 8)
            {
                AddFourByEight(x + j, x + k, rows, stride, sums + (long)j * stride + k);
            }
        }
    }

    /// <summary>z[row] = Σ x[row, j]·w[j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(double* x, int rows, int stride, double* w, double* z)
    {
        for (var row = 0; row < rows; row++, x += stride)
        {
            var sum = Vector512<double>.Zero;
            for (var j = 0; j < stride; j += 8)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.LoadAligned(x + j), Vector512.LoadAligned(w + j), sum);
            }

            z[row] = Vector512.Sum(sum);
        }
    }

    /// <summary>g[j] += Σ r[row]·x[row, j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWeighted(double* x, int rows, int stride, double* r, double* g)
    {
        var j = 0;
        for (; j + 32 <= stride; j += 32)
        {
            Vector512<double> a = Vector512.LoadAligned(g + j),
                b = Vector512.LoadAligned(g + j + 8),
                c = Vector512.LoadAligned(g + j + 16),
                d = Vector512.LoadAligned(g + j + 24);
            var from = x + j;
            for (var row = 0; row < rows; row++, from += stride)
            {
                var weight = Vector512.Create(r[row]);
                a = Vector512.FusedMultiplyAdd(weight, Vector512.LoadAligned(from), a);
                b = Vector512.FusedMultiplyAdd(weight, Vector512.LoadAligned(from + 8), b);
                c = Vector512.FusedMultiplyAdd(weight, Vector512.LoadAligned(from + 16), c);
                d = Vector512.FusedMultiplyAdd(weight, Vector512.LoadAligned(from + 24), d);
            }

            a.StoreAligned(g + j);
            b.StoreAligned(g + j + 8);
            c.StoreAligned(g + j + 16);
            d.StoreAligned(g + j + 24);
        }

        for (; j < stride; j += 8)
        {
            var a = Vector512.LoadAligned(g + j);
            var from = x + j;
            for (var row = 0; row < rows; row++, from += stride)
            {
                a = Vector512.FusedMultiplyAdd(Vector512.Create(r[row]), Vector512.LoadAligned(from), a);
            }

            a.StoreAligned(g + j);
        }
    }

    /// <summary>x[row, …] *= factor[row].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleRows(double* x, int rows, int stride, double* factor)
    {
        for (var row = 0; row < rows; row++, x += stride)
        {
            var by = Vector512.Create(factor[row]);
            for (var j = 0; j < stride; j += 8)
            {
                (Vector512.LoadAligned(x + j) * by).StoreAligned(x + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourBySixteen(double* a, double* b, int rows, int stride, double* sums)
    {
        Vector512<double> c00 = default,
            c01 = default,
            c10 = default,
            c11 = default,
            c20 = default,
            c21 = default,
            c30 = default,
            c31 = default;
        for (var row = 0; row < rows; row++, a += stride, b += stride)
        {
            var b0 = Vector512.LoadAligned(b);
            var b1 = Vector512.LoadAligned(b + 8);
            var a0 = Vector512.Create(a[0]);
            c00 = Vector512.FusedMultiplyAdd(a0, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(a0, b1, c01);
            var a1 = Vector512.Create(a[1]);
            c10 = Vector512.FusedMultiplyAdd(a1, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(a1, b1, c11);
            var a2 = Vector512.Create(a[2]);
            c20 = Vector512.FusedMultiplyAdd(a2, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(a2, b1, c21);
            var a3 = Vector512.Create(a[3]);
            c30 = Vector512.FusedMultiplyAdd(a3, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(a3, b1, c31);
        }

        AddTo(sums, c00, c01);
        AddTo(sums + stride, c10, c11);
        AddTo(sums + 2 * stride, c20, c21);
        AddTo(sums + 3 * stride, c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourByEight(double* a, double* b, int rows, int stride, double* sums)
    {
        Vector512<double> c0 = default,
            c1 = default,
            c2 = default,
            c3 = default;
        for (var row = 0; row < rows; row++, a += stride, b += stride)
        {
            var b0 = Vector512.LoadAligned(b);
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a[0]), b0, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a[1]), b0, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a[2]), b0, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a[3]), b0, c3);
        }

        (Vector512.LoadAligned(sums) + c0).StoreAligned(sums);
        (Vector512.LoadAligned(sums + stride) + c1).StoreAligned(sums + stride);
        (Vector512.LoadAligned(sums + 2 * stride) + c2).StoreAligned(sums + 2 * stride);
        (Vector512.LoadAligned(sums + 3 * stride) + c3).StoreAligned(sums + 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* sums, Vector512<double> low, Vector512<double> high)
    {
        (Vector512.LoadAligned(sums) + low).StoreAligned(sums);
        (Vector512.LoadAligned(sums + 8) + high).StoreAligned(sums + 8);
    }
}
