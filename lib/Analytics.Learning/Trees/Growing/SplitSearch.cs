using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Analytics.Learning.Trees;

/// <summary>What the search needs to know of a node besides its histogram.</summary>
/// <param name="Sum">Packed sum over the node's rows.</param>
/// <param name="Rows">Rows in the node (sum of weights).</param>
/// <param name="Lower">Least value that a monotone constraint above allows.</param>
/// <param name="Upper">Greatest such value.</param>
internal readonly record struct NodeTotals(
    long Sum,
    double Rows,
    double Lower = double.NegativeInfinity,
    double Upper = double.PositiveInfinity
);

/// <summary>
/// Finds the best split of one node on one feature. Ties go to the lower bin, then to missing right, so the answer
/// does not depend on how many lanes a vector has.
/// </summary>
internal static unsafe partial class SplitSearch
{
    /// <summary>Replaces <paramref name="best"/> where this feature, of whose histogram 256 slots are given, splits better.</summary>
    public static void Find(SplitRules rules, FeatureBins bins, int feature, long* histogram, in NodeTotals node, ref Split best)
    {
        var terms = new Terms(rules, node);
        if (bins.IsCategorical)
        {
            Categories(rules, bins, feature, histogram, new Terms(rules, node, rules.CategorySmoothing), ref best);
        }
        else if (rules.Monotone is not null)
        {
            Constrained(rules, bins, feature, histogram, node, terms, ref best);
        }
        else
        {
            Numbers(bins, feature, histogram, terms, ref best, Vector256.IsHardwareAccelerated);
        }
    }

    private static void Numbers(FeatureBins bins, int feature, long* histogram, in Terms terms, ref Split best, bool vectors)
    {
        var missing = histogram[bins.Missing];
        // Without missing rows the last bin has nothing to its right; with them it is "any value" against "missing".
        var cuts = missing == 0 ? bins.Count - 1 : bins.Count;
        if (cuts == 0)
        {
            return;
        }

        var prefix = stackalloc long[BinnedRows.Slots + 4];
        var running = 0L;
        for (var bin = 0; bin < cuts; bin++)
        {
            prefix[bin] = running += histogram[bin];
        }

        for (var bin = cuts; bin < cuts + 4; bin++)
        {
            prefix[bin] = 0;
        }

        var (gain, at) = vectors ? BestOfVectors(prefix, cuts, 0, terms) : BestOf(prefix, cuts, 0, terms);
        if (best.IsBeatenBy(gain))
        {
            best = new Split
            {
                Gain = gain,
                Feature = feature,
                Bin = at,
                LeftSum = prefix[at],
                MissingLeft = missing == 0 && HeavierLeft(prefix[at], terms),
            };
        }

        if (missing == 0)
        {
            return;
        }

        (gain, at) = vectors ? BestOfVectors(prefix, cuts, missing, terms) : BestOf(prefix, cuts, missing, terms);
        if (best.IsBeatenBy(gain))
        {
            best = new Split
            {
                Gain = gain,
                Feature = feature,
                Bin = at,
                LeftSum = prefix[at] + missing,
                MissingLeft = true,
            };
        }
    }

    /// <summary>The best of the cuts, left sums being prefix + missing; gain 0 when none is allowed.</summary>
    internal static (double Gain, int Bin) BestOf(long* prefix, int cuts, long missing, in Terms terms)
    {
        var (gain, at) = (0.0, 0);
        for (var bin = 0; bin < cuts; bin++)
        {
            var here = terms.GainOf(prefix[bin] + missing);
            if (here > gain)
            {
                (gain, at) = (here, bin);
            }
        }

        return (gain, at);
    }

    /// <summary>The same four cuts at a time: the same operations on each, so the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (double Gain, int Bin) BestOfVectors(long* prefix, int cuts, long missing, in Terms terms)
    {
        // A whole number below 2⁵² put into the mantissa of 2⁵² is that number once 2⁵² is taken off: exact, and any AVX has it.
        var exponent = Vector256.Create(0x4330000000000000L);
        var half = Vector256.Create(0x80000000L);
        var low = Vector256.Create(0xFFFFFFFFL);
        var hessianBase = Vector256.Create(4503599627370496.0);
        var gradientBase = Vector256.Create(4503599627370496.0 + 2147483648.0);
        var gradientStep = Vector256.Create(terms.GradientStep);
        var hessianStep = Vector256.Create(terms.HessianStep);
        var gradientAll = Vector256.Create(terms.Gradient);
        var hessianAll = Vector256.Create(terms.Hessian);
        var minHessian = Vector256.Create(terms.MinHessian);
        var l1 = Vector256.Create(terms.L1);
        var l2 = Vector256.Create(terms.L2);
        var floor = Vector256.Create(terms.Floor);
        var add = Vector256.Create(missing);
        var bestGain = Vector256<double>.Zero;
        var bestBin = Vector256<long>.Zero;
        var bins = Vector256.Create(0L, 1, 2, 3);
        var last = Vector256.Create((long)cuts);
        for (var bin = 0; bin < cuts; bin += 4)
        {
            var packed = Vector256.Load(prefix + bin) + add;
            var left = ((packed & low) | exponent).AsDouble() - hessianBase;
            var gradientLeft = ((Vector256.ShiftRightLogical(packed, 32) ^ half) | exponent).AsDouble() - gradientBase;
            left *= hessianStep;
            gradientLeft *= gradientStep;
            var right = hessianAll - left;
            var gradientRight = gradientAll - gradientLeft;
            gradientLeft = Vector256.Max(Vector256.Abs(gradientLeft) - l1, Vector256<double>.Zero);
            gradientRight = Vector256.Max(Vector256.Abs(gradientRight) - l1, Vector256<double>.Zero);
            var gain = gradientLeft * gradientLeft / (left + l2) + gradientRight * gradientRight / (right + l2) - floor;
            var allowed = Vector256.GreaterThanOrEqual(left, minHessian) & Vector256.GreaterThanOrEqual(right, minHessian);
            var better = allowed & Vector256.GreaterThan(gain, bestGain) & Vector256.LessThan(bins, last).AsDouble();
            bestGain = Vector256.ConditionalSelect(better, gain, bestGain);
            bestBin = Vector256.ConditionalSelect(better.AsInt64(), bins, bestBin);
            bins += Vector256.Create(4L);
        }

        var (best, at) = (0.0, 0L);
        for (var lane = 0; lane < 4; lane++)
        {
            if (bestGain[lane] > best || (bestGain[lane] == best && best > 0 && bestBin[lane] < at))
            {
                (best, at) = (bestGain[lane], bestBin[lane]);
            }
        }

        return (best, (int)at);
    }

    // Nothing missing here teaches which way a missing value should go: the way most rows go.
    private static bool HeavierLeft(long left, in Terms terms) => PackedScale.HessianOf(left) * terms.HessianStep > terms.Hessian / 2;

    /// <summary>A node's totals as numbers, and the gain of a split from its left sum.</summary>
    internal readonly struct Terms
    {
        public readonly double RowsOfHessian,
            GradientStep,
            HessianStep,
            Gradient,
            Hessian,
            MinHessian,
            L1,
            L2,
            Floor;

        public Terms(SplitRules rules, in NodeTotals node, double smoothing = 0)
        {
            GradientStep = rules.Scale.GradientStep;
            HessianStep = rules.Scale.HessianStep;
            Gradient = PackedScale.GradientOf(node.Sum) * GradientStep;
            Hessian = PackedScale.HessianOf(node.Sum) * HessianStep;
            L1 = rules.L1;
            L2 = Math.Max(rules.L2, 1e-300);
            // Rows are not in the histogram: a side's share of the hessian stands for its share of the rows, and the
            // rows are counted once the split is made. What rounding takes from it must not decide.
            MinHessian = Math.Max(
                Math.Max(rules.MinHessian, HessianStep),
                node.Rows > 0 ? rules.MinRows * Hessian / node.Rows * (1 - 1e-3) : 0
            );
            var shrunk = Math.Max(Math.Abs(Gradient) - L1, 0);
            var parent = shrunk * shrunk / (Hessian + L2);
            Floor = parent + Math.Max(rules.MinGain, 1e-12 * parent);
            // Many ways to part categories are tried, and the best of many is partly luck: they must gain more than numbers.
            L2 += smoothing;
            RowsOfHessian = Hessian > 0 ? node.Rows / Hessian : 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double GainOf(long leftSum)
        {
            var left = PackedScale.HessianOf(leftSum) * HessianStep;
            var gradientLeft = PackedScale.GradientOf(leftSum) * GradientStep;
            var right = Hessian - left;
            var gradientRight = Gradient - gradientLeft;
            gradientLeft = Math.Max(Math.Abs(gradientLeft) - L1, 0);
            gradientRight = Math.Max(Math.Abs(gradientRight) - L1, 0);
            return left >= MinHessian && right >= MinHessian
                ? gradientLeft * gradientLeft / (left + L2) + gradientRight * gradientRight / (right + L2) - Floor
                : 0;
        }
    }
}
