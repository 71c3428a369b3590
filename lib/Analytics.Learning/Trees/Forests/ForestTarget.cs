namespace Analytics.Learning.Trees;

/// <summary>
/// What a forest adds up in each bin. For classes: the weight of each class. For a number: weight, and weight × value.
/// </summary>
/// <param name="Channels">Numbers per bin: the classes, or 2.</param>
/// <param name="Codes">Each row's class; empty for a number.</param>
/// <param name="Values">Each row's value, less the mean; empty for classes.</param>
/// <param name="Mean">Added to leaf values again.</param>
/// <param name="ClassWeights">What each class's weight is multiplied by when impurity is reckoned.</param>
internal sealed record ForestTarget(int Channels, int[] Codes, double[] Values, double Mean, double[] ClassWeights)
{
    public bool IsClass => Codes.Length > 0;

    /// <summary>Numbers per bin with the padding that the kernels need.</summary>
    public int Padded => IsClass ? (Channels + 3) & ~3 : Channels;

    /// <summary>Numbers per leaf.</summary>
    public int Width => IsClass ? Channels : 1;

    public static ForestTarget Of(TrainingSet set, bool balanced)
    {
        if (!set.Target.IsClass)
        {
            var mean = set.Y.Average();
            return new ForestTarget(2, [], [.. set.Y.Select(y => y - mean)], mean, []);
        }

        var classes = set.Target.Classes.Count;
        var weights = new double[classes];
        var total = 0.0;
        for (var row = 0; row < set.Rows; row++)
        {
            weights[(int)set.Y[row]] += set.Weights?[row] ?? 1;
            total += set.Weights?[row] ?? 1;
        }

        return new ForestTarget(
            classes,
            [.. set.Y.Select(y => (int)y)],
            [],
            0,
            [.. weights.Select(weight => balanced && weight > 0 ? total / (classes * weight) : 1)]
        );
    }

    /// <summary>What a leaf says of rows that sum up to this: class shares, or the mean.</summary>
    public void LeafValues(ReadOnlySpan<double> sums, List<double> values)
    {
        if (!IsClass)
        {
            values.Add(sums[0] > 0 ? sums[1] / sums[0] + Mean : Mean);
            return;
        }

        var total = 0.0;
        for (var code = 0; code < Channels; code++)
        {
            total += sums[code] * ClassWeights[code];
        }

        for (var code = 0; code < Channels; code++)
        {
            values.Add(total > 0 ? sums[code] * ClassWeights[code] / total : 1.0 / Channels);
        }
    }
}
