using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning.Trees;

/// <summary>
/// eˣ in single precision by the same multiplications and additions on every processor: the C library chooses its
/// own by processor, and a model's bytes would follow. Error below 2 units in the last place.
/// </summary>
/// <remarks>Range reduction by ln 2 in two parts and the minimax polynomial of the Cephes library (Moshier, expf).</remarks>
internal static class Exponential
{
    private const float Highest = 88.0f;
    private const float Lowest = -87.0f;
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float P0 = 1.9875691500e-4f;
    private const float P1 = 1.3981999507e-3f;
    private const float P2 = 8.3334519073e-3f;
    private const float P3 = 4.1665795894e-2f;
    private const float P4 = 1.6666665459e-1f;
    private const float P5 = 5.0000001201e-1f;

    public static float Of(float x)
    {
        x =
            x > Highest ? Highest
            : x < Lowest ? Lowest
            : x;
        var n = MathF.Floor(x * Log2E + 0.5f);
        var r = x - n * Ln2High - n * Ln2Low;
        var y = P0;
        y = y * r + P1;
        y = y * r + P2;
        y = y * r + P3;
        y = y * r + P4;
        y = y * r + P5;
        y = y * (r * r) + r + 1f;
        return y * BitConverter.Int32BitsToSingle(((int)n + 127) << 23);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(Lowest)), Vector256.Create(Highest));
        var n = Vector256.Floor(x * Vector256.Create(Log2E) + Vector256.Create(0.5f));
        var r = x - n * Vector256.Create(Ln2High) - n * Vector256.Create(Ln2Low);
        var y = Vector256.Create(P0);
        y = y * r + Vector256.Create(P1);
        y = y * r + Vector256.Create(P2);
        y = y * r + Vector256.Create(P3);
        y = y * r + Vector256.Create(P4);
        y = y * r + Vector256.Create(P5);
        y = y * (r * r) + r + Vector256<float>.One;
        return y * Vector256.ShiftLeft(Vector256.ConvertToInt32(n) + Vector256.Create(127), 23).AsSingle();
    }
}
