using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

internal sealed unsafe partial class KdTree
{
    private const int Depth = 128;

    /// <summary>
    /// The nearest points: squared distances, nearest first, and positions; infinite and -1 where there are fewer points than asked for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Nearest(double* query, int count, Span<double> squares, Span<int> positions)
    {
        squares[..count].Fill(double.PositiveInfinity);
        positions[..count].Fill(-1);
        var nodes = stackalloc int[Depth];
        var bounds = stackalloc double[Depth];
        var found = stackalloc double[Lanes];
        var top = 0;
        (nodes[0], bounds[0]) = (0, 0);
        ref var worst = ref squares[count - 1];
        while (top >= 0)
        {
            var (node, bound) = (nodes[top], bounds[top]);
            top--;
            if (bound >= worst)
            {
                continue;
            }

            if (_right[node] != 0)
            {
                Push(query, node, nodes, bounds, ref top);
                continue;
            }

            ToLeaf(query, _firstLeaf[node], out var low, out var high);
            var limit = Vector512.Create(worst);
            var near =
                (uint)Vector512.LessThan(low, limit).ExtractMostSignificantBits()
                | (uint)Vector512.LessThan(high, limit).ExtractMostSignificantBits() << 8;
            if (near == 0)
            {
                continue;
            }

            low.Store(found);
            high.Store(found + 8);
            for (; near != 0; near &= near - 1)
            {
                var lane = BitOperations.TrailingZeroCount(near);
                if (found[lane] < worst)
                {
                    Insert(squares[..count], positions[..count], found[lane], _firstLeaf[node] * Lanes + lane);
                }
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>Writes the positions of all points within a squared radius, the radius included; gives their number. The buffer grows as needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Within(double* query, double square, ref int[] positions)
    {
        var count = 0;
        var nodes = stackalloc int[Depth];
        var top = 0;
        nodes[0] = 0;
        var limit = Vector512.Create(square);
        while (top >= 0)
        {
            var node = nodes[top--];
            if (ToBox(query, node) > square)
            {
                continue;
            }

            if (_right[node] != 0)
            {
                nodes[++top] = _right[node];
                nodes[++top] = node + 1;
                continue;
            }

            ToLeaf(query, _firstLeaf[node], out var low, out var high);
            var near =
                (uint)Vector512.LessThanOrEqual(low, limit).ExtractMostSignificantBits()
                | (uint)Vector512.LessThanOrEqual(high, limit).ExtractMostSignificantBits() << 8;
            if (count + Lanes > positions.Length)
            {
                Array.Resize(ref positions, Math.Max(64, 2 * positions.Length));
            }

            for (; near != 0; near &= near - 1)
            {
                var position = _firstLeaf[node] * Lanes + BitOperations.TrailingZeroCount(near);
                if (position < Count)
                {
                    positions[count++] = position;
                }
            }
        }

        GC.KeepAlive(this);
        return count;
    }

    /// <summary>
    /// The point of another group that is nearest by mutual reachability, max(core of both, distance), all squared; -1 where none is below the bound.
    /// </summary>
    /// <param name="query">A point of the tree.</param>
    /// <param name="group">Its group.</param>
    /// <param name="core">Its core distance, squared.</param>
    /// <param name="bound">Only what is less counts; becomes what was found.</param>
    /// <param name="groupAt">Each position's group; filled up to whole leaves.</param>
    /// <param name="groups">Each node's group, as <see cref="Groups"/> gives it.</param>
    /// <param name="coreAt">Each position's core distance, squared; filled up to whole leaves.</param>
    /// <param name="leastCore">Each node's least core distance, as <see cref="Least"/> gives it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int NearestOther(
        double* query,
        int group,
        double core,
        ref double bound,
        int* groupAt,
        int[] groups,
        double* coreAt,
        double[] leastCore
    )
    {
        var best = -1;
        var nodes = stackalloc int[Depth];
        var bounds = stackalloc double[Depth];
        var found = stackalloc double[Lanes];
        var top = 0;
        (nodes[0], bounds[0]) = (0, 0);
        while (top >= 0)
        {
            var (node, least) = (nodes[top], bounds[top]);
            top--;
            if (least >= bound || groups[node] == group || leastCore[node] >= bound)
            {
                continue;
            }

            if (_right[node] != 0)
            {
                Push(query, node, nodes, bounds, ref top);
                continue;
            }

            var first = _firstLeaf[node] * Lanes;
            ToLeaf(query, _firstLeaf[node], out var low, out var high);
            var own = Vector512.Create(core);
            low = Vector512.MaxNative(Vector512.MaxNative(low, own), Vector512.Load(coreAt + first));
            high = Vector512.MaxNative(Vector512.MaxNative(high, own), Vector512.Load(coreAt + first + 8));
            var limit = Vector512.Create(bound);
            var near =
                (uint)Vector512.LessThan(low, limit).ExtractMostSignificantBits()
                | (uint)Vector512.LessThan(high, limit).ExtractMostSignificantBits() << 8;
            near &= ~(uint)Vector512.Equals(Vector512.Load(groupAt + first), Vector512.Create(group)).ExtractMostSignificantBits();
            if (near == 0)
            {
                continue;
            }

            low.Store(found);
            high.Store(found + 8);
            for (; near != 0; near &= near - 1)
            {
                var lane = BitOperations.TrailingZeroCount(near);
                if (found[lane] < bound)
                {
                    (bound, best) = (found[lane], first + lane);
                }
            }
        }

        GC.KeepAlive(this);
        return best;
    }

    /// <summary>Both children, the nearer on top.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(double* query, int node, int* nodes, double* bounds, ref int top)
    {
        var (left, right) = (node + 1, _right[node]);
        var (toLeft, toRight) = (ToBox(query, left), ToBox(query, right));
        var swap = toRight < toLeft;
        (nodes[top + 1], bounds[top + 1]) = swap ? (left, toLeft) : (right, toRight);
        (nodes[top + 2], bounds[top + 2]) = swap ? (right, toRight) : (left, toLeft);
        top += 2;
    }

    private static void Insert(Span<double> squares, Span<int> positions, double square, int position)
    {
        var i = squares.Length - 1;
        for (; i > 0 && squares[i - 1] > square; i--)
        {
            (squares[i], positions[i]) = (squares[i - 1], positions[i - 1]);
        }

        (squares[i], positions[i]) = (square, position);
    }
}
