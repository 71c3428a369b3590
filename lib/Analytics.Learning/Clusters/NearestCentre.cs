using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// The nearest centre of every row of a tile: ½‖c‖² - x·c is computed and compared in registers, two centres × 64 rows at a time,
/// and never stored.
/// </summary>
internal sealed unsafe partial class NearestCentre
{
    private readonly Aligned<float> _centres;
    private readonly Aligned<float> _halves;
    private readonly int _columns;
    private readonly int _padded;

    /// <param name="centres">k × columns.</param>
    /// <param name="columns">Numbers per centre.</param>
    public NearestCentre(double[] centres, int columns)
    {
        _columns = columns;
        var count = centres.Length / columns;
        // The last centres are joined by some that are never nearest.
        var most = Vector512.IsHardwareAccelerated ? 2 : 4;
        _padded = (count + most - 1) / most * most;
        (_centres, _halves) = (new(_padded * columns), new(_padded));
        _halves.Span.Fill(float.PositiveInfinity);
        for (var c = 0; c < count; c++)
        {
            var half = 0.0;
            for (var j = 0; j < columns; j++)
            {
                var value = (float)centres[c * columns + j];
                _centres.Pointer[c * columns + j] = -value;
                half += 0.5 * value * value;
            }

            _halves.Pointer[c] = (float)half;
        }
    }

    /// <summary>Writes 64 labels, the same on every processor; gives the number that differ from what stood there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Assign(float* tile, int* labels)
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            return AssignNarrow(tile, labels);
        }

        var infinity = Vector512.Create(float.PositiveInfinity);
        Vector512<float> b0 = infinity,
            b1 = infinity,
            b2 = infinity,
            b3 = infinity;
        // Labels as floats, exact below 2²⁴: a mask of one type then selects without leaving its register.
        Vector512<float> l0 = default,
            l1 = default,
            l2 = default,
            l3 = default;
        var columns = _columns;
        var padded = _padded;
        for (var c = 0; c < padded; c += 2)
        {
            var first = _centres.Pointer + c * columns;
            var second = first + columns;
            Vector512<float> p = Vector512.Create(_halves.Pointer[c]),
                q = Vector512.Create(_halves.Pointer[c + 1]);
            Vector512<float> p0 = p,
                p1 = p,
                p2 = p,
                p3 = p,
                q0 = q,
                q1 = q,
                q2 = q,
                q3 = q;
            var x = tile;
            for (var j = 0; j < columns; j++, x += 64)
            {
                var u = Vector512.Create(first[j]);
                var v = Vector512.Create(second[j]);
                var x0 = Vector512.LoadAligned(x);
                p0 = Vector512.FusedMultiplyAdd(u, x0, p0);
                q0 = Vector512.FusedMultiplyAdd(v, x0, q0);
                var x1 = Vector512.LoadAligned(x + 16);
                p1 = Vector512.FusedMultiplyAdd(u, x1, p1);
                q1 = Vector512.FusedMultiplyAdd(v, x1, q1);
                var x2 = Vector512.LoadAligned(x + 32);
                p2 = Vector512.FusedMultiplyAdd(u, x2, p2);
                q2 = Vector512.FusedMultiplyAdd(v, x2, q2);
                var x3 = Vector512.LoadAligned(x + 48);
                p3 = Vector512.FusedMultiplyAdd(u, x3, p3);
                q3 = Vector512.FusedMultiplyAdd(v, x3, q3);
            }

            Vector512<float> cp = Vector512.Create((float)c),
                cq = Vector512.Create((float)(c + 1));
            var lessp0 = Vector512.LessThan(p0, b0);
            l0 = Vector512.ConditionalSelect(lessp0, cp, l0);
            b0 = Vector512.MinNative(p0, b0);
            var lessp1 = Vector512.LessThan(p1, b1);
            l1 = Vector512.ConditionalSelect(lessp1, cp, l1);
            b1 = Vector512.MinNative(p1, b1);
            var lessp2 = Vector512.LessThan(p2, b2);
            l2 = Vector512.ConditionalSelect(lessp2, cp, l2);
            b2 = Vector512.MinNative(p2, b2);
            var lessp3 = Vector512.LessThan(p3, b3);
            l3 = Vector512.ConditionalSelect(lessp3, cp, l3);
            b3 = Vector512.MinNative(p3, b3);
            var lessq0 = Vector512.LessThan(q0, b0);
            l0 = Vector512.ConditionalSelect(lessq0, cq, l0);
            b0 = Vector512.MinNative(q0, b0);
            var lessq1 = Vector512.LessThan(q1, b1);
            l1 = Vector512.ConditionalSelect(lessq1, cq, l1);
            b1 = Vector512.MinNative(q1, b1);
            var lessq2 = Vector512.LessThan(q2, b2);
            l2 = Vector512.ConditionalSelect(lessq2, cq, l2);
            b2 = Vector512.MinNative(q2, b2);
            var lessq3 = Vector512.LessThan(q3, b3);
            l3 = Vector512.ConditionalSelect(lessq3, cq, l3);
            b3 = Vector512.MinNative(q3, b3);
        }

        var changed = Put(l0, labels) + Put(l1, labels + 16) + Put(l2, labels + 32) + Put(l3, labels + 48);
        GC.KeepAlive(this);
        return changed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Put(Vector512<float> best, int* labels)
    {
        var found = Vector512.ConvertToInt32Native(best);
        var same = Vector512.Equals(found, Vector512.Load(labels)).ExtractMostSignificantBits();
        found.Store(labels);
        return 16 - System.Numerics.BitOperations.PopCount(same);
    }
}
