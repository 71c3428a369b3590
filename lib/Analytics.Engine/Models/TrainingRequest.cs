using System.Globalization;

namespace Analytics.Engine;

/// <summary>What is to be trained; all that is not given is the study's own choice.</summary>
public sealed record TrainingRequest
{
    /// <summary>One of the study's learners. Default: the first.</summary>
    public string? Learner { get; init; }

    /// <summary>Parameters that differ from the learner's defaults.</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; init; } = new Dictionary<string, double>();

    /// <summary>The feature groups to learn from. Default: all.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Features left out. Default: none.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Where every random choice comes from. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Train though the leak guard refuses; the card says so and the model never becomes champion. Default false.</summary>
    public bool AllowLeak { get; init; }

    /// <summary>What trains a run again.</summary>
    /// <param name="study">The run's study as it is now; groups that it no longer has leave nothing out.</param>
    /// <param name="run">The run.</param>
    public static TrainingRequest Again(Study study, ExperimentRun run) =>
        new()
        {
            Learner = run.Learner,
            Parameters = run.Parameters,
            Groups = run.Groups,
            Without =
            [
                .. run
                    .Groups.Where(study.FeatureGroups.ContainsKey)
                    .SelectMany(group => study.FeatureGroups[group])
                    .Distinct(StringComparer.Ordinal)
                    .Except(run.Features, StringComparer.Ordinal),
            ],
            Seed = run.Seed,
        };

    /// <summary>Reads <c>name=value</c>.</summary>
    public static (string Name, double Value) ParseParameter(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } name, var value]
        && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? (name.Trim(), number)
            : throw new UsageException($"--set takes name=number, not '{text}'. For example: --set trees=300");
}

/// <summary>A request completed with the study's defaults and checked against it.</summary>
internal sealed record Recipe(
    string Learner,
    SortedDictionary<string, double> Parameters,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Features
)
{
    /// <exception cref="UsageException">A learner, parameter, group or feature that the study does not have.</exception>
    public static Recipe Of(Study study, TrainingRequest request)
    {
        var learner = study.AllWays.FirstOrDefault(each => request.Learner is null || each.Name == request.Learner);
        if (learner.Name is null)
        {
            throw new UsageException(
                $"Study '{study.Name}' has no learner '{request.Learner}'. Type one of: {string.Join(", ", study.AllWays.Select(each => each.Name))}."
            );
        }

        var parameters = new SortedDictionary<string, double>(learner.Parameters.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in request.Parameters)
        {
            if (!parameters.ContainsKey(name))
            {
                throw new UsageException(
                    $"Learner '{learner.Name}' of study '{study.Name}' has no parameter '{name}'. It has: {string.Join(", ", parameters.Keys)}."
                );
            }

            parameters[name] = value;
        }

        string[] groups = [.. request.Groups ?? [.. study.FeatureGroups.Keys]];
        if (groups.FirstOrDefault(group => !study.FeatureGroups.ContainsKey(group)) is { } unknown)
        {
            throw new UsageException(
                $"Study '{study.Name}' has no feature group '{unknown}'. Type one or more of: {string.Join(", ", study.FeatureGroups.Keys)}."
            );
        }

        string[] features = [.. groups.SelectMany(group => study.FeatureGroups[group]).Distinct(StringComparer.Ordinal)];
        if (request.Without.FirstOrDefault(feature => !features.Contains(feature)) is { } absent)
        {
            throw new UsageException(
                $"'{absent}' cannot be left out: it is no feature of {string.Join(" + ", groups)}. They are: {string.Join(", ", features)}."
            );
        }

        features = [.. features.Except(request.Without, StringComparer.Ordinal)];
        return features.Length > 0
            ? new Recipe(learner.Name, parameters, groups, features)
            : throw new UsageException($"Study '{study.Name}': no feature is left to learn from. Leave out fewer.");
    }
}
