using Analytics.Frames;

namespace Analytics.Learning.Tests.Trees;

public sealed class GradientBoostingTests
{
    private static readonly Frame s_train = Tables.Mixed(4_000, seed: 1);
    private static readonly Frame s_test = Tables.Mixed(2_000, seed: 2);

    [Fact]
    public void Two_classes_are_told_apart_from_numbers_holes_and_words()
    {
        var model = new GradientBoosting { Trees = 60 }.Fit(s_train, "yes", Tables.Options());
        var auc = Tables.Auc(model.Predict(s_test).Values, s_test.Column<bool>("yes").Values.ToArray());
        Assert.InRange(auc, 0.80, 0.95);
        var blind = new GradientBoosting { Trees = 60 }.Fit(s_train, "yes", new FitOptions { Features = ["x0", "x1", "x2", "x3", "x4"] });
        Assert.True(auc > Tables.Auc(blind.Predict(s_test).Values, s_test.Column<bool>("yes").Values.ToArray()) + 0.02);
    }

    [Fact]
    public void Three_classes_get_probabilities_that_sum_to_one_and_beat_the_commonest_class()
    {
        var model = new GradientBoosting { Trees = 40 }.Fit(s_train, "class", Tables.Options());
        Assert.Equal(Loss.Softmax, model.Loss);
        Assert.Equal(120, model.TreeCount);
        var prediction = model.Predict(s_test);
        for (var row = 0; row < prediction.Rows; row++)
        {
            Assert.Equal(1, Enumerable.Range(0, 3).Sum(code => prediction.Scores[row * 3 + code]), 12);
        }

        var actual = s_test.Text("class");
        var right = prediction.Labels.Where((label, row) => label == actual.At(row)).Count();
        var commonest = Enumerable.Range(0, actual.Count).GroupBy(row => actual.At(row)).Max(group => group.Count());
        Assert.True(right > commonest + 300, $"{right} of 2000 right, the commonest class has {commonest}");
    }

    [Fact]
    public void A_number_is_predicted_in_its_own_scale_however_large_or_small()
    {
        var target = s_train["number"].ToDoubles();
        var model = new GradientBoosting().Fit(s_train, "number", Tables.Options());
        var plain = model.Predict(s_test).Values;
        var error = plain.Zip(s_test["number"].ToDoubles(), (a, b) => (a - b) * (a - b)).Average();
        Assert.True(error < 0.1 * Variance(target), $"{error} of {Variance(target)}");
        foreach (var scale in (double[])[Math.ScaleB(1, 400), Math.ScaleB(1, -400)])
        {
            var scaled = s_train.With(new Column<double>("number", [.. target.Select(value => value * scale)]));
            var values = new GradientBoosting().Fit(scaled, "number", Tables.Options()).Predict(s_test).Values;
            Golden.Near(plain, values.Select(value => value / scale), 1e-9);
        }
    }

    [Fact]
    public void Counts_are_predicted_positive_and_their_mean_is_kept()
    {
        var model = new GradientBoosting { Loss = Loss.Poisson, L2 = 0 }.Fit(s_train, "count", Tables.Options());
        var predicted = model.Predict(s_train).Values;
        Assert.All(predicted, value => Assert.True(value > 0));
        Assert.Equal(s_train["count"].ToDoubles().Average(), predicted.Average(), 0.02);
        var negative = s_train.With(new Column<double>("count", [.. s_train["count"].ToDoubles().Select(value => value - 1)]));
        Assert.Contains(
            "counts ≥ 0",
            Assert
                .Throws<TrainingDataException>(() => new GradientBoosting { Loss = Loss.Poisson }.Fit(negative, "count", Tables.Options()))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_row_of_weight_two_counts_as_the_row_twice()
    {
        var once = Tables.Mixed(1_000);
        var weights = Enumerable.Range(0, 1_000).Select(row => (double)(int)(3 * Tables.Uniform(row, 300))).ToArray();
        var weighted = once.With(new Column<double>("w", weights));
        var repeated = once.Take([.. Enumerable.Range(0, 1_000).SelectMany(row => Enumerable.Repeat(row, (int)weights[row]))]);
        var learner = new GradientBoosting { Trees = 20, MinLeafRows = 10 };
        foreach (var target in (string[])["yes", "number", "class", "count"])
        {
            var a = learner.Fit(weighted, target, Tables.Options() with { Weight = "w" }).Predict(s_test).Scores;
            var b = learner.Fit(repeated, target, Tables.Options()).Predict(s_test).Scores;
            Golden.Near(a, b, 1e-4);
        }
    }

    [Fact]
    public void No_leaf_holds_fewer_rows_than_asked_for()
    {
        foreach (var target in (string[])["yes", "number", "class"])
        {
            var model = new GradientBoosting
            {
                Trees = 20,
                MinLeafRows = 60,
                Leaves = 200,
            }.Fit(s_train, target, Tables.Options());
            var rows = s_train.Select(Tables.Features);
            var encoded = model.Schema.Encode(rows);
            foreach (var tree in model.Ensemble.Trees)
            {
                var counts = new int[tree.Leaves];
                for (var row = 0; row < encoded.Rows; row++)
                {
                    counts[tree.LeafOf(encoded.Row(row))]++;
                }

                Assert.All(counts, count => Assert.True(count >= 60));
                Assert.Equal(counts.Select(count => (double)count), tree.Nodes.Where(node => node.IsLeaf).Select(node => node.Cover));
            }
        }
    }

    [Fact]
    public void A_constrained_feature_moves_the_prediction_one_way_only()
    {
        var noisy = new Frame(
            new Column<double>("x", [.. Enumerable.Range(0, 3_000).Select(row => Tables.Uniform(row, 0))]),
            new Column<double>("z", [.. Enumerable.Range(0, 3_000).Select(row => Tables.Uniform(row, 1))]),
            new Column<double>(
                "y",
                [
                    .. Enumerable
                        .Range(0, 3_000)
                        .Select(row =>
                            Math.Sin(9 * Tables.Uniform(row, 0))
                            + Tables.Uniform(row, 0)
                            + Tables.Uniform(row, 1)
                            + 0.3 * Tables.Normal(row, 2)
                        ),
                ]
            )
        );
        foreach (var direction in (int[])[1, -1])
        {
            var model = new GradientBoosting { Monotone = new Dictionary<string, int> { ["x"] = direction } }.Fit(noisy, "y");
            foreach (var z in (double[])[0.1, 0.5, 0.9])
            {
                var line = new Frame(
                    new Column<double>("x", [.. Enumerable.Range(0, 1_001).Select(i => i / 1000.0)]),
                    new Column<double>("z", [.. Enumerable.Repeat(z, 1_001)])
                );
                var values = model.Predict(line).Values;
                Assert.True(values.Zip(values.Skip(1), (a, b) => direction * (b - a)).Min() >= 0);
                Assert.True(direction * (values[^1] - values[0]) > 0.01);
            }
        }
    }

    [Fact]
    public void Training_stops_when_validation_no_longer_improves_and_keeps_the_best_rounds()
    {
        var scores = new List<double>();
        var options = Tables.Options() with { Validation = s_test, Progress = new Listener(progress => scores.Add(progress.Score!.Value)) };
        var model = new GradientBoosting
        {
            Trees = 2_000,
            LearningRate = 0.3,
            Patience = 10,
        }.Fit(s_train, "yes", options);
        Assert.InRange(model.TreeCount, 5, 300);
        Assert.Equal(model.TreeCount + 10, scores.Count);
        Assert.Equal(scores.Min(), scores[model.TreeCount - 1]);
        var (p, actual) = (model.Predict(s_test).Values, s_test.Column<bool>("yes").Values.ToArray());
        Assert.Equal(p.Select((value, row) => -Math.Log(actual[row] ? value : 1 - value)).Average(), scores.Min(), 9);
    }

    [Fact]
    public void A_fit_ends_soon_after_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        var options = Tables.Options() with
        {
            Cancellation = source.Token,
            Progress = new Listener(progress =>
            {
                if (progress.Done == 3)
                {
                    source.Cancel();
                }
            }),
        };
        Assert.Throws<OperationCanceledException>(() => new GradientBoosting { Trees = 1_000_000 }.Fit(s_train, "yes", options));
    }

    [Fact]
    public void Sampling_rows_and_columns_changes_the_model_with_the_seed_only()
    {
        string Fit(int seed, int threads) =>
            new GradientBoosting
            {
                Trees = 10,
                RowSample = 0.6,
                ColumnSample = 0.5,
                Seed = seed,
            }
                .Fit(s_train, "yes", Tables.Options(threads))
                .ToJson();
        Assert.Equal(Fit(1, 1), Fit(1, 3));
        Assert.NotEqual(Fit(1, 1), Fit(2, 1));
        var model = new GradientBoosting
        {
            Trees = 60,
            RowSample = 0.6,
            ColumnSample = 0.5,
        }.Fit(s_train, "yes", Tables.Options());
        Assert.True(Tables.Auc(model.Predict(s_test).Values, s_test.Column<bool>("yes").Values.ToArray()) > 0.79);
    }

    [Fact]
    public void Depth_bounds_every_path()
    {
        var model = new GradientBoosting
        {
            Trees = 5,
            Leaves = 0,
            Depth = 3,
        }.Fit(s_train, "yes", Tables.Options());
        Assert.All(model.Ensemble.Trees, tree => Assert.InRange(tree.Leaves, 5, 8));
    }

    [Fact]
    public void Penalties_pull_leaves_towards_zero()
    {
        double Size(GradientBoosting learner) =>
            learner.Fit(s_train, "number", Tables.Options()).Ensemble.Trees.SelectMany(tree => tree.Values).Average(Math.Abs);
        var free = Size(new GradientBoosting { Trees = 1, L2 = 0 });
        Assert.True(Size(new GradientBoosting { Trees = 1, L2 = 200 }) < 0.9 * free);
        Assert.True(
            Size(
                new GradientBoosting
                {
                    Trees = 1,
                    L2 = 0,
                    L1 = 300,
                }
            )
                < 0.9 * free
        );
    }

    private static double Variance(double[] values) => values.Average(value => (value - values.Average()) * (value - values.Average()));

    private sealed class Listener(Action<FitProgress> heard) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => heard(value);
    }
}
