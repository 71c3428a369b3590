using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning.Trees;

/// <summary>Gradients and hessians of all rows and outputs, first as numbers, then packed for one output at a time.</summary>
internal sealed unsafe class Gradients : IDisposable
{
    private const int BlockRows = 8_192;

    private readonly Objective _objective;
    private readonly Workers _workers;
    private readonly NativeBuffer<float> _gradients;
    private readonly NativeBuffer<float> _hessians;
    private readonly NativeBuffer<long> _packed;
    private readonly double[] _sums;
    private readonly int _blocks;

    public Gradients(Objective objective, Workers workers)
    {
        _objective = objective;
        _workers = workers;
        _gradients = new NativeBuffer<float>((long)objective.Outputs * objective.Padded);
        _hessians = new NativeBuffer<float>((long)objective.Outputs * objective.Padded);
        _packed = new NativeBuffer<long>(objective.Padded);
        _blocks = (objective.Padded + BlockRows - 1) / BlockRows;
        _sums = new double[2 * _blocks];
    }

    /// <summary>One packed gradient per row, of the output last packed.</summary>
    public long* Packed => _packed.Pointer;

    public void Compute(double* margins) =>
        _workers.Run(
            _blocks,
            block =>
            {
                var first = block * BlockRows;
                _objective.Gradients(margins, _gradients.Pointer, _hessians.Pointer, first, Math.Min(BlockRows, _objective.Padded - first));
            }
        );

    /// <summary>Packs one output's gradients and says at which scale.</summary>
    public PackedScale Pack(int output)
    {
        var gradients = _gradients.Pointer + (long)output * _objective.Padded;
        var hessians = _hessians.Pointer + (long)output * _objective.Padded;
        _workers.Run(
            _blocks,
            block =>
            {
                var first = block * BlockRows;
                var count = Math.Min(BlockRows, _objective.Padded - first);
                _sums[2 * block] = SumOfAbsolute(gradients + first, count);
                _sums[2 * block + 1] = SumOfAbsolute(hessians + first, count);
            }
        );
        var (gradient, hessian) = (0.0, 0.0);
        for (var block = 0; block < _blocks; block++)
        {
            gradient += _sums[2 * block];
            hessian += _sums[2 * block + 1];
        }

        var scale = PackedScale.For(gradient, hessian);
        _workers.Run(
            _blocks,
            block =>
            {
                var first = block * BlockRows;
                Pack(
                    gradients + first,
                    hessians + first,
                    Packed + first,
                    Math.Min(BlockRows, _objective.Padded - first),
                    (float)scale.Gradient,
                    (float)scale.Hessian
                );
            }
        );
        return scale;
    }

    public void Dispose()
    {
        _gradients.Dispose();
        _hessians.Dispose();
        _packed.Dispose();
    }

    // Eight sums side by side, whatever the processor: the order of additions is part of the result.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfAbsolute(float* values, int count)
    {
        var (lower, upper) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var i = 0; i < count; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.Abs(Vector256.Load(values + i)));
            lower += low;
            upper += high;
        }

        lower += upper;
        return lower[0] + lower[1] + lower[2] + lower[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(float* gradients, float* hessians, long* packed, int count, float gradientScale, float hessianScale)
    {
        var half = Vector256.Create(0.5f);
        for (var i = 0; i < count; i += 8)
        {
            var gradient = Vector256.ConvertToInt32(
                Vector256.Floor(Vector256.Load(gradients + i) * Vector256.Create(gradientScale) + half)
            );
            var hessian = Vector256.ConvertToInt32(Vector256.Floor(Vector256.Load(hessians + i) * Vector256.Create(hessianScale) + half));
            var (gradientLow, gradientHigh) = Vector256.Widen(gradient);
            var (hessianLow, hessianHigh) = Vector256.Widen(hessian);
            Vector256.Store(Vector256.ShiftLeft(gradientLow, 32) + hessianLow, packed + i);
            Vector256.Store(Vector256.ShiftLeft(gradientHigh, 32) + hessianHigh, packed + i + 4);
        }
    }
}
