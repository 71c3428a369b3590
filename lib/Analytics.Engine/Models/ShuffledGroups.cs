namespace Analytics.Engine;

/// <summary>What the same learner finds where nothing joins the features: silhouettes of fits to columns that were each shuffled on their own.</summary>
/// <param name="Silhouettes">One for each shuffle, ascending.</param>
public sealed record ShuffledGroups(IReadOnlyList<double> Silhouettes)
{
    /// <summary>So many shuffles that all of them lie below by chance once in twenty times (Besag and Clifford 1989).</summary>
    internal const int Times = 19;

    /// <summary>Differences of silhouettes below this are next to nothing on their scale from -1 to 1.</summary>
    private const double LeastEffect = 0.05;

    /// <summary>Whether what joins the features makes the groups, and how much of them; what the silhouette is worth by itself besides.</summary>
    internal Claim Judge(Measured silhouette)
    {
        var (mean, least, greatest) = (Silhouettes.Average(), Silhouettes[0], Silhouettes[^1]);
        var effect = silhouette.Value - mean;
        var isBeyond = silhouette.Value > greatest;
        var verdict =
            !isBeyond ? "no more than shuffling gives, so the groups owe to the shape of single features, not to what joins them"
            : effect < LeastEffect
                ? Invariant(
                    $"more than any shuffle gives, but {effect:0.000} on a scale from -1 to 1 is next to nothing: the groups owe almost all to the shape of single features"
                )
            : Invariant($"{effect:0.000} more than shuffling gives, so what joins the features makes the groups");
        return new Claim(
            Invariant(
                $"Silhouette {silhouette.Value:0.000}{ModelClaims.Interval(silhouette)}: {ModelClaims.Structure(silhouette.Value)} by the scale of Kaufman and Rousseeuw. With each feature shuffled on its own, {Silhouettes.Count} times, the same learner finds {mean:0.000} on average ({least:0.000} to {greatest:0.000}). That is {verdict}."
            ),
            isBeyond && effect >= LeastEffect
        );
    }
}
