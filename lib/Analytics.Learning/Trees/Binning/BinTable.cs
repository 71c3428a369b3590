using System.Runtime.CompilerServices;

namespace Analytics.Learning.Trees;

/// <summary>
/// Finds the bin of each number without branches: the value's upper 16 bits give the first bin it can be in, and a
/// few halvings give the bin. How few depends on the feature: one or two where values are spread.
/// </summary>
internal sealed unsafe class BinTable
{
    private readonly byte[] _firstBin = new byte[1 << 16];
    private readonly float[] _bounds = new float[512];
    private readonly int _firstHalf;
    private readonly byte _missing;

    public BinTable(FeatureBins bins)
    {
        _missing = bins.Missing;
        Array.Fill(_bounds, float.PositiveInfinity);
        bins.Bounds.CopyTo(_bounds, 0);
        var widest = 0;
        var bin = 0;
        for (var key = 0; key < _firstBin.Length; key++)
        {
            _firstBin[key] = (byte)bin;
            var before = bin;
            while (bin < bins.Bounds.Length && Key(bins.Bounds[bin]) <= key)
            {
                bin++;
            }

            widest = Math.Max(widest, bin - before);
        }

        // Halvings from h reach up to 2h - 1 bins on.
        _firstHalf = widest == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)widest + 1) / 2;
    }

    /// <summary>Writes a byte for a float every <paramref name="step"/> floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(float* from, int step, byte* to, int count)
    {
        fixed (byte* firstBin = _firstBin)
        fixed (float* bounds = _bounds)
        {
            for (var i = 0; i < count; i++, from += step, to++)
            {
                var value = *from;
                int at = firstBin[Key(value)];
                for (var half = _firstHalf; half > 0; half >>= 1)
                {
                    at += half & -Bit(bounds[at + half - 1] < value);
                }

                var isMissing = -Bit(float.IsNaN(value));
                *to = (byte)((at & ~isMissing) | (_missing & isMissing));
            }
        }
    }

    /// <summary>The upper 16 bits in an order that is the numbers' own, negative ones included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Key(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value + 0f);
        return (int)((uint)(bits ^ (bits >> 31 | int.MinValue)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Bit(bool condition) => Unsafe.As<bool, byte>(ref condition);
}
