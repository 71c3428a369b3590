namespace Analytics.Learning.Trees;

/// <summary>
/// Scores rows with trees of at most 32 leaves without walking them (Lucchese et al.: QuickScorer, 2015). A tree is a word
/// with a bit for each leaf, left to right; every test that a row fails clears the leaves to its left, and the lowest
/// bit left is the row's leaf.
/// One row goes feature by feature: tests stand by ascending threshold, so those that it fails come first. Blocks of rows
/// go tree by tree, all tests of a tree on words that stay in registers.
/// </summary>
internal sealed unsafe partial class QuickScorer
{
    /// <summary>Leaves that a tree's word has bits for.</summary>
    public const int MostLeaves = 32;

    private readonly int _features;
    private readonly int _outputs;
    private readonly double[] _start;
    private readonly int[] _outputOf;

    // 32 values a tree, leaves from left to right.
    private readonly double[] _values;

    // By feature: tests of feature f at [_first[2f], _first[2f + 1]) send missing left, at [_first[2f + 1], _first[2f + 2]) right.
    private readonly int[] _first;
    private readonly Test[] _tests;
    private readonly CategoryTests[][] _categories;

    // The same by tree.
    private readonly int[] _firstOfTree;
    private readonly Test[] _testsByTree;
    private readonly CategoryTests[][] _categoriesByTree;

    private QuickScorer(TreeEnsemble ensemble)
    {
        _features = ensemble.Schema.Count;
        _outputs = ensemble.Outputs;
        _start = ensemble.Start;
        _outputOf = [.. ensemble.Trees.Select(tree => tree.Output)];
        _values = new double[ensemble.Trees.Length * MostLeaves];
        var splits = new List<(Node Node, int Tree, uint LeftLeaves)>();
        for (var number = 0; number < ensemble.Trees.Length; number++)
        {
            var leaves = 0;
            Collect(ensemble.Trees[number], number, 0, ref leaves, splits);
        }

        var tests = splits
            .Where(split => split.Node.Codes is null)
            .Select(split => new Test(split.Node, split.Tree, split.LeftLeaves))
            .ToArray();
        (_tests, _first) = Sorted(tests.OrderBy(test => test.Threshold), test => 2 * test.Feature + test.MissingRight, 2 * _features);
        (_testsByTree, _firstOfTree) = Sorted(tests, test => 2 * test.Tree + test.MissingRight, 2 * _outputOf.Length);
        var categories = splits
            .Where(split => split.Node.Codes is not null)
            .GroupBy(split => split.Node.Feature)
            .SelectMany(feature =>
                feature
                    .GroupBy(split => split.Tree)
                    .Select(tree => CategoryTests.Of(feature.Key, tree.Key, [.. tree], feature.Max(split => split.Node.Codes!.Length)))
            )
            .ToArray();
        var (byFeature, byTree) = (categories.ToLookup(each => each.Feature), categories.ToLookup(each => each.Tree));
        _categories = [.. Enumerable.Range(0, _features).Select(feature => byFeature[feature].ToArray())];
        _categoriesByTree = [.. Enumerable.Range(0, _outputOf.Length).Select(tree => byTree[tree].ToArray())];
    }

    /// <summary>A scorer, or null where a tree is too large or has more than one value a leaf.</summary>
    public static QuickScorer? For(TreeEnsemble ensemble) =>
        !ensemble.Average && ensemble.Trees.All(tree => tree.Width == 1 && tree.Leaves <= MostLeaves) ? new QuickScorer(ensemble) : null;

    private uint Collect(Tree tree, int number, int at, ref int leaves, List<(Node, int, uint)> splits)
    {
        var node = tree.Nodes[at];
        if (node.IsLeaf)
        {
            _values[number * MostLeaves + leaves] = tree.Values[node.Leaf];
            return 1u << leaves++;
        }

        var left = Collect(tree, number, node.Left, ref leaves, splits);
        splits.Add((node, number, left));
        return left | Collect(tree, number, node.Right, ref leaves, splits);
    }

    // Stable, so that the order given stays within a key; and where each key begins.
    private static (Test[] Tests, int[] First) Sorted(IEnumerable<Test> tests, Func<Test, int> key, int keys)
    {
        var sorted = tests.OrderBy(key).ToArray();
        var first = new int[keys + 1];
        foreach (var test in sorted)
        {
            first[key(test) + 1]++;
        }

        for (var i = 0; i < keys; i++)
        {
            first[i + 1] += first[i];
        }

        return (sorted, first);
    }

    /// <summary>One split on a number: a row that is above the threshold cannot be in the leaves to the left.</summary>
    private readonly struct Test(Node node, int tree, uint leftLeaves)
    {
        public readonly float Threshold = node.Threshold;
        public readonly uint LeftLeaves = leftLeaves;
        public readonly int Feature = node.Feature;

        // Its lowest bit says that missing goes right.
        private readonly int _tree = 2 * tree + (node.MissingLeft ? 0 : 1);

        public int Tree => _tree >> 1;

        public int MissingRight => _tree & 1;
    }

    /// <summary>All tests of one tree on one category: the leaves that each code clears; entry 0 is for missing, code c has c + 1.</summary>
    private sealed record CategoryTests(int Feature, int Tree, int[] Cleared)
    {
        public static CategoryTests Of(int feature, int tree, (Node Node, int Tree, uint LeftLeaves)[] splits, int words)
        {
            var cleared = new int[1 + words * 64];
            for (var entry = 0; entry < cleared.Length; entry++)
            {
                var value = entry == 0 ? float.NaN : entry - 1;
                foreach (var split in splits)
                {
                    cleared[entry] |= split.Node.GoesLeft(value) ? 0 : (int)split.LeftLeaves;
                }
            }

            return new CategoryTests(feature, tree, cleared);
        }

        public int EntryOf(float value) => value >= 0 && value < Cleared.Length - 1 ? (int)value + 1 : 0;
    }
}
