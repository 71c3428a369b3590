namespace Analytics.Learning.Trees;

/// <summary>½ (y - m)²: gradient m - y, hessian 1.</summary>
internal sealed unsafe class Squared : Objective
{
    private readonly double[] _target;

    public Squared(TrainingSet set)
        : base(set, outputs: 1)
    {
        var largest = set.Y.Max(Math.Abs);
        Unit = largest > 0 ? Math.ScaleB(1, Math.Clamp(Math.ILogB(largest), -1000, 1000)) : 1;
        _target = new double[Padded];
        for (var row = 0; row < set.Rows; row++)
        {
            _target[row] = set.Y[row] / Unit;
        }
    }

    public override bool HasConstantHessian => true;

    public override double Unit { get; }

    public override double[] Start() => [Mean(y => y / Unit)];

    public override void Gradients(double* margins, float* gradients, float* hessians, int first, int count)
    {
        var weights = Weights.Pointer;
        for (var row = first; row < first + count; row++)
        {
            gradients[row] = (float)(margins[row] - _target[row]) * weights[row];
            hessians[row] = weights[row];
        }
    }

    public override double LossOf(double target, ReadOnlySpan<double> margins)
    {
        var error = margins[0] * Unit - target;
        return error * error / 2;
    }
}
