namespace Analytics.Learning;

/// <summary>An edge of a spanning tree between two rows.</summary>
/// <param name="From">0-based row.</param>
/// <param name="To">0-based row.</param>
/// <param name="Length">Mutual reachability distance.</param>
internal readonly record struct Edge(int From, int To, double Length);

/// <summary>
/// The minimum spanning tree of all points under mutual reachability, exactly, by Borůvka's rounds over a k-d tree
/// (McInnes, Healy, ICDMW 2017). Threads share each group's best bound, which decides only what is searched in vain; among
/// edges of equal length any may be taken, so what follows must not depend on which.
/// </summary>
internal sealed unsafe class SpanningTree
{
    private readonly KdTree _tree;
    private readonly FitOptions _options;
    private readonly Aligned<double> _core;
    private readonly Aligned<int> _groupAt;
    private readonly int[] _parent;
    private readonly int[] _groups;
    private readonly int[] _candidate;
    private readonly double[] _candidateSquare;
    private readonly double[] _bounds;

    private SpanningTree(KdTree tree, Aligned<double> core, FitOptions options)
    {
        (_tree, _core, _options) = (tree, core, options);
        _groupAt = new Aligned<int>(tree.Leaves * KdTree.Lanes);
        _parent = new int[tree.Count];
        for (var i = 0; i < _parent.Length; i++)
        {
            _parent[i] = i;
        }

        (_groups, _candidate, _candidateSquare, _bounds) = (
            new int[tree.Nodes],
            new int[tree.Count],
            new double[tree.Count],
            new double[tree.Count]
        );
        Array.Fill(_candidate, -1);
        core.Span[..tree.Count].CopyTo(_candidateSquare);
    }

    /// <summary>n - 1 edges, in no particular order.</summary>
    /// <param name="tree">The points.</param>
    /// <param name="core">Squared core distance by position, filled up to whole leaves.</param>
    /// <param name="neighbours">near × n positions of each position's nearest points, used to save searches.</param>
    /// <param name="near">How many each.</param>
    /// <param name="options">Threads, cancellation, progress.</param>
    public static Edge[] Of(KdTree tree, Aligned<double> core, int[] neighbours, int near, FitOptions options)
    {
        var spanning = new SpanningTree(tree, core, options);
        spanning.Seed(neighbours, near);
        return spanning.Grow();
    }

    /// <summary>A neighbour whose core distance is no greater is at mutual reachability = own core distance: nothing can be nearer.</summary>
    private void Seed(int[] neighbours, int near)
    {
        for (var i = 0; i < _tree.Count; i++)
        {
            for (var k = 0; k < near && _candidate[i] < 0; k++)
            {
                var other = neighbours[i * near + k];
                if (other >= 0 && other != i && _core.Pointer[other] <= _core.Pointer[i])
                {
                    _candidate[i] = other;
                }
            }
        }
    }

    private Edge[] Grow()
    {
        var edges = new List<Edge>(_tree.Count - 1);
        var least = _tree.Least(_core.Span);
        var bestOf = new int[_tree.Count];
        while (edges.Count < _tree.Count - 1)
        {
            for (var i = 0; i < _tree.Count; i++)
            {
                _groupAt.Pointer[i] = Find(i);
            }

            _tree.Groups(_groupAt.Span[.._tree.Count].ToArray(), _groups);
            Bound();
            Search(least);
            Array.Fill(bestOf, -1);
            for (var i = 0; i < _tree.Count; i++)
            {
                ref var best = ref bestOf[_groupAt.Pointer[i]];
                if (
                    _candidate[i] >= 0
                    && _groupAt.Pointer[_candidate[i]] != _groupAt.Pointer[i]
                    && (best < 0 || _candidateSquare[i] < _candidateSquare[best])
                )
                {
                    best = i;
                }
            }

            for (var group = 0; group < bestOf.Length; group++)
            {
                if (bestOf[group] is var i and >= 0 && Union(i, _candidate[i]))
                {
                    edges.Add(new Edge(_tree.RowAt[i], _tree.RowAt[_candidate[i]], Math.Sqrt(_candidateSquare[i])));
                }
            }

            _options.Progress?.Report(new FitProgress(edges.Count, _tree.Count - 1));
        }

        GC.KeepAlive(_core);
        return [.. edges];
    }

    /// <summary>Candidates that still lie outside stay the nearest; the others keep their distance as a lower bound.</summary>
    private void Bound()
    {
        Array.Fill(_bounds, double.PositiveInfinity);
        for (var i = 0; i < _tree.Count; i++)
        {
            var group = _groupAt.Pointer[i];
            if (_candidate[i] >= 0 && _groupAt.Pointer[_candidate[i]] == group)
            {
                _candidate[i] = -1;
            }

            if (_candidate[i] >= 0)
            {
                _bounds[group] = Math.Min(_bounds[group], _candidateSquare[i]);
            }
        }
    }

    private void Search(double[] least)
    {
        var blocks = Math.Clamp(_tree.Count / 256, 1, 1024);
        RowBlocks.Run(
            blocks,
            _options,
            block =>
            {
                var query = _tree.Query();
                var (first, last) = RowBlocks.Range(block, blocks, _tree.Count);
                for (var i = first; i < last; i++)
                {
                    var group = _groupAt.Pointer[i];
                    var bound = Volatile.Read(ref _bounds[group]);
                    if (_candidate[i] >= 0 || _candidateSquare[i] >= bound)
                    {
                        continue;
                    }

                    _tree.Copy(i, query.Pointer);
                    var other = _tree.NearestOther(
                        query.Pointer,
                        group,
                        _core.Pointer[i],
                        ref bound,
                        _groupAt.Pointer,
                        _groups,
                        _core.Pointer,
                        least
                    );
                    if (other < 0)
                    {
                        // Nothing outside is nearer than the bound, now or later.
                        _candidateSquare[i] = bound;
                        continue;
                    }

                    (_candidate[i], _candidateSquare[i]) = (other, bound);
                    Lower(ref _bounds[group], bound);
                }
            }
        );
    }

    private static void Lower(ref double shared, double value)
    {
        for (var seen = Volatile.Read(ref shared); value < seen; )
        {
            var before = Interlocked.CompareExchange(ref shared, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private bool Union(int a, int b)
    {
        var (left, right) = (Find(a), Find(b));
        if (left == right)
        {
            return false;
        }

        _parent[Math.Max(left, right)] = Math.Min(left, right);
        return true;
    }

    private int Find(int i)
    {
        while (_parent[i] != i)
        {
            i = _parent[i] = _parent[_parent[i]];
        }

        return i;
    }
}
