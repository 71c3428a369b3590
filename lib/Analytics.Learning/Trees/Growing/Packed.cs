using System.Runtime.CompilerServices;

namespace Analytics.Learning.Trees;

/// <summary>
/// A gradient and a hessian as whole numbers in one 64-bit word: gradient in the upper half with its sign, hessian below.
/// One addition adds both, exactly and in any order, so a histogram is the same at every thread count.
/// The scales are powers of two chosen so that neither half can overflow when all rows are added.
/// </summary>
internal readonly record struct PackedScale(double Gradient, double Hessian)
{
    public static PackedScale For(double sumOfAbsoluteGradients, double sumOfHessians) =>
        new(Scale(sumOfAbsoluteGradients), Scale(sumOfHessians));

    /// <summary>The value of one gradient step.</summary>
    public double GradientStep => 1 / Gradient;

    public double HessianStep => 1 / Hessian;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Pack(int gradient, int hessian) => ((long)gradient << 32) + hessian;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long GradientOf(long packed) => packed >> 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long HessianOf(long packed) => packed & 0xFFFFFFFF;

    // 2³⁰ for the sum leaves as much again for what rounding half a step per row may add.
    private static double Scale(double sum) => sum > 0 ? Math.ScaleB(1, Math.Clamp(29 - Math.ILogB(sum), -120, 120)) : 1;
}
