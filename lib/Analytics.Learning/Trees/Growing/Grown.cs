namespace Analytics.Learning.Trees;

/// <summary>A node while its tree grows.</summary>
internal sealed class GrowingNode
{
    public required int Start { get; init; }

    public required int Count { get; init; }

    public required int Depth { get; init; }

    public required NodeTotals Totals { get; init; }

    /// <summary>The split to make, or the one that was made.</summary>
    public Split Split;

    public NativeBuffer<long>? Histogram { get; set; }

    public int Left { get; set; } = -1;

    public int Right { get; set; } = -1;

    public bool IsLeaf => Left < 0;
}

/// <summary>A tree as it was grown: still in bins, each leaf with its stretch of the row list.</summary>
/// <param name="Nodes">The root first.</param>
/// <param name="Values">The value of each node; meaningful for leaves.</param>
internal sealed record Grown(GrowingNode[] Nodes, double[] Values)
{
    public Tree ToTree(FeatureBins[] bins, int output, double scale)
    {
        var nodes = new Node[Nodes.Length];
        var values = new List<double>();
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = Nodes[i];
            if (node.IsLeaf)
            {
                nodes[i] = Node.OfLeaf(node.Totals.Rows, values.Count);
                values.Add(Values[i] * scale);
                continue;
            }

            nodes[i] = node.Split.ToNode(bins, node.Totals.Rows) with { Left = node.Left, Right = node.Right };
        }

        return new Tree(nodes, [.. values], 1, output);
    }

    /// <summary>The node that a row of bins falls into.</summary>
    public unsafe int NodeOf(BinnedRows binned, int row)
    {
        var at = 0;
        while (!Nodes[at].IsLeaf)
        {
            var node = Nodes[at];
            var bin = binned.Column(node.Split.Feature)[row];
            var bins = binned.Bins[node.Split.Feature];
            var left =
                bin == bins.Missing ? node.Split.MissingLeft
                : bins.IsCategorical ? node.Split.Left.Has(bin)
                : bin <= node.Split.Bin;
            at = left ? node.Left : node.Right;
        }

        return at;
    }
}
