namespace Analytics.Engine;

/// <summary>What was tried before one was put up for a decision: a learner of a study, or a clustering.</summary>
/// <param name="Learner">Its name; of a clustering with its number of groups.</param>
/// <param name="Run">The run's id; null where it could not learn from these rows.</param>
/// <param name="Value">The deciding metric on the validation rows, of groups on all rows; null where it could not learn.</param>
/// <param name="Why">What it was held against and what came of that.</param>
public sealed record Contender(string Learner, string? Run, double? Value, string Why)
{
    /// <summary>As the card has them.</summary>
    internal static IEnumerable<string> Lines(IReadOnlyList<Contender> contenders, ExperimentRun run) =>
        [
            "",
            $"## Chosen among the study's learners, on {run.ChosenOn}",
            "",
            $"| learner | {run.Metric} | |",
            "|---|---:|---|",
            .. contenders.Select(each => Invariant($"| {each.Learner} | {each.Value:0.0000} | {each.Why} |")),
        ];
}
