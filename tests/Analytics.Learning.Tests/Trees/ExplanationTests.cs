using Analytics.Frames;
using Analytics.Learning.Trees;

namespace Analytics.Learning.Tests.Trees;

public sealed class ExplanationTests
{
    private static readonly Frame s_train = Tables.Mixed(1_500, seed: 1);
    private static readonly Frame s_test = Tables.Mixed(60, seed: 2);

    public static TheoryData<SupervisedLearner, string> Learners =>
        new()
        {
            {
                new GradientBoosting { Trees = 8, Leaves = 9 },
                "yes"
            },
            {
                new GradientBoosting { Trees = 4, Leaves = 6 },
                "class"
            },
            {
                new GradientBoosting { Trees = 8 },
                "number"
            },
            {
                new RandomForest { Trees = 5, Depth = 5 },
                "class"
            },
        };

    [Theory]
    [MemberData(nameof(Learners))]
    public void Values_add_up_to_the_margin(SupervisedLearner learner, string target)
    {
        var model = (TreePredictor)learner.Fit(s_train, target, Tables.Options());
        var rows = model.Schema.Encode(s_test);
        var (explanation, margins) = (model.Explain(s_test), model.Margins(rows));
        for (var row = 0; row < rows.Rows; row++)
        {
            for (var output = 0; output < explanation.Outputs; output++)
            {
                Assert.Equal(
                    margins[row * explanation.Outputs + output],
                    explanation.Expected[output] + explanation.Of(row, output).Sum(),
                    9
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Values_are_those_of_shapleys_formula(SupervisedLearner learner, string target)
    {
        var model = (TreePredictor)learner.Fit(s_train, target, Tables.Options());
        var rows = model.Schema.Encode(s_test);
        var explanation = model.Explain(rows);
        for (var row = 0; row < 10; row++)
        {
            for (var output = 0; output < explanation.Outputs; output++)
            {
                Golden.Near(Shapley(model, rows.Row(row).ToArray(), output), explanation.Of(row, output), 1e-9);
            }
        }
    }

    [Fact]
    public void Interactions_add_up_to_the_values_and_are_symmetric()
    {
        var model = new GradientBoosting { Trees = 6, Leaves = 12 }.Fit(s_train, "yes", Tables.Options());
        var rows = model.Schema.Encode(s_test);
        var explanation = model.Explain(rows);
        for (var row = 0; row < 10; row++)
        {
            var interactions = model.Interactions(rows, row);
            for (var i = 0; i < model.Schema.Count; i++)
            {
                Assert.Equal(explanation.Of(row)[i], Enumerable.Range(0, model.Schema.Count).Sum(j => interactions[i, j]), 9);
                for (var j = 0; j < model.Schema.Count; j++)
                {
                    Assert.Equal(interactions[i, j], interactions[j, i], 9);
                }
            }
        }
    }

    [Fact]
    public void What_carries_the_signal_is_what_matters()
    {
        var model = new GradientBoosting().Fit(s_train, "number", Tables.Options());
        var importances = model.Importances();
        Assert.Equal(1, importances.Sum(each => each.Gain), 9);
        var byGain = importances.OrderByDescending(each => each.Gain).Select(each => each.Feature).ToArray();
        Assert.Contains("x0", byGain[..2]);
        Assert.Contains("x3", byGain[4..]);
        var means = model.Explain(s_test).MeanAbsolute();
        Assert.True(means[0] > 5 * means[3]);
    }

    // Straight from the definition: over all subsets of the features, those left out follow the training rows.
    private static double[] Shapley(TreePredictor model, float[] row, int output)
    {
        var n = model.Schema.Count;
        var values = new double[1 << n];
        for (var subset = 0; subset < values.Length; subset++)
        {
            foreach (var tree in model.Ensemble.Trees)
            {
                values[subset] += Expected(tree, 0, row, subset, output) / (model.Ensemble.Average ? model.TreeCount : 1);
            }
        }

        var phi = new double[n];
        for (var feature = 0; feature < n; feature++)
        {
            for (var subset = 0; subset < values.Length; subset++)
            {
                if ((subset >> feature & 1) != 0)
                {
                    continue;
                }

                var size = System.Numerics.BitOperations.PopCount((uint)subset);
                phi[feature] += Factorial(size) * Factorial(n - size - 1) / Factorial(n) * (values[subset | 1 << feature] - values[subset]);
            }
        }

        return phi;
    }

    private static double Expected(Tree tree, int at, float[] row, int known, int output)
    {
        var node = tree.Nodes[at];
        if (node.IsLeaf)
        {
            return tree.Width > 1 ? tree.Values[node.Leaf * tree.Width + output]
                : tree.Output == output ? tree.Values[node.Leaf]
                : 0;
        }

        if ((known >> node.Feature & 1) != 0)
        {
            return Expected(tree, node.GoesLeft(row[node.Feature]) ? node.Left : node.Right, row, known, output);
        }

        return (
                tree.Nodes[node.Left].Cover * Expected(tree, node.Left, row, known, output)
                + tree.Nodes[node.Right].Cover * Expected(tree, node.Right, row, known, output)
            ) / node.Cover;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
