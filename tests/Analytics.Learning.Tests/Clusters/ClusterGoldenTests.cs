using System.Text.Json;

namespace Analytics.Learning.Tests.Clusters;

/// <summary>Against scikit-learn (tests/Golden/learning/clusters.py).</summary>
public sealed class ClusterGoldenTests
{
    [Theory]
    [InlineData("kmeans", false)]
    [InlineData("kmeans-weighted", true)]
    public void K_means_from_the_same_start_has_the_same_centres_and_inertia(string golden, bool weighted)
    {
        var expected = HashedRows.Golden.GetProperty(golden);
        var frame = HashedRows.Frame();
        var model = new KMeans
        {
            Clusters = 3,
            Start = HashedRows.Start(),
            Tolerance = 0,
        }.Fit(frame, HashedRows.Options(weighted));
        Golden.Near(expected.Doubles("centres"), model.Centres, 1e-10);
        Golden.Near(expected.Double("inertia"), model.Inertia, 1e-10);
        if (!weighted)
        {
            Assert.Equal(expected.Ints("labels"), model.Assign(frame).Labels);
        }
    }

    [Theory]
    [InlineData(CovarianceShape.Full)]
    [InlineData(CovarianceShape.Tied)]
    [InlineData(CovarianceShape.Diagonal)]
    [InlineData(CovarianceShape.Spherical)]
    public void A_mixture_climbs_to_the_same_likelihood(CovarianceShape shape)
    {
        var expected = HashedRows.Golden.GetProperty($"mixture-{shape}");
        var frame = HashedRows.Frame();
        var model = new GaussianMixture
        {
            Clusters = 3,
            Covariance = shape,
            Tolerance = 1e-13,
            MaxSteps = 5000,
            Start = HashedRows.Start(),
        }.Fit(frame, HashedRows.Options());
        Golden.Near(expected.Double("loglikelihood"), model.LogLikelihood, 1e-9);
        Golden.Near(expected.Double("bic"), model.Bic, 1e-9);
        Golden.Near(expected.Double("aic"), model.Aic, 1e-9);
        // Groups start at the rows 0, 1, 2, whose means along the first column stand in the order 1, 2, 0 from the right.
        int[] order = [2, 0, 1];
        Golden.Near(expected.Doubles("weights"), order.Select(k => model.Weights[k]), 1e-5);
        Golden.Near(expected.Doubles("means"), order.SelectMany(k => model.Means.Skip(k * 4).Take(4)), 1e-5);
        var size = shape switch
        {
            CovarianceShape.Full => 16,
            CovarianceShape.Diagonal => 4,
            _ => 1,
        };
        Golden.Near(
            expected.Doubles("covariances"),
            shape == CovarianceShape.Tied ? model.Covariances : order.SelectMany(k => model.Covariances.Skip(k * size).Take(size)),
            1e-5
        );
        var probabilities = model.Probabilities(frame.Take([0, 1, 2, 3, 4]));
        Golden.Near(
            expected.Doubles("probabilities"),
            Enumerable.Range(0, 5).SelectMany(row => order.Select(k => probabilities[row * 3 + k])),
            1e-5
        );
    }

    [Fact]
    public void Principal_components_have_the_same_directions_and_variances()
    {
        var expected = HashedRows.Golden.GetProperty("pca");
        var model = new Pca { Components = 3 }.Fit(HashedRows.Frame(), HashedRows.Options());
        Golden.Near(expected.Doubles("mean"), model.Mean, 1e-11);
        Golden.Near(expected.Doubles("components"), model.Components, 1e-9);
        Golden.Near(expected.Doubles("variance"), model.ExplainedVariance, 1e-10);
        Golden.Near(expected.Doubles("ratio"), model.ExplainedVarianceRatio, 1e-10);
    }
}
