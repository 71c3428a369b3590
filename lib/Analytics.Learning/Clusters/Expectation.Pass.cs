using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

internal sealed unsafe partial class Expectation
{
    private const int Height = Tiles<double>.Height;

    /// <summary>
    /// One block: memberships of each tile under the mixture (or the labels), then their sums of 1, x and products.
    /// Each sum is a vector of eight until the end of the block.
    /// </summary>
    private void Pass(int block, double[] precisions, double[] constants, double[] means, int[]? labels)
    {
        var scratch = _scratch[block];
        scratch.Vectors.Span.Clear();
        scratch.LogLikelihood = 0;
        var weights = scratch.Weights.Pointer;
        var (first, last) = RowBlocks.Range(block, _scratch.Length, _set.Rows);
        fixed (
            double* precision = precisions,
                mean = means
        )
        {
            for (var row = first; row < last; row += Height)
            {
                var tile = _tiles[row / Height];
                if (_set.Weights is { } given)
                {
                    for (var i = 0; i < Height; i++)
                    {
                        weights[i] = row + i >= last ? 0 : given[row + i];
                    }
                }
                else
                {
                    new Span<double>(weights, Height).Clear();
                    new Span<double>(weights, Math.Min(Height, last - row)).Fill(1);
                }

                if (labels is null)
                {
                    for (var k = 0; k < _count; k++)
                    {
                        LogDensity(
                            tile,
                            mean + k * _columns,
                            precision + k * _columns * (IsTriangular ? _columns : 1),
                            constants[k],
                            scratch.Differences.Pointer,
                            scratch.Members.Pointer + k * Height
                        );
                    }

                    scratch.LogLikelihood += Normalize(scratch.Members.Pointer, weights);
                }
                else
                {
                    for (var i = 0; i < Height * _count; i++)
                    {
                        scratch.Members.Pointer[i] = labels[row + i % Height] == i / Height ? weights[i % Height] : 0;
                    }
                }

                for (var k = 0; k < _count; k++)
                {
                    AddSums(
                        tile,
                        mean + k * _columns,
                        scratch.Members.Pointer + k * Height,
                        scratch.Differences.Pointer,
                        scratch.Vectors.Pointer + (long)k * Sums * 8
                    );
                }
            }
        }

        for (var i = 0; i < scratch.Totals.Length; i++)
        {
            scratch.Totals[i] = Vector512.Sum(Vector512.LoadAligned(scratch.Vectors.Pointer + i * 8L));
        }

        GC.KeepAlive(scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LogDensity(double* tile, double* mean, double* precision, double constant, double* differences, double* logs)
    {
        Subtract(tile, mean, differences);
        var minusHalf = Vector512.Create(-0.5);
        var (columns, isTriangular, c) = (_columns, IsTriangular, Vector512.Create(constant));
        for (var at = 0; at < Height; at += 16)
        {
            Vector512<double> s0 = default,
                s1 = default;
            for (var i = 0; i < columns; i++)
            {
                Vector512<double> y0 = default,
                    y1 = default;
                var row = isTriangular ? precision + i * columns : precision;
                for (var j = isTriangular ? 0 : i; j <= i; j++)
                {
                    var p = Vector512.Create(row[j]);
                    var x = differences + j * Height + at;
                    y0 = Vector512.FusedMultiplyAdd(p, Vector512.LoadAligned(x), y0);
                    y1 = Vector512.FusedMultiplyAdd(p, Vector512.LoadAligned(x + 8), y1);
                }

                s0 = Vector512.FusedMultiplyAdd(y0, y0, s0);
                s1 = Vector512.FusedMultiplyAdd(y1, y1, s1);
            }

            Vector512.FusedMultiplyAdd(minusHalf, s0, c).StoreAligned(logs + at);
            Vector512.FusedMultiplyAdd(minusHalf, s1, c).StoreAligned(logs + at + 8);
        }
    }

    /// <summary>Log densities become weighted memberships; gives the weighted log-likelihood.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Normalize(double* members, double* weights)
    {
        var sum = Vector512<double>.Zero;
        for (var at = 0; at < Height; at += 8)
        {
            var greatest = Vector512.LoadAligned(members + at);
            for (var k = 1; k < _count; k++)
            {
                greatest = Vector512.MaxNative(greatest, Vector512.LoadAligned(members + k * Height + at));
            }

            var total = Vector512<double>.Zero;
            for (var k = 0; k < _count; k++)
            {
                var own = members + k * Height + at;
                var e = Elementary.Exp(Vector512.MaxNative(Vector512.LoadAligned(own) - greatest, Vector512.Create(-700.0)));
                total += e;
                e.StoreAligned(own);
            }

            var weight = Vector512.LoadAligned(weights + at);
            sum = Vector512.FusedMultiplyAdd(weight, Elementary.Log(total) + greatest, sum);
            var share = weight / total;
            for (var k = 0; k < _count; k++)
            {
                var own = members + k * Height + at;
                (Vector512.LoadAligned(own) * share).StoreAligned(own);
            }
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddSums(double* tile, double* mean, double* members, double* differences, double* sums)
    {
        Subtract(tile, mean, differences);
        var weighted = differences + _columns * Height;
        var mass = Vector512.LoadAligned(sums);
        for (var at = 0; at < Height; at += 8)
        {
            mass += Vector512.LoadAligned(members + at);
        }

        mass.StoreAligned(sums);
        var product = sums + 8 * (1 + _columns);
        for (var i = 0; i < _columns; i++)
        {
            var own = differences + i * Height;
            var first = Vector512.LoadAligned(sums + 8 * (1 + i));
            for (var at = 0; at < Height; at += 8)
            {
                var value = Vector512.LoadAligned(members + at) * Vector512.LoadAligned(own + at);
                value.StoreAligned(weighted + at);
                first += value;
            }

            first.StoreAligned(sums + 8 * (1 + i));
            for (var j = IsTriangular ? 0 : i; j <= i; j++, product += 8)
            {
                var other = differences + j * Height;
                Vector512<double> a = Vector512.LoadAligned(product),
                    b = default;
                for (var at = 0; at < Height; at += 16)
                {
                    a = Vector512.FusedMultiplyAdd(Vector512.LoadAligned(weighted + at), Vector512.LoadAligned(other + at), a);
                    b = Vector512.FusedMultiplyAdd(Vector512.LoadAligned(weighted + at + 8), Vector512.LoadAligned(other + at + 8), b);
                }

                (a + b).StoreAligned(product);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Subtract(double* tile, double* mean, double* differences)
    {
        for (var j = 0; j < _columns; j++)
        {
            var m = Vector512.Create(mean[j]);
            for (var at = j * Height; at < (j + 1) * Height; at += 8)
            {
                (Vector512.LoadAligned(tile + at) - m).StoreAligned(differences + at);
            }
        }
    }

    private sealed class Scratch(int count, int columns, int products)
    {
        public readonly Aligned<double> Differences = new((columns + 1) * Height);
        public readonly Aligned<double> Members = new(count * Height);
        public readonly Aligned<double> Weights = new(Height);
        public readonly Aligned<double> Vectors = new(count * (1 + columns + products) * 8);
        public readonly double[] Totals = new double[count * (1 + columns + products)];
        public double LogLikelihood;
    }
}
