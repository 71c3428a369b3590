namespace Analytics.Learning;

/// <summary>
/// Proximal Newton steps (Lee, Sun, Saunders, SIAM J. Optim. 24, 2014) with halving: each step solves the quadratic model, by
/// Cholesky where the penalty is smooth and by coordinate descent where not. A sample of the rows gives the start.
/// </summary>
internal sealed class Newton(ScoreLoss loss, Penalty penalty, double scale, int width, FitOptions options)
{
    private const int Halvings = 40;
    private const int SampleEvery = 16;
    private const int SampleFrom = 100_000;

    private readonly int _stride = loss.X.Stride;
    private double[] _gradient = new double[loss.Length];
    private double[] _hessian = new double[loss.Length * loss.Length];

    /// <summary>Minimises scale × loss + penalty.</summary>
    /// <returns>The best parameters and the steps taken.</returns>
    public (double[] Parameters, int Steps) Minimize(double tolerance, int maxSteps)
    {
        var start = new double[loss.Length];
        if (loss.X.Rows >= SampleFrom)
        {
            (start, _) = Descend(start, 1e-6, maxSteps, SampleEvery, report: false);
        }

        return Descend(start, tolerance, maxSteps, 1, report: true);
    }

    private (double[] Parameters, int Steps) Descend(double[] at, double tolerance, int maxSteps, int every, bool report)
    {
        var value = Evaluate(at, every);
        var step = 0;
        while (step < maxSteps)
        {
            var (direction, decrease) = penalty.IsSmooth ? SmoothStep(at) : SparseStep(at);
            step++;
            if (report)
            {
                options.Progress?.Report(new FitProgress(step, maxSteps, value));
            }

            var close = decrease <= tolerance * Math.Max(1e-6, Math.Abs(value));
            var length = 1.0;
            var next = at;
            for (var halving = 0; halving < Halvings; halving++, length *= 0.5)
            {
                next = Moved(at, direction, length);
                // So near the end the quadratic model is exact to rounding: evaluating would tell nothing more.
                if (close)
                {
                    return (next, step);
                }

                var moved = Evaluate(next, every);
                if (moved <= value - 1e-4 * length * decrease)
                {
                    value = moved;
                    break;
                }

                if (halving == Halvings - 1)
                {
                    return (at, step);
                }
            }

            at = next;
        }

        return (at, step);
    }

    private double Evaluate(double[] at, int every)
    {
        var sum = loss.Evaluate(at, _gradient, _hessian, every);
        var factor = scale * every;
        for (var i = 0; i < _gradient.Length; i++)
        {
            _gradient[i] *= factor;
        }

        for (var i = 0; i < _hessian.Length; i++)
        {
            _hessian[i] *= factor;
        }

        penalty.AddGradient(at, _gradient);
        for (var i = 0; i < width; i++)
        {
            _hessian[i * _stride + i] += penalty.Square[i];
        }

        return sum * factor + penalty.Cost(at);
    }

    private (double[] Direction, double Decrease) SmoothStep(double[] at)
    {
        var direction = new double[at.Length];
        for (var ridge = 0.0; ; ridge = ridge == 0 ? 1e-10 : ridge * 100)
        {
            var matrix = new double[width * width];
            for (var i = 0; i < width; i++)
            {
                _hessian.AsSpan(i * _stride, width).CopyTo(matrix.AsSpan(i * width));
                matrix[i * width + i] += ridge * (matrix[i * width + i] + 1e-8);
            }

            if (!Cholesky.Factor(matrix, width, 1e-13) && ridge < 1e10)
            {
                continue;
            }

            for (var i = 0; i < width; i++)
            {
                direction[i] = -_gradient[i];
            }

            Cholesky.Solve(matrix, width, direction.AsSpan(0, width));
            var decrease = -0.5 * FixedSums.Dot(_gradient, direction);
            return (direction, decrease);
        }
    }

    private (double[] Direction, double Decrease) SparseStep(double[] at)
    {
        var direction = new double[at.Length];
        var slope = new double[width];
        for (var sweep = 0; sweep < 1000; sweep++)
        {
            var greatest = 0.0;
            for (var i = 0; i < width; i++)
            {
                var curvature = _hessian[i * _stride + i];
                if (!(curvature > 0))
                {
                    continue;
                }

                var current = at[i] + direction[i];
                var moved = Penalty.Shrink(current - (_gradient[i] + slope[i]) / curvature, penalty.Absolute[i] / curvature) - current;
                if (moved == 0)
                {
                    continue;
                }

                direction[i] += moved;
                for (var j = 0; j < width; j++)
                {
                    slope[j] += moved * _hessian[i * _stride + j];
                }

                greatest = Math.Max(greatest, moved * moved * curvature);
            }

            if (greatest < 1e-20 * (1 + penalty.Cost(at)))
            {
                break;
            }
        }

        var decrease = -penalty.Cost(Moved(at, direction, 1)) + penalty.Cost(at);
        for (var i = 0; i < width; i++)
        {
            // The smooth half of the penalty is already in gradient and second derivative.
            decrease += 0.5 * penalty.Square[i] * ((at[i] + direction[i]) * (at[i] + direction[i]) - at[i] * at[i]);
            decrease -= (_gradient[i] + 0.5 * slope[i]) * direction[i];
        }

        return (direction, decrease);
    }

    private static double[] Moved(double[] at, double[] direction, double length)
    {
        var moved = new double[at.Length];
        for (var i = 0; i < at.Length; i++)
        {
            moved[i] = at[i] + length * direction[i];
        }

        return moved;
    }
}
