namespace Analytics.Engine;

/// <summary>A learner of a study that was tried before one was put up for a decision.</summary>
/// <param name="Learner">Its name.</param>
/// <param name="Run">The run's id; null where it could not learn from these rows.</param>
/// <param name="Value">The deciding metric on the validation rows; null where it could not learn.</param>
/// <param name="Why">What it was held against and what came of that.</param>
public sealed record Contender(string Learner, string? Run, double? Value, string Why)
{
    /// <summary>As the card has them.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<Contender> contenders, string metric) =>
        [
            "",
            "## Chosen among the study's learners, on the validation rows",
            "",
            $"| learner | {metric} | |",
            "|---|---:|---|",
            .. contenders.Select(each => Invariant($"| {each.Learner} | {each.Value:0.0000} | {each.Why} |")),
        ];
}
