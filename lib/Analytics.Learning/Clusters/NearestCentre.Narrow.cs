using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

internal sealed unsafe partial class NearestCentre
{
    /// <summary>The same for processors of 16 registers of 256 bits: four centres × 16 rows at a time are what fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AssignNarrow(float* tile, int* labels)
    {
        var (columns, padded) = (_columns, _padded);
        var changed = 0;
        for (var at = 0; at < Tiles<float>.Height; at += 16)
        {
            Vector256<float> b0 = Vector256.Create(float.PositiveInfinity),
                b1 = b0,
                l0 = default,
                l1 = default;
            for (var c = 0; c < padded; c += 4)
            {
                var centre = _centres.Pointer + c * columns;
                var half = _halves.Pointer + c;
                Vector256<float> p0 = Vector256.Create(half[0]),
                    q0 = Vector256.Create(half[1]),
                    r0 = Vector256.Create(half[2]),
                    s0 = Vector256.Create(half[3]);
                Vector256<float> p1 = p0,
                    q1 = q0,
                    r1 = r0,
                    s1 = s0;
                var x = tile + at;
                for (var j = 0; j < columns; j++, x += Tiles<float>.Height, centre++)
                {
                    Vector256<float> x0 = Vector256.LoadAligned(x),
                        x1 = Vector256.LoadAligned(x + 8);
                    var u = Vector256.Create(centre[0]);
                    p0 = Vector256.FusedMultiplyAdd(u, x0, p0);
                    p1 = Vector256.FusedMultiplyAdd(u, x1, p1);
                    u = Vector256.Create(centre[columns]);
                    q0 = Vector256.FusedMultiplyAdd(u, x0, q0);
                    q1 = Vector256.FusedMultiplyAdd(u, x1, q1);
                    u = Vector256.Create(centre[2 * columns]);
                    r0 = Vector256.FusedMultiplyAdd(u, x0, r0);
                    r1 = Vector256.FusedMultiplyAdd(u, x1, r1);
                    u = Vector256.Create(centre[3 * columns]);
                    s0 = Vector256.FusedMultiplyAdd(u, x0, s0);
                    s1 = Vector256.FusedMultiplyAdd(u, x1, s1);
                }

                var labelP = Vector256.Create((float)c);
                var lessp0 = Vector256.LessThan(p0, b0);
                l0 = Vector256.ConditionalSelect(lessp0, labelP, l0);
                b0 = Vector256.MinNative(p0, b0);
                var lessp1 = Vector256.LessThan(p1, b1);
                l1 = Vector256.ConditionalSelect(lessp1, labelP, l1);
                b1 = Vector256.MinNative(p1, b1);
                var labelQ = Vector256.Create((float)(c + 1));
                var lessq0 = Vector256.LessThan(q0, b0);
                l0 = Vector256.ConditionalSelect(lessq0, labelQ, l0);
                b0 = Vector256.MinNative(q0, b0);
                var lessq1 = Vector256.LessThan(q1, b1);
                l1 = Vector256.ConditionalSelect(lessq1, labelQ, l1);
                b1 = Vector256.MinNative(q1, b1);
                var labelR = Vector256.Create((float)(c + 2));
                var lessr0 = Vector256.LessThan(r0, b0);
                l0 = Vector256.ConditionalSelect(lessr0, labelR, l0);
                b0 = Vector256.MinNative(r0, b0);
                var lessr1 = Vector256.LessThan(r1, b1);
                l1 = Vector256.ConditionalSelect(lessr1, labelR, l1);
                b1 = Vector256.MinNative(r1, b1);
                var labelS = Vector256.Create((float)(c + 3));
                var lesss0 = Vector256.LessThan(s0, b0);
                l0 = Vector256.ConditionalSelect(lesss0, labelS, l0);
                b0 = Vector256.MinNative(s0, b0);
                var lesss1 = Vector256.LessThan(s1, b1);
                l1 = Vector256.ConditionalSelect(lesss1, labelS, l1);
                b1 = Vector256.MinNative(s1, b1);
            }

            changed += Put(l0, labels + at) + Put(l1, labels + at + 8);
        }

        GC.KeepAlive(this);
        return changed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Put(Vector256<float> best, int* labels)
    {
        var found = Vector256.ConvertToInt32Native(best);
        var same = Vector256.Equals(found, Vector256.Load(labels)).ExtractMostSignificantBits();
        found.Store(labels);
        return 8 - BitOperations.PopCount(same);
    }
}
