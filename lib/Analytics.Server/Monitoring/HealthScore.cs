namespace Analytics.Server.Monitoring;

/// <summary>A part of the health score.</summary>
/// <param name="Name"><c>success</c>, <c>quality</c>, <c>model</c> or <c>system</c>.</param>
/// <param name="Weight">Its share of the score.</param>
/// <param name="Value">0…1.</param>
/// <param name="Why">Where the value comes from, in words.</param>
public sealed record HealthPart(string Name, double Weight, double Value, string Why);

/// <summary>How all of it does in one number: 0.4 success + 0.3 quality + 0.2 model + 0.1 system.</summary>
/// <param name="Score">0…1.</param>
/// <param name="Word"><c>Excellent</c> from .9, <c>Good</c> from .8, <c>Warning</c> from .7, else <c>Critical</c>.</param>
/// <param name="Parts">What it is made of.</param>
public sealed record HealthScore(double Score, string Word, IReadOnlyList<HealthPart> Parts)
{
    public static HealthScore Of(Readings readings)
    {
        HealthPart[] parts = [Success(readings), Quality(readings), Model(readings), System(readings)];
        // Rounded before it is named: what is shown as 0.9 is Excellent.
        var score = Math.Round(parts.Sum(part => part.Weight * part.Value), 4);
        return new HealthScore(score, WordOf(score), parts);
    }

    public static string WordOf(double score) =>
        score switch
        {
            >= 0.9 => "Excellent",
            >= 0.8 => "Good",
            >= 0.7 => "Warning",
            _ => "Critical",
        };

    private static HealthPart Success(Readings readings)
    {
        var (good, bad) = (readings.Runs.Sum(each => each.Succeeded), readings.Runs.Sum(each => each.Failed));
        return good + bad == 0
            ? new HealthPart("success", 0.4, 1, "no run ended within a day, so none failed")
            : new HealthPart(
                "success",
                0.4,
                (double)good / (good + bad),
                Invariant($"{good} of {good + bad} runs of the last day succeeded")
            );
    }

    private static HealthPart Quality(Readings readings) =>
        new(
            "quality",
            0.3,
            readings.Data.Average(each => each.Score),
            $"mean of the domains' shares of gates passed and of rows kept: {string.Join(", ", readings.Data.Select(each => Invariant($"{each.Domain} {each.Score:0.000}")))}"
        );

    private static HealthPart Model(Readings readings)
    {
        var well = readings.Models.Count(each => each is { Problem: null, IsBelowBar: false, DriftedFeatures: null or 0 });
        return new HealthPart(
            "model",
            0.2,
            (double)well / readings.Models.Count,
            Invariant($"{well} of {readings.Models.Count} models are there, reach their bar and see data as they learned from")
        );
    }

    /// <summary>1 up to a resource's limit, from there down to 0 where all is used; the mean of the three.</summary>
    private static HealthPart System(Readings readings)
    {
        (string Name, double? Used, double Limit)[] all =
        [
            ("cpu", readings.System.Cpu, Limits.Cpu),
            ("memory", readings.System.Memory, Limits.Memory),
            ("disk", readings.System.Disk, Limits.Disk),
        ];
        return new HealthPart(
            "system",
            0.1,
            all.Average(each => each.Used is { } used && used > each.Limit ? Math.Max(0, (1 - used) / (1 - each.Limit)) : 1),
            string.Join(
                ", ",
                all.Select(each =>
                    each.Used is { } used ? Invariant($"{each.Name} {used:P0} of {each.Limit:P0}") : $"{each.Name} not looked at yet"
                )
            )
        );
    }
}
