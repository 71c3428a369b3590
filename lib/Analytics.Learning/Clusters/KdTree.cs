using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// Points sorted into boxes by halving along the widest side (Bentley, CACM 18, 1975), for exact neighbours in few dimensions.
/// A point's place in the tree is its position; leaves hold 16 positions, column by column, so that two vectors hold a column of a leaf.
/// Distances are squared and in double precision.
/// </summary>
internal sealed unsafe partial class KdTree
{
    public const int Lanes = 16;

    private readonly Aligned<double> _points;
    private readonly Aligned<double> _boxes;
    private readonly int[] _right;
    private readonly int[] _firstLeaf;
    private readonly int[] _lastLeaf;
    private readonly int _padded;

    /// <param name="x">n points × d coordinates, n &gt; 0, none missing.</param>
    public KdTree(Matrix x)
    {
        (Count, Dimensions) = (x.Rows, x.Columns);
        Leaves = (Count + Lanes - 1) / Lanes;
        _padded = (Dimensions + 7) & ~7;
        _points = new Aligned<double>(checked(Leaves * Lanes * Dimensions));
        _boxes = new Aligned<double>(checked((2 * Leaves - 1) * 2 * _padded));
        (_right, _firstLeaf, _lastLeaf) = (new int[2 * Leaves - 1], new int[2 * Leaves - 1], new int[2 * Leaves - 1]);
        RowAt = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            RowAt[i] = i;
        }

        var nodes = 0;
        Build(x, 0, Leaves, new double[Count], ref nodes);
    }

    /// <summary>Points.</summary>
    public int Count { get; }

    public int Dimensions { get; }

    public int Leaves { get; }

    public int Nodes => _right.Length;

    /// <summary>The row that a position holds.</summary>
    public int[] RowAt { get; }

    /// <summary>A query buffer: <see cref="Dimensions"/> numbers, padded with zeros to whole vectors.</summary>
    public Aligned<double> Query() => new(_padded);

    /// <summary>Copies the point at a position into a query buffer.</summary>
    public void Copy(int position, double* query)
    {
        var leaf = _points.Pointer + (long)(position / Lanes) * Lanes * Dimensions + position % Lanes;
        for (var j = 0; j < Dimensions; j++)
        {
            query[j] = leaf[j * Lanes];
        }
    }

    /// <summary>Copies a row of numbers into a query buffer.</summary>
    public static void Copy(ReadOnlySpan<float> row, double* query)
    {
        for (var j = 0; j < row.Length; j++)
        {
            query[j] = row[j];
        }
    }

    /// <summary>For each node whether its points belong to one group: the group, or -1. Children come after their parent.</summary>
    public void Groups(int[] groupAt, int[] groups)
    {
        for (var node = Nodes - 1; node >= 0; node--)
        {
            if (_right[node] != 0)
            {
                var left = groups[node + 1];
                groups[node] = left == groups[_right[node]] ? left : -1;
                continue;
            }

            var (first, last) = (_firstLeaf[node] * Lanes, Math.Min(Count, _lastLeaf[node] * Lanes));
            groups[node] = groupAt[first];
            for (var i = first + 1; i < last && groups[node] >= 0; i++)
            {
                if (groupAt[i] != groups[node])
                {
                    groups[node] = -1;
                }
            }
        }
    }

    /// <summary>For each node the least value of its points.</summary>
    public double[] Least(ReadOnlySpan<double> valueAt)
    {
        var least = new double[Nodes];
        for (var node = Nodes - 1; node >= 0; node--)
        {
            if (_right[node] != 0)
            {
                least[node] = Math.Min(least[node + 1], least[_right[node]]);
                continue;
            }

            least[node] = double.PositiveInfinity;
            for (var i = _firstLeaf[node] * Lanes; i < Math.Min(Count, _lastLeaf[node] * Lanes); i++)
            {
                least[node] = Math.Min(least[node], valueAt[i]);
            }
        }

        return least;
    }

    /// <summary>The squared distance of a query to a node's box; 0 inside.</summary>
    private double ToBox(double* query, int node)
    {
        var box = _boxes.Pointer + (long)node * 2 * _padded;
        var sum = Vector512<double>.Zero;
        for (var j = 0; j < _padded; j += 8)
        {
            var q = Vector512.LoadAligned(query + j);
            var outside = Vector512.MaxNative(
                Vector512.MaxNative(Vector512.LoadAligned(box + j) - q, q - Vector512.LoadAligned(box + _padded + j)),
                Vector512<double>.Zero
            );
            sum = Vector512.FusedMultiplyAdd(outside, outside, sum);
        }

        return Vector512.Sum(sum);
    }

    /// <summary>Squared distances of a query to the 16 points of a leaf; infinite beyond the last point.</summary>
    private void ToLeaf(double* query, int leaf, out Vector512<double> low, out Vector512<double> high)
    {
        low = high = Vector512<double>.Zero;
        var points = _points.Pointer + (long)leaf * Lanes * Dimensions;
        for (var j = 0; j < Dimensions; j++, points += Lanes)
        {
            var q = Vector512.Create(query[j]);
            var (a, b) = (Vector512.LoadAligned(points) - q, Vector512.LoadAligned(points + 8) - q);
            low += a * a;
            high += b * b;
        }
    }

    private int Build(Matrix x, int firstLeaf, int lastLeaf, double[] keys, ref int nodes)
    {
        var node = nodes++;
        (_firstLeaf[node], _lastLeaf[node]) = (firstLeaf, lastLeaf);
        var (first, last) = (firstLeaf * Lanes, Math.Min(Count, lastLeaf * Lanes));
        var widest = Bound(x, node, first, last);
        if (lastLeaf - firstLeaf == 1)
        {
            Fill(x, firstLeaf, first, last);
            return node;
        }

        for (var i = first; i < last; i++)
        {
            keys[i] = x[RowAt[i], widest];
        }

        var middle = firstLeaf + (lastLeaf - firstLeaf) / 2;
        Select(keys, RowAt, first, last - 1, middle * Lanes);
        Build(x, firstLeaf, middle, keys, ref nodes);
        _right[node] = Build(x, middle, lastLeaf, keys, ref nodes);
        return node;
    }

    private int Bound(Matrix x, int node, int first, int last)
    {
        var low = _boxes.Pointer + (long)node * 2 * _padded;
        var high = low + _padded;
        for (var j = 0; j < Dimensions; j++)
        {
            (low[j], high[j]) = (double.PositiveInfinity, double.NegativeInfinity);
        }

        for (var i = first; i < last; i++)
        {
            var row = x.Row(RowAt[i]);
            for (var j = 0; j < row.Length; j++)
            {
                low[j] = Math.Min(low[j], row[j]);
                high[j] = Math.Max(high[j], row[j]);
            }
        }

        var widest = 0;
        for (var j = 1; j < Dimensions; j++)
        {
            if (high[j] - low[j] > high[widest] - low[widest])
            {
                widest = j;
            }
        }

        return widest;
    }

    private void Fill(Matrix x, int leaf, int first, int last)
    {
        var points = _points.Pointer + (long)leaf * Lanes * Dimensions;
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var j = 0; j < Dimensions; j++)
            {
                points[j * Lanes + lane] = first + lane < last ? x[RowAt[first + lane], j] : double.PositiveInfinity;
            }
        }
    }

    /// <summary>Puts the smallest keys before a place and the others behind (Hoare's FIND); equal keys in the order of their rows.</summary>
    private static void Select(double[] keys, int[] rows, int left, int right, int place)
    {
        while (left < right)
        {
            var middle = left + (right - left) / 2;
            var (key, row) = Median((keys[left], rows[left]), (keys[middle], rows[middle]), (keys[right], rows[right]));
            var (i, j) = (left, right);
            while (i <= j)
            {
                while (keys[i] < key || (keys[i] == key && rows[i] < row))
                {
                    i++;
                }

                while (keys[j] > key || (keys[j] == key && rows[j] > row))
                {
                    j--;
                }

                if (i > j)
                {
                    break;
                }

                (keys[i], keys[j]) = (keys[j], keys[i]);
                (rows[i], rows[j]) = (rows[j], rows[i]);
                i++;
                j--;
            }

            if (place <= j)
            {
                right = j;
            }
            else if (place >= i)
            {
                left = i;
            }
            else
            {
                return;
            }
        }
    }

    private static (double, int) Median((double, int) a, (double, int) b, (double, int) c)
    {
        var (low, high) = a.CompareTo(b) < 0 ? (a, b) : (b, a);
        return c.CompareTo(low) < 0 ? low
            : c.CompareTo(high) > 0 ? high
            : c;
    }
}
