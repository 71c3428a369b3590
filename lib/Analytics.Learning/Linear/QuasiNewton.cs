using System.Numerics.Tensors;

namespace Analytics.Learning;

/// <summary>
/// L-BFGS with the orthant-wise extension for absolute penalties (Nocedal, Math. Comp. 35, 1980; Andrew, Gao, ICML 2007).
/// For losses whose matrix of second derivatives is too large to build.
/// </summary>
internal sealed class QuasiNewton(ScoreLoss loss, Penalty penalty, double scale, FitOptions options)
{
    private const int Memory = 12;
    private const int Halvings = 50;

    private readonly List<(double[] Step, double[] Change, double Curvature)> _memory = [];

    /// <summary>Minimises scale × loss + penalty from zero.</summary>
    /// <returns>The best parameters and the steps taken.</returns>
    public (double[] Parameters, int Steps) Minimize(double tolerance, int maxSteps)
    {
        var at = new double[loss.Length];
        var gradient = new double[loss.Length];
        var value = Evaluate(at, gradient);
        var step = 0;
        var still = 0;
        while (step < maxSteps)
        {
            var slope = SteepestSlope(at, gradient);
            var direction = Direction(slope);
            var descent = FixedSums.Dot(slope, direction);
            if (!(descent < 0))
            {
                break;
            }

            step++;
            options.Progress?.Report(new FitProgress(step, maxSteps, value));
            var (next, nextGradient, nextValue) = Search(at, slope, direction, value, descent);
            if (next is null)
            {
                if (_memory.Count == 0)
                {
                    break;
                }

                _memory.Clear();
                continue;
            }

            Remember(at, gradient, next, nextGradient!);
            still = value - nextValue <= tolerance * Math.Max(1e-6, Math.Abs(nextValue)) ? still + 1 : 0;
            (at, gradient, value) = (next, nextGradient!, nextValue);
            // One short step may be bad luck of the line search; three in a row are the end.
            if (still == 3)
            {
                break;
            }
        }

        return (at, step);
    }

    private double Evaluate(double[] at, double[] gradient)
    {
        var sum = loss.Evaluate(at, gradient, null);
        TensorPrimitives.Multiply(gradient, scale, gradient);
        penalty.AddGradient(at, gradient);
        return sum * scale + penalty.Cost(at);
    }

    /// <summary>The subgradient of least length: the plain gradient where there is no absolute penalty.</summary>
    private double[] SteepestSlope(double[] at, double[] gradient)
    {
        var slope = new double[at.Length];
        for (var i = 0; i < at.Length; i++)
        {
            var edge = penalty.Absolute[i];
            slope[i] = at[i] != 0 ? gradient[i] + Math.Sign(at[i]) * edge : Penalty.Shrink(gradient[i], edge);
        }

        return slope;
    }

    private double[] Direction(double[] slope)
    {
        var direction = (double[])slope.Clone();
        var shares = new double[_memory.Count];
        for (var i = _memory.Count - 1; i >= 0; i--)
        {
            var (step, change, curvature) = _memory[i];
            shares[i] = FixedSums.Dot(step, direction) / curvature;
            TensorPrimitives.MultiplyAdd(change, -shares[i], direction, direction);
        }

        var first =
            _memory.Count > 0
                ? _memory[^1].Curvature / FixedSums.Squares(_memory[^1].Change)
                : 1 / Math.Max(1e-300, Math.Sqrt(FixedSums.Squares(slope)));
        TensorPrimitives.Multiply(direction, first, direction);
        for (var i = 0; i < _memory.Count; i++)
        {
            var (step, change, curvature) = _memory[i];
            TensorPrimitives.MultiplyAdd(step, shares[i] - FixedSums.Dot(change, direction) / curvature, direction, direction);
        }

        for (var i = 0; i < direction.Length; i++)
        {
            direction[i] = penalty.IsSmooth || direction[i] * slope[i] > 0 ? -direction[i] : 0;
        }

        return direction;
    }

    private (double[]? At, double[]? Gradient, double Value) Search(
        double[] at,
        double[] slope,
        double[] direction,
        double value,
        double descent
    )
    {
        var length = 1.0;
        double low = 0,
            high = double.PositiveInfinity;
        (double[], double[], double)? best = null;
        for (var halving = 0; halving < Halvings; halving++)
        {
            var next = new double[at.Length];
            for (var i = 0; i < at.Length; i++)
            {
                next[i] = at[i] + length * direction[i];
                var side = at[i] != 0 ? Math.Sign(at[i]) : -Math.Sign(slope[i]);
                if (penalty.Absolute[i] > 0 && next[i] * side < 0)
                {
                    next[i] = 0;
                }
            }

            var gradient = new double[at.Length];
            var moved = Evaluate(next, gradient);
            if (!(moved <= value + 1e-4 * length * descent))
            {
                high = length;
            }
            else if (penalty.IsSmooth && FixedSums.Dot(gradient, direction) < 0.9 * descent && halving < 20)
            {
                (low, best) = (length, (next, gradient, moved));
            }
            else
            {
                return (next, gradient, moved);
            }

            length = double.IsInfinity(high) ? 2 * length : 0.5 * (low + high);
        }

        return best is var (bestAt, bestGradient, bestValue) ? (bestAt, bestGradient, bestValue) : (null, null, value);
    }

    private void Remember(double[] from, double[] gradient, double[] to, double[] nextGradient)
    {
        var step = new double[from.Length];
        var change = new double[from.Length];
        TensorPrimitives.Subtract(to, from, step);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        var curvature = FixedSums.Dot(step, change);
        if (!(curvature > 1e-14 * FixedSums.Squares(change)))
        {
            return;
        }

        if (_memory.Count == Memory)
        {
            _memory.RemoveAt(0);
        }

        _memory.Add((step, change, curvature));
    }
}
