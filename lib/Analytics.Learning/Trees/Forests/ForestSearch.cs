using System.Numerics;

namespace Analytics.Learning.Trees;

/// <summary>
/// Finds the split of a forest's node: the best on a few features drawn for it, and on more where those cannot split it.
/// Only bins that some row fell into are looked at, so small nodes cost little.
/// </summary>
internal sealed unsafe partial class ForestSearch(ForestLearner options, BinnedRows binned, ForestTarget target) : IDisposable
{
    private readonly NativeBuffer<double> _slots = new((long)BinnedRows.Slots * target.Channels, zeroed: true);
    private readonly NativeBuffer<int> _codes = Copy(target.Codes);
    private readonly NativeBuffer<double> _values = Copy(target.Values);
    private readonly int[] _features = new int[binned.Columns];
    private readonly int[] _bins = new int[BinnedRows.Slots];

    // The left side's sums, the node's, and the class weights, one after the other.
    private readonly NativeBuffer<double> _side = new(3L * target.Channels, zeroed: true);

    private readonly int _tries = TriesOf(options, binned.Columns, target.IsClass);

    /// <summary>Finds a split, or says that there is none: too few rows, all alike, or no feature parts them.</summary>
    public bool Find(ForestRow* rows, int count, double[] sums, double weight, ulong seed, out Split split)
    {
        split = default;
        if (count < 2 || weight < 2 * options.MinLeafRows || IsPure(sums))
            return false;
        for (var i = 0; i < _features.Length; i++)
            _features[i] = i;
        sums.CopyTo(_side.Span[target.Channels..]);
        target.ClassWeights.CopyTo(_side.Span[(2 * target.Channels)..]);
        var (tried, floor) = (0, Purity(sums));
        for (var i = 0; i < _features.Length && (tried < _tries || split.Gain <= 0); i++)
        {
            var hash = Mixing.Hash((ulong)i, seed);
            var other = i + (int)((ulong)(uint)hash * (uint)(_features.Length - i) >> 32);
            (_features[i], _features[other]) = (_features[other], _features[i]);
            if (Try(_features[i], rows, count, sums, weight, floor, hash, ref split))
                tried++;
        }

        return split.Gain > 0;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _side.Dispose();
        _codes.Dispose();
        _values.Dispose();
    }

    // A feature that is the same in all rows does not count as tried.
    private bool Try(int feature, ForestRow* rows, int count, double[] sums, double weight, double floor, ulong hash, ref Split best)
    {
        var bins = binned.Bins[feature];
        var used = stackalloc ulong[4];
        (used[0], used[1], used[2], used[3]) = (0, 0, 0, 0);
        if (target.IsClass)
            ForestKernels.AddClasses(rows, count, binned.Column(feature), _codes.Pointer, target.Channels, _slots.Pointer, used);
        else
            ForestKernels.AddValues(rows, count, binned.Column(feature), _values.Pointer, _slots.Pointer, used);
        var found = 0;
        for (var word = 0; word < 4; word++)
        {
            for (var bits = used[word]; bits != 0; bits &= bits - 1)
                _bins[found++] = word * 64 + BitOperations.TrailingZeroCount(bits);
        }

        if (found > 1)
        {
            var node = new ForestNode(sums, weight, floor);
            if (options.DrawsThresholds)
                Drawn(feature, bins, found, node, hash, ref best);
            else if (bins.IsCategorical)
                Categories(feature, bins, found, node, ref best);
            else
                Numbers(feature, bins, found, node, ref best);
        }

        for (var i = 0; i < found; i++)
            new Span<double>(_slots.Pointer + (long)_bins[i] * target.Channels, target.Channels).Clear();
        return found > 1;
    }

    private Span<double> Left => new(_side.Pointer, target.Channels);

    private ReadOnlySpan<double> Slot(int bin) => new(_slots.Pointer + (long)bin * target.Channels, target.Channels);

    private bool IsPure(double[] sums) => target.IsClass && sums.Count(sum => sum > 0) < 2;

    private double WeightOf(ReadOnlySpan<double> sums)
    {
        if (!target.IsClass)
            return sums[0];
        var weight = 0.0;
        foreach (var sum in sums)
            weight += sum;
        return weight;
    }

    /// <summary>
    /// Σ w² / Σ w over classes, or S² / W of a number: what a split must raise, summed over its two sides.
    /// </summary>
    private double Purity(ReadOnlySpan<double> sums)
    {
        if (!target.IsClass)
            return sums[0] > 0 ? sums[1] * sums[1] / sums[0] : 0;
        var (weight, squares) = (0.0, 0.0);
        for (var code = 0; code < sums.Length; code++)
        {
            var sum = sums[code] * target.ClassWeights[code];
            weight += sum;
            squares += sum * sum;
        }

        return weight > 0 ? squares / weight : 0;
    }

    private static int TriesOf(ForestLearner options, int features, bool isClass) =>
        options.MaxFeatures > 0 ? Math.Min(options.MaxFeatures, features)
        : Math.Max(1, isClass ? (int)Math.Sqrt(features) : features / 3);

    private static NativeBuffer<T> Copy<T>(T[] values)
        where T : unmanaged
    {
        var copy = new NativeBuffer<T>(values.Length);
        values.CopyTo(copy.Span);
        return copy;
    }

    private readonly record struct ForestNode(double[] Sums, double Weight, double Floor);
}
