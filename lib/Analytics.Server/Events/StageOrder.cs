using Analytics.Server.Runs;

namespace Analytics.Server.Events;

/// <summary>The stages in the order in which data passes them, which runs publish them, and what follows.</summary>
internal static class StageOrder
{
    public static IReadOnlyList<string> All { get; } = ["bronze", "silver", "gold", "model"];

    /// <summary>The stages that follow another one. Each has a queue of its name, filled by the events of the stage before.</summary>
    public static IReadOnlyList<string> Followers { get; } = [.. All.Skip(1)];

    /// <summary>The stage that follows; null behind the last.</summary>
    public static string? After(string stage) => All.ElementAtOrDefault(All.Index().Single(each => each.Item == stage).Index + 1);

    /// <summary>The run that a stage is.</summary>
    public static RunRequest RunOf(string stage, string domain) =>
        stage == "model"
            // Training costs most: it is judged first whether it is worth it.
            ? new RunRequest
            {
                Domain = domain,
                What = "retrain",
                IfNeeded = true,
            }
            : new RunRequest
            {
                Domain = domain,
                What = stage,
                Follow = true,
            };

    /// <summary>The stages that a run publishes when it succeeds; none for runs that only look or clean up.</summary>
    public static IReadOnlyList<string> PublishedBy(RunRequest request) =>
        request.What switch
        {
            "bronze" or "silver" or "gold" => [request.What],
            "train" or "retrain" => ["model"],
            "rebuild" => request.Models ? All : [.. All.SkipLast(1)],
            _ => [],
        };

    /// <summary>What somebody who does these stages can run; null for everything, of one who does all.</summary>
    public static IReadOnlyList<string>? RunsOf(IReadOnlyList<string> stages) =>
        stages.Count == All.Count ? null : [.. stages.SelectMany(stage => stage == "model" ? (string[])["train", "retrain"] : [stage])];
}
