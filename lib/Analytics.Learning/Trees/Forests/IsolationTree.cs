namespace Analytics.Learning.Trees;

/// <summary>One tree of random cuts over a small sample; a leaf's value is how many cuts it takes to part one of its rows from all others.</summary>
internal sealed class IsolationTree(TrainingSet set, int sample, ulong seed)
{
    private readonly List<Node> _nodes = [];
    private readonly List<double> _values = [];
    private readonly int _deepest = (int)Math.Ceiling(Math.Log2(Math.Max(2, sample)));

    public Tree Grow()
    {
        Grow(Draw(), 0);
        return new Tree([.. _nodes], [.. _values], 1, 0);
    }

    /// <summary>The mean depth at which a search for something that is not there ends in a binary search tree of n keys.</summary>
    public static double MeanDepth(double n) =>
        n > 2 ? 2 * (Math.Log(n - 1) + 0.5772156649015329) - 2 * (n - 1) / n
        : n == 2 ? 1
        : 0;

    // Floyd's sampling without replacement: as many draws as rows wanted, whatever the size of the table.
    private int[] Draw()
    {
        var drawn = new HashSet<int>();
        for (var last = set.Rows - sample; last < set.Rows; last++)
        {
            var row = (int)Math.BigMul(Mixing.Hash((ulong)last, seed), (ulong)last + 1, out _);
            if (!drawn.Add(row))
            {
                drawn.Add(last);
            }
        }

        return [.. drawn.Order()];
    }

    private int Grow(int[] rows, int depth)
    {
        var id = _nodes.Count;
        if (depth >= _deepest || rows.Length < 2 || Cut(rows, Mixing.Hash((ulong)id, seed + 1)) is not { } cut)
        {
            _nodes.Add(Node.OfLeaf(rows.Length, _values.Count));
            _values.Add(depth + MeanDepth(rows.Length));
            return id;
        }

        _nodes.Add(cut);
        var left = rows.Where(row => cut.GoesLeft(set.X[row, cut.Feature])).ToArray();
        var right = rows.Where(row => !cut.GoesLeft(set.X[row, cut.Feature])).ToArray();
        var leftId = Grow(left, depth + 1);
        _nodes[id] = cut with { Left = leftId, Right = Grow(right, depth + 1) };
        return id;
    }

    // Features are tried in a drawn order until one differs among the rows.
    private Node? Cut(int[] rows, ulong hash)
    {
        var first = (int)(hash % (ulong)set.Schema.Count);
        for (var i = 0; i < set.Schema.Count; i++)
        {
            var feature = (first + i) % set.Schema.Count;
            var values = rows.Select(row => set.X[row, feature]).Where(value => !float.IsNaN(value)).Distinct().Order().ToArray();
            if (values.Length < 2)
            {
                continue;
            }

            var missingLeft = (hash >> 40 & 1) != 0;
            var share = Mixing.Share(Mixing.Hash(hash));
            return set.Schema.Features[feature] is { Kind: FeatureKind.Categorical } category
                ? new Node(feature, 0, 0, 0, missingLeft, CodesOf(values, category.Categories.Count, hash), 0, rows.Length, -1)
                : new Node(feature, Threshold(values, share), 0, 0, missingLeft, null, 0, rows.Length, -1);
        }

        return null;
    }

    private static float Threshold(float[] values, double share)
    {
        double low = Math.Max(values[0], float.MinValue),
            high = Math.Min(values[^1], float.MaxValue);
        var threshold = (float)(low + share * (high - low));
        return threshold < values[^1] ? Math.Max(threshold, values[0]) : values[^2];
    }

    // Each code by its own coin, but one that is there left and another right.
    private static ulong[] CodesOf(float[] present, int codes, ulong hash)
    {
        var words = new ulong[(codes + 63) / 64];
        for (var code = 0; code < codes; code++)
        {
            words[code >> 6] |= (Mixing.Hash((ulong)code, hash) & 1) << (code & 63);
        }

        var first = (int)present[0];
        var second = (int)present[1];
        words[first >> 6] |= 1UL << (first & 63);
        words[second >> 6] &= ~(1UL << (second & 63));
        return words;
    }
}
