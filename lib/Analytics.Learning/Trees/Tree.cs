namespace Analytics.Learning.Trees;

/// <summary>One node of a tree; a leaf has feature -1.</summary>
/// <param name="Feature">Index into the schema, or -1.</param>
/// <param name="Threshold">A number ≤ it goes left.</param>
/// <param name="Left">Index of the left child.</param>
/// <param name="Right">Index of the right child.</param>
/// <param name="MissingLeft">Where missing and unseen values go.</param>
/// <param name="Codes">For a category: bit c % 64 of word c / 64 is 1 where code c goes left. Null for a number.</param>
/// <param name="Gain">How much the loss fell by this split.</param>
/// <param name="Cover">Weight of the training rows that came here.</param>
/// <param name="Leaf">For a leaf: its 0-based place among the leaves, left to right in the order of the nodes.</param>
internal readonly record struct Node(
    int Feature,
    float Threshold,
    int Left,
    int Right,
    bool MissingLeft,
    ulong[]? Codes,
    double Gain,
    double Cover,
    int Leaf
)
{
    public bool IsLeaf => Feature < 0;

    public static Node OfLeaf(double cover, int leaf) => new(-1, 0, 0, 0, false, null, 0, cover, leaf);

    /// <summary>Whether a value goes left. NaN is missing; a code outside the vocabulary is as good as missing.</summary>
    public bool GoesLeft(float value)
    {
        if (float.IsNaN(value))
        {
            return MissingLeft;
        }

        if (Codes is null)
        {
            return value <= Threshold;
        }

        return value >= 0 && value < Codes.Length * 64 ? (Codes[(int)value >> 6] >> ((int)value & 63) & 1) != 0 : MissingLeft;
    }
}

/// <summary>A tree of nodes, the root first and every child after its parent.</summary>
/// <param name="Nodes">At least one.</param>
/// <param name="Values">Leaves × width numbers.</param>
/// <param name="Width">Numbers per leaf: 1, or one per class for a forest that classifies.</param>
/// <param name="Output">The output that a tree of width 1 adds to.</param>
internal sealed record Tree(Node[] Nodes, double[] Values, int Width, int Output)
{
    public int Leaves => Values.Length / Width;

    /// <summary>The 0-based leaf that a row falls into.</summary>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        var at = 0;
        while (true)
        {
            ref readonly var node = ref Nodes[at];
            if (node.IsLeaf)
            {
                return node.Leaf;
            }

            at = node.GoesLeft(row[node.Feature]) ? node.Left : node.Right;
        }
    }
}
