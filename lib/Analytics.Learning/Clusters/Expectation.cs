using System.Numerics.Tensors;

namespace Analytics.Learning;

/// <summary>Expectation and maximisation in one pass over fixed blocks of rows; means are relative to those of the columns.</summary>
internal sealed unsafe partial class Expectation
{
    private readonly TrainingSet _set;
    private readonly int _count;
    private readonly int _columns;
    private readonly int _products;
    private readonly CovarianceShape _shape;
    private readonly double _ridge;
    private readonly double[] _mean;
    private readonly Tiles<double> _tiles;
    private readonly Scratch[] _scratch;

    public Expectation(TrainingSet set, int count, CovarianceShape shape, double ridge)
    {
        (_set, _count, _columns, _shape, _ridge) = (set, count, set.X.Columns, shape, ridge);
        _products = IsTriangular ? _columns * (_columns + 1) / 2 : _columns;
        _mean = Tiles<double>.MeanOf(set.X, set.Weights, set.Options);
        _tiles = new Tiles<double>(set.X, _mean, set.Options);
        _scratch = new Scratch[RowBlocks.Count(set.Rows)];
        for (var i = 0; i < _scratch.Length; i++)
        {
            _scratch[i] = new Scratch(count, _columns, _products);
        }
    }

    private bool IsTriangular => _shape is CovarianceShape.Full or CovarianceShape.Tied;

    private int Sums => 1 + _columns + _products;

    public Mixture Uncentred(Mixture mixture) =>
        mixture with
        {
            Means = [.. mixture.Means.Select((value, i) => value + _mean[i % _columns])],
        };

    /// <summary>The mixture in which each row belongs wholly to its label's component.</summary>
    public Mixture Maximize(int[] labels)
    {
        var (_, sums) = Pass(null, labels);
        return Estimate(new double[_count * _columns], sums);
    }

    /// <summary>The mean log-likelihood of a row under a mixture, and the mixture that the rows' memberships in it lead to.</summary>
    public (double MeanLogLikelihood, Mixture Next) Step(Mixture mixture)
    {
        var (likelihood, sums) = Pass(mixture, null);
        return (likelihood / _set.RequireWeight(nameof(GaussianMixture)), Estimate(mixture.Means, sums));
    }

    private (double LogLikelihood, double[] Sums) Pass(Mixture? mixture, int[]? labels)
    {
        // Both are made here, by one thread, and only read in the pass.
        double[] precisions = mixture?.Precisions ?? [],
            constants = mixture?.Constants ?? [];
        var means = mixture?.Means ?? new double[_count * _columns];
        RowBlocks.Run(_scratch.Length, _set.Options, block => Pass(block, precisions, constants, means, labels));
        GC.KeepAlive(_tiles);
        var sums = new double[_count * Sums];
        var likelihood = 0.0;
        foreach (var scratch in _scratch)
        {
            likelihood += scratch.LogLikelihood;
            TensorPrimitives.Add(sums, scratch.Totals, sums);
        }

        return (likelihood, sums);
    }

    private Mixture Estimate(double[] origin, double[] sums)
    {
        var d = _columns;
        var masses = new double[_count];
        var means = new double[_count * d];
        var covariances = new double[
            _shape switch
            {
                CovarianceShape.Full => _count * d * d,
                CovarianceShape.Tied => d * d,
                CovarianceShape.Diagonal => _count * d,
                _ => _count,
            }
        ];
        var total = 0.0;
        for (var k = 0; k < _count; k++)
        {
            // A few roundings keep an empty component from dividing by zero, as in scikit-learn.
            masses[k] = sums[k * Sums] + 10 * 2.220446049250313e-16;
            total += masses[k];
        }

        for (var k = 0; k < _count; k++)
        {
            var own = sums.AsSpan(k * Sums + 1, Sums - 1);
            var shift = own[..d].ToArray();
            TensorPrimitives.Divide(shift, masses[k], shift);
            TensorPrimitives.Add(origin.AsSpan(k * d, d), shift, means.AsSpan(k * d, d));
            AddCovariance(covariances, k, own[d..], shift, masses[k], total);
        }

        AddRidge(covariances);
        TensorPrimitives.Divide(masses, total, masses);
        return new Mixture(_shape, masses, means, covariances);
    }

    /// <summary>Products about the old mean become the covariance about the new one, which lies <paramref name="shift"/> beside it.</summary>
    private void AddCovariance(double[] covariances, int k, ReadOnlySpan<double> products, double[] shift, double mass, double total)
    {
        var d = _columns;
        for (var i = 0; i < d; i++)
        {
            if (!IsTriangular)
            {
                var variance = products[i] / mass - shift[i] * shift[i];
                covariances[_shape == CovarianceShape.Diagonal ? k * d + i : k] +=
                    _shape == CovarianceShape.Diagonal ? variance : variance / d;
                continue;
            }

            for (var j = 0; j <= i; j++)
            {
                var covariance = products[i * (i + 1) / 2 + j] / mass - shift[i] * shift[j];
                var at = _shape == CovarianceShape.Full ? k * d * d : 0;
                var share = _shape == CovarianceShape.Full ? covariance : covariance * mass / total;
                covariances[at + i * d + j] += share;
                if (i != j)
                {
                    covariances[at + j * d + i] += share;
                }
            }
        }
    }

    private void AddRidge(double[] covariances)
    {
        for (var i = 0; i < covariances.Length; i++)
        {
            if (!IsTriangular || i % (_columns * _columns) % (_columns + 1) == 0)
            {
                covariances[i] += _ridge;
            }
        }
    }
}
