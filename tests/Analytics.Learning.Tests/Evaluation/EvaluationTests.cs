using Analytics.Frames;
using Analytics.Learning.Tests.Conformance;

namespace Analytics.Learning.Tests;

public sealed class EvaluationTests
{
    private static readonly Frame s_rows = Samples.Of(600, 1).Drop("severity", "cost");
    private static readonly GradientBoosting s_boosting = new() { Trees = 30, Leaves = 8 };

    [Fact]
    public void Cross_validation_scores_each_fold_on_rows_it_was_not_fitted_on()
    {
        var result = CrossValidation.Run(s_boosting, s_rows, "injured", Split.Stratified(s_rows, "injured", 4));
        Assert.Equal(4, result.Evaluations.Count);
        Assert.Equal(600, result.Evaluations.Sum(evaluation => evaluation.Truth.Rows));
        Assert.InRange(result.Mean(Metric.RocAuc), 0.85, 0.999);
        Assert.True(result.Deviation(Metric.RocAuc) > 0);
        Assert.Equal(result.Mean(Metric.Brier), result.ToFrame().Column<double>("mean").Values[3]);
        // Fitted on the rows themselves it would be better than this.
        Assert.True(Evaluation.Of(s_boosting.Fit(s_rows, "injured"), s_rows)[Metric.LogLoss] < result.Mean(Metric.LogLoss));
    }

    [Fact]
    public void A_bootstrap_interval_holds_the_value_narrows_with_rows_and_repeats_with_its_seed()
    {
        var model = s_boosting.Fit(s_rows, "injured");
        var few = Evaluation.Of(model, Samples.Of(100, 2)).Bootstrap(Metric.RocAuc, draws: 200, seed: 3);
        var many = Evaluation.Of(model, Samples.Of(2000, 2)).Bootstrap(Metric.RocAuc, draws: 200, seed: 3, threads: 1);
        Assert.InRange(few.Value, few.Lower, few.Upper);
        Assert.True(many.Upper - many.Lower < (few.Upper - few.Lower) / 2);
        Assert.Equal(many, Evaluation.Of(model, Samples.Of(2000, 2)).Bootstrap(Metric.RocAuc, draws: 200, seed: 3, threads: 4));
    }

    [Fact]
    public void The_bootstrap_of_a_mean_is_as_wide_as_theory_says()
    {
        // Mean absolute error of a zero prediction: the standard error of |x| is known.
        double[] values = [.. Enumerable.Range(0, 2000).Select(row => Mixing.Share(Mixing.Hash((ulong)row)))];
        var target = new Target("x", []);
        var interval = new Evaluation(new Truth(target, values), new Prediction(target, new double[2000])).Bootstrap(
            Metric.Mae,
            draws: 2000
        );
        Assert.Equal(2 * 1.96 * Math.Sqrt(1 / 12.0 / 2000), interval.Upper - interval.Lower, 0.002);
    }

    [Fact]
    public void The_threshold_follows_the_metric_or_the_cost()
    {
        int[] truth = [0, 0, 1, 0, 1, 1];
        double[] scores = [0.1, 0.2, 0.3, 0.4, 0.8, 0.9];
        var points = OperatingPoints.Of(truth, scores);
        Assert.Equal(0.9, points.Best(at => at.Precision()), 12);
        Assert.Equal(0.8, points.Best(at => at.FBeta(0.5)), 12);
        Assert.Equal(0.3, points.Best(at => at.FBeta(2)), 12);
        Assert.Equal(0.3, points.Cheapest(falsePositive: 1, falseNegative: 10), 12);
        Assert.Equal(0.8, points.Cheapest(falsePositive: 10, falseNegative: 1), 12);
        Assert.Equal(double.PositiveInfinity, points.Cheapest(falsePositive: 1, falseNegative: 0));
        Assert.Equal(0, points.At(0.95)[1, 1]);
        Assert.Equal(3, points.At(-1)[1, 1]);
    }

    [Fact]
    public void Auc_of_a_million_rows_with_ties_equals_the_curve_s_area()
    {
        var (truth, scores) = (new int[1_000_000], new double[1_000_000]);
        for (var row = 0; row < truth.Length; row++)
        {
            truth[row] = Mixing.Share(Mixing.Hash((ulong)row, 1)) < 0.3 ? 1 : 0;
            scores[row] = Math.Round(Mixing.Share(Mixing.Hash((ulong)row, 2)) + 0.2 * truth[row] - 0.5, row % 2 == 0 ? 3 : 15);
        }

        Golden.Near(OperatingPoints.Of(truth, scores).RocAuc, BinaryMetrics.RocAuc(truth, scores), 1e-12);
    }

    [Fact]
    public void Sorting_by_bits_orders_every_kind_of_number()
    {
        double[] values =
        [
            .. Enumerable.Range(0, 5000).Select(i => (Mixing.Share(Mixing.Hash((ulong)i)) - 0.5) * Math.Pow(10, i % 600 - 300)),
            0,
            -0.0,
            double.MaxValue,
            double.MinValue,
            double.Epsilon,
            -double.Epsilon,
            1,
            1,
            1 + 1e-15,
        ];
        ulong[] keys = [.. values.Select(Radix.Key)];
        int[] items = [.. Enumerable.Range(0, keys.Length)];
        ulong[] alone = [.. keys];
        Radix.Sort(keys, items);
        alone = Radix.Sort(alone, new ulong[alone.Length], 0, alone.Length);
        Assert.Equal(values.Order().Select(value => value + 0.0), keys.Select(Radix.Value));
        Assert.Equal(keys, alone);
        Assert.Equal(Enumerable.Range(0, values.Length).OrderBy(i => values[i] + 0.0), items);
    }

    [Fact]
    public void Metrics_refuse_what_they_are_not_defined_for()
    {
        Assert.Contains(
            "one class",
            Assert.Throws<MetricException>(() => BinaryMetrics.RocAuc([1, 1], [0.1, 0.2])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "row 2",
            Assert.Throws<MetricException>(() => BinaryMetrics.RocAuc([1, 0], [0.1, double.NaN])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "row 1",
            Assert.Throws<MetricException>(() => BinaryMetrics.Brier([2, 0], [0.1, 0.5])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2 true values and 1",
            Assert.Throws<MetricException>(() => RegressionMetrics.Mae([1, 2], [1])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("no rows", Assert.Throws<MetricException>(() => RegressionMetrics.Mae([], [])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "1 clusters",
            Assert.Throws<MetricException>(() => ClusterMetrics.Silhouette(new Matrix([1, 2, 3], 3, 1), [0, 0, -1])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "positive",
            Assert.Throws<MetricException>(() => Confusion.Of(["a", "b", "c"], [0, 1], [0, 1]).FBeta()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Silhouettes_leave_noise_out_and_are_the_same_bits_at_any_thread_count()
    {
        float[] values = [.. Enumerable.Range(0, 3000).Select(i => (float)(Mixing.Share(Mixing.Hash((ulong)i)) + i / 3 % 3))];
        int[] labels = [.. Enumerable.Range(0, 1000).Select(row => row % 10 == 9 ? -1 : row % 3)];
        var rows = new Matrix(values, 1000, 3);
        var one = ClusterMetrics.Silhouettes(rows, labels, threads: 1);
        Assert.Equal(one, ClusterMetrics.Silhouettes(rows, labels, threads: 4));
        int[] kept = [.. Enumerable.Range(0, 1000).Where(row => labels[row] >= 0)];
        Assert.Equal(ClusterMetrics.Silhouettes(rows.Take(kept), [.. kept.Select(row => labels[row])]), kept.Select(row => one[row]));
        Assert.All(Enumerable.Range(0, 1000).Where(row => labels[row] < 0), row => Assert.True(double.IsNaN(one[row])));
    }
}
