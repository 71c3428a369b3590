namespace Analytics.Learning.Trees;

/// <summary>How far a tree may grow.</summary>
/// <param name="Leaves">Maximum number of leaves.</param>
/// <param name="Depth">Maximum number of splits above a leaf.</param>
internal sealed record GrowthLimits(int Leaves, int Depth);

/// <summary>
/// Grows one tree after another over the same bins, the most gainful leaf first (Shi: Best-first decision tree learning,
/// 2007). The histogram of the smaller child is added up, that of its sibling is what is left of the parent's.
/// </summary>
internal sealed unsafe class TreeGrower(BinnedRows binned, float[]? weights, GrowthLimits limits, Workers workers) : IDisposable
{
    // Histograms of waiting leaves beyond this are given up and added up again when their turn comes.
    private const long HistogramBytes = 256L << 20;

    private const int Rejections = 8;

    private readonly Partition _partition = new(binned.Rows, workers);
    private readonly HistogramBuilder _histograms = new(binned, workers, HistogramBytes);
    private readonly byte[] _goesLeft = new byte[BinnedRows.Slots];
    private readonly List<GrowingNode> _nodes = [];

    /// <summary>The row list; fill its first entries with the rows to grow on, ascending.</summary>
    public int* Rows => _partition.Rows;

    /// <param name="rows">How many entries of <see cref="Rows"/> to use.</param>
    /// <param name="packed">A packed gradient for every row.</param>
    /// <param name="rules">What splits must keep to.</param>
    /// <param name="allowed">Which features may be used.</param>
    /// <param name="cancellation">Looked at between splits.</param>
    public Grown Grow(int rows, long* packed, SplitRules rules, bool[] allowed, CancellationToken cancellation)
    {
        _nodes.Clear();
        var root = _histograms.Root(Rows, rows, packed);
        var sum = 0L;
        for (var slot = 0; slot < BinnedRows.Slots; slot++)
        {
            sum += root.Pointer[slot];
        }

        var node = new GrowingNode
        {
            Start = 0,
            Count = rows,
            Depth = 0,
            Totals = new NodeTotals(sum, WeightOf(0, rows)),
            Histogram = root,
        };
        _nodes.Add(node);
        node.Split = _histograms.Search(root, node.Totals, rules, allowed);
        var leaves = 1;
        while (leaves < limits.Leaves && Best() is { } best)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TrySplit(best, packed, rules, allowed, last: leaves + 1 == limits.Leaves))
            {
                leaves++;
            }
        }

        foreach (var each in _nodes)
        {
            Release(each);
        }

        var values = _nodes.Select(each => Math.Clamp(rules.ValueOf(each.Totals.Sum), each.Totals.Lower, each.Totals.Upper)).ToArray();
        return new Grown([.. _nodes], values);
    }

    public void Dispose()
    {
        _partition.Dispose();
        _histograms.Dispose();
    }

    private GrowingNode? Best()
    {
        GrowingNode? best = null;
        foreach (var node in _nodes)
        {
            if (node.IsLeaf && node.Split.Gain > (best?.Split.Gain ?? 0))
            {
                best = node;
            }
        }

        return best;
    }

    private bool TrySplit(GrowingNode node, long* packed, SplitRules rules, bool[] allowed, bool last)
    {
        var (went, weightLeft) = Part(node);
        var rejected = 0;
        while (Math.Min(weightLeft, node.Totals.Rows - weightLeft) < rules.MinRows || went == 0 || went == node.Count)
        {
            // The hessian promised more rows than there are: look again without this feature, as often as seems worth it.
            allowed = [.. allowed];
            allowed[node.Split.Feature] = false;
            node.Split = default;
            if (rejected++ < Rejections && node.Histogram is not null)
            {
                node.Split = _histograms.Search(node.Histogram, node.Totals, rules, allowed);
            }

            if (node.Split.Gain <= 0)
            {
                Release(node);
                return false;
            }

            (went, weightLeft) = Part(node);
        }

        var (left, right) = Children(node, went, weightLeft, rules);
        node.Left = _nodes.Count;
        node.Right = _nodes.Count + 1;
        _nodes.Add(left);
        _nodes.Add(right);
        if (last || left.Depth >= limits.Depth)
        {
            Release(node);
            return true;
        }

        _histograms.Children(node, left, right, Rows, packed, rules, allowed);
        foreach (var child in (ReadOnlySpan<GrowingNode>)[left, right])
        {
            if (child.Split.Gain <= 0)
            {
                Release(child);
            }
        }

        return true;
    }

    private (int Went, double WeightLeft) Part(GrowingNode node)
    {
        node.Split.Fill(_goesLeft, binned.Bins[node.Split.Feature]);
        var went = _partition.Part(node.Start, node.Count, binned.Column(node.Split.Feature), _goesLeft);
        return (went, WeightOf(node.Start, went));
    }

    private static (GrowingNode Left, GrowingNode Right) Children(GrowingNode node, int went, double weightLeft, SplitRules rules)
    {
        var (sum, totals) = (node.Split.LeftSum, node.Totals);
        var left = new NodeTotals(sum, weightLeft, totals.Lower, totals.Upper);
        var right = new NodeTotals(totals.Sum - sum, totals.Rows - weightLeft, totals.Lower, totals.Upper);
        if (rules.Monotone?[node.Split.Feature] is { } direction and not 0)
        {
            var middle =
                (
                    Math.Clamp(rules.ValueOf(left.Sum), totals.Lower, totals.Upper)
                    + Math.Clamp(rules.ValueOf(right.Sum), totals.Lower, totals.Upper)
                ) / 2;
            left = direction > 0 ? left with { Upper = middle } : left with { Lower = middle };
            right = direction > 0 ? right with { Lower = middle } : right with { Upper = middle };
        }

        return (
            new GrowingNode
            {
                Start = node.Start,
                Count = went,
                Depth = node.Depth + 1,
                Totals = left,
            },
            new GrowingNode
            {
                Start = node.Start + went,
                Count = node.Count - went,
                Depth = node.Depth + 1,
                Totals = right,
            }
        );
    }

    private double WeightOf(int start, int count)
    {
        if (weights is null)
        {
            return count;
        }

        var sum = 0.0;
        for (var i = start; i < start + count; i++)
        {
            sum += weights[Rows[i]];
        }

        return sum;
    }

    private void Release(GrowingNode node)
    {
        if (node.Histogram is { } histogram)
        {
            _histograms.Return(histogram);
        }

        node.Histogram = null;
    }
}
