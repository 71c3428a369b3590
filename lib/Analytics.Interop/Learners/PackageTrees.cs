using Analytics.Learning;
using Analytics.Learning.Trees;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Analytics.Interop;

/// <summary>
/// Trees of Microsoft.ML as trees of Analytics.Learning: the same splits and leaves, so that the model is saved, exported and explained
/// as any other. How many rows came to each node, which explaining needs and Microsoft.ML does not keep, is counted again.
/// </summary>
internal static class PackageTrees
{
    /// <summary>Σ weight · leaf + bias of one output, times <paramref name="slope"/>, plus <paramref name="offset"/>.</summary>
    public static (Tree[] Trees, double Start) Of<T>(TreeEnsemble<T> ensemble, TrainingSet set, double slope = 1, double offset = 0)
        where T : RegressionTreeBase
    {
        var trees = ensemble.Trees.Zip(ensemble.TreeWeights, (tree, weight) => One(tree, set, weight * slope));
        return ([.. trees], ensemble.Bias * slope + offset);
    }

    /// <summary>Two classes whose probability is a sigmoid of the score: 1 / (1 + exp(slope · score + offset)).</summary>
    public static GradientBoostingModel Calibrated(RegressionTreeEnsemble ensemble, PlattCalibrator calibrator, TrainingSet set) =>
        Logistic(ensemble, calibrator.Slope, calibrator.Offset, set);

    public static GradientBoostingModel Logistic<T>(TreeEnsemble<T> ensemble, double slope, double offset, TrainingSet set)
        where T : RegressionTreeBase
    {
        var (trees, start) = Of(ensemble, set, -slope, -offset);
        return new GradientBoostingModel(
            set.Schema,
            set.Target,
            Loss.Logistic,
            new TreeEnsemble(set.Schema, trees, [start], average: false)
        );
    }

    /// <param name="slope">Of a forest, which adds its trees up and then divides, 1 / trees.</param>
    public static GradientBoostingModel Number<T>(TreeEnsemble<T> ensemble, TrainingSet set, double slope = 1)
        where T : RegressionTreeBase
    {
        var (trees, start) = Of(ensemble, set, slope);
        return new GradientBoostingModel(
            set.Schema,
            set.Target,
            Loss.Squared,
            new TreeEnsemble(set.Schema, trees, [start], average: false)
        );
    }

    /// <summary>Microsoft.ML numbers nodes as they were split and leaves apart, as -1 - leaf; here children stand after their parents, leaves from left to right.</summary>
    private static Tree One(RegressionTreeBase tree, TrainingSet set, double scale)
    {
        var (nodes, values) = (new List<Node>(), new List<double>());
        Add(tree.NumberOfNodes == 0 ? -1 : 0);
        return Covered(new Tree([.. nodes], [.. values], 1, 0), set);

        int Add(int id)
        {
            var at = nodes.Count;
            if (id < 0)
            {
                nodes.Add(Node.OfLeaf(0, values.Count));
                values.Add(tree.LeafValues[-1 - id] * scale);
                return at;
            }

            if (tree.CategoricalSplitFlags[id])
            {
                throw new NotSupportedException(
                    "A tree of Microsoft.ML splits a category by a set of values; features are encoded as numbers before, so there should be none."
                );
            }

            nodes.Add(default);
            var left = Add(tree.LeftChild[id]);
            var right = Add(tree.RightChild[id]);
            nodes[at] = new Node(
                tree.NumericalSplitFeatureIndexes[id],
                tree.NumericalSplitThresholds[id],
                left,
                right,
                MissingLeft: true,
                null,
                tree.SplitGains[id],
                0,
                -1
            );
            return at;
        }
    }

    private static Tree Covered(Tree tree, TrainingSet set)
    {
        var cover = new double[tree.Nodes.Length];
        for (var row = 0; row < set.Rows; row++)
        {
            var x = set.X.Row(row);
            var weight = set.Weights?[row] ?? 1;
            for (var at = 0; ; )
            {
                ref readonly var node = ref tree.Nodes[at];
                cover[at] += weight;
                if (node.IsLeaf)
                {
                    break;
                }

                at = node.GoesLeft(x[node.Feature]) ? node.Left : node.Right;
            }
        }

        return tree with
        {
            Nodes = [.. tree.Nodes.Select((node, at) => node with { Cover = cover[at] })],
        };
    }
}
