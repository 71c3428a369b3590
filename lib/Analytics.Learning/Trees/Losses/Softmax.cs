namespace Analytics.Learning.Trees;

/// <summary>Log loss of k classes: gradient of class c is pₖ - [y = c], hessian pₖ (1 - pₖ).</summary>
internal sealed unsafe class Softmax(TrainingSet set) : Objective(set, set.Target.Classes.Count)
{
    private readonly double[] _target = set.Y;

    public override double[] Start() =>
        [.. Enumerable.Range(0, Outputs).Select(code => Math.Log(Math.Max(Mean(y => (int)y == code ? 1 : 0), 1e-9)))];

    public override void Gradients(double* margins, float* gradients, float* hessians, int first, int count)
    {
        for (var row = first; row < first + count; row++)
        {
            var (most, sum) = (float.NegativeInfinity, 0f);
            for (var output = 0; output < Outputs; output++)
            {
                most = Math.Max(most, (float)margins[(long)output * Padded + row]);
            }

            for (var output = 0; output < Outputs; output++)
            {
                var at = (long)output * Padded + row;
                sum += gradients[at] = Exponential.Of((float)margins[at] - most);
            }

            var weight = Weights.Pointer[row];
            var code = row < _target.Length ? (int)_target[row] : -1;
            for (var output = 0; output < Outputs; output++)
            {
                var at = (long)output * Padded + row;
                var p = gradients[at] / sum;
                gradients[at] = (p - (output == code ? 1 : 0)) * weight;
                hessians[at] = p * (1 - p) * weight;
            }
        }
    }

    public override double LossOf(double target, ReadOnlySpan<double> margins)
    {
        var (most, sum) = (double.NegativeInfinity, 0.0);
        foreach (var margin in margins)
        {
            most = Math.Max(most, margin);
        }

        foreach (var margin in margins)
        {
            sum += Math.Exp(margin - most);
        }

        return Math.Log(sum) + most - margins[(int)target];
    }
}
