namespace Analytics.Learning.Trees;

/// <summary>
/// Trees as a TreeEnsembleRegressor of ai.onnx.ml. A category split becomes a chain of comparisons that share its
/// two children (equality tests would say the same, but ONNX Runtime 1.30 gets some chains of those wrong); missing
/// follows each split's own direction.
/// </summary>
internal sealed class TreeOnnx
{
    private readonly List<long> _tree = [],
        _node = [],
        _feature = [],
        _yes = [],
        _no = [],
        _missingYes = [];
    private readonly List<long> _leafTree = [],
        _leafNode = [],
        _leafTarget = [];
    private readonly List<float> _value = [],
        _weight = [];
    private readonly List<string> _mode = [];

    /// <summary>Appends the ensemble and gives float[N, outputs] margins.</summary>
    public static string Export(TreeEnsemble ensemble, OnnxGraph graph, string input)
    {
        var start = ensemble.Start.Select(each => (float)each).ToArray();
        var onnx = new TreeOnnx();
        var share = ensemble.Average && ensemble.Trees.Length > 0 ? 1.0 / ensemble.Trees.Length : 1;
        for (var tree = 0; tree < ensemble.Trees.Length; tree++)
        {
            onnx.Add(ensemble.Trees[tree], tree, share);
        }

        if (ensemble.Trees.Length == 0)
        {
            onnx.Add(new Tree([Node.OfLeaf(0, 0)], [0], 1, 0), 0, 1);
        }

        return graph.Ml(
            "TreeEnsembleRegressor",
            [input],
            ("n_targets", (long)start.Length),
            ("base_values", start),
            ("aggregate_function", "SUM"),
            ("post_transform", "NONE"),
            ("nodes_treeids", onnx._tree.ToArray()),
            ("nodes_nodeids", onnx._node.ToArray()),
            ("nodes_featureids", onnx._feature.ToArray()),
            ("nodes_values", onnx._value.ToArray()),
            ("nodes_modes", onnx._mode.ToArray()),
            ("nodes_truenodeids", onnx._yes.ToArray()),
            ("nodes_falsenodeids", onnx._no.ToArray()),
            ("nodes_missing_value_tracks_true", onnx._missingYes.ToArray()),
            ("target_treeids", onnx._leafTree.ToArray()),
            ("target_nodeids", onnx._leafNode.ToArray()),
            ("target_ids", onnx._leafTarget.ToArray()),
            ("target_weights", onnx._weight.ToArray())
        );
    }

    private void Add(Tree tree, int number, double share)
    {
        long extra = tree.Nodes.Length;
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            var node = tree.Nodes[i];
            if (node.IsLeaf)
            {
                AddLeaf(tree, number, i, node.Leaf, share);
            }
            else if (node.Codes is null)
            {
                AddNode(number, i, node.Feature, node.Threshold, "BRANCH_LEQ", node.Left, node.Right, node.MissingLeft);
            }
            else
            {
                AddChain(number, i, node, ref extra);
            }
        }
    }

    private void AddLeaf(Tree tree, int number, int id, int leaf, double share)
    {
        AddNode(number, id, 0, 0, "LEAF", 0, 0, missingYes: false);
        for (var i = 0; i < tree.Width; i++)
        {
            _leafTree.Add(number);
            _leafNode.Add(id);
            _leafTarget.Add(tree.Width == 1 ? tree.Output : i);
            _weight.Add((float)(tree.Values[leaf * tree.Width + i] * share));
        }
    }

    // Codes in ascending order fall into runs that go the same way: "is it at most the last of this run" leads to the
    // run's child, no to the next question. Missing leaves at the first run that goes its way.
    private void AddChain(int number, int id, Node node, ref long extra)
    {
        var runs = new List<(int Last, bool Left)>();
        for (var code = 0; code < node.Codes!.Length * 64; code++)
        {
            var left = node.GoesLeft(code);
            if (runs.Count == 0 || runs[^1].Left != left)
            {
                runs.Add((code, left));
            }

            runs[^1] = (code, left);
        }

        // All go one way, so that only missing can go the other.
        if (runs.Count == 1)
        {
            runs.Add((int.MaxValue, !runs[0].Left));
        }

        long at = id;
        for (var i = 0; i < runs.Count - 1; i++)
        {
            var (last, left) = runs[i];
            var next = i == runs.Count - 2 ? (left ? node.Right : node.Left) : extra++;
            AddNode(number, at, node.Feature, last, "BRANCH_LEQ", left ? node.Left : node.Right, next, node.MissingLeft == left);
            at = next;
        }
    }

    private void AddNode(int tree, long id, int feature, float value, string mode, long yes, long no, bool missingYes)
    {
        _tree.Add(tree);
        _node.Add(id);
        _feature.Add(feature);
        _value.Add(value);
        _mode.Add(mode);
        _yes.Add(yes);
        _no.Add(no);
        _missingYes.Add(missingYes ? 1 : 0);
    }
}
