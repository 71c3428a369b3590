using Analytics.Frames;
using Analytics.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop.Tests;

/// <summary>Learners of Microsoft.ML's packages give models of ours that say what Microsoft.ML's own say.</summary>
public sealed class PackageLearnerTests
{
    private static readonly Analytics.Frames.Frame s_train = Prepared(Table.Drives(1500)),
        s_test = Prepared(Table.Drives(400, seed: 2));
    private static readonly FitOptions s_numbers = new() { Features = ["x", "y", "noise"], Threads = 1 };

    public static TheoryData<string> All => [.. s_learners.Keys];

    private static readonly Dictionary<string, SupervisedLearner> s_learners = new(StringComparer.Ordinal)
    {
        ["lightgbm"] = new LightGbmLearner
        {
            Trees = 20,
            Leaves = 8,
            Seed = 3,
        },
        ["fast-tree"] = new FastTreeLearner
        {
            Trees = 20,
            Leaves = 8,
            Seed = 3,
        },
        ["fast-forest"] = new FastForestLearner
        {
            Trees = 20,
            Leaves = 8,
            Seed = 3,
        },
        ["lbfgs"] = new LbfgsLearner { L1 = 0, L2 = 0.1 },
        ["sdca"] = new SdcaLearner { Seed = 3 },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Each_predicts_classes_and_numbers_better_than_a_guess(string name)
    {
        var learner = s_learners[name];
        Assert.True(Evaluation.Of(learner.Fit(s_train, "label", s_numbers), s_test)[Metric.RocAuc] > 0.8);
        Assert.True(Evaluation.Of(learner.Fit(s_train, "kind", s_numbers), s_test)[Metric.Accuracy] > 0.55);
        Assert.True(Evaluation.Of(learner.Fit(s_train, "amount", s_numbers), s_test)[Metric.R2] > 0.4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_model_of_two_classes_says_what_theirs_says(string name)
    {
        var ml = new MLContext(seed: 3);
        IEstimator<ITransformer> trainer = name switch
        {
            "lightgbm" => ml.BinaryClassification.Trainers.LightGbm(
                new Microsoft.ML.Trainers.LightGbm.LightGbmBinaryTrainer.Options
                {
                    NumberOfIterations = 20,
                    NumberOfLeaves = 8,
                    LearningRate = 0.1,
                    MinimumExampleCountPerLeaf = 20,
                    Seed = 3,
                    Deterministic = true,
                    NumberOfThreads = 1,
                    HandleMissingValue = false,
                }
            ),
            "fast-tree" => ml.BinaryClassification.Trainers.FastTree(
                new Microsoft.ML.Trainers.FastTree.FastTreeBinaryTrainer.Options
                {
                    NumberOfTrees = 20,
                    NumberOfLeaves = 8,
                    Seed = 3,
                    NumberOfThreads = 1,
                }
            ),
            "fast-forest" => ml.BinaryClassification.Trainers.FastForest(
                new Microsoft.ML.Trainers.FastTree.FastForestBinaryTrainer.Options
                {
                    NumberOfTrees = 20,
                    NumberOfLeaves = 8,
                    Seed = 3,
                    NumberOfThreads = 1,
                }
            ),
            "lbfgs" => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
                new Microsoft.ML.Trainers.LbfgsLogisticRegressionBinaryTrainer.Options
                {
                    L1Regularization = 0,
                    L2Regularization = 0.1f,
                    NumberOfThreads = 1,
                }
            ),
            _ => ml.BinaryClassification.Trainers.SdcaLogisticRegression(
                new Microsoft.ML.Trainers.SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 }
            ),
        };
        var theirs = Pipeline(ml, "label").Append(trainer).Fit(s_train.ToDataView()).Transform(s_test.ToDataView());
        var ours = s_learners[name].Fit(s_train, "label", s_numbers).Predict(s_test).Values;
        if (name == "fast-forest")
        {
            // Theirs has no probability: the order of the rows is compared, which a sigmoid keeps.
            double[] scores = [.. theirs.ToFrame("Score")["Score"].ToDoubles()];
            Assert.Equal(Order(scores), Order([.. ours.Select(value => Math.Log(value / (1 - value)))]));
            return;
        }

        var expected = theirs.ToFrame("Probability")["Probability"].ToDoubles();
        Assert.All(ours.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5));

        // Scores that differ by rounding alone are in one order.
        static int[] Order(double[] values) =>
            [
                .. values
                    .Index()
                    .OrderBy(each => Math.Round(each.Item, 4))
                    .ThenBy(each => each.Index)
                    .Select(each => each.Index)
                    .Where((_, place) => place % 7 == 0),
            ];
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_model_of_a_number_says_what_theirs_says(string name)
    {
        var ml = new MLContext(seed: 3);
        IEstimator<ITransformer> trainer = name switch
        {
            "lightgbm" => ml.Regression.Trainers.LightGbm(
                new Microsoft.ML.Trainers.LightGbm.LightGbmRegressionTrainer.Options
                {
                    NumberOfIterations = 20,
                    NumberOfLeaves = 8,
                    LearningRate = 0.1,
                    MinimumExampleCountPerLeaf = 20,
                    Seed = 3,
                    Deterministic = true,
                    NumberOfThreads = 1,
                    HandleMissingValue = false,
                }
            ),
            "fast-tree" => ml.Regression.Trainers.FastTree(
                new Microsoft.ML.Trainers.FastTree.FastTreeRegressionTrainer.Options
                {
                    NumberOfTrees = 20,
                    NumberOfLeaves = 8,
                    Seed = 3,
                    NumberOfThreads = 1,
                }
            ),
            "fast-forest" => ml.Regression.Trainers.FastForest(
                new Microsoft.ML.Trainers.FastTree.FastForestRegressionTrainer.Options
                {
                    NumberOfTrees = 20,
                    NumberOfLeaves = 8,
                    Seed = 3,
                    NumberOfThreads = 1,
                }
            ),
            "lbfgs" => ml.Regression.Trainers.LbfgsPoissonRegression(
                new Microsoft.ML.Trainers.LbfgsPoissonRegressionTrainer.Options
                {
                    L1Regularization = 0,
                    L2Regularization = 0.1f,
                    NumberOfThreads = 1,
                }
            ),
            _ => ml.Regression.Trainers.Sdca(new Microsoft.ML.Trainers.SdcaRegressionTrainer.Options { NumberOfThreads = 1 }),
        };
        var theirs = Pipeline(ml, "amount")
            .Append(trainer)
            .Fit(s_train.ToDataView())
            .Transform(s_test.ToDataView())
            .ToFrame("Score")["Score"]
            .ToDoubles();
        var ours = s_learners[name].Fit(s_train, "amount", s_numbers).Predict(s_test).Values;
        Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_saved_model_predicts_the_same_bits_and_onnx_the_same_numbers(string name)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-package-").FullName;
        try
        {
            foreach (var target in new[] { "label", "kind", "amount" })
            {
                var model = s_learners[name].Fit(s_train, target, s_numbers);
                var (file, onnx) = (Path.Combine(folder, "model.json"), Path.Combine(folder, "model.onnx"));
                model.Save(file);
                model.SaveOnnx(onnx);
                Assert.Equal(model.Predict(s_test).Scores, Model.Load<Predictor>(file).Predict(s_test).Scores);
                Assert.Equal(
                    model.Predict(s_test).Scores,
                    Onnx.Scores(onnx, s_test, ["x", "y", "noise"]),
                    (one, other) => Math.Abs(one - other) < 1e-5 * Math.Max(1, Math.Abs(one))
                );
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("fast-tree")]
    [InlineData("fast-forest")]
    public void What_may_become_champion_is_the_same_model_at_any_number_of_threads(string name)
    {
        var data = Prepared(Table.Drives(20_000));
        string[] models =
        [
            .. new[] { 1, 2, 4, 1, 2 }.Select(threads =>
                s_learners[name].Fit(data, "label", s_numbers with { Threads = threads }).ToJson()
            ),
        ];
        Assert.Single(models.Distinct());
        Assert.Null(MachineLearningPackages.Trees.ComparedOnly);
    }

    /// <summary>Notebooks show them, and reproduce on every machine.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void What_is_compared_is_the_same_model_at_any_number_of_threads(string name)
    {
        foreach (var target in new[] { "label", "kind", "amount" })
        {
            string[] models =
            [
                .. new[] { 0, 1, 2, 4, 0, 4 }.Select(threads =>
                    s_learners[name].Fit(s_train, target, s_numbers with { Threads = threads }).ToJson()
                ),
            ];
            Assert.Single(models.Distinct());
        }
    }

    [Fact]
    public void Groups_are_found_the_same_every_time()
    {
        var data = Table.Groups(600);
        var options = new FitOptions { Features = ["a", "b"] };
        var learner = new KMeansLearner { Clusters = 3, Seed = 5 };
        var model = learner.Fit(data, options);
        Assert.Equal(3, model.Assign(data).Labels.Zip(data.Column<int>("group").Values.ToArray()).Distinct().Count());
        Assert.Equal(model.ToJson(), learner.Fit(data, options).ToJson());
        Assert.Equal(
            0,
            ((KMeansModel)model).Inertia
                - new KMeans { Clusters = 3 }.Fit(data, options) switch
                {
                    KMeansModel own => own.Inertia,
                    _ => double.NaN,
                },
            1e-2
        );
    }

    [Fact]
    public void Trees_of_theirs_explain_themselves_as_ours()
    {
        var model = (TreePredictor)s_learners["lightgbm"].Fit(s_train, "label", s_numbers);
        var (rows, explained) = (model.Schema.Encode(s_test), model.Explain(s_test));
        var margins = model.Margins(rows);
        for (var row = 0; row < 50; row++)
        {
            Assert.Equal(margins[row], explained.Expected[0] + explained.Values.Skip(row * 3).Take(3).Sum(), 1e-9);
        }

        Assert.True(model.Importances()[2].Gain < model.Importances()[0].Gain);
    }

    [Fact]
    public void Weights_count_as_rows_that_stand_twice()
    {
        var weighted = s_train.With(
            new Column<float>("weight", [.. s_train.Column<bool>("label").Values.ToArray().Select(label => label ? 50f : 1f)])
        );
        foreach (var (name, learner) in s_learners)
        {
            var (plain, heavy) = (
                learner.Fit(s_train, "label", s_numbers).Predict(s_test).Values.Average(),
                learner.Fit(weighted, "label", s_numbers with { Weight = "weight" }).Predict(s_test).Values.Average()
            );
            Assert.True(heavy > plain + 0.1, $"{name}: {plain} {heavy}");
        }
    }

    [Fact]
    public void A_missing_native_library_is_told_in_a_sentence_that_says_what_is_needed()
    {
        Assert.Null(MachineLearningPackages.LightGbm.Missing(_ => null));
        var why = MachineLearningPackages.LightGbm.Missing(library => $"{library} is away");
        Assert.Equal(
            "Microsoft.ML.LightGbm 5.0.1 is skipped: its native library lib_lightgbm cannot be loaded on this machine (lib_lightgbm is away). It needs an x64 processor and, on Linux, libgomp.so.1 (package libgomp1)",
            why
        );
        Assert.Null(MachineLearningPackages.Linear.Missing(_ => "away"));
        Assert.Equal("Microsoft.ML 5.0.1", MachineLearningPackages.Core.ToString());
        Assert.Equal("Microsoft.ML.FastTree 5.0.1", MachineLearningPackages.Trees.ToString());
    }

    [Fact]
    public void A_library_that_is_not_there_is_found_missing()
    {
        var none = MachineLearningPackages.LightGbm with { Native = "lib_nothing_of_that_name" };
        Assert.Contains("there is none", none.Missing(), StringComparison.Ordinal);
    }

    private static IEstimator<ITransformer> Pipeline(MLContext ml, string label) =>
        ml.Transforms.Concatenate("Features", "x", "y", "noise").Append(ml.Transforms.CopyColumns("Label", label));

    private static Analytics.Frames.Frame Prepared(Analytics.Frames.Frame frame) =>
        frame.With(new Column<float>("y", [.. frame["y"].ToDoubles().Select(value => double.IsNaN(value) ? 0.5f : (float)value)]));
}
