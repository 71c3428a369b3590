using Analytics.Frames;
using Analytics.Learning.Tests.Conformance;

namespace Analytics.Learning.Tests;

/// <summary>Draws of whole blocks, and short ways to measure on them.</summary>
public sealed class ResampleTests
{
    private static readonly Frame s_train = Samples.Of(600, 1),
        s_test = Samples.Of(300, 2);

    private static Evaluation Of(string target) =>
        Evaluation.Of(
            new GradientBoosting { Trees = 20, Leaves = 6 }.Fit(
                s_train.Drop([.. new[] { "injured", "severity", "cost" }.Where(name => name != target)]),
                target
            ),
            s_test
        );

    private static int[] Blocks(int rows, int size) => [.. Enumerable.Range(0, rows).Select(row => row * 7 % rows / size)];

    [Theory]
    [InlineData("injured")]
    [InlineData("severity")]
    [InlineData("cost")]
    public void What_is_summed_or_sorted_once_is_what_the_metric_gives_on_the_drawn_rows(string target)
    {
        var evaluation = Of(target);
        var resamples = new Resamples(Blocks(300, 5), 20, 4);
        IReadOnlyList<Metric> metrics =
        [
            .. Metric.For(evaluation.Truth.Target),
            .. target == "injured" ? [Metric.OfConfusion("f1 from 0.3", confusion => confusion.FBeta(), 0.3)] : Array.Empty<Metric>(),
        ];
        foreach (var metric in metrics.Where(metric => metric != Metric.Mape))
        {
            var draws = evaluation.Draws(metric, resamples);
            for (var draw = 0; draw < 20; draw++)
            {
                var counts = new int[resamples.Blocks];
                resamples.Count(draw, counts);
                int[] rows = [.. Enumerable.Range(0, 300).SelectMany(row => Enumerable.Repeat(row, counts[Blocks(300, 5)[row]]))];
                var (truth, width) = (evaluation.Truth.Take(rows), evaluation.Prediction.Scores.Length / 300);
                var again = new Prediction(
                    truth.Target,
                    [.. rows.SelectMany(row => evaluation.Prediction.Scores.Skip(row * width).Take(width))]
                );
                Assert.Equal(metric.Measure(truth, again), draws[draw], 1e-9);
            }
        }
    }

    [Fact]
    public void A_metric_that_knows_no_weights_is_given_the_rows_as_often_as_they_were_drawn()
    {
        var target = new Target("x", []);
        double[] truth = [.. Enumerable.Range(0, 60).Select(row => (double)(row % 7))],
            predicted = [.. Enumerable.Range(0, 60).Select(row => (double)(row % 5))];
        var evaluation = new Evaluation(new Truth(target, truth), new Prediction(target, predicted));
        var resamples = new Resamples([.. Enumerable.Range(0, 60).Select(row => row / 4)], 50, 3);
        var plain = new Metric(
            "mean_distance",
            false,
            (truth, prediction) => truth.Values.Zip(prediction.Values, (a, b) => Math.Abs(a - b)).Average()
        )
        {
            IgnoresWeights = true,
        };

        var draws = evaluation.Draws(plain, resamples);

        Assert.All(draws.Zip(evaluation.Draws(Metric.Mae, resamples)), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        Assert.True(draws.Distinct().Count() > 10);
        var two = new Target("y", ["no", "yes"]);
        var classes = new Evaluation(
            new Truth(two, [.. truth.Select(each => each > 3 ? 1.0 : 0)]),
            new Prediction(two, [.. predicted.SelectMany(each => new[] { 1 - each / 5, each / 5 })])
        );
        Assert.All(
            classes
                .Draws(Metric.Brier with { Name = "b", IgnoresWeights = true, Sums = null }, resamples)
                .Zip(classes.Draws(Metric.Brier, resamples)),
            pair => Assert.Equal(pair.Second, pair.First, 1e-9)
        );
    }

    [Fact]
    public void Draws_are_the_same_on_any_number_of_threads()
    {
        var (evaluation, resamples) = (Of("injured"), new Resamples(Blocks(300, 5), 50, 4));
        foreach (var metric in Metric.For(evaluation.Truth.Target))
        {
            Assert.Equal(evaluation.Draws(metric, resamples, 1), evaluation.Draws(metric, resamples, 8));
        }
    }

    [Fact]
    public void Rows_that_repeat_each_other_make_no_narrower_interval_when_they_are_drawn_together()
    {
        double[] once = [.. Enumerable.Range(0, 200).Select(row => Mixing.Share(Mixing.Hash((ulong)row)))];
        double[] tenTimes = [.. Enumerable.Range(0, 2000).Select(row => once[row / 10])];
        var target = new Target("x", []);
        double Width(double[] values, Resamples resamples) =>
            new Evaluation(new Truth(target, values), new Prediction(target, new double[values.Length])).Bootstrap(Metric.Mae, resamples)
                is var interval
                ? interval.Upper - interval.Lower
                : 0;

        var honest = Width(once, Resamples.OfRows(200, 2000, 1));

        Assert.Equal(
            honest,
            Width(tenTimes, new Resamples([.. Enumerable.Range(0, 2000).Select(row => row / 10)], 2000, 1)),
            0.15 * honest
        );
        Assert.True(Width(tenTimes, Resamples.OfRows(2000, 2000, 1)) < honest / 2.5);
    }

    [Fact]
    public void A_draw_that_holds_one_class_says_nothing()
    {
        var target = new Target("x", ["no", "yes"]);
        var evaluation = new Evaluation(new Truth(target, [0, 0, 0, 1]), new Prediction(target, [0.9, 0.1, 0.8, 0.2, 0.6, 0.4, 0.3, 0.7]));
        var draws = evaluation.Draws(Metric.RocAuc, Resamples.OfRows(4, 200, 1));
        Assert.Contains(draws, double.IsNaN);
        Assert.All(draws.Where(value => !double.IsNaN(value)), value => Assert.Equal(1, value, 12));
        Assert.Contains(
            "4 are evaluated",
            Assert.Throws<MetricException>(() => evaluation.Draws(Metric.RocAuc, Resamples.OfRows(5, 200, 1))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("20 times", Assert.Throws<MetricException>(() => Resamples.OfRows(4, 19, 1)).Message, StringComparison.Ordinal);
    }
}
