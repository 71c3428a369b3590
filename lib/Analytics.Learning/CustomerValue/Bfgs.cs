namespace Analytics.Learning;

/// <summary>Minimises a smooth function of a few numbers (Broyden, Fletcher, Goldfarb, Shanno; Nocedal, Wright, Numerical Optimization, 6.1).</summary>
internal static class Bfgs
{
    private const int Halvings = 30;

    /// <param name="function">Writes the gradient and gives the value.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="maxSteps">Maximum number of steps.</param>
    /// <param name="tolerance">Ends when no slope is steeper.</param>
    /// <param name="stepped">Told of each step and its value.</param>
    /// <returns>The best place, its value, and whether the slopes have become flat.</returns>
    public static (double[] At, double Value, bool IsFlat) Minimize(
        Func<double[], double[], double> function,
        double[] start,
        int maxSteps,
        double tolerance,
        Action<int, double>? stepped
    )
    {
        var n = start.Length;
        var (at, gradient, inverse) = ((double[])start.Clone(), new double[n], Identity(n));
        var value = function(at, gradient);
        for (var step = 1; step <= maxSteps; step++)
        {
            if (gradient.All(slope => Math.Abs(slope) <= tolerance))
            {
                return (at, value, true);
            }

            var direction = Times(inverse, gradient, -1);
            var descent = Dot(direction, gradient);
            if (!(descent < 0))
            {
                inverse = Identity(n);
                direction = [.. gradient.Select(slope => -slope)];
                descent = Dot(direction, gradient);
            }

            // No number moves by more than a factor of e² at once: the numbers are logarithms.
            var length = Math.Min(1, 2 / direction.Max(Math.Abs));
            var (next, nextGradient, nextValue) = (at, gradient, value);
            for (var halving = 0; ; halving++, length *= 0.5)
            {
                if (halving == Halvings)
                {
                    return (at, value, gradient.All(slope => Math.Abs(slope) <= 1e3 * tolerance));
                }

                (next, nextGradient) = ([.. at.Select((each, i) => each + length * direction[i])], new double[n]);
                nextValue = function(next, nextGradient);
                // So near the end values differ by rounding alone; there the slopes tell what is better.
                if (
                    nextValue <= value + 1e-4 * length * descent
                    || (nextValue <= value + 1e-13 * Math.Abs(value) && Dot(nextGradient, nextGradient) < 0.8 * Dot(gradient, gradient))
                )
                {
                    break;
                }
            }

            if (step == 1)
            {
                inverse = Scaled(inverse, next, at, nextGradient, gradient);
            }

            Update(inverse, [.. next.Select((each, i) => each - at[i])], [.. nextGradient.Select((each, i) => each - gradient[i])]);
            (at, gradient, value) = (next, nextGradient, nextValue);
            stepped?.Invoke(step, value);
        }

        return (at, value, false);
    }

    /// <summary>Before the first update the identity takes on the size of the function's curvature.</summary>
    private static double[,] Scaled(double[,] inverse, double[] next, double[] at, double[] nextGradient, double[] gradient)
    {
        var change = nextGradient.Select((each, i) => each - gradient[i]).ToArray();
        var scale = Dot([.. next.Select((each, i) => each - at[i])], change) / Dot(change, change);
        for (var i = 0; scale > 0 && i < at.Length; i++)
        {
            inverse[i, i] = scale;
        }

        return inverse;
    }

    private static void Update(double[,] inverse, double[] step, double[] change)
    {
        var curvature = Dot(step, change);
        if (!(curvature > 1e-300))
        {
            return;
        }

        var moved = Times(inverse, change, 1);
        var scale = (1 + Dot(change, moved) / curvature) / curvature;
        for (var i = 0; i < step.Length; i++)
        {
            for (var j = 0; j < step.Length; j++)
            {
                inverse[i, j] += scale * step[i] * step[j] - (moved[i] * step[j] + step[i] * moved[j]) / curvature;
            }
        }
    }

    private static double[,] Identity(int n)
    {
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            matrix[i, i] = 1;
        }

        return matrix;
    }

    private static double[] Times(double[,] matrix, double[] vector, double sign)
    {
        var product = new double[vector.Length];
        for (var i = 0; i < vector.Length; i++)
        {
            for (var j = 0; j < vector.Length; j++)
            {
                product[i] += sign * matrix[i, j] * vector[j];
            }
        }

        return product;
    }

    private static double Dot(double[] a, double[] b) => FixedSums.Dot(a, b);
}
