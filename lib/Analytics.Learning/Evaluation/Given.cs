namespace Analytics.Learning;

/// <summary>Checks of what metrics are given.</summary>
internal static class Given
{
    public static void Same(int truth, int scores, int weights)
    {
        if (truth == 0)
        {
            throw new MetricException("There are no rows to measure.");
        }

        if (truth != scores)
        {
            throw new MetricException(Invariant($"There are {truth} true values and {scores} predicted ones; each row needs both."));
        }

        if (weights != 0 && weights != truth)
        {
            throw new MetricException(
                Invariant($"There are {truth} rows and {weights} weights; each row needs one, or none is given at all.")
            );
        }
    }

    public static void Finite(ReadOnlySpan<double> scores)
    {
        if (System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(scores))
        {
            return;
        }

        for (var row = 0; row < scores.Length; row++)
        {
            if (!double.IsFinite(scores[row]))
            {
                throw new MetricException(
                    FormattableString.Invariant($"The score of row {row + 1} is {scores[row]}; a finite number was expected.")
                );
            }
        }
    }

    /// <summary>The 0-or-1 truth as the only two codes there are.</summary>
    public static void Binary(ReadOnlySpan<int> truth)
    {
        var row = truth.IndexOfAnyExcept(0, 1);
        if (row >= 0)
        {
            throw new MetricException(Invariant($"The truth of row {row + 1} is {truth[row]}; 0 (negative) or 1 (positive) was expected."));
        }
    }

    public static double Weight(ReadOnlySpan<float> weights, int row) => weights.IsEmpty ? 1 : weights[row];
}
