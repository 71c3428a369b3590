namespace Analytics.Learning.Trees;

internal static unsafe partial class SplitSearch
{
    /// <summary>
    /// Categories are put in order of gradient / hessian; the best parting into two sets is then a cut of that order
    /// (Fisher: On grouping for maximum homogeneity, 1958). Missing stands in the order as a category of its own.
    /// </summary>
    private static void Categories(SplitRules rules, FeatureBins bins, int feature, long* histogram, in Terms terms, ref Split best)
    {
        Span<double> keys = stackalloc double[BinnedRows.Slots];
        Span<int> order = stackalloc int[BinnedRows.Slots];
        var used = 0;
        for (var bin = 0; bin <= bins.Count; bin++)
        {
            var hessian = PackedScale.HessianOf(histogram[bin]) * terms.HessianStep;
            // What rare categories seem to teach is luck: they stay on the right. Rows are known by their share of the hessian, which is rounded.
            if (hessian <= 0 || hessian * terms.RowsOfHessian < rules.MinCategoryRows - 0.5)
            {
                continue;
            }

            keys[used] = PackedScale.GradientOf(histogram[bin]) * terms.GradientStep / (hessian + rules.CategorySmoothing);
            order[used++] = bin;
        }

        keys[..used].Sort(order[..used]);
        var (left, leftSum, found, cuts) = (0L, 0L, 0.0, 0);
        for (var cut = 0; cut < used - 1; cut++)
        {
            left += histogram[order[cut]];
            var gain = terms.GainOf(left);
            if (gain > found)
            {
                (found, cuts, leftSum) = (gain, cut + 1, left);
            }
        }

        if (best.IsBeatenBy(found))
        {
            best = new Split
            {
                Gain = found,
                Feature = feature,
                LeftSum = leftSum,
                Left = SetOf(bins, histogram, order[..cuts], leftSum, terms, out var missing),
                MissingLeft = missing,
            };
        }
    }

    // A category that no row of this node holds goes where most rows go, as an unseen one does.
    private static BinSet SetOf(
        FeatureBins bins,
        long* histogram,
        ReadOnlySpan<int> chosen,
        long leftSum,
        in Terms terms,
        out bool missingLeft
    )
    {
        var heavier = HeavierLeft(leftSum, terms);
        var set = default(BinSet);
        for (var bin = 0; heavier && bin < bins.Count; bin++)
        {
            if (PackedScale.HessianOf(histogram[bin]) == 0)
            {
                set.Add(bin);
            }
        }

        missingLeft = PackedScale.HessianOf(histogram[bins.Missing]) == 0 ? heavier : chosen.Contains(bins.Missing);
        foreach (var bin in chosen)
        {
            if (bin != bins.Missing)
            {
                set.Add(bin);
            }
        }

        return set;
    }
}
