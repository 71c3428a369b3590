namespace Analytics.Learning.Trees;

/// <summary>
/// Scores rows with trees of at most 32 leaves without walking them (Lucchese et al.: QuickScorer, 2015). A tree is a word
/// with a bit for each leaf, left to right; every test that a row fails clears the leaves to its left, and the lowest
/// bit left is the row's leaf. Tests stand by feature and ascending threshold, so those that a row fails come first.
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

    // Tests of feature f: [_first[2f], _first[2f + 1]) send missing left, [_first[2f + 1], _first[2f + 2]) send it right.
    private readonly int[] _first;
    private readonly float[] _threshold;
    private readonly int[] _tree;
    private readonly uint[] _leftLeaves;

    private readonly CategoryTests[][] _categories;

    private QuickScorer(TreeEnsemble ensemble)
    {
        _features = ensemble.Schema.Count;
        _outputs = ensemble.Outputs;
        _start = ensemble.Start;
        _outputOf = [.. ensemble.Trees.Select(tree => tree.Output)];
        _values = new double[ensemble.Trees.Length * MostLeaves];
        var tests = new List<Test>();
        for (var number = 0; number < ensemble.Trees.Length; number++)
        {
            var leaves = 0;
            Collect(ensemble.Trees[number], number, 0, ref leaves, tests);
        }

        var numbers = tests.Where(test => test.Node.Codes is null)
            .OrderBy(test => test.Node.Feature).ThenBy(test => test.Node.MissingLeft ? 0 : 1).ThenBy(test => test.Node.Threshold).ToArray();
        _threshold = [.. numbers.Select(test => test.Node.Threshold)];
        _tree = [.. numbers.Select(test => test.Tree)];
        _leftLeaves = [.. numbers.Select(test => test.LeftLeaves)];
        _first = new int[2 * _features + 1];
        for (var slot = 0; slot < 2 * _features; slot++)
            _first[slot + 1] = _first[slot] + numbers.Count(test => 2 * test.Node.Feature + (test.Node.MissingLeft ? 0 : 1) == slot);
        var byFeature = tests.Where(test => test.Node.Codes is not null).ToLookup(test => test.Node.Feature);
        _categories = [.. Enumerable.Range(0, _features).Select(feature => byFeature[feature].GroupBy(test => test.Tree).Select(CategoryTests.Of).ToArray())];
    }

    /// <summary>A scorer, or null where a tree is too large or has more than one value a leaf.</summary>
    public static QuickScorer? For(TreeEnsemble ensemble) =>
        !ensemble.Average && ensemble.Trees.All(tree => tree.Width == 1 && tree.Leaves <= MostLeaves) ? new QuickScorer(ensemble) : null;

    private uint Collect(Tree tree, int number, int at, ref int leaves, List<Test> tests)
    {
        var node = tree.Nodes[at];
        if (node.IsLeaf)
        {
            _values[number * MostLeaves + leaves] = tree.Values[node.Leaf];
            return 1u << leaves++;
        }

        var left = Collect(tree, number, node.Left, ref leaves, tests);
        tests.Add(new Test(node, number, left));
        return left | Collect(tree, number, node.Right, ref leaves, tests);
    }

    private sealed record Test(Node Node, int Tree, uint LeftLeaves);

    /// <summary>All tests of one tree on one category: the leaves that each code clears; entry 0 is for missing, code c has c + 1.</summary>
    private sealed record CategoryTests(int Tree, int[] Cleared)
    {
        public static CategoryTests Of(IGrouping<int, Test> tests)
        {
            var cleared = new int[1 + tests.Max(test => test.Node.Codes!.Length * 64)];
            for (var entry = 0; entry < cleared.Length; entry++)
            {
                var value = entry == 0 ? float.NaN : entry - 1;
                foreach (var test in tests)
                    cleared[entry] |= test.Node.GoesLeft(value) ? 0 : (int)test.LeftLeaves;
            }

            return new CategoryTests(tests.Key, cleared);
        }

        public int EntryOf(float value) => value >= 0 && value < Cleared.Length - 1 ? (int)value + 1 : 0;
    }
}
