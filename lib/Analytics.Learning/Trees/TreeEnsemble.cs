using System.Runtime.Intrinsics;

namespace Analytics.Learning.Trees;

/// <summary>Trees whose leaf values are added up, or averaged.</summary>
internal sealed class TreeEnsemble
{
    private const int BlockRows = 512;

    private readonly Lazy<QuickScorer?> _quick;
    private readonly Lazy<FlatTrees> _flat;

    /// <summary>
    /// Trees in the order they were grown (there may be none), what the sum of each output starts from, and whether the sum
    /// is divided by the number of trees.
    /// </summary>
    public TreeEnsemble(Schema schema, Tree[] trees, double[] start, bool average)
    {
        Schema = schema;
        Trees = trees;
        Start = start;
        Average = average;
        _quick = new Lazy<QuickScorer?>(() => QuickScorer.For(this));
        _flat = new Lazy<FlatTrees>(() => new FlatTrees(this));
    }

    public Schema Schema { get; }

    public Tree[] Trees { get; }

    public double[] Start { get; }

    public bool Average { get; }

    public int Outputs => Start.Length;

    /// <summary>Writes rows × outputs margins; many rows on all processors.</summary>
    public void Margins(Matrix rows, double[] margins)
    {
        if (rows.Rows <= BlockRows)
            Margins(rows, margins, 0, rows.Rows, Vector256.IsHardwareAccelerated);
        else
            Parallel.For(0, (rows.Rows + BlockRows - 1) / BlockRows, block => Margins(rows, margins, block * BlockRows, Math.Min(BlockRows, rows.Rows - block * BlockRows), Vector256.IsHardwareAccelerated));
    }

    /// <summary>As the other, for a stretch of rows, and with or without the vector kernel.</summary>
    internal void Margins(Matrix rows, double[] margins, int first, int count, bool vectors)
    {
        var values = rows.Values.AsSpan(checked(first * rows.Columns), count * rows.Columns);
        var to = margins.AsSpan(first * Outputs, count * Outputs);
        if (_quick.Value is { } quick)
        {
            quick.Margins(values, count, to, vectors);
            return;
        }

        for (var row = 0; row < count; row++)
            Start.CopyTo(to[(row * Outputs)..]);
        _flat.Value.Add(values, count, to);
        if (!Average || Trees.Length == 0)
            return;
        foreach (ref var margin in to)
            margin /= Trees.Length;
    }
}
