using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// Clusters of any shape at one density: core rows have <see cref="MinRows"/> rows within <see cref="Radius"/>, and core rows so
/// near to one another share a cluster; other rows near a core row join it, the rest is noise (Ester and others, KDD 1996). Exact.
/// </summary>
public sealed record Dbscan : ClusterLearner
{
    /// <summary>Greatest Euclidean distance of neighbours, &gt; 0, in the columns' units. Default 0.5.</summary>
    public double Radius { get; init; } = 0.5;

    /// <summary>Weight of rows within the radius, the row itself counted, that makes a core row; &gt; 0. Default 5.</summary>
    public double MinRows { get; init; } = 5;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    /// <inheritdoc cref="ClusterLearner.Fit"/>
    public new DbscanModel Fit(Frame data, FitOptions? options = null) => (DbscanModel)base.Fit(data, options);

    internal override void Check()
    {
        if (!(Radius > 0) || double.IsInfinity(Radius))
        {
            throw new OptionException(nameof(Dbscan), nameof(Radius), Radius, "a finite number greater than 0");
        }

        if (!(MinRows > 0))
        {
            throw new OptionException(nameof(Dbscan), nameof(MinRows), MinRows, "greater than 0");
        }
    }

    internal override Clusterer FitCore(TrainingSet set)
    {
        set.RequireWeight(nameof(Dbscan));
        var tree = new KdTree(set.X);
        var isCore = new bool[set.Rows];
        ForEach(
            tree,
            set.Options,
            (row, near) =>
            {
                var weight = 0.0;
                foreach (var position in near)
                {
                    weight += set.Weights?[tree.RowAt[position]] ?? 1.0;
                }

                isCore[row] = weight >= MinRows;
            }
        );
        var parent = new int[set.Rows];
        for (var row = 0; row < parent.Length; row++)
        {
            parent[row] = row;
        }

        ForEach(
            tree,
            set.Options,
            (row, near) =>
            {
                foreach (var position in near)
                {
                    var other = tree.RowAt[position];
                    if (isCore[row] && isCore[other] && other < row)
                    {
                        Union(parent, row, other);
                    }
                }
            }
        );
        var rows = Enumerable.Range(0, set.Rows).Where(row => isCore[row]).ToArray();
        var numbers = new Dictionary<int, int>();
        var labels = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            // The least row of a cluster is its root, so clusters are numbered by their first core rows.
            var root = Find(parent, rows[i]);
            numbers.TryAdd(root, numbers.Count);
            labels[i] = numbers[root];
        }

        set.Options.Progress?.Report(new FitProgress(1, 1));
        return new DbscanModel(set.Schema, Radius, set.X.Take(rows), labels);
    }

    private unsafe void ForEach(KdTree tree, FitOptions options, Action<int, ReadOnlySpan<int>> work)
    {
        var blocks = Math.Clamp(tree.Count / 128, 1, 4096);
        RowBlocks.Run(
            blocks,
            options,
            block =>
            {
                var query = tree.Query();
                int[] near = [];
                var (first, last) = RowBlocks.Range(block, blocks, tree.Count);
                for (var i = first; i < last; i++)
                {
                    if (i % 16 == 0)
                    {
                        options.Cancellation.ThrowIfCancellationRequested();
                    }

                    tree.Copy(i, query.Pointer);
                    var count = tree.Within(query.Pointer, Radius * Radius, ref near);
                    work(tree.RowAt[i], near.AsSpan(0, count));
                }

                GC.KeepAlive(query);
            }
        );
    }

    /// <summary>Joins two sets without a lock: the greater root is hung under the lesser, so the last roots are the least rows.</summary>
    private static void Union(int[] parent, int a, int b)
    {
        while (true)
        {
            (a, b) = (Find(parent, a), Find(parent, b));
            if (a == b)
            {
                return;
            }

            var (low, high) = (Math.Min(a, b), Math.Max(a, b));
            if (Interlocked.CompareExchange(ref parent[high], low, high) == high)
            {
                return;
            }
        }
    }

    private static int Find(int[] parent, int row)
    {
        for (var above = Volatile.Read(ref parent[row]); above != row; above = Volatile.Read(ref parent[row]))
        {
            row = above;
        }

        return row;
    }
}
