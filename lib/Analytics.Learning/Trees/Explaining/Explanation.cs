namespace Analytics.Learning;

/// <summary>How much each feature moved each row's margin away from the expected one.</summary>
/// <param name="Schema">The features.</param>
/// <param name="Outputs">Margins per row: 1, or one per class of a softmax model or forest.</param>
/// <param name="Expected">The margin when nothing is known of a row, for each output.</param>
/// <param name="Values">rows × features × outputs Shapley values; with Expected they add up to the margin.</param>
public sealed record Explanation(Schema Schema, int Outputs, double[] Expected, double[] Values)
{
    public int Rows => Values.Length / (Schema.Count * Outputs);

    /// <summary>One row's values, one per feature.</summary>
    public double[] Of(int row, int output = 0) =>
        [.. Enumerable.Range(0, Schema.Count).Select(feature => Values[(row * Schema.Count + feature) * Outputs + output])];

    /// <summary>The mean absolute value of each feature: how much it matters, in units of the margin.</summary>
    public double[] MeanAbsolute(int output = 0)
    {
        var means = new double[Schema.Count];
        for (var row = 0; row < Rows; row++)
        {
            for (var feature = 0; feature < means.Length; feature++)
            {
                means[feature] += Math.Abs(Values[(row * means.Length + feature) * Outputs + output]) / Rows;
            }
        }

        return means;
    }
}

/// <summary>What a feature did for the trees of a model.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Gain">How much the loss fell by its splits, as a share of all.</param>
/// <param name="Splits">How many splits ask for it.</param>
public sealed record FeatureImportance(string Feature, double Gain, int Splits);
