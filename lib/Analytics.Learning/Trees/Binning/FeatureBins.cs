namespace Analytics.Learning.Trees;

/// <summary>
/// How the values of one feature fall into at most 255 bins. The bin after the last holds what is missing.
/// A number v falls into the first bin whose bound is ≥ v; the last bin has no bound.
/// </summary>
internal sealed class FeatureBins
{
    private FeatureBins(float[] bounds, int[] codeOfBin, byte[] binOfCode, int count)
    {
        Bounds = bounds;
        CodeOfBin = codeOfBin;
        BinOfCode = binOfCode;
        Count = count;
    }

    /// <summary>Upper bounds, ascending, one less than there are bins; empty for a category.</summary>
    public float[] Bounds { get; }

    /// <summary>The category code in each bin; empty for a number.</summary>
    public int[] CodeOfBin { get; }

    /// <summary>The bin of each category code; <see cref="Missing"/> for a code too rare to have one.</summary>
    public byte[] BinOfCode { get; }

    /// <summary>Bins that hold values, at least 1.</summary>
    public int Count { get; }

    public byte Missing => (byte)Count;

    public bool IsCategorical => CodeOfBin.Length > 0;

    public static FeatureBins Numeric(float[] bounds) => new(bounds, [], [], bounds.Length + 1);

    /// <summary>The commonest <paramref name="most"/> codes get a bin each, in the order of the codes.</summary>
    public static FeatureBins Categorical(double[] weightOfCode, int most)
    {
        var kept = Enumerable
            .Range(0, weightOfCode.Length)
            .Where(code => weightOfCode[code] > 0)
            .OrderByDescending(code => weightOfCode[code])
            .ThenBy(code => code)
            .Take(most)
            .Order()
            .ToArray();
        if (kept.Length == 0)
        {
            return Numeric([]);
        }

        var binOfCode = new byte[weightOfCode.Length];
        Array.Fill(binOfCode, (byte)kept.Length);
        for (var bin = 0; bin < kept.Length; bin++)
        {
            binOfCode[kept[bin]] = (byte)bin;
        }

        return new FeatureBins([], kept, binOfCode, kept.Length);
    }
}
