using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// eˣ and ln x of eight numbers, in fused steps that every processor rounds alike. Vector512.Exp and Log fuse only where the processor can,
/// so that their last digit differs without FMA. Inlined, to stay in registers: a call spills them all.
/// </summary>
internal static class Elementary
{
    /// <summary>eˣ for -700 ≤ x ≤ 0, error below one unit in the last place: 2ⁿ · eʳ with |r| ≤ ½ ln 2 and eʳ by its series up to r¹³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        // Added to a number, 1.5 · 2⁵² leaves its whole part in the lowest bits.
        var whole = Vector512.Create(6755399441055744.0);
        var shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.4426950408889634), whole);
        var n = shifted - whole;
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-6.93147180369123816490e-01), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.90821492927058770002e-10), r);
        var sum = Vector512.Create(1.0 / 6227020800);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 479001600));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 39916800));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 3628800));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 362880));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 40320));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 5040));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 720));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 120));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 24));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.0 / 6));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(0.5));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<double>.One);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<double>.One);
        return sum * ((shifted.AsInt64() << 52) + Vector512.Create(1023L << 52)).AsDouble();
    }

    /// <summary>
    /// ln x for normal x &gt; 0, error below one unit in the last place; NaN and infinity stay. x = 2ᵏ(1+f) with √½ ≤ 1+f &lt; √2 and ln(1+f) by s = f/(2+f)
    /// (Ng, FDLIBM e_log.c, Sun Microsystems 1993: the coefficients).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        // Moves the cut between two powers of two to √½, so that f lies evenly around zero.
        var bits = x.AsInt64() + Vector512.Create(0x3FF0000000000000L - 0x3FE6A09E667F3BCDL);
        // A whole number below 2⁵¹ in the low bits of 1.5 · 2⁵² is that number after a subtraction.
        var k =
            ((bits >> 52) - Vector512.Create(1023L) + Vector512.Create(0x4338000000000000L)).AsDouble()
            - Vector512.Create(6755399441055744.0);
        var f = ((bits & Vector512.Create(0x000FFFFFFFFFFFFFL)) + Vector512.Create(0x3FE6A09E667F3BCDL)).AsDouble() - Vector512<double>.One;
        var s = f / (f + Vector512.Create(2.0));
        var z = s * s;
        var r = Vector512.Create(1.479819860511658591e-01);
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(1.531383769920937332e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(1.818357216161805012e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(2.222219843214978396e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(2.857142874366239149e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(3.999999999940941908e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(6.666666666666735130e-01));
        var half = Vector512.Create(0.5) * f * f;
        var small = Vector512.FusedMultiplyAdd(s, Vector512.FusedMultiplyAdd(r, z, half), k * Vector512.Create(1.90821492927058770002e-10));
        var found = Vector512.FusedMultiplyAdd(k, Vector512.Create(6.93147180369123816490e-01), f - (half - small));
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(double.PositiveInfinity)), found, x);
    }
}
