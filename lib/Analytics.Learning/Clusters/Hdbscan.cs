using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>How <see cref="Hdbscan"/> picks clusters from the tree of all densities.</summary>
public enum ClusterSelection
{
    /// <summary>Those that persist over the widest range of densities (excess of mass).</summary>
    MostStable,

    /// <summary>The smallest and densest.</summary>
    Leaves,
}

/// <summary>
/// Clusters of any shape and differing density; sparse rows are noise (HDBSCAN*: Campello, Moulavi, Sander, PAKDD 2013). Exact:
/// the spanning tree is not approximated, and the result does not depend on the order of rows but for the clusters' numbers.
/// </summary>
public sealed record Hdbscan : ClusterLearner
{
    /// <summary>Rows that make a cluster at the least, ≥ 2. Default 5.</summary>
    public int MinClusterRows { get; init; } = 5;

    /// <summary>Rows that a dense place holds, the row itself counted, ≥ 1: the core distance reaches so many. Default 0: as many as <see cref="MinClusterRows"/>.</summary>
    public int MinRows { get; init; }

    /// <summary>Default <see cref="ClusterSelection.MostStable"/>.</summary>
    public ClusterSelection Selection { get; init; }

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    private int Near => MinRows > 0 ? MinRows : MinClusterRows;

    /// <inheritdoc cref="ClusterLearner.Fit"/>
    public new HdbscanModel Fit(Frame data, FitOptions? options = null) => (HdbscanModel)base.Fit(data, options);

    internal override void Check()
    {
        if (MinClusterRows < 2)
        {
            throw new OptionException(nameof(Hdbscan), nameof(MinClusterRows), MinClusterRows, "at least 2");
        }

        if (MinRows is < 0 or > 1000)
        {
            throw new OptionException(nameof(Hdbscan), nameof(MinRows), MinRows, "from 0 to 1000");
        }

        if (MinRows == 0 && MinClusterRows > 1000)
        {
            throw new OptionException(
                nameof(Hdbscan),
                nameof(MinRows),
                MinRows,
                "from 1 to 1000 where MinClusterRows is greater than 1000"
            );
        }

        if (!Enum.IsDefined(Selection))
        {
            throw new OptionException(nameof(Hdbscan), nameof(Selection), Selection, "MostStable or Leaves");
        }
    }

    internal override Clusterer FitCore(TrainingSet set)
    {
        if (set.Weights is not null)
        {
            throw new TrainingDataException(
                $"{nameof(Hdbscan)}: rows cannot be weighted; leave out Weight '{set.Options.Weight}', or repeat rows."
            );
        }

        var near = Math.Min(Near, set.Rows);
        var tree = new KdTree(set.X);
        var (core, neighbours) = CoreDistances(tree, near, set.Options);
        var edges = SpanningTree.Of(tree, core, neighbours, near, set.Options);
        set.Options.Cancellation.ThrowIfCancellationRequested();
        var condensed = new CondensedTree(new Dendrogram(set.Rows, edges), MinClusterRows);
        var selected = Selection == ClusterSelection.MostStable ? condensed.MostStable() : condensed.Leaves();
        var found = DensityClusters.Of(condensed, selected);
        var coreOf = new double[set.Rows];
        for (var i = 0; i < set.Rows; i++)
        {
            coreOf[tree.RowAt[i]] = core.Span[i];
        }

        return new HdbscanModel(set.Schema, set.X, coreOf, near, found, tree);
    }

    private static unsafe (Aligned<double> Core, int[] Neighbours) CoreDistances(KdTree tree, int near, FitOptions options)
    {
        var core = new Aligned<double>(tree.Leaves * KdTree.Lanes);
        core.Span.Fill(double.PositiveInfinity);
        var neighbours = new int[checked(tree.Count * near)];
        var blocks = Math.Clamp(tree.Count / 256, 1, 1024);
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                var query = tree.Query();
                Span<double> squares = new double[near];
                var (first, last) = RowBlocks.Range(block, blocks, tree.Count);
                for (var i = first; i < last; i++)
                {
                    tree.Copy(i, query.Pointer);
                    tree.Nearest(query.Pointer, near, squares, neighbours.AsSpan(i * near, near));
                    core.Pointer[i] = squares[near - 1];
                }

                GC.KeepAlive(core);
            }
        );
        return (core, neighbours);
    }
}
