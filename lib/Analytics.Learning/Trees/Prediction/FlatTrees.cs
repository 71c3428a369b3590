using System.Runtime.CompilerServices;

namespace Analytics.Learning.Trees;

/// <summary>
/// Trees of any size in one array of small nodes, walked tree by tree over a block of rows so that a tree stays in the cache.
/// </summary>
internal sealed unsafe class FlatTrees
{
    private const int IsCategory = 1 << 30;

    private readonly TreeEnsemble _ensemble;
    private readonly Flat[] _nodes;
    private readonly int[] _roots;
    private readonly ulong[][] _codes;

    public FlatTrees(TreeEnsemble ensemble)
    {
        _ensemble = ensemble;
        _roots = new int[ensemble.Trees.Length];
        _nodes = new Flat[ensemble.Trees.Sum(tree => tree.Nodes.Length)];
        var (next, codes) = (0, new List<ulong[]>());
        for (var number = 0; number < ensemble.Trees.Length; number++)
        {
            _roots[number] = next;
            foreach (var node in ensemble.Trees[number].Nodes)
            {
                // A leaf goes to itself.
                _nodes[next++] = node.IsLeaf
                    ? new Flat(float.PositiveInfinity, 0, ~node.Leaf, ~node.Leaf, true)
                    : new Flat(
                        node.Codes is null ? node.Threshold : codes.Count,
                        node.Feature | (node.Codes is null ? 0 : IsCategory),
                        _roots[number] + node.Left,
                        _roots[number] + node.Right,
                        node.MissingLeft
                    );
                if (node.Codes is not null)
                {
                    codes.Add(node.Codes);
                }
            }
        }

        _codes = [.. codes];
    }

    /// <summary>Adds every tree's leaf to rows × outputs margins that hold the start.</summary>
    public void Add(ReadOnlySpan<float> values, int rows, Span<double> margins)
    {
        var (columns, outputs) = (_ensemble.Schema.Count, _ensemble.Outputs);
        fixed (float* value = values)
        fixed (Flat* nodes = _nodes)
        {
            for (var number = 0; number < _roots.Length; number++)
            {
                var tree = _ensemble.Trees[number];
                for (var row = 0; row < rows; row++)
                {
                    var leaf = LeafOf(nodes, _roots[number], value + (long)row * columns);
                    if (tree.Width == 1)
                    {
                        margins[row * outputs + tree.Output] += tree.Values[leaf];
                        continue;
                    }

                    var leafValues = tree.Values.AsSpan(leaf * outputs, outputs);
                    var sums = margins.Slice(row * outputs, outputs);
                    for (var output = 0; output < sums.Length; output++)
                    {
                        sums[output] += leafValues[output];
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int LeafOf(Flat* nodes, int at, float* row)
    {
        while (true)
        {
            var node = nodes + at;
            if (node->Left < 0)
            {
                return ~node->Left;
            }

            var value = row[node->Feature & ~IsCategory];
            var left =
                (node->Feature & IsCategory) == 0
                    ? value <= node->Threshold | (node->MissingLeft & float.IsNaN(value))
                    : InSet(_codes[(int)node->Threshold], value, node->MissingLeft);
            at = left ? node->Left : node->Right;
        }
    }

    private static bool InSet(ulong[] codes, float value, bool missingLeft) =>
        value >= 0 && value < codes.Length * 64 ? (codes[(int)value >> 6] >> ((int)value & 63) & 1) != 0 : missingLeft;

    /// <summary>A leaf has the complement of its number for children; a category's threshold is the index of its set.</summary>
    private readonly record struct Flat(float Threshold, int Feature, int Left, int Right, bool MissingLeft);
}
