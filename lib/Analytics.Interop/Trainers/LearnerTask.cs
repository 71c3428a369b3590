using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>What a trainer reads and what its model adds, by Microsoft.ML's conventions.</summary>
internal enum LearnerTask
{
    /// <summary>Label <c>Boolean</c>; adds <c>PredictedLabel</c>, <c>Score</c> (log-odds) and <c>Probability</c>.</summary>
    Binary,

    /// <summary>Label a key; adds <c>PredictedLabel</c> (the same keys) and <c>Score</c> (a probability for each key).</summary>
    Multiclass,

    /// <summary>Label <c>Single</c>; adds <c>Score</c>.</summary>
    Regression,

    /// <summary>No label; adds <c>PredictedLabel</c> (a key, 1-based; missing for noise) and <c>Score</c> (squared distances to the centres, or minus the probabilities of a mixture).</summary>
    Clustering,
}

/// <summary>The columns of a task.</summary>
/// <param name="Task">What is learned.</param>
/// <param name="Label">Name of the label column; unused for clusters.</param>
/// <param name="Features">Name of the column of features, a vector of <c>Single</c>.</param>
/// <param name="Weight">Name of a column of example weights, or null.</param>
internal sealed record LearnerColumns(LearnerTask Task, string Label, string Features, string? Weight)
{
    /// <summary>
    /// What the task adds to a schema. Microsoft.ML gives no public way to make a <see cref="SchemaShape.Column"/>, so a trainer of its
    /// own of the same task is asked; it refuses a label or features of the wrong type in Microsoft.ML's words.
    /// </summary>
    public SchemaShape OutputShape(SchemaShape input)
    {
        var ml = new MLContext(seed: 0);
        return Task switch
        {
            LearnerTask.Binary => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(Label, Features, Weight).GetOutputSchema(input),
            LearnerTask.Multiclass => ml
                .MulticlassClassification.Trainers.LbfgsMaximumEntropy(Label, Features, Weight)
                .GetOutputSchema(input),
            LearnerTask.Regression => ml.Regression.Trainers.LbfgsPoissonRegression(Label, Features, Weight).GetOutputSchema(input),
            _ => ml.Clustering.Trainers.KMeans(Features, Weight).GetOutputSchema(input),
        };
    }
}
