using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>What really was: n numbers, or n 0-based codes of the target's classes, and n weights or none.</summary>
public sealed record Truth(Target Target, double[] Values, float[]? Weights = null)
{
    /// <summary>Reads the target off a frame.</summary>
    /// <param name="frame">One row per example.</param>
    /// <param name="target">What a model predicts: <c>model.Target</c>.</param>
    /// <param name="weight">A column of weights ≥ 0. Default: all 1.</param>
    /// <exception cref="TrainingDataException">The target is missing somewhere, or is of a class that the model does not know.</exception>
    public static Truth Of(Frame frame, Target target, string? weight = null)
    {
        if (frame.RowCount == 0)
        {
            throw new MetricException("There are no rows to measure.");
        }

        if (!frame.TryGet(target.Name, out var column))
        {
            throw new TrainingDataException(
                $"There is no target column '{target.Name}' to measure against; the frame has: {string.Join(", ", frame.Names)}."
            );
        }

        return new Truth(target, TrainingSet.TargetValues(column, target, "Truth"), TrainingSet.WeightsOf(frame, weight, "Truth"));
    }

    public int Rows => Values.Length;

    /// <summary>n 0-based class codes.</summary>
    public int[] Codes => [.. Values.Select(value => (int)value)];

    internal Truth Weighing(float[] weights) => this with { Weights = weights };

    internal Truth Take(int[] rows) =>
        new(Target, [.. rows.Select(row => Values[row])], Weights is null ? null : [.. rows.Select(row => Weights[row])]);
}
