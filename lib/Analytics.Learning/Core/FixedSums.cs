using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning;

/// <summary>
/// Sums of products in an order that no processor changes: eight lanes, whatever the width of a register, multiplied and added in two roundings.
/// TensorPrimitives.Dot adds in as many lanes as the processor has, so the last digits, and with them the path of a search, differ between machines.
/// </summary>
internal static class FixedSums
{
    private const int Lanes = 8;

    /// <summary>Σ a·b.</summary>
    /// <exception cref="ArgumentException">The two are not of one length.</exception>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException(Invariant($"{a.Length} numbers cannot be multiplied with {b.Length}."), nameof(b));
        }

        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        var (sums, i) = (Vector512<double>.Zero, 0);
        for (; i + Lanes <= a.Length; i += Lanes)
        {
            sums += Vector512.LoadUnsafe(ref left, (nuint)i) * Vector512.LoadUnsafe(ref right, (nuint)i);
        }

        var rest = 0.0;
        for (; i < a.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return Vector512.Sum(sums) + rest;
    }

    /// <summary>Σ a².</summary>
    public static double Squares(ReadOnlySpan<double> a) => Dot(a, a);

    /// <summary>e to the power of each, divided by their sum; in place.</summary>
    public static void SoftMax(Span<double> own)
    {
        var greatest = double.NegativeInfinity;
        foreach (var value in own)
        {
            greatest = Math.Max(greatest, value);
        }

        var total = 0.0;
        foreach (ref var value in own)
        {
            total += value = Math.Exp(value - greatest);
        }

        foreach (ref var value in own)
        {
            value /= total;
        }
    }
}
