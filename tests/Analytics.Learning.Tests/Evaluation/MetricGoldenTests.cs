using System.Text.Json;

namespace Analytics.Learning.Tests;

/// <summary>Against scikit-learn and scipy (tests/Golden/learning/metrics.py), to 1e-12.</summary>
public sealed class MetricGoldenTests
{
    private static readonly JsonElement s_golden = Golden.Read("metrics.json");
    private static readonly int[] s_truth = s_golden.Ints("y");
    private static readonly double[] s_scores = s_golden.Doubles("p");

    private static float[] Weights(bool weighted) => weighted ? s_golden.Floats("w") : [];

    [Theory]
    [InlineData("binary", false)]
    [InlineData("weighted", true)]
    public void Metrics_of_a_binary_score(string name, bool weighted)
    {
        var (golden, weights) = (s_golden.GetProperty(name), Weights(weighted));
        Golden.Near(golden.Double("roc_auc"), BinaryMetrics.RocAuc(s_truth, s_scores, weights));
        Golden.Near(golden.Double("average_precision"), BinaryMetrics.AveragePrecision(s_truth, s_scores, weights));
        Golden.Near(golden.Double("log_loss"), BinaryMetrics.LogLoss(s_truth, s_scores, weights));
        Golden.Near(golden.Double("brier"), BinaryMetrics.Brier(s_truth, s_scores, weights));
        var confusion = OperatingPoints.Of(s_truth, s_scores, weights).At(0.5);
        Golden.Near(golden.Doubles("confusion"), [confusion[0, 0], confusion[0, 1], confusion[1, 0], confusion[1, 1]]);
        Golden.Near(golden.Double("accuracy"), confusion.Accuracy);
        Golden.Near(golden.Double("balanced_accuracy"), confusion.BalancedAccuracy);
        Golden.Near(golden.Double("f1"), confusion.FBeta());
        Golden.Near(golden.Double("f2"), confusion.FBeta(2));
        Golden.Near(golden.Double("precision"), confusion.Precision());
        Golden.Near(golden.Double("recall"), confusion.Recall());
        Golden.Near(golden.Double("mcc"), confusion.Mcc);
    }

    [Fact]
    public void The_points_of_the_roc_curve()
    {
        var points = OperatingPoints.Of(s_truth, s_scores);
        var (golden, frame) = (s_golden.GetProperty("roc"), points.ToFrame());
        Golden.Near(golden.Doubles("thresholds"), points.Thresholds.ToArray());
        Golden.Near(golden.Doubles("tpr"), frame["true_positive_rate"].ToDoubles());
        Golden.Near(golden.Doubles("fpr"), frame["false_positive_rate"].ToDoubles());
        Golden.Near(s_golden.GetProperty("binary").Double("roc_auc"), points.RocAuc);
    }

    [Theory]
    [InlineData("multi", false)]
    [InlineData("multi_weighted", true)]
    public void Metrics_of_many_classes(string name, bool weighted)
    {
        var (golden, weights) = (s_golden.GetProperty(name), Weights(weighted));
        var truth = s_golden.Ints("t");
        double[] probabilities = [.. s_golden.Rows("q").SelectMany(row => row)];
        Golden.Near(golden.Double("log_loss"), ClassMetrics.LogLoss(truth, probabilities, 4, weights));
        Golden.Near(golden.Double("roc_auc_macro"), ClassMetrics.RocAuc(truth, probabilities, 4, weights));
        if (!weighted)
        {
            Golden.Near(golden.Double("roc_auc_weighted"), ClassMetrics.RocAuc(truth, probabilities, 4, average: Average.Weighted));
        }

        var confusion = Confusion.Of(
            ["a", "b", "c", "d"],
            truth,
            new Prediction(new Target("t", ["a", "b", "c", "d"]), probabilities).Codes,
            weights
        );
        Golden.Near(golden.Double("accuracy"), confusion.Accuracy);
        Golden.Near(golden.Double("balanced_accuracy"), confusion.BalancedAccuracy);
        Golden.Near(golden.Double("mcc"), confusion.Mcc);
        foreach (var (average, ending) in new[] { (Average.Macro, "macro"), (Average.Micro, "micro"), (Average.Weighted, "weighted") })
        {
            Golden.Near(golden.Double("f1_" + ending), confusion.FBeta(1, average));
            Golden.Near(golden.Double("f05_" + ending), confusion.FBeta(0.5, average));
            Golden.Near(golden.Double("precision_" + ending), confusion.Precision(average));
            Golden.Near(golden.Double("recall_" + ending), confusion.Recall(average));
        }
    }

    [Theory]
    [InlineData("regression", false)]
    [InlineData("regression_weighted", true)]
    public void Metrics_of_numbers(string name, bool weighted)
    {
        var (golden, weights) = (s_golden.GetProperty(name), Weights(weighted));
        double[] truth = s_golden.Doubles("a"),
            predicted = s_golden.Doubles("b");
        Golden.Near(golden.Double("rmse"), RegressionMetrics.Rmse(truth, predicted, weights));
        Golden.Near(golden.Double("mae"), RegressionMetrics.Mae(truth, predicted, weights));
        Golden.Near(golden.Double("r2"), RegressionMetrics.R2(truth, predicted, weights));
        Golden.Near(golden.Double("mape"), RegressionMetrics.Mape(truth, predicted, weights));
    }

    [Fact]
    public void Metrics_of_clusters()
    {
        var (golden, labels) = (s_golden.GetProperty("clusters"), s_golden.Ints("labels"));
        var rows = new Matrix([.. s_golden.Rows("x").SelectMany(row => row).Select(value => (float)value)], labels.Length, 3);
        Golden.Near(golden.Doubles("silhouettes"), ClusterMetrics.Silhouettes(rows, labels));
        Golden.Near(golden.Double("silhouette"), ClusterMetrics.Silhouette(rows, labels));
        Golden.Near(golden.Double("calinski_harabasz"), ClusterMetrics.CalinskiHarabasz(rows, labels));
        Golden.Near(golden.Double("davies_bouldin"), ClusterMetrics.DaviesBouldin(rows, labels));
        Golden.Near(golden.Double("adjusted_rand"), ClusterMetrics.AdjustedRand(labels, s_golden.Ints("other")));
    }

    [Theory]
    [InlineData("calibration_uniform", Borders.Uniform)]
    [InlineData("calibration_quantile", Borders.Quantiles)]
    public void The_calibration_curve(string name, Borders by)
    {
        var curve = CalibrationCurve.Of(s_truth, [.. s_scores.Select(score => score + 0.003)], 7, by);
        Golden.Near(s_golden.GetProperty(name).Doubles("observed"), curve["observed"].ToDoubles());
        Golden.Near(s_golden.GetProperty(name).Doubles("predicted"), curve["predicted"].ToDoubles());
    }

    [Theory]
    [InlineData("isotonic", false)]
    [InlineData("isotonic_weighted", true)]
    public void The_isotonic_curve(string name, bool weighted)
    {
        var fit = Isotonic.Fit(
            s_scores,
            [.. s_truth.Select(code => (double)code)],
            [.. Weights(weighted).Select(weight => weight + 1f / 16)]
        );
        Golden.Near(s_golden.Doubles(name), Enumerable.Range(0, 101).Select(i => fit.At(i / 100.0)));
    }

    [Fact]
    public void Platts_sigmoid_to_the_precision_that_scikit_learns_search_stops_at()
    {
        var fit = Sigmoid.Fit([.. s_scores.Select(p => Math.Log(p / (1 - p)))], s_truth);
        Golden.Near(s_golden.GetProperty("platt").Double("a"), fit.A, 1e-5);
        Golden.Near(s_golden.GetProperty("platt").Double("b"), fit.B, 1e-5);
    }

    [Fact]
    public void Tests_of_two_samples()
    {
        var golden = s_golden.GetProperty("ks");
        var (d, p) = HypothesisTests.KolmogorovSmirnov([.. s_golden.Doubles("u").Order()], [.. s_golden.Doubles("v").Order()]);
        Golden.Near(golden.Double("d"), d);
        Golden.Near(golden.Double("p"), p);
        var big = s_golden.Rows("big");
        var (bigD, bigP) = HypothesisTests.KolmogorovSmirnov([.. big[0].Order()], [.. big[1].Order()]);
        Golden.Near(golden.Double("big_d"), bigD);
        Golden.Near(golden.Double("big_p"), bigP);
        var counts = s_golden.GetProperty("counts");
        var (chi, chiP) = HypothesisTests.ChiSquare(counts.Doubles("before"), counts.Doubles("now"));
        Golden.Near(counts.Double("chi2"), chi);
        Golden.Near(counts.Double("p"), chiP);
    }

    [Fact]
    public void Tails_of_the_distributions_to_many_digits_however_small()
    {
        foreach (var tail in s_golden.Rows("chi2_tails"))
        {
            Assert.InRange(
                HypothesisTests.ChiSquareTail(tail[0], (int)tail[1]) - tail[2],
                -1e-11 * tail[2] - 1e-15,
                1e-11 * tail[2] + 1e-15
            );
        }

        foreach (var tail in s_golden.Rows("kolmogorov"))
        {
            Golden.Near(tail[1], HypothesisTests.KolmogorovTail(tail[0]));
        }
    }

    [Fact]
    public void Drift_of_counts_and_numbers()
    {
        var counts = s_golden.GetProperty("counts");
        Golden.Near(counts.Double("psi"), Divergence.Psi(counts.Doubles("before"), counts.Doubles("now")));
        Golden.Near(counts.Double("jensen_shannon"), Divergence.JensenShannon(counts.Doubles("before"), counts.Doubles("now")));
        var drift = Drift.Of(
            new Analytics.Frames.Frame(new Analytics.Frames.Column<double>("speed", s_golden.Doubles("u"))),
            new Analytics.Frames.Frame(new Analytics.Frames.Column<double>("speed", s_golden.Doubles("v")))
        )[0];
        var golden = s_golden.GetProperty("numbers");
        Golden.Near(golden.Double("psi"), drift.Psi);
        Golden.Near(golden.Double("jensen_shannon"), drift.JensenShannon);
        Golden.Near(golden.Double("mean_shift"), drift.MeanShift);
        Golden.Near(s_golden.GetProperty("ks").Double("d"), drift.Statistic);
    }
}
