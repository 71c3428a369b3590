using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning.Trees;

/// <summary>Log loss of two classes: gradient p - y, hessian p (1 - p).</summary>
internal sealed unsafe class Logistic(TrainingSet set) : Objective(set, outputs: 1)
{
    private readonly NativeBuffer<float> _target = Pad(set.Y);

    public override double[] Start()
    {
        var positive = Math.Clamp(Mean(y => y), 1e-9, 1 - 1e-9);
        return [Math.Log(positive / (1 - positive))];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gradients(double* margins, float* gradients, float* hessians, int first, int count)
    {
        var target = _target.Pointer;
        var weights = Weights.Pointer;
        var one = Vector256<float>.One;
        for (var row = first; row < first + count; row += 8)
        {
            var margin = Vector256.Narrow(Vector256.Load(margins + row), Vector256.Load(margins + row + 4));
            var p = one / (one + Exponential.Of(-margin));
            var weight = Vector256.Load(weights + row);
            Vector256.Store((p - Vector256.Load(target + row)) * weight, gradients + row);
            Vector256.Store(p * (one - p) * weight, hessians + row);
        }
    }

    public override double LossOf(double target, ReadOnlySpan<double> margins)
    {
        var margin = target > 0 ? margins[0] : -margins[0];
        return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
    }

    public override void Dispose()
    {
        base.Dispose();
        _target.Dispose();
    }
}
