using Analytics.Frames;
using Analytics.Learning.Tests.Files;
using Analytics.Learning.Trees;

namespace Analytics.Learning.Tests.Trees;

public sealed class PredictionTests
{
    private static readonly Frame s_train = Tables.Mixed(3_000, seed: 1);
    private static readonly Frame s_test = Tables.Mixed(2_037, seed: 2);

    public static TheoryData<SupervisedLearner, string> Learners =>
        new()
        {
            {
                new GradientBoosting { Trees = 30 },
                "yes"
            },
            {
                new GradientBoosting
                {
                    Trees = 10,
                    Leaves = 32,
                    MinLeafRows = 1,
                },
                "class"
            },
            {
                new GradientBoosting
                {
                    Trees = 20,
                    Leaves = 100,
                    MinLeafRows = 5,
                },
                "number"
            },
            {
                new GradientBoosting { Trees = 20, Loss = Loss.Poisson },
                "count"
            },
            {
                new RandomForest { Trees = 10 },
                "class"
            },
            {
                new ExtraTrees { Trees = 10 },
                "number"
            },
        };

    [Theory]
    [MemberData(nameof(Learners))]
    public void Every_way_of_scoring_gives_the_sums_of_walking_the_trees(SupervisedLearner learner, string target)
    {
        var model = (TreePredictor)learner.Fit(s_train, target, Tables.Options());
        var (rows, outputs) = (model.Schema.Encode(s_test), model.Ensemble.Outputs);
        var walked = new double[rows.Rows * outputs];
        for (var row = 0; row < rows.Rows; row++)
        {
            Walk(model.Ensemble, rows.Row(row), walked.AsSpan(row * outputs, outputs));
        }

        foreach (var vectors in (bool[])[true, false])
        {
            var margins = new double[walked.Length];
            model.Ensemble.Margins(rows, margins, 0, rows.Rows, vectors);
            Assert.Equal(walked, margins);
        }

        Assert.Equal(walked, model.Margins(rows));
        for (var row = 0; row < 100; row++)
        {
            Assert.Equal(walked[(row * outputs)..((row + 1) * outputs)], model.Margins(rows.Take([row])));
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void A_saved_model_predicts_the_same_bits(SupervisedLearner learner, string target)
    {
        var model = learner.Fit(s_train, target, Tables.Options());
        var loaded = (Predictor)Model.FromJson(model.ToJson());
        Assert.Equal(model.Predict(s_test).Scores, loaded.Predict(s_test).Scores);
        Assert.Equal(model.ToJson(), loaded.ToJson());
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Onnx_runtime_predicts_the_same_with_holes_and_unseen_words(SupervisedLearner learner, string target)
    {
        var model = learner.Fit(s_train, target, Tables.Options());
        var strange = s_test.With(
            TextColumn.FromValues(
                "city",
                Enumerable.Range(0, s_test.RowCount).Select(row => row % 9 == 0 ? "nowhere" : s_test.Text("city").At(row))
            )
        );
        var outputs = OnnxRuntime.Run(model, strange);
        var ours = model.Predict(strange);
        var theirs = outputs[model.Target.IsClass ? "probabilities" : "value"].Numbers;
        Golden.Near(ours.Scores, theirs, 1e-5);
        if (!model.Target.IsClass)
        {
            return;
        }
        // Shares of ten trees tie; single precision may then see the other of two equals first.
        var width = model.Target.Classes.Count;
        var (mine, labels) = (ours.Labels, outputs["label"].Words);
        for (var row = 0; row < ours.Rows; row++)
        {
            var scores = ours.Scores[(row * width)..((row + 1) * width)].OrderDescending().ToArray();
            Assert.True(mine[row] == labels[row] || scores[0] - scores[1] < 1e-5, $"row {row}: {mine[row]}, ONNX {labels[row]}");
        }
    }

    [Fact]
    public void Onnx_runtime_scores_an_isolation_forest()
    {
        var model = new IsolationForest().Fit(s_train, new FitOptions { Features = Tables.Features });
        Golden.Near(model.Score(s_test), OnnxRuntime.Run(model, s_test)["value"].Numbers, 1e-5);
    }

    [Theory]
    [InlineData("\"left\": [1", "\"left\": [0", "node 0")]
    [InlineData("\"loss\": \"Logistic\"", "\"loss\": \"Hinge\"", "'Hinge'")]
    [InlineData("\"output\": 0", "\"output\": 7", "output 7")]
    public void An_edited_model_file_is_refused(string from, string to, string expected)
    {
        var json = new GradientBoosting { Trees = 2 }
            .Fit(s_train, "yes", Tables.Options())
            .ToJson();
        Assert.Contains(from, json, StringComparison.Ordinal);
        Assert.Contains(
            expected,
            Assert.Throws<ModelFileException>(() => Model.FromJson(json.Replace(from, to, StringComparison.Ordinal))).Message,
            StringComparison.Ordinal
        );
    }

    private static void Walk(TreeEnsemble ensemble, ReadOnlySpan<float> row, Span<double> margins)
    {
        ensemble.Start.CopyTo(margins);
        foreach (var tree in ensemble.Trees)
        {
            var leaf = tree.LeafOf(row);
            for (var i = 0; i < tree.Width; i++)
            {
                margins[tree.Width == 1 ? tree.Output : i] += tree.Values[leaf * tree.Width + i];
            }
        }

        for (var i = 0; ensemble.Average && i < margins.Length; i++)
        {
            margins[i] /= ensemble.Trees.Length;
        }
    }
}
