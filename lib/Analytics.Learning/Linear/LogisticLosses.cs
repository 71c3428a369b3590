using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>ln(1 + e^z) - y·z for classes y of 0 and 1: the negative log-likelihood of two classes.</summary>
internal sealed unsafe class BinaryLoss(Standardized x, TrainingSet set) : ScoreLoss(x, set, 1, x.Stride)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override double Residuals(int from, int count, double* z, double* weights, double* curvature)
    {
        var sum = Vector512<double>.Zero;
        var one = Vector512<double>.One;
        for (var i = 0; i < count; i += 8)
        {
            var score = Vector512.LoadAligned(z + i);
            var weight = Vector512.LoadAligned(weights + i);
            var y = Targets(from + i, from + count);
            // e ≤ 1 always, so nothing overflows; beyond 700 it is zero to double precision anyway.
            var e = Elementary.Exp(Vector512.MaxNative(-Vector512.Abs(score), Vector512.Create(-700.0)));
            var inverse = one / (one + e);
            var other = e * inverse;
            var p = Vector512.ConditionalSelect(Vector512.GreaterThan(score, Vector512<double>.Zero), inverse, other);
            var loss = Vector512.MaxNative(score, Vector512<double>.Zero) + Elementary.Log(one + e) - y * score;
            sum = Vector512.FusedMultiplyAdd(weight, loss, sum);
            (weight * (p - y)).StoreAligned(z + i);
            (weight * inverse * other).StoreAligned(curvature + i);
        }

        return Vector512.Sum(sum);
    }
}

/// <summary>-ln softmax(z)[y] for class codes y: the negative log-likelihood of several classes.</summary>
internal sealed unsafe class SoftmaxLoss(Standardized x, TrainingSet set, int classes) : ScoreLoss(x, set, classes, x.Stride)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override double Residuals(int from, int count, double* z, double* weights, double* curvature)
    {
        var sum = Vector512<double>.Zero;
        for (var i = 0; i < count; i += 8)
        {
            var weight = Vector512.LoadAligned(weights + i);
            var y = Targets(from + i, from + count);
            var greatest = Vector512.LoadAligned(z + i);
            for (var k = 1; k < Outputs; k++)
            {
                greatest = Vector512.MaxNative(greatest, Vector512.LoadAligned(z + k * Standardized.Height + i));
            }

            var total = Vector512<double>.Zero;
            var own = Vector512<double>.Zero;
            for (var k = 0; k < Outputs; k++)
            {
                var at = z + k * Standardized.Height + i;
                var shifted = Vector512.LoadAligned(at) - greatest;
                own = Vector512.ConditionalSelect(Vector512.Equals(y, Vector512.Create((double)k)), shifted, own);
                var e = Elementary.Exp(Vector512.MaxNative(shifted, Vector512.Create(-700.0)));
                total += e;
                e.StoreAligned(at);
            }

            sum = Vector512.FusedMultiplyAdd(weight, Elementary.Log(total) - own, sum);
            for (var k = 0; k < Outputs; k++)
            {
                var at = z + k * Standardized.Height + i;
                var hit = Vector512.ConditionalSelect(
                    Vector512.Equals(y, Vector512.Create((double)k)),
                    Vector512<double>.One,
                    Vector512<double>.Zero
                );
                (weight * (Vector512.LoadAligned(at) / total - hit)).StoreAligned(at);
            }
        }

        return Vector512.Sum(sum);
    }
}
