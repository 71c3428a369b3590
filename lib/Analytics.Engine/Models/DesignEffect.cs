namespace Analytics.Engine;

/// <summary>
/// How much more the means of bins vary when rows of one block go together than if all rows were independent (Kish 1965, "Survey Sampling"): what a test that
/// takes rows for independent is divided by.
/// </summary>
internal static class DesignEffect
{
    /// <summary>The mean over the bins; 1 where each row is a block of its own, null where no bin holds rows of two blocks.</summary>
    /// <param name="bins">The bin of each row.</param>
    /// <param name="errors">What is averaged in a bin.</param>
    /// <param name="blocks">The block of each row.</param>
    public static double? Of(int[] bins, double[] errors, int[] blocks)
    {
        var effects = new List<double>();
        foreach (var bin in Enumerable.Range(0, bins.Length).GroupBy(row => bins[row]))
        {
            int[] rows = [.. bin];
            var mean = rows.Average(row => errors[row]);
            double[] together = [.. rows.GroupBy(row => blocks[row]).Select(block => block.Sum(row => errors[row] - mean))];
            var alone = rows.Sum(row => (errors[row] - mean) * (errors[row] - mean));
            // Both sums of squares lose a degree of freedom to the mean.
            if (together.Length > 1 && alone > 0)
            {
                effects.Add(
                    together.Sum(sum => sum * sum) * together.Length / (together.Length - 1) / (alone * rows.Length / (rows.Length - 1))
                );
            }
        }

        return effects.Count > 0 ? effects.Average() : null;
    }
}
