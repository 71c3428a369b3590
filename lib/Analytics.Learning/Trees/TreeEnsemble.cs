namespace Analytics.Learning.Trees;

/// <summary>Trees whose leaf values are added up, or averaged.</summary>
/// <param name="Schema">What the features are.</param>
/// <param name="Trees">In the order they were grown; may be none.</param>
/// <param name="Start">What the sum of each output starts from.</param>
/// <param name="Average">Whether the sum is divided by the number of trees.</param>
internal sealed record TreeEnsemble(Schema Schema, Tree[] Trees, double[] Start, bool Average)
{
    private const int BlockRows = 512;

    public int Outputs => Start.Length;

    /// <summary>Writes rows × outputs margins.</summary>
    public void Margins(Matrix rows, double[] margins)
    {
        if (rows.Rows <= BlockRows)
            Margins(rows, margins, 0, rows.Rows);
        else
            Parallel.For(0, (rows.Rows + BlockRows - 1) / BlockRows, block => Margins(rows, margins, block * BlockRows, Math.Min(rows.Rows, (block + 1) * BlockRows)));
    }

    private void Margins(Matrix rows, double[] margins, int first, int after)
    {
        var outputs = Outputs;
        for (var row = first; row < after; row++)
            Start.CopyTo(margins, row * outputs);
        foreach (var tree in Trees)
        {
            for (var row = first; row < after; row++)
            {
                var leaf = tree.LeafOf(rows.Row(row));
                if (tree.Width == 1)
                {
                    margins[row * outputs + tree.Output] += tree.Values[leaf];
                    continue;
                }

                for (var output = 0; output < outputs; output++)
                    margins[row * outputs + output] += tree.Values[leaf * outputs + output];
            }
        }

        if (Average && Trees.Length > 0)
        {
            for (var i = first * outputs; i < after * outputs; i++)
                margins[i] /= Trees.Length;
        }
    }
}
