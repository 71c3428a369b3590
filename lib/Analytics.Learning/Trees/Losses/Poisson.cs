namespace Analytics.Learning.Trees;

/// <summary>Poisson deviance with a log link: gradient eᵐ - y, hessian eᵐ.</summary>
internal sealed unsafe class Poisson : Objective
{
    private readonly NativeBuffer<float> _target;

    public Poisson(TrainingSet set)
        : base(set, outputs: 1)
    {
        var negative = Array.FindIndex(set.Y, y => y < 0);
        if (negative >= 0)
        {
            throw new TrainingDataException(
                FormattableString.Invariant(
                    $"GradientBoosting: target '{set.Target.Name}' is {set.Y[negative]} in row {negative + 1}; the Poisson loss needs counts ≥ 0. Use Loss.Squared."
                )
            );
        }

        _target = Pad(set.Y);
    }

    public override double[] Start() => [Math.Log(Math.Max(Mean(y => y), 1e-9))];

    public override void Gradients(double* margins, float* gradients, float* hessians, int first, int count)
    {
        var target = _target.Pointer;
        var weights = Weights.Pointer;
        for (var row = first; row < first + count; row++)
        {
            var mean = Exponential.Of((float)margins[row]);
            gradients[row] = (mean - target[row]) * weights[row];
            hessians[row] = mean * weights[row];
        }
    }

    public override double LossOf(double target, ReadOnlySpan<double> margins) => Math.Exp(margins[0]) - target * margins[0];

    public override void Dispose()
    {
        base.Dispose();
        _target.Dispose();
    }
}
