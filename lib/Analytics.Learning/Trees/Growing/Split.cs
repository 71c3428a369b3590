using System.Runtime.CompilerServices;

namespace Analytics.Learning.Trees;

/// <summary>A set of bins, one bit each.</summary>
[InlineArray(4)]
internal struct BinSet
{
    private ulong _word;

    public readonly bool Has(int bin) => (this[bin >> 6] >> (bin & 63) & 1) != 0;

    public void Add(int bin) => this[bin >> 6] |= 1UL << (bin & 63);
}

/// <summary>How a node's rows would be parted.</summary>
internal struct Split
{
    /// <summary>How much the loss falls, times two; 0 when there is no split.</summary>
    public double Gain;

    public int Feature;

    /// <summary>For a number: bins up to this one go left.</summary>
    public int Bin;

    public bool MissingLeft;

    /// <summary>For a category: the bins that go left.</summary>
    public BinSet Left;

    /// <summary>Packed sum of the rows that go left.</summary>
    public long LeftSum;

    /// <summary>
    /// Whether a gain is greater by more than rounding may make it: two features that part a node alike must not change
    /// places because a gradient was rounded, so the first of them stays.
    /// </summary>
    public readonly bool IsBeatenBy(double gain) => gain > Gain * (1 + 1e-5);

    /// <summary>Fills a table of 256: 1 for the bins that go left, 0 for the others.</summary>
    public readonly void Fill(Span<byte> goesLeft, FeatureBins bins)
    {
        goesLeft.Clear();
        for (var bin = 0; bin < bins.Count; bin++)
        {
            goesLeft[bin] = (bins.IsCategorical ? Left.Has(bin) : bin <= Bin) ? (byte)1 : (byte)0;
        }

        goesLeft[bins.Missing] = MissingLeft ? (byte)1 : (byte)0;
    }

    /// <summary>The node that splits values as this splits bins; its children are still to be named.</summary>
    public readonly Node ToNode(FeatureBins[] bins, double cover)
    {
        var feature = bins[Feature];
        var threshold =
            feature.IsCategorical ? 0
            : Bin < feature.Bounds.Length ? feature.Bounds[Bin]
            : float.PositiveInfinity;
        return new Node(Feature, threshold, 0, 0, MissingLeft, CodesOf(feature), Gain, cover, -1);
    }

    private readonly ulong[]? CodesOf(FeatureBins bins)
    {
        if (!bins.IsCategorical)
        {
            return null;
        }

        var words = new ulong[(bins.BinOfCode.Length + 63) / 64];
        for (var code = 0; code < bins.BinOfCode.Length; code++)
        {
            var bin = bins.BinOfCode[code];
            if (bin == bins.Missing ? MissingLeft : Left.Has(bin))
            {
                words[code >> 6] |= 1UL << (code & 63);
            }
        }

        return words;
    }
}

/// <summary>What a split must keep to and how it is valued.</summary>
/// <param name="Scale">Of the packed sums.</param>
/// <param name="L1">Pulls leaf values to zero by a constant.</param>
/// <param name="L2">Pulls leaf values to zero in proportion.</param>
/// <param name="MinHessian">Least hessian of a leaf.</param>
/// <param name="MinRows">Least rows (sum of weights) of a leaf.</param>
/// <param name="MinGain">Least gain.</param>
/// <param name="CategorySmoothing">Hessian added to each category when they are put in order, and to both sides of their splits.</param>
/// <param name="MinCategoryRows">Least rows (sum of weights) of a category in the node for it to go left.</param>
internal sealed record SplitRules(
    PackedScale Scale,
    double L1,
    double L2,
    double MinHessian,
    double MinRows,
    double MinGain,
    double CategorySmoothing,
    double MinCategoryRows
)
{
    /// <summary>+1, -1 or 0 for each feature; null when no feature is constrained.</summary>
    public int[]? Monotone { get; init; }

    public double Shrink(double gradient) => L1 == 0 ? gradient : Math.Sign(gradient) * Math.Max(Math.Abs(gradient) - L1, 0);

    /// <summary>The value of a leaf that lowers the loss most: -G / (H + L2).</summary>
    public double ValueOf(long sum) =>
        ValueOf(PackedScale.GradientOf(sum) * Scale.GradientStep, PackedScale.HessianOf(sum) * Scale.HessianStep);

    public double ValueOf(double gradient, double hessian) => hessian + L2 <= 0 ? 0 : -Shrink(gradient) / (hessian + L2);
}
