namespace Analytics.Learning;

/// <summary>
/// The single-linkage tree over rows. All edges of one length merge at once into nodes of two or more children, so the tree
/// follows from the distances alone, whichever spanning tree it was made of. Nodes 0…n-1 are the rows; the last is the root.
/// </summary>
internal sealed class Dendrogram
{
    private readonly List<int[]> _children = [];
    private readonly List<double> _lengths = [];
    private readonly List<int> _sizes = [];
    private readonly List<int> _firstRows = [];

    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="edges">A minimum spanning tree.</param>
    public Dendrogram(int rows, Edge[] edges)
    {
        Rows = rows;
        var sorted = (Edge[])edges.Clone();
        Array.Sort(sorted, static (a, b) => a.Length.CompareTo(b.Length));
        var parent = new int[rows];
        var nodeOf = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            parent[row] = nodeOf[row] = row;
        }

        var touched = new List<int>();
        var merged = new SortedDictionary<int, List<int>>();
        for (var first = 0; first < sorted.Length; )
        {
            var last = first + 1;
            while (last < sorted.Length && sorted[last].Length == sorted[first].Length)
            {
                last++;
            }

            if (last == first + 1)
            {
                Join(parent, nodeOf, sorted[first]);
                first = last;
                continue;
            }

            touched.Clear();
            merged.Clear();
            for (var i = first; i < last; i++)
            {
                touched.Add(Find(parent, sorted[i].From));
                touched.Add(Find(parent, sorted[i].To));
            }

            touched.Sort();
            for (var i = first; i < last; i++)
            {
                var (a, b) = (Find(parent, sorted[i].From), Find(parent, sorted[i].To));
                parent[Math.Max(a, b)] = Math.Min(a, b);
            }

            for (var i = 0; i < touched.Count; i++)
            {
                if (i > 0 && touched[i] == touched[i - 1])
                {
                    continue;
                }

                var root = Find(parent, touched[i]);
                if (!merged.TryGetValue(root, out var list))
                {
                    merged[root] = list = [];
                }

                list.Add(nodeOf[touched[i]]);
            }

            foreach (var (root, list) in merged)
            {
                nodeOf[root] = Add([.. list.OrderBy(FirstRow)], sorted[first].Length);
            }

            first = last;
        }
    }

    public int Rows { get; }

    public int Root => Rows + _children.Count - 1;

    public bool IsRow(int node) => node < Rows;

    /// <summary>Two or more nodes, in the order of their first rows.</summary>
    public int[] Children(int node) => _children[node - Rows];

    /// <summary>The distance at which a node's children meet.</summary>
    public double Length(int node) => _lengths[node - Rows];

    /// <summary>Rows below a node.</summary>
    public int Size(int node) => IsRow(node) ? 1 : _sizes[node - Rows];

    /// <summary>The rows below a node.</summary>
    public IEnumerable<int> RowsOf(int node)
    {
        var stack = new Stack<int>([node]);
        while (stack.TryPop(out var each))
        {
            if (IsRow(each))
            {
                yield return each;
                continue;
            }

            foreach (var child in Children(each))
            {
                stack.Push(child);
            }
        }
    }

    private void Join(int[] parent, int[] nodeOf, Edge edge)
    {
        var (a, b) = (Find(parent, edge.From), Find(parent, edge.To));
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        parent[high] = low;
        // A set's root is its least row, so these already stand in the order of their first rows.
        nodeOf[low] = Add([nodeOf[low], nodeOf[high]], edge.Length);
    }

    private int Add(int[] children, double length)
    {
        var size = 0;
        foreach (var child in children)
        {
            size += Size(child);
        }

        _firstRows.Add(FirstRow(children[0]));
        _sizes.Add(size);
        _lengths.Add(length);
        _children.Add(children);
        return Root;
    }

    private int FirstRow(int node) => IsRow(node) ? node : _firstRows[node - Rows];

    private static int Find(int[] parent, int row)
    {
        while (parent[row] != row)
        {
            row = parent[row] = parent[parent[row]];
        }

        return row;
    }
}
