namespace Analytics.Learning.Trees;

/// <summary>
/// Exact Shapley values of a tree's prediction, where a feature left out follows the training rows down both branches in
/// proportion (Lundberg, Erion, Lee: Consistent individualized feature attribution for tree ensembles, 2018, algorithm 2).
/// </summary>
/// <remarks>
/// The path from the root holds one entry per feature met, with the share of subsets of each size that flow this way;
/// extending adds a feature to all subsets, unwinding takes one out again. O(leaves × depth²) a row.
/// </remarks>
internal sealed class TreeShap(Tree tree)
{
    private readonly int _depth = DepthOf(tree, 0);

    /// <summary>
    /// Adds the tree's values to <paramref name="phi"/>, features × width. A feature fixed to be on (+1) or off (-1)
    /// takes no part, as interactions need it; 0 fixes none.
    /// </summary>
    public void Add(ReadOnlySpan<float> row, Span<double> phi, int fixedFeature = -1, int fixedTo = 0)
    {
        Span<Entry> path = new Entry[(_depth + 2) * (_depth + 3) / 2];
        Recurse(new Walk(row, phi, fixedFeature, fixedTo), 0, path, 0, 1, 1, -1, 1);
    }

    /// <summary>The mean of the leaves, weighted by their training rows: the prediction when every feature is left out.</summary>
    public void AddExpected(Span<double> expected)
    {
        var total = tree.Nodes[0].Cover;
        foreach (var node in tree.Nodes)
        {
            if (!node.IsLeaf)
            {
                continue;
            }

            for (var i = 0; i < tree.Width; i++)
            {
                expected[tree.Width == 1 ? tree.Output : i] += total > 0 ? node.Cover / total * tree.Values[node.Leaf * tree.Width + i] : 0;
            }
        }
    }

    private void Recurse(in Walk walk, int at, Span<Entry> above, int length, double zero, double one, int feature, double fixedShare)
    {
        if (fixedShare == 0)
        {
            return;
        }

        var path = above[length..];
        above[..length].CopyTo(path);
        if (feature != walk.FixedFeature || feature < 0)
        {
            Extend(path, length, zero, one, feature);
        }
        else
        {
            length--;
        }

        ref readonly var node = ref tree.Nodes[at];
        if (node.IsLeaf)
        {
            AddLeaf(walk, node, path, length, fixedShare);
            return;
        }

        var goesLeft = node.GoesLeft(walk.Row[node.Feature]);
        var (hot, cold) = goesLeft ? (node.Left, node.Right) : (node.Right, node.Left);
        var (shareHot, shareCold) = (ShareOf(hot, node), ShareOf(cold, node));
        if (node.Feature == walk.FixedFeature)
        {
            var on = walk.FixedTo > 0;
            Recurse(walk, hot, path, length + 1, 1, 1, node.Feature, fixedShare * (on ? 1 : shareHot));
            Recurse(walk, cold, path, length + 1, 1, 1, node.Feature, fixedShare * (on ? 0 : shareCold));
            return;
        }

        var (zeroBefore, oneBefore) = (1.0, 1.0);
        for (var i = 1; i <= length; i++)
        {
            if (path[i].Feature != node.Feature)
            {
                continue;
            }

            (zeroBefore, oneBefore) = (path[i].Zero, path[i].One);
            Unwind(path, length, i);
            length--;
            break;
        }

        Recurse(walk, hot, path, length + 1, zeroBefore * shareHot, oneBefore, node.Feature, fixedShare);
        Recurse(walk, cold, path, length + 1, zeroBefore * shareCold, 0, node.Feature, fixedShare);
    }

    private double ShareOf(int child, in Node node) => node.Cover > 0 ? tree.Nodes[child].Cover / node.Cover : 0.5;

    private void AddLeaf(in Walk walk, in Node leaf, ReadOnlySpan<Entry> path, int length, double fixedShare)
    {
        var outputs = walk.Phi.Length / walk.Row.Length;
        for (var i = 1; i <= length; i++)
        {
            var weight = UnwoundSum(path, length, i) * (path[i].One - path[i].Zero) * fixedShare;
            for (var j = 0; j < tree.Width; j++)
            {
                walk.Phi[path[i].Feature * outputs + (tree.Width == 1 ? tree.Output : j)] +=
                    weight * tree.Values[leaf.Leaf * tree.Width + j];
            }
        }
    }

    private static void Extend(Span<Entry> path, int length, double zero, double one, int feature)
    {
        path[length] = new Entry(feature, zero, one, length == 0 ? 1 : 0);
        for (var i = length - 1; i >= 0; i--)
        {
            path[i + 1].Weight += one * path[i].Weight * (i + 1) / (length + 1);
            path[i].Weight = zero * path[i].Weight * (length - i) / (length + 1);
        }
    }

    private static void Unwind(Span<Entry> path, int length, int index)
    {
        var (one, zero) = (path[index].One, path[index].Zero);
        var next = path[length].Weight;
        for (var i = length - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = path[i].Weight;
                path[i].Weight = next * (length + 1) / ((i + 1) * one);
                next = weight - path[i].Weight * zero * (length - i) / (length + 1);
            }
            else
            {
                path[i].Weight = path[i].Weight * (length + 1) / (zero * (length - i));
            }
        }

        for (var i = index; i < length; i++)
        {
            (path[i].Feature, path[i].Zero, path[i].One) = (path[i + 1].Feature, path[i + 1].Zero, path[i + 1].One);
        }
    }

    private static double UnwoundSum(ReadOnlySpan<Entry> path, int length, int index)
    {
        var (one, zero) = (path[index].One, path[index].Zero);
        var (next, total) = (path[length].Weight, 0.0);
        for (var i = length - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = next * (length + 1) / ((i + 1) * one);
                total += weight;
                next = path[i].Weight - weight * zero * (length - i) / (length + 1);
            }
            else if (zero != 0)
            {
                total += path[i].Weight * (length + 1) / (zero * (length - i));
            }
        }

        return total;
    }

    private static int DepthOf(Tree tree, int at) =>
        tree.Nodes[at].IsLeaf ? 0 : 1 + Math.Max(DepthOf(tree, tree.Nodes[at].Left), DepthOf(tree, tree.Nodes[at].Right));

    private readonly ref struct Walk(ReadOnlySpan<float> row, Span<double> phi, int fixedFeature, int fixedTo)
    {
        public ReadOnlySpan<float> Row { get; } = row;

        public Span<double> Phi { get; } = phi;

        public int FixedFeature { get; } = fixedFeature;

        public int FixedTo { get; } = fixedTo;
    }

    private struct Entry(int feature, double zero, double one, double weight)
    {
        public int Feature = feature;
        public double Zero = zero;
        public double One = one;
        public double Weight = weight;
    }
}
