namespace Analytics.Learning.Trees;

/// <summary>A tree as it comes from a file: a list per property of its nodes, not yet checked.</summary>
internal sealed record TreeColumns(
    int Output,
    int Width,
    int[] Feature,
    float[] Threshold,
    int[] Left,
    int[] Right,
    bool[] MissingLeft,
    ulong[]?[] Codes,
    double[] Gain,
    double[] Cover,
    double[] Values
)
{
    /// <exception cref="ModelFileException">The lists do not make a tree of the schema and of that many outputs.</exception>
    public Tree ToTree(Schema schema, int outputs)
    {
        int[] lengths = [Threshold.Length, Left.Length, Right.Length, MissingLeft.Length, Gain.Length, Cover.Length, Codes.Length];
        if (Feature.Length == 0 || lengths.Any(length => length != Feature.Length))
        {
            throw Damaged("its lists of nodes differ in length");
        }

        if (Output < 0 || Output >= outputs || (Width != 1 && Width != outputs))
        {
            throw Damaged(Invariant($"output {Output} of width {Width} does not fit {outputs} outputs"));
        }

        var nodes = new Node[Feature.Length];
        var leaves = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (Feature[i] < 0)
            {
                nodes[i] = Node.OfLeaf(Cover[i], leaves++);
                continue;
            }

            // Children stand after their parent, so no file can send a prediction round in a circle.
            if (Feature[i] >= schema.Count || Left[i] <= i || Right[i] <= i || Left[i] >= nodes.Length || Right[i] >= nodes.Length)
            {
                throw Damaged(Invariant($"node {i} asks for feature {Feature[i]} and nodes {Left[i]} and {Right[i]}"));
            }

            nodes[i] = new Node(Feature[i], Threshold[i], Left[i], Right[i], MissingLeft[i], Codes[i], Gain[i], Cover[i], -1);
        }

        return Values.Length == leaves * Width
            ? new Tree(nodes, Values, Width, Output)
            : throw Damaged(Invariant($"{leaves} leaves of width {Width} need {leaves * Width} values, it has {Values.Length}"));
    }

    public static ModelFileException Damaged(string what) => new($"A tree of the model is damaged: {what}. Fit and save the model again.");
}
