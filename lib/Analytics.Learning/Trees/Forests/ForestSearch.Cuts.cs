namespace Analytics.Learning.Trees;

internal sealed unsafe partial class ForestSearch
{
    private readonly double[] _keys = new double[BinnedRows.Slots];
    private readonly int[] _order = new int[BinnedRows.Slots];

    private void Numbers(int feature, FeatureBins bins, int found, in ForestNode node, ref Split best)
    {
        var hasMissing = _bins[found - 1] == bins.Missing;
        var values = hasMissing ? found - 1 : found;
        for (var side = 0; side < (hasMissing ? 2 : 1); side++)
        {
            Restart();
            if (side == 1)
                Slot(bins.Missing).CopyTo(Left);
            for (var i = 0; i < (hasMissing && side == 0 ? values : values - 1); i++)
            {
                var gain = Move(_bins[i], node);
                if (gain > best.Gain)
                    best = new Split { Gain = gain, Feature = feature, Bin = _bins[i], MissingLeft = hasMissing ? side == 1 : IsHeavierLeft(node) };
            }
        }
    }

    // With two classes or a number, the order by mean holds the best parting; with more, each class gives an order to try.
    private void Categories(int feature, FeatureBins bins, int found, in ForestNode node, ref Split best)
    {
        for (var by = target.IsClass && target.Channels == 2 ? 1 : 0; by < (target.IsClass ? target.Channels : 1); by++)
        {
            for (var i = 0; i < found; i++)
            {
                var slot = Slot(_bins[i]);
                _order[i] = _bins[i];
                _keys[i] = slot[target.IsClass ? by : 1] / WeightOf(slot);
            }

            Array.Sort(_keys, _order, 0, found);
            Restart();
            for (var cut = 0; cut < found - 1; cut++)
            {
                var gain = Move(_order[cut], node);
                if (gain > best.Gain)
                    best = SplitOf(feature, bins, gain, _order.AsSpan(0, cut + 1), _bins.AsSpan(0, found), IsHeavierLeft(node));
            }
        }
    }

    // One threshold, or one set of categories, from the hash alone.
    private void Drawn(int feature, FeatureBins bins, int found, in ForestNode node, ulong hash, ref Split best)
    {
        Restart();
        var chosen = _order.AsSpan(0, found);
        var count = 0;
        var bar = Mixing.Share(Mixing.Hash(hash));
        var hasMissing = _bins[found - 1] == bins.Missing;
        var last = _bins[hasMissing ? found - 2 : found - 1];
        var cut = bins.IsCategorical || last == _bins[0] ? last : CutAt(bins, _bins[0], last - 1, bar);
        for (var i = 0; i < found; i++)
        {
            var coin = (Mixing.Hash((ulong)_bins[i], hash) & 1) != 0;
            if (bins.IsCategorical || _bins[i] == bins.Missing ? coin && (bins.IsCategorical || cut != last) : _bins[i] <= cut)
                chosen[count++] = _bins[i];
        }

        if (count == 0 || count == found)
            return;
        var gain = 0.0;
        foreach (var bin in chosen[..count])
            gain = Move(bin, node);
        if (gain <= best.Gain)
            return;
        best = bins.IsCategorical
            ? SplitOf(feature, bins, gain, chosen[..count], _bins.AsSpan(0, found), IsHeavierLeft(node))
            : new Split { Gain = gain, Feature = feature, Bin = cut, MissingLeft = hasMissing ? chosen[count - 1] == bins.Missing : IsHeavierLeft(node) };
    }

    private static int CutAt(FeatureBins bins, int first, int last, double share)
    {
        double low = bins.Bounds[first], high = bins.Bounds[last];
        var at = low + share * (high - low);
        while (first < last && bins.Bounds[first] < at)
            first++;
        return first;
    }

    /// <summary>Adds a bin to the left side and gives the gain of cutting here, or 0 where a side is too light.</summary>
    private double Move(int bin, in ForestNode node)
    {
        var weight = target.IsClass
            ? ForestKernels.MoveClasses(_slots.Pointer + (long)bin * target.Channels, _side.Pointer, target.Channels, out var purity)
            : ForestKernels.MoveValue(_slots.Pointer + 2L * bin, _side.Pointer, out purity);
        var least = Math.Max(options.MinLeafRows, 1e-9 * node.Weight);
        if (weight < least || node.Weight - weight < least)
            return 0;
        var gain = purity - node.Floor;
        return gain > 1e-10 * node.Floor ? gain : 0;
    }

    private void Restart() => Left.Clear();

    private bool IsHeavierLeft(in ForestNode node) => 2 * WeightOf(Left) > node.Weight;

    private static Split SplitOf(int feature, FeatureBins bins, double gain, ReadOnlySpan<int> left, ReadOnlySpan<int> found, bool heavierLeft)
    {
        var split = new Split { Gain = gain, Feature = feature, MissingLeft = found[^1] == bins.Missing ? left.Contains(bins.Missing) : heavierLeft };
        for (var bin = 0; heavierLeft && bin < bins.Count; bin++)
        {
            if (!found.Contains(bin))
                split.Left.Add(bin);
        }

        foreach (var bin in left)
        {
            if (bin != bins.Missing)
                split.Left.Add(bin);
        }

        return split;
    }
}
