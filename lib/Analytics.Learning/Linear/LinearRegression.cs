using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// Predicts a number by a linear score: least squares Σ weight·(y - b - w·x)² + Ridge·‖w‖², the intercept b unpenalised
/// (scikit-learn's LinearRegression and Ridge). Where columns depend on one another and Ridge is 0, the smallest solution in units of each column's deviation.
/// </summary>
public sealed record LinearRegression : SupervisedLearner
{
    /// <summary>Penalty on squared coefficients, ≥ 0. Default 0: ordinary least squares.</summary>
    public double Ridge { get; init; }

    /// <summary>Whether scores have an intercept. Default true.</summary>
    public bool Intercept { get; init; } = true;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    /// <inheritdoc cref="SupervisedLearner.Fit"/>
    public new LinearModel Fit(Frame train, string target, FitOptions? options = null) => (LinearModel)base.Fit(train, target, options);

    internal override bool Classifies(ColumnType target) => false;

    internal override void Check()
    {
        if (!(Ridge >= 0) || double.IsInfinity(Ridge))
        {
            throw new OptionException(nameof(LinearRegression), nameof(Ridge), Ridge, "a finite number, at least 0");
        }
    }

    internal override Predictor FitCore(TrainingSet set)
    {
        set.RequireWeight(nameof(LinearRegression));
        var x = new Standardized(set.X, Intercept);
        var middle = Intercept ? set.Y.Average() : 0;
        var (gram, right) = new Products(x, set).Sum(middle);
        var width = x.Width;
        var matrix = new double[width * width];
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < width; j++)
            {
                matrix[i * width + j] = gram[Math.Min(i, j) * x.Stride + Math.Max(i, j)];
            }

            if (i < x.Scale.Length)
            {
                matrix[i * width + i] += Ridge * x.Scale[i] * x.Scale[i];
            }
        }

        var solution = new double[x.Stride];
        Solve(matrix, right.AsSpan(0, width), solution, width, set.Options.Cancellation);
        if (Intercept)
        {
            solution[width - 1] += middle;
        }

        set.Options.Progress?.Report(new FitProgress(1, 1));
        var (coefficients, intercepts) = x.Unscale(solution, 1, Intercept);
        return new LinearModel(set.Schema, set.Target, new LinearScores(coefficients, intercepts));
    }

    private static void Solve(double[] matrix, ReadOnlySpan<double> right, Span<double> solution, int width, CancellationToken cancellation)
    {
        var factor = (double[])matrix.Clone();
        right.CopyTo(solution);
        if (Cholesky.Factor(factor, width, 1e-11))
        {
            Cholesky.Solve(factor, width, solution);
            return;
        }

        var (values, vectors) = Eigen.Symmetric(matrix, width, cancellation);
        solution.Clear();
        for (var i = 0; i < width && values[i] > 1e-11 * values[0]; i++)
        {
            var vector = vectors.AsSpan(i * width, width);
            var share = FixedSums.Dot(vector, right) / values[i];
            for (var j = 0; j < width; j++)
            {
                solution[j] += share * vector[j];
            }
        }
    }
}
