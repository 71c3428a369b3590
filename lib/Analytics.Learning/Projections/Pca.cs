using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// Principal components: the directions of greatest variance, from the eigenvectors of the covariance. The greatest absolute
/// entry of each is positive, so a sign never depends on the data's order.
/// </summary>
public sealed record Pca : ProjectionLearner
{
    /// <summary>Directions to keep, 1 to the number of columns. Default 2.</summary>
    public int Components { get; init; } = 2;

    /// <summary>Whether coordinates are divided by their deviation. Default false.</summary>
    public bool Whiten { get; init; }

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    /// <inheritdoc cref="ProjectionLearner.Fit"/>
    public new PcaModel Fit(Frame data, FitOptions? options = null) => (PcaModel)base.Fit(data, options);

    internal override void Check()
    {
        if (Components < 1)
        {
            throw new OptionException(nameof(Pca), nameof(Components), Components, "at least 1");
        }
    }

    internal override Projector FitCore(TrainingSet set)
    {
        var columns = set.X.Columns;
        if (Components > columns)
        {
            throw new OptionException(
                nameof(Pca),
                nameof(Components),
                Components,
                FormattableString.Invariant($"at most the number of feature columns, {columns}")
            );
        }

        var weight = set.RequireWeight(nameof(Pca));
        if (weight <= 1)
        {
            throw new TrainingDataException(
                FormattableString.Invariant($"{nameof(Pca)}: variance needs two rows at least; the weights sum to {weight}.")
            );
        }

        var (mean, covariance) = Covariance(new Standardized(set.X, intercept: true), set, weight);
        var (values, vectors) = Eigen.Symmetric(covariance, columns, set.Options.Cancellation);
        var total = values.Sum(value => Math.Max(0, value));
        for (var i = 0; i < Components; i++)
        {
            var vector = vectors.AsSpan(i * columns, columns);
            if (vector[System.Numerics.Tensors.TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0)
            {
                System.Numerics.Tensors.TensorPrimitives.Negate(vector, vector);
            }
        }

        set.Options.Progress?.Report(new FitProgress(1, 1));
        double[] variances = [.. values.Take(Components).Select(value => Math.Max(0, value))];
        double[] ratios = [.. variances.Select(value => total > 0 ? value / total : 0)];
        return new PcaModel(set.Schema, mean, vectors[..(Components * columns)], variances, ratios, Whiten);
    }

    private static (double[] Mean, double[] Covariance) Covariance(Standardized x, TrainingSet set, double weight)
    {
        var (gram, _) = new Products(x, set).Sum(0);
        var columns = x.Scale.Length;
        var mean = new double[columns];
        var covariance = new double[columns * columns];
        for (var i = 0; i < columns; i++)
        {
            mean[i] = gram[i * x.Stride + columns] / weight / x.Scale[i] + x.Shift[i];
            for (var j = i; j < columns; j++)
            {
                var product = gram[i * x.Stride + j] - gram[i * x.Stride + columns] * gram[j * x.Stride + columns] / weight;
                covariance[i * columns + j] = covariance[j * columns + i] = product / (weight - 1) / x.Scale[i] / x.Scale[j];
            }
        }

        return (mean, covariance);
    }
}
