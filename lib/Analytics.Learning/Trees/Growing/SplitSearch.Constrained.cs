namespace Analytics.Learning.Trees;

internal static unsafe partial class SplitSearch
{
    /// <summary>
    /// The search where some feature must move the prediction one way only: child values are held within the node's
    /// bounds, and a split that would break the order is passed over.
    /// </summary>
    private static void Constrained(
        SplitRules rules,
        FeatureBins bins,
        int feature,
        long* histogram,
        in NodeTotals node,
        in Terms terms,
        ref Split best
    )
    {
        var missing = histogram[bins.Missing];
        var direction = rules.Monotone![feature];
        var parent = -Reduction(
            rules,
            terms.Gradient,
            terms.Hessian,
            Math.Clamp(rules.ValueOf(terms.Gradient, terms.Hessian), node.Lower, node.Upper)
        );
        for (var side = 0; side < (missing == 0 ? 1 : 2); side++)
        {
            var left = side == 0 ? 0 : missing;
            for (var bin = 0; bin < (missing == 0 ? bins.Count - 1 : bins.Count); bin++)
            {
                left += histogram[bin];
                var gain = Gain(rules, terms, left, direction, node, parent);
                if (best.IsBeatenBy(gain))
                {
                    best = new Split
                    {
                        Gain = gain,
                        Feature = feature,
                        Bin = bin,
                        LeftSum = left,
                        MissingLeft = missing == 0 ? HeavierLeft(left, terms) : side == 1,
                    };
                }
            }
        }
    }

    private static double Gain(SplitRules rules, in Terms terms, long leftSum, int direction, in NodeTotals node, double parent)
    {
        var hessian = PackedScale.HessianOf(leftSum) * terms.HessianStep;
        var gradient = PackedScale.GradientOf(leftSum) * terms.GradientStep;
        if (hessian < terms.MinHessian || terms.Hessian - hessian < terms.MinHessian)
        {
            return 0;
        }

        var left = Math.Clamp(rules.ValueOf(gradient, hessian), node.Lower, node.Upper);
        var right = Math.Clamp(rules.ValueOf(terms.Gradient - gradient, terms.Hessian - hessian), node.Lower, node.Upper);
        if ((direction > 0 && left > right) || (direction < 0 && left < right))
        {
            return 0;
        }

        var gain =
            -Reduction(rules, gradient, hessian, left)
            - Reduction(rules, terms.Gradient - gradient, terms.Hessian - hessian, right)
            - parent;
        return gain > Math.Max(rules.MinGain, 1e-12 * parent) ? gain : 0;
    }

    /// <summary>Twice the change of the loss when a leaf takes this value; for the best value it is -G² / (H + L2).</summary>
    private static double Reduction(SplitRules rules, double gradient, double hessian, double value) =>
        2 * gradient * value + (hessian + rules.L2) * value * value + 2 * rules.L1 * Math.Abs(value);
}
