using System.Globalization;
using System.Text.Json;

namespace Analytics.Engine;

/// <summary>What a rebuild tells of a study.</summary>
/// <param name="Domain">The domain's name.</param>
/// <param name="Study">The study's name.</param>
/// <param name="Metric">What the champion in force is measured by; null where there is none.</param>
/// <param name="Score">The champion's; null where there is none.</param>
/// <param name="Seconds">Wall time of the training; 0 where nothing was trained.</param>
public sealed record StudySummary(string Domain, string Study, string? Metric, Measured? Score, double Seconds)
{
    /// <summary>Where <see cref="Seconds"/> went; empty where nothing was trained.</summary>
    public IReadOnlyList<StageTime> Times { get; init; } = [];

    public static StudySummary Of(TrainResult result) =>
        new(result.Run.Domain, result.Run.Study, result.Champion?.Run.Metric, result.Champion?.Run.Score, result.Seconds)
        {
            Times = result.Times,
        };

    /// <summary>
    /// Of a card's file. Two figures are read in place of the whole card: making ready to read all that a card may hold takes longer than the rest of a rebuild
    /// that finds nothing to do.
    /// </summary>
    /// <param name="domain">The domain's name.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="path">The champion's <c>card.json</c>; null where there is no champion.</param>
    /// <exception cref="RunException">The file is no card.</exception>
    internal static StudySummary OfCard(string domain, string study, string? path)
    {
        if (path is null)
        {
            return new StudySummary(domain, study, null, null, 0);
        }

        try
        {
            using var card = JsonDocument.Parse(File.ReadAllBytes(path));
            var run = card.RootElement.GetProperty("run");
            var score = run.GetProperty("score");
            return new StudySummary(
                domain,
                study,
                run.GetProperty("metric").GetString(),
                new Measured(Number(score, "value"), Number(score, "lower"), Number(score, "upper")),
                0
            );
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RunException($"{path} is damaged: {error.Message} Remove its folder and train again.", error);
        }
    }

    // NaN and the infinities are words in JSON.
    private static double Number(JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.String } word
            ? double.Parse(word.GetString()!, CultureInfo.InvariantCulture)
            : of.GetProperty(name).GetDouble();
}
