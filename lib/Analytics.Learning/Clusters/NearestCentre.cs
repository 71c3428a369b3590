using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// The nearest centre of every row of a tile: ½‖c‖² - x·c is computed and compared in registers, two centres × 64 rows at a time,
/// and never stored.
/// </summary>
internal sealed unsafe class NearestCentre
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
        // An odd last centre is paired with one that is never nearest.
        _padded = (count + 1) & ~1;
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

    /// <summary>Writes 64 labels; gives the number that differ from what stood there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Assign(float* tile, int* labels)
    {
        var infinity = Vector512.Create(float.PositiveInfinity);
        Vector512<float> b0 = infinity, b1 = infinity, b2 = infinity, b3 = infinity;
        Vector512<int> l0 = default, l1 = default, l2 = default, l3 = default;
        for (var c = 0; c < _padded; c += 2)
        {
            var first = _centres.Pointer + c * _columns;
            var second = first + _columns;
            Vector512<float> p = Vector512.Create(_halves.Pointer[c]), q = Vector512.Create(_halves.Pointer[c + 1]);
            Vector512<float> p0 = p, p1 = p, p2 = p, p3 = p, q0 = q, q1 = q, q2 = q, q3 = q;
            var x = tile;
            for (var j = 0; j < _columns; j++, x += 64)
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

            Vector512<int> cp = Vector512.Create(c), cq = Vector512.Create(c + 1);
            Keep(ref b0, ref l0, p0, cp);
            Keep(ref b1, ref l1, p1, cp);
            Keep(ref b2, ref l2, p2, cp);
            Keep(ref b3, ref l3, p3, cp);
            Keep(ref b0, ref l0, q0, cq);
            Keep(ref b1, ref l1, q1, cq);
            Keep(ref b2, ref l2, q2, cq);
            Keep(ref b3, ref l3, q3, cq);
        }

        var changed = Put(l0, labels) + Put(l1, labels + 16) + Put(l2, labels + 32) + Put(l3, labels + 48);
        GC.KeepAlive(this);
        return changed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(ref Vector512<float> best, ref Vector512<int> label, Vector512<float> score, Vector512<int> centre)
    {
        var less = Vector512.LessThan(score, best);
        best = Vector512.ConditionalSelect(less, score, best);
        label = Vector512.ConditionalSelect(less.AsInt32(), centre, label);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Put(Vector512<int> found, int* labels)
    {
        var same = Vector512.Equals(found, Vector512.Load(labels)).ExtractMostSignificantBits();
        found.Store(labels);
        return 16 - System.Numerics.BitOperations.PopCount(same);
    }
}
