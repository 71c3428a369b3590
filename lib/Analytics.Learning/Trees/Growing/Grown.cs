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

            var feature = bins[node.Split.Feature];
            var threshold = feature.IsCategorical ? 0 : node.Split.Bin < feature.Bounds.Length ? feature.Bounds[node.Split.Bin] : float.PositiveInfinity;
            nodes[i] = new Node(node.Split.Feature, threshold, node.Left, node.Right, node.Split.MissingLeft, CodesOf(feature, node.Split), node.Split.Gain, node.Totals.Rows, -1);
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
            var bin = binned.Column(node.Split.Feature)[(long)row * BinnedRows.Stride];
            var bins = binned.Bins[node.Split.Feature];
            var left = bin == bins.Missing ? node.Split.MissingLeft : bins.IsCategorical ? node.Split.Left.Has(bin) : bin <= node.Split.Bin;
            at = left ? node.Left : node.Right;
        }

        return at;
    }

    private static ulong[]? CodesOf(FeatureBins bins, in Split split)
    {
        if (!bins.IsCategorical)
            return null;
        var words = new ulong[(bins.BinOfCode.Length + 63) / 64];
        for (var code = 0; code < bins.BinOfCode.Length; code++)
        {
            var bin = bins.BinOfCode[code];
            if (bin == bins.Missing ? split.MissingLeft : split.Left.Has(bin))
                words[code >> 6] |= 1UL << (code & 63);
        }

        return words;
    }
}
