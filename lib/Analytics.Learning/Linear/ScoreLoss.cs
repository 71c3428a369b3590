using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// A sum over rows of a convex loss of linear scores, with its derivatives, in standardised coordinates.
/// One pass over the data computes all of them; blocks are added up in order.
/// </summary>
internal abstract unsafe class ScoreLoss
{
    private readonly TrainingSet _set;
    private readonly Scratch?[] _scratch;

    private protected ScoreLoss(Standardized x, TrainingSet set, int outputs, int parameterStride)
    {
        X = x;
        _set = set;
        Outputs = outputs;
        Parameters = new Aligned<double>(outputs * parameterStride);
        _scratch = new Scratch[RowBlocks.Count(set.Rows)];
    }

    public Standardized X { get; }

    /// <summary>Linear scores per row.</summary>
    public int Outputs { get; }

    /// <summary>Numbers in a parameter vector: outputs × <see cref="Standardized.Stride"/>, padding included.</summary>
    public int Length => Outputs * X.Stride;

    private Aligned<double> Parameters { get; }

    /// <summary>The loss over every <paramref name="every"/>-th stretch of 64 rows.</summary>
    /// <param name="parameters">Where; <see cref="Length"/> numbers.</param>
    /// <param name="gradient">Becomes the gradient.</param>
    /// <param name="hessian">Becomes the second derivatives (stride × stride, both triangles), if given; for one output only.</param>
    /// <param name="every">1 for all rows.</param>
    public double Evaluate(double[] parameters, double[] gradient, double[]? hessian, int every = 1)
    {
        parameters.CopyTo(Parameters.Span);
        RowBlocks.Run(_scratch.Length, _set.Options, block => Evaluate(block, hessian is not null, every));
        Array.Clear(gradient);
        hessian?.AsSpan().Clear();
        var sum = 0.0;
        foreach (var part in _scratch)
        {
            sum += part!.Sum;
            System.Numerics.Tensors.TensorPrimitives.Add(gradient, part.Gradient.Span, gradient);
            if (hessian is not null)
            {
                System.Numerics.Tensors.TensorPrimitives.Add(hessian, part.Hessian!.Span, hessian);
            }
        }

        for (var j = 0; hessian is not null && j < X.Stride; j++)
        {
            for (var k = j + 1; k < X.Stride; k++)
            {
                hessian[k * X.Stride + j] = hessian[j * X.Stride + k];
            }
        }

        return sum;
    }

    /// <summary>
    /// Turns scores into residuals: z (outputs × 64) becomes weight × d loss / d z, curvature (64) weight × d² loss / d z² where asked for.
    /// Gives the weighted loss of the rows; entries beyond the count have weight 0.
    /// </summary>
    private protected abstract double Residuals(int from, int count, double* z, double* weights, double* curvature);

    /// <summary>Y of a tile, zero beyond the count.</summary>
    private protected Vector512<double> Targets(int row, int end)
    {
        if (row + 8 <= end)
        {
            return Vector512.LoadUnsafe(ref _set.Y[row]);
        }

        var some = stackalloc double[8];
        for (var i = 0; i < 8; i++)
        {
            some[i] = row + i < end ? _set.Y[row + i] : 0;
        }

        return Vector512.Load(some);
    }

    private void Evaluate(int block, bool curved, int every)
    {
        var scratch = _scratch[block] ??= new Scratch(X.Stride, Outputs);
        if (curved)
        {
            scratch.Hessian ??= new Aligned<double>(X.Stride * X.Stride);
        }

        scratch.Clear();
        var (first, last) = RowBlocks.Range(block, _scratch.Length, _set.Rows);
        double* tile = scratch.Tile.Pointer,
            z = scratch.Z.Pointer,
            weights = scratch.Weights.Pointer,
            curvature = scratch.Curvature.Pointer;
        for (var from = first; from < last; from += Standardized.Height * every)
        {
            var count = Math.Min(Standardized.Height, last - from);
            X.Load(from, count, tile);
            for (var i = 0; i < Standardized.Height; i++)
            {
                weights[i] =
                    i >= count ? 0
                    : _set.Weights is { } given ? given[from + i]
                    : 1;
            }

            for (var k = 0; k < Outputs; k++)
            {
                Gram.Multiply(tile, count, X.Stride, Parameters.Pointer + (long)k * X.Stride, z + k * Standardized.Height);
            }

            scratch.Sum += Residuals(from, count, z, weights, curvature);
            for (var k = 0; k < Outputs; k++)
            {
                Gram.AddWeighted(tile, count, X.Stride, z + k * Standardized.Height, scratch.Gradient.Pointer + (long)k * X.Stride);
            }

            if (curved)
            {
                for (var i = 0; i < count; i++)
                {
                    curvature[i] = Math.Sqrt(curvature[i]);
                }

                Gram.ScaleRows(tile, count, X.Stride, curvature);
                Gram.Add(tile, count, X.Stride, scratch.Hessian!.Pointer);
            }
        }

        GC.KeepAlive(scratch);
    }

    private sealed class Scratch(int stride, int outputs)
    {
        public readonly Aligned<double> Tile = new(Standardized.Height * stride);
        public readonly Aligned<double> Z = new(Standardized.Height * outputs);
        public readonly Aligned<double> Weights = new(Standardized.Height);
        public readonly Aligned<double> Curvature = new(Standardized.Height);
        public readonly Aligned<double> Gradient = new(outputs * stride);
        public Aligned<double>? Hessian;
        public double Sum;

        public void Clear()
        {
            Sum = 0;
            Gradient.Span.Clear();
            Hessian?.Span.Clear();
        }
    }
}
