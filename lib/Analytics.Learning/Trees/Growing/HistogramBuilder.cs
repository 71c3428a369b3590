namespace Analytics.Learning.Trees;

/// <summary>
/// Adds up the histograms of nodes and searches them, on several threads: a task is one group of features and,
/// where there are fewer groups than threads, a part of the rows. Integers add up the same whoever adds them.
/// </summary>
internal sealed unsafe class HistogramBuilder(BinnedRows binned, Workers workers, long bytes) : IDisposable
{
    private const int RowsWorthSharing = 8_192;

    private readonly int _slots = binned.Columns * BinnedRows.Slots;
    private readonly Stack<NativeBuffer<long>> _free = new();
    private readonly List<NativeBuffer<long>> _all = [];
    private readonly Split[] _best = new Split[2 * binned.Groups];
    private readonly long _most = Math.Max(4, bytes / (binned.Columns * BinnedRows.Slots * sizeof(long)));

    /// <summary>The histogram of the whole row list.</summary>
    public NativeBuffer<long> Root(int* rows, int count, long* packed)
    {
        var histogram = Take();
        Build(histogram, rows, count, packed);
        return histogram;
    }

    /// <summary>Gives both children their histogram and best split; the parent's histogram is used up.</summary>
    public void Children(GrowingNode parent, GrowingNode left, GrowingNode right, int* rows, long* packed, SplitRules rules, bool[] allowed)
    {
        var (small, large) = left.Count <= right.Count ? (left, right) : (right, left);
        var histogram = Take();
        var other = parent.Histogram ?? Take();
        var known = parent.Histogram is not null;
        parent.Histogram = null;
        (small.Histogram, large.Histogram) = (histogram, other);
        var parts = PartsFor(small.Count);
        if (parts > 1 || !known)
        {
            Build(histogram, rows + small.Start, small.Count, packed);
            if (!known)
            {
                Build(other, rows + large.Start, large.Count, packed);
            }
        }

        workers.Run(
            binned.Groups,
            group =>
            {
                var first = binned.FirstOf(group) * BinnedRows.Slots;
                var slots = binned.WidthOf(group) * BinnedRows.Slots;
                if (parts == 1 && known)
                {
                    Add(group, rows + small.Start, small.Count, packed, histogram.Pointer + first);
                }

                if (known)
                {
                    Histograms.Subtract(other.Pointer + first, histogram.Pointer + first, slots);
                }

                _best[2 * group] = Search(group, histogram, small.Totals, rules, allowed);
                _best[2 * group + 1] = Search(group, other, large.Totals, rules, allowed);
            }
        );
        small.Split = BestOf(0);
        large.Split = BestOf(1);
        GiveUpBeyondLimit(small);
        GiveUpBeyondLimit(large);
    }

    public Split Search(NativeBuffer<long> histogram, NodeTotals totals, SplitRules rules, bool[] allowed)
    {
        workers.Run(binned.Groups, group => _best[2 * group] = Search(group, histogram, totals, rules, allowed));
        return BestOf(0);
    }

    public void Return(NativeBuffer<long> histogram) => _free.Push(histogram);

    public void Dispose()
    {
        foreach (var each in _all)
        {
            each.Dispose();
        }
    }

    private NativeBuffer<long> Take()
    {
        if (!_free.TryPop(out var histogram))
        {
            _all.Add(histogram = new NativeBuffer<long>(_slots));
        }

        return histogram;
    }

    private void GiveUpBeyondLimit(GrowingNode node)
    {
        if (_all.Count - _free.Count <= _most)
        {
            return;
        }

        _free.Push(node.Histogram!);
        node.Histogram = null;
    }

    private int PartsFor(int count) => binned.Groups % workers.Count == 0 || count < RowsWorthSharing ? 1 : workers.Count;

    private void Build(NativeBuffer<long> histogram, int* rows, int count, long* packed)
    {
        var parts = PartsFor(count);
        if (parts == 1)
        {
            workers.Run(
                binned.Groups,
                group => Add(group, rows, count, packed, histogram.Pointer + binned.FirstOf(group) * BinnedRows.Slots)
            );
            return;
        }

        var partials = new NativeBuffer<long>[parts];
        for (var part = 0; part < parts; part++)
        {
            partials[part] = part == 0 ? histogram : Take();
        }

        workers.Run(
            binned.Groups * parts,
            task =>
            {
                var (group, part) = (task % binned.Groups, task / binned.Groups);
                var first = (int)((long)count * part / parts);
                var after = (int)((long)count * (part + 1) / parts);
                Add(group, rows + first, after - first, packed, partials[part].Pointer + binned.FirstOf(group) * BinnedRows.Slots);
            }
        );
        workers.Run(
            binned.Groups,
            group =>
            {
                var first = binned.FirstOf(group) * BinnedRows.Slots;
                for (var part = 1; part < parts; part++)
                {
                    Histograms.Add(histogram.Pointer + first, partials[part].Pointer + first, binned.WidthOf(group) * BinnedRows.Slots);
                }
            }
        );
        for (var part = 1; part < parts; part++)
        {
            Return(partials[part]);
        }
    }

    private void Add(int group, int* rows, int count, long* packed, long* histogram)
    {
        var width = binned.WidthOf(group);
        new Span<long>(histogram, width * BinnedRows.Slots).Clear();
        // Row lists ascend, so these are neighbours and need no looking up.
        if (count > 0 && rows[count - 1] - rows[0] == count - 1)
        {
            Histograms.AddAll(binned.Group(group), width, rows[0], count, packed, histogram);
        }
        else
        {
            Histograms.Add(binned.Group(group), width, rows, count, packed, histogram);
        }
    }

    private Split Search(int group, NativeBuffer<long> histogram, in NodeTotals totals, SplitRules rules, bool[] allowed)
    {
        var best = default(Split);
        for (var feature = binned.FirstOf(group); feature < binned.FirstOf(group + 1); feature++)
        {
            if (allowed[feature])
            {
                SplitSearch.Find(rules, binned.Bins[feature], feature, histogram.Pointer + feature * BinnedRows.Slots, totals, ref best);
            }
        }

        return best;
    }

    private Split BestOf(int side)
    {
        var best = _best[side];
        for (var group = 1; group < binned.Groups; group++)
        {
            if (best.IsBeatenBy(_best[2 * group + side].Gain))
            {
                best = _best[2 * group + side];
            }
        }

        return best;
    }
}
