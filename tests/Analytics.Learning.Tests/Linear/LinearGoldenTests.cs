using System.Text.Json;
using Analytics.Learning.Tests.Clusters;

namespace Analytics.Learning.Tests.Linear;

/// <summary>Against scikit-learn (tests/Golden/learning/clusters.py).</summary>
public sealed class LinearGoldenTests
{
    [Fact]
    public void The_data_are_those_of_the_script() =>
        Assert.Equal(HashedRows.Golden.Doubles("first-row"), Enumerable.Range(0, 4).Select(j => (double)HashedRows.X(0, j)));

    [Fact]
    public void Two_classes_under_a_ridge_penalty_have_the_same_coefficients() => Same("logistic", new LogisticRegression());

    [Fact]
    public void A_strong_penalty_shrinks_alike() => Same("logistic-c", new LogisticRegression { C = 0.01 });

    [Fact]
    public void Weights_count_alike() => Same("logistic-weighted", new LogisticRegression(), weighted: true);

    [Fact]
    public void Without_a_penalty_the_likelihood_alone_decides() =>
        Same("logistic-none", new LogisticRegression { C = double.PositiveInfinity });

    [Fact]
    public void Without_an_intercept_the_score_is_zero_at_the_origin() =>
        Same("logistic-no-intercept", new LogisticRegression { Intercept = false }, tolerance: 1e-5);

    [Fact]
    public void A_lasso_penalty_has_the_same_coefficients() =>
        Same("logistic-l1", new LogisticRegression { C = 0.05, L1Share = 1 }, tolerance: 1e-6);

    [Fact]
    public void An_elastic_net_has_the_same_coefficients() =>
        Same("logistic-elastic", new LogisticRegression { C = 0.05, L1Share = 0.5 }, tolerance: 1e-6);

    [Fact]
    public void Several_classes_have_the_same_coefficients() =>
        Same("multinomial", new LogisticRegression { Tolerance = 1e-14 }, target: "several", tolerance: 1e-5);

    [Fact]
    public void Several_classes_under_a_lasso_penalty_have_the_same_coefficients_and_zeros()
    {
        var model = Same(
            "multinomial-l1",
            new LogisticRegression
            {
                C = 0.05,
                L1Share = 1,
                Tolerance = 1e-14,
            },
            target: "several",
            tolerance: 1e-4
        );
        Assert.Equal(
            HashedRows.Golden.GetProperty("multinomial-l1").Doubles("coefficients").Select(each => each == 0),
            model.Coefficients.Select(each => each == 0)
        );
    }

    [Theory]
    [InlineData("linear", 0)]
    [InlineData("ridge", 30)]
    public void Weighted_least_squares_have_the_same_coefficients(string golden, double ridge)
    {
        var model = new LinearRegression { Ridge = ridge }.Fit(HashedRows.Frame(), "number", HashedRows.Options(weighted: true));
        var expected = HashedRows.Golden.GetProperty(golden);
        Golden.Near(expected.Doubles("coefficients"), model.Coefficients, 1e-10);
        Golden.Near(expected.Doubles("intercepts"), [model.Intercept], 1e-10);
    }

    private static LogisticModel Same(
        string golden,
        LogisticRegression learner,
        string target = "binary",
        bool weighted = false,
        double tolerance = 1e-8
    )
    {
        var expected = HashedRows.Golden.GetProperty(golden);
        var frame = HashedRows.Frame();
        var model = learner.Fit(frame, target, HashedRows.Options(weighted));
        Golden.Near(expected.Doubles("coefficients"), model.Coefficients, tolerance);
        Golden.Near(expected.Doubles("intercepts"), model.Intercepts, tolerance);
        Golden.Near(expected.Doubles("probabilities"), model.Predict(frame.Take([0, 1, 2, 3, 4])).Scores, tolerance);
        return model;
    }
}
