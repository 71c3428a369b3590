namespace Analytics.Learning;

/// <summary>
/// Extremely randomised trees (Geurts, Ernst, Wehenkel 2006): all rows for each tree, and the best among one drawn
/// threshold for each of a few drawn features. Thresholds are drawn among the borders of bins.
/// </summary>
public sealed record ExtraTrees : ForestLearner
{
    internal override bool Draws => false;

    internal override bool DrawsThresholds => true;

    internal override bool ScoresOutOfBag => false;
}
