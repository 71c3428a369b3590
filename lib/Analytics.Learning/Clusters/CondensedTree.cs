namespace Analytics.Learning;

/// <summary>
/// A dendrogram in which a split counts only where two parts or more are large enough; smaller parts are rows falling out
/// (Campello, Moulavi, Sander, PAKDD 2013). Density is 1 / distance; groups are numbered from 0, the whole, to their parts.
/// </summary>
internal sealed class CondensedTree
{
    private readonly List<int> _parents = [];
    private readonly List<double> _births = [];
    private readonly List<double> _deaths = [];
    private readonly List<double> _stabilities = [];
    private readonly double _zero;

    public CondensedTree(Dendrogram tree, int least)
    {
        (GroupOf, DensityOf) = (new int[tree.Rows], new double[tree.Rows]);
        // Rows on the same spot meet at distance zero, where density would be infinite: half the least distance stands for it.
        _zero =
            0.5
            * Enumerable
                .Range(tree.Rows, Math.Max(0, tree.Root + 1 - tree.Rows))
                .Select(tree.Length)
                .Where(length => length > 0)
                .DefaultIfEmpty(1)
                .Min();
        Add(-1, 0);
        var open = new Stack<(int Node, int Group)>();
        if (tree.Rows > 1)
        {
            open.Push((tree.Root, 0));
        }

        while (open.TryPop(out var at))
        {
            var density = 1 / Math.Max(_zero, tree.Length(at.Node));
            var children = tree.Children(at.Node);
            var large = children.Count(child => tree.Size(child) >= least);
            foreach (var child in children)
            {
                if (tree.Size(child) < least)
                {
                    FallOut(tree, child, at.Group, density);
                }
                else if (large == 1)
                {
                    open.Push((child, at.Group));
                }
                else
                {
                    Grow(at.Group, density, tree.Size(child));
                    var group = Add(at.Group, density);
                    if (tree.IsRow(child))
                    {
                        FallOut(tree, child, group, density);
                    }
                    else
                    {
                        open.Push((child, group));
                    }
                }
            }
        }
    }

    public int Count => _parents.Count;

    /// <summary>For each row the last group it was part of.</summary>
    public int[] GroupOf { get; }

    /// <summary>For each row the density at which it fell out of that group.</summary>
    public double[] DensityOf { get; }

    /// <summary>The group it split from; -1 for the whole.</summary>
    public int Parent(int group) => _parents[group];

    /// <summary>The density at which it split from its parent.</summary>
    public double Birth(int group) => _births[group];

    /// <summary>The greatest density at which a row or a part left it.</summary>
    public double Death(int group) => _deaths[group];

    /// <summary>The groups of greatest total stability of which none holds another; never the whole.</summary>
    public bool[] MostStable()
    {
        var selected = new bool[Count];
        var parts = new double[Count];
        for (var group = Count - 1; group > 0; group--)
        {
            selected[group] = _stabilities[group] >= parts[group];
            parts[_parents[group]] += Math.Max(_stabilities[group], parts[group]);
        }

        return Outermost(selected);
    }

    /// <summary>The groups that never split.</summary>
    public bool[] Leaves()
    {
        var selected = new bool[Count];
        Array.Fill(selected, true);
        selected[0] = false;
        for (var group = 1; group < Count; group++)
        {
            selected[_parents[group]] = false;
        }

        return selected;
    }

    /// <summary>How much sparser each row is than the densest part of its group, 0…1 (GLOSH: Campello and others, TKDD 10, 2015).</summary>
    public double[] Outliers()
    {
        var densest = _deaths.ToArray();
        for (var group = Count - 1; group > 0; group--)
        {
            densest[_parents[group]] = Math.Max(densest[_parents[group]], densest[group]);
        }

        return [.. GroupOf.Select((group, row) => densest[group] > 0 ? 1 - DensityOf[row] / densest[group] : 0)];
    }

    private bool[] Outermost(bool[] selected)
    {
        var covered = new bool[Count];
        for (var group = 1; group < Count; group++)
        {
            covered[group] = covered[_parents[group]] || selected[_parents[group]];
            selected[group] &= !covered[group];
        }

        return selected;
    }

    private void FallOut(Dendrogram tree, int node, int group, double density)
    {
        Grow(group, density, tree.Size(node));
        foreach (var row in tree.RowsOf(node))
        {
            (GroupOf[row], DensityOf[row]) = (group, density);
        }
    }

    private void Grow(int group, double density, int size)
    {
        _stabilities[group] += size * (density - _births[group]);
        _deaths[group] = Math.Max(_deaths[group], density);
    }

    private int Add(int parent, double birth)
    {
        _parents.Add(parent);
        _births.Add(birth);
        _deaths.Add(birth);
        _stabilities.Add(0);
        return Count - 1;
    }
}
