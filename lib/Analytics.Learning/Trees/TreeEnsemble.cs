using System.Runtime.Intrinsics;

namespace Analytics.Learning.Trees;

/// <summary>Trees whose leaf values are added up, or averaged.</summary>
internal sealed class TreeEnsemble
{
    private const int BlockRows = 512;
    private const int OnStack = 1_024;

    private readonly Lazy<QuickScorer?> _quick;
    private readonly Lazy<FlatTrees> _flat;
    private readonly Lazy<double[]> _gain;

    /// <summary>
    /// Trees in the order they were grown (there may be none), what the sum of each output starts from, and whether the sum
    /// is divided by the number of trees; the gain per feature where the nodes do not hold it.
    /// </summary>
    public TreeEnsemble(Schema schema, Tree[] trees, double[] start, bool average, double[]? gain = null)
    {
        Schema = schema;
        Trees = trees;
        Start = start;
        Average = average;
        _quick = new Lazy<QuickScorer?>(() => QuickScorer.For(this));
        _flat = new Lazy<FlatTrees>(() => new FlatTrees(this));
        _gain = new Lazy<double[]>(() => gain ?? GainOfNodes());
    }

    public Schema Schema { get; }

    public Tree[] Trees { get; }

    public double[] Start { get; }

    public bool Average { get; }

    public int Outputs => Start.Length;

    /// <summary>Per feature: how much the loss fell by its splits, over all trees.</summary>
    public double[] Gain => _gain.Value;

    /// <summary>What to do with the margins of a block: its first row, its rows, and rows × outputs margins.</summary>
    public delegate void Use(int first, int count, ReadOnlySpan<double> margins);

    /// <summary>Hands out the margins block by block; many rows on all processors, in any order.</summary>
    public void InBlocks(Matrix rows, Use use)
    {
        if (rows.Rows <= BlockRows)
        {
            One(0);
            return;
        }

        Parallel.For(0, (rows.Rows + BlockRows - 1) / BlockRows, One);

        void One(int block)
        {
            var (first, count) = (block * BlockRows, Math.Min(BlockRows, rows.Rows - block * BlockRows));
            var size = count * Outputs;
            var margins = size <= OnStack ? stackalloc double[size] : new double[size];
            Margins(rows, margins, first, count, Vector256.IsHardwareAccelerated);
            use(first, count, margins);
        }
    }

    /// <summary>Writes rows × outputs margins.</summary>
    public void Margins(Matrix rows, double[] margins) =>
        InBlocks(rows, (first, _, block) => block.CopyTo(margins.AsSpan(first * Outputs)));

    /// <summary>Writes the margins of a stretch of rows, with or without the vector kernel.</summary>
    internal void Margins(Matrix rows, Span<double> to, int first, int count, bool vectors)
    {
        var values = rows.Values.AsSpan(checked(first * rows.Columns), count * rows.Columns);
        if (_quick.Value is { } quick)
        {
            quick.Margins(values, count, to, vectors);
            return;
        }

        for (var row = 0; row < count; row++)
        {
            Start.CopyTo(to[(row * Outputs)..]);
        }

        _flat.Value.Add(values, count, to);
        if (!Average || Trees.Length == 0)
        {
            return;
        }

        foreach (ref var margin in to)
        {
            margin /= Trees.Length;
        }
    }

    private double[] GainOfNodes()
    {
        var gain = new double[Schema.Count];
        foreach (var node in Trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf))
        {
            gain[node.Feature] += node.Gain;
        }

        return gain;
    }
}
