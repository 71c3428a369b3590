using System.Numerics;
using System.Runtime.Intrinsics;

namespace Analytics.Learning.Trees;

/// <summary>
/// Finds the split of a forest's node: the best on a few features drawn for it, and on more where those cannot split it.
/// Only bins that some row fell into are looked at, so small nodes cost little.
/// </summary>
internal sealed unsafe partial class ForestSearch(ForestLearner options, BinnedRows binned, ForestTarget target) : IDisposable
{
    private const int FeatureMarks = BinnedRows.Slots;

    private readonly int _featureSlots = BinnedRows.Slots * target.Padded;
    private readonly NativeBuffer<double> _slots = new((long)ForestKernels.Features * BinnedRows.Slots * target.Padded, zeroed: true);
    private readonly NativeBuffer<byte> _marks = new(ForestKernels.Features * FeatureMarks, zeroed: true);
    private readonly NativeBuffer<double> _cuts = new(ForestKernels.CutWidth * BinnedRows.Slots);
    private readonly NativeBuffer<double> _classWeights = Weights(target);
    private readonly NativeBuffer<int> _bins = new(BinnedRows.Slots);
    private readonly NativeBuffer<int> _order = new(BinnedRows.Slots);
    private readonly int[] _features = new int[binned.Columns];
    private readonly ulong[] _hashes = new ulong[ForestKernels.Features];
    private readonly int _tries = TriesOf(options, binned.Columns, target.IsClass);

    /// <summary>Finds a split, or says that there is none: too few rows, all alike, or no feature parts them.</summary>
    public bool Find(ForestRow* rows, int count, double* sums, double weight, ulong seed, out Split split)
    {
        split = default;
        if (count < 2 || weight < 2 * options.MinLeafRows || IsPure(sums))
        {
            return false;
        }

        for (var i = 0; i < _features.Length; i++)
        {
            _features[i] = i;
        }

        var node = NodeOf(sums, weight);
        var (tried, drawn) = (0, 0);
        var columns = stackalloc byte*[ForestKernels.Features];
        while (drawn < _features.Length && (tried < _tries || split.Gain <= 0))
        {
            var first = drawn;
            for (; drawn < _features.Length && drawn - first < Math.Clamp(_tries - tried, 1, ForestKernels.Features); drawn++)
            {
                var hash = _hashes[drawn - first] = Mixing.Hash((ulong)drawn, seed);
                var other = drawn + (int)((ulong)(uint)hash * (uint)(_features.Length - drawn) >> 32);
                (_features[drawn], _features[other]) = (_features[other], _features[drawn]);
                columns[drawn - first] = binned.Column(_features[drawn]);
            }

            if (target.IsClass)
            {
                ForestKernels.AddClasses(rows, count, columns, drawn - first, (nuint)target.Padded, _slots.Pointer, _marks.Pointer);
            }
            else
            {
                ForestKernels.AddValues(rows, count, columns, drawn - first, _slots.Pointer, _marks.Pointer);
            }

            for (var i = first; i < drawn; i++)
            {
                tried += Try(_features[i], i - first, node, ref split) ? 1 : 0;
            }
        }

        return split.Gain > 0;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _marks.Dispose();
        _cuts.Dispose();
        _classWeights.Dispose();
        _bins.Dispose();
        _order.Dispose();
    }

    // A feature that is the same in all rows does not count as tried.
    private bool Try(int feature, int place, in ForestNode node, ref Split best)
    {
        var bins = binned.Bins[feature];
        var slots = _slots.Pointer + (long)place * _featureSlots;
        var found = Found(_marks.Pointer + place * FeatureMarks, _bins.Pointer);
        if (found > 1)
        {
            if (options.DrawsThresholds)
            {
                Drawn(feature, bins, slots, found, node, _hashes[place], ref best);
            }
            else if (bins.IsCategorical)
            {
                Categories(feature, bins, slots, found, node, ref best);
            }
            else
            {
                Numbers(feature, bins, slots, found, node, ref best);
            }
        }

        for (var i = 0; i < found; i++)
        {
            Slot(slots, _bins.Pointer[i]).Clear();
        }

        return found > 1;
    }

    /// <summary>Lists the marked bins, ascending, and wipes the marks.</summary>
    private static int Found(byte* marks, int* bins)
    {
        var found = 0;
        for (var first = 0; first < FeatureMarks; first += 32)
        {
            var bits = Vector256.ExtractMostSignificantBits(Vector256.Equals(Vector256.Load(marks + first), Vector256<byte>.One));
            Vector256.Store(Vector256<byte>.Zero, marks + first);
            for (; bits != 0; bits &= bits - 1)
            {
                bins[found++] = first + BitOperations.TrailingZeroCount(bits);
            }
        }

        return found;
    }

    private Span<double> Slot(double* slots, int bin) => new(slots + (long)bin * target.Padded, target.Padded);

    private bool IsPure(double* sums)
    {
        var present = 0;
        for (var code = 0; target.IsClass && code < target.Channels; code++)
        {
            present += sums[code] > 0 ? 1 : 0;
        }

        return target.IsClass && present < 2;
    }

    // The purity of the node is Σ w² / Σ w over classes, or S² / W of a number: what a split must raise, summed over its two sides.
    private ForestNode NodeOf(double* sums, double weight)
    {
        if (!target.IsClass)
        {
            return new ForestNode(sums, weight, weight, weight > 0 ? sums[1] * sums[1] / weight : 0);
        }

        var (total, squares) = (0.0, 0.0);
        for (var code = 0; code < target.Channels; code++)
        {
            var sum = sums[code] * _classWeights.Pointer[code];
            total += sum;
            squares += sum * sum;
        }

        return new ForestNode(sums, weight, total, total > 0 ? squares / total : 0);
    }

    private static NativeBuffer<double> Weights(ForestTarget target)
    {
        var weights = new NativeBuffer<double>(target.Padded, zeroed: true);
        target.ClassWeights.CopyTo(weights.Span);
        return weights;
    }

    private static int TriesOf(ForestLearner options, int features, bool isClass) =>
        options.MaxFeatures > 0 ? Math.Min(options.MaxFeatures, features) : Math.Max(1, isClass ? (int)Math.Sqrt(features) : features / 3);

    /// <summary>A node's sums by channel, its weight, its weight with class weights, and its purity.</summary>
    private readonly struct ForestNode(double* sums, double weight, double total, double floor)
    {
        public readonly double* Sums = sums;
        public readonly double Weight = weight;
        public readonly double Total = total;
        public readonly double Floor = floor;
    }
}
