namespace Analytics.Learning.Trees;

internal sealed unsafe partial class ForestSearch
{
    private readonly double[] _keys = new double[BinnedRows.Slots];

    private void Numbers(int feature, FeatureBins bins, double* slots, int found, in ForestNode node, ref Split best)
    {
        var hasMissing = _bins.Pointer[found - 1] == bins.Missing;
        var values = hasMissing ? found - 1 : found;
        // Without missing rows the last bin has nothing to its right; with them it is "any value" against "missing".
        var at = BestCut(slots, _bins.Pointer, hasMissing ? values : values - 1, null, node, ref best.Gain);
        if (at >= 0)
        {
            best = new Split
            {
                Gain = best.Gain,
                Feature = feature,
                Bin = _bins.Pointer[at],
                MissingLeft = !hasMissing && IsHeavierLeft(at, node),
            };
        }

        if (!hasMissing)
        {
            return;
        }

        at = BestCut(slots, _bins.Pointer, values - 1, slots + (long)bins.Missing * target.Padded, node, ref best.Gain);
        if (at >= 0)
        {
            best = new Split
            {
                Gain = best.Gain,
                Feature = feature,
                Bin = _bins.Pointer[at],
                MissingLeft = true,
            };
        }
    }

    // With two classes or a number, the order by mean holds the best parting; with more, each class gives an order to try.
    private void Categories(int feature, FeatureBins bins, double* slots, int found, in ForestNode node, ref Split best)
    {
        var present = new ReadOnlySpan<int>(_bins.Pointer, found);
        var order = new Span<int>(_order.Pointer, found);
        for (var by = target.IsClass && target.Channels == 2 ? 1 : 0; by < (target.IsClass ? target.Channels : 1); by++)
        {
            for (var i = 0; i < found; i++)
            {
                _keys[i] = KeyOf(Slot(slots, order[i] = present[i]), by);
            }

            _keys.AsSpan(0, found).Sort(order);
            var at = BestCut(slots, _order.Pointer, found - 1, null, node, ref best.Gain);
            if (at >= 0)
            {
                best = SplitOf(feature, bins, best.Gain, order[..(at + 1)], present, IsHeavierLeft(at, node));
            }
        }
    }

    // The share of a class, or the mean value.
    private double KeyOf(ReadOnlySpan<double> slot, int by)
    {
        if (!target.IsClass)
        {
            return slot[1] / slot[0];
        }

        var weight = 0.0;
        foreach (var each in slot)
        {
            weight += each;
        }

        return slot[by] / weight;
    }

    // One threshold, or one set of categories, from the hash alone.
    private void Drawn(int feature, FeatureBins bins, double* slots, int found, in ForestNode node, ulong hash, ref Split best)
    {
        var present = new ReadOnlySpan<int>(_bins.Pointer, found);
        var chosen = new Span<int>(_order.Pointer, found);
        var count = 0;
        var bar = Mixing.Share(Mixing.Hash(hash));
        var hasMissing = present[^1] == bins.Missing;
        var last = present[hasMissing ? found - 2 : found - 1];
        var cut = bins.IsCategorical || last == present[0] ? last : CutAt(bins, present[0], last - 1, bar);
        foreach (var bin in present)
        {
            var coin = (Mixing.Hash((ulong)bin, hash) & 1) != 0;
            if (bins.IsCategorical || bin == bins.Missing ? coin && (bins.IsCategorical || cut != last) : bin <= cut)
            {
                chosen[count++] = bin;
            }
        }

        if (count == 0 || count == found)
        {
            return;
        }

        var at = BestCut(slots, _order.Pointer, count, null, node, ref best.Gain, from: count - 1);
        if (at < 0)
        {
            return;
        }

        best = bins.IsCategorical
            ? SplitOf(feature, bins, best.Gain, chosen[..count], present, IsHeavierLeft(at, node))
            : new Split
            {
                Gain = best.Gain,
                Feature = feature,
                Bin = cut,
                MissingLeft = hasMissing ? chosen[count - 1] == bins.Missing : IsHeavierLeft(at, node),
            };
    }

    private static int CutAt(FeatureBins bins, int first, int last, double share)
    {
        double low = bins.Bounds[first],
            high = bins.Bounds[last];
        var at = low + share * (high - low);
        while (first < last && bins.Bounds[first] < at)
        {
            first++;
        }

        return first;
    }

    /// <summary>The first of the best cuts that gain more than the given, and what it gains; -1 where there is none.</summary>
    private int BestCut(double* slots, int* order, int count, double* start, in ForestNode node, ref double gain, int from = 0)
    {
        var cuts = _cuts.Pointer;
        if (target.IsClass)
        {
            ForestKernels.SweepClasses(slots, target.Padded, order, count, start, node.Sums, _classWeights.Pointer, cuts);
        }
        else
        {
            ForestKernels.SweepValues(slots, order, count, start, node.Sums, cuts);
        }

        var purity = node.Floor + Math.Max(gain, 1e-10 * node.Floor);
        var least = Math.Max(options.MinLeafRows, 1e-9 * node.Weight);
        var best = ForestKernels.Best(cuts + ForestKernels.CutWidth * from, count - from, node.Weight, node.Total, least, ref purity);
        if (best < 0 || purity - node.Floor <= gain)
        {
            return -1;
        }

        gain = purity - node.Floor;
        return best + from;
    }

    private bool IsHeavierLeft(int cut, in ForestNode node) => 2 * _cuts.Pointer[ForestKernels.CutWidth * cut] > node.Weight;

    private static Split SplitOf(
        int feature,
        FeatureBins bins,
        double gain,
        ReadOnlySpan<int> left,
        ReadOnlySpan<int> found,
        bool heavierLeft
    )
    {
        var split = new Split
        {
            Gain = gain,
            Feature = feature,
            MissingLeft = found[^1] == bins.Missing ? left.Contains(bins.Missing) : heavierLeft,
        };
        for (var bin = 0; heavierLeft && bin < bins.Count; bin++)
        {
            if (!found.Contains(bin))
            {
                split.Left.Add(bin);
            }
        }

        foreach (var bin in left)
        {
            if (bin != bins.Missing)
            {
                split.Left.Add(bin);
            }
        }

        return split;
    }
}
