namespace Analytics.Learning;

/// <summary>A random forest (Breiman: Random forests, 2001): bootstrap samples, and the best split among a few features drawn at each node.</summary>
public sealed record RandomForest : ForestLearner
{
    /// <summary>Whether each tree sees as many rows as there are, drawn with replacement; otherwise it sees all. Default true.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>Whether to score each row by the trees that did not see it: accuracy or R², in <see cref="ForestModel.OutOfBagScore"/>. Default false.</summary>
    public bool OutOfBag { get; init; }

    internal override bool Draws => Bootstrap;

    internal override bool DrawsThresholds => false;

    internal override bool ScoresOutOfBag => OutOfBag;

    internal override void Check()
    {
        base.Check();
        if (OutOfBag && !Bootstrap)
        {
            throw new OptionException(
                nameof(RandomForest),
                nameof(OutOfBag),
                true,
                "false without Bootstrap: every tree has then seen every row"
            );
        }
    }
}
