using Analytics.Frames;

namespace Analytics.Learning.Tests.Trees;

public sealed class ForestTests
{
    private static readonly Frame s_train = Tables.Mixed(3_000, seed: 1);
    private static readonly Frame s_test = Tables.Mixed(2_000, seed: 2);
    private static readonly bool[] s_actual = s_test.Column<bool>("yes").Values.ToArray();

    public static TheoryData<ForestLearner> Learners =>
        [new RandomForest { Trees = 60, MinLeafRows = 3 }, new ExtraTrees { Trees = 60, MinLeafRows = 3 }];

    [Theory]
    [MemberData(nameof(Learners))]
    public void Two_classes_are_told_apart(ForestLearner learner)
    {
        var prediction = learner.Fit(s_train, "yes", Tables.Options()).Predict(s_test);
        Assert.InRange(Tables.Auc(prediction.Values, s_actual), 0.78, 0.95);
        for (var row = 0; row < prediction.Rows; row++)
        {
            Assert.Equal(1, prediction.Scores[2 * row] + prediction.Scores[2 * row + 1], 12);
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void A_number_is_predicted_within_its_range(ForestLearner learner)
    {
        var values = learner.Fit(s_train, "number", Tables.Options()).Predict(s_test).Values;
        var (actual, known) = (s_test["number"].ToDoubles(), s_train["number"].ToDoubles());
        Assert.InRange(values.Min(), known.Min(), known.Max());
        Assert.InRange(values.Max(), known.Min(), known.Max());
        var mean = actual.Average();
        var explained = 1 - values.Zip(actual, (a, b) => (a - b) * (a - b)).Sum() / actual.Sum(value => (value - mean) * (value - mean));
        Assert.True(explained > 0.6, $"R² {explained}");
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Threads_do_not_change_a_byte_and_the_seed_does(ForestLearner learner)
    {
        string Fit(ForestLearner with, int threads) => (with with { Trees = 12 }).Fit(s_train, "class", Tables.Options(threads)).ToJson();
        Assert.Equal(Fit(learner, 1), Fit(learner, 4));
        Assert.NotEqual(Fit(learner, 1), Fit(learner with { Seed = 8 }, 1));
    }

    [Fact]
    public void The_out_of_bag_score_is_close_to_that_of_fresh_rows()
    {
        var model = new RandomForest { Trees = 150, OutOfBag = true }.Fit(s_train, "class", Tables.Options());
        var actual = s_test.Text("class");
        var fresh = model.Predict(s_test).Labels.Where((label, row) => label == actual.At(row)).Count() / 2000.0;
        Assert.Equal(fresh, model.OutOfBagScore!.Value, 0.03);
        var number = new RandomForest { Trees = 80, OutOfBag = true }.Fit(s_train, "number", Tables.Options());
        Assert.InRange(number.OutOfBagScore!.Value, 0.6, 0.99);
        Assert.Equal(number.OutOfBagScore, ((ForestModel)Model.FromJson(number.ToJson())).OutOfBagScore);
    }

    [Fact]
    public void Balancing_finds_more_of_a_rare_class()
    {
        var rare = s_train.With(
            TextColumn.FromValues(
                "class",
                Enumerable.Range(0, 3_000).Select(row => s_train["number"].ToDoubles()[row] > 14 ? "rare" : "common")
            )
        );
        int Found(bool balanced) =>
            new RandomForest
            {
                Trees = 60,
                Depth = 5,
                Balanced = balanced,
            }
                .Fit(rare, "class", Tables.Options())
                .Predict(s_test)
                .Labels.Count(label => label == "rare");
        Assert.True(Found(balanced: true) > 2 * Found(balanced: false) + 20);
        Assert.Contains(
            "Balanced",
            Assert.Throws<OptionException>(() => new RandomForest { Balanced = true }.Fit(s_train, "number", Tables.Options())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_bootstrap_a_full_tree_knows_its_training_rows()
    {
        var model = new RandomForest { Trees = 3, Bootstrap = false }.Fit(s_train, "class", Tables.Options());
        var actual = s_train.Text("class");
        var right = model.Predict(s_train).Labels.Where((label, row) => label == actual.At(row)).Count();
        Assert.True(right >= 2_990, $"{right} of 3000");
    }

    [Fact]
    public void Leaves_hold_as_many_rows_as_asked_for_and_depth_is_kept()
    {
        var model = new RandomForest
        {
            Trees = 10,
            Bootstrap = false,
            MinLeafRows = 40,
            Depth = 4,
        }.Fit(s_train, "yes", Tables.Options());
        Assert.All(
            model.Ensemble.Trees,
            tree =>
            {
                Assert.InRange(tree.Leaves, 2, 16);
                Assert.All(tree.Nodes, node => Assert.True(node.Cover >= 40));
            }
        );
    }

    [Fact]
    public void Far_points_stand_out_in_an_isolation_forest()
    {
        var frame = new Frame(
            new Column<double>(
                "a",
                [.. Enumerable.Range(0, 1_000).Select(row => row < 10 ? 8 + Tables.Uniform(row, 0) : Tables.Normal(row, 0))]
            ),
            new Column<double>(
                "b",
                [.. Enumerable.Range(0, 1_000).Select(row => row < 10 ? -8 - Tables.Uniform(row, 1) : Tables.Normal(row, 1))]
            )
        );
        var model = new IsolationForest { Seed = 3 }.Fit(frame);
        var scores = model.Score(frame);
        Assert.True(scores[..10].Min() > scores[10..].Max());
        Assert.All(scores, score => Assert.InRange(score, 0.2, 1));
        Assert.InRange(scores[10..].Average(), 0.38, 0.52);
        Assert.Equal(
            model.ToJson(),
            new IsolationForest { Seed = 3 }
                .Fit(frame, new FitOptions { Threads = 1 })
                .ToJson()
        );
        Assert.Equal(scores, ((IsolationForestModel)Model.FromJson(model.ToJson())).Score(frame));
    }
}
