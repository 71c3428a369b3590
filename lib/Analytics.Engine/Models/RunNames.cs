namespace Analytics.Engine;

/// <summary>What runs are called beside each other: by what sets them apart, not by a hash.</summary>
public static class RunNames
{
    /// <summary>Learner, the parameters that vary among its runs, and the groups of features where those vary: <c>boosting leaves=4 rate=0.1</c>.</summary>
    /// <param name="run">The run to name.</param>
    /// <param name="among">The runs that it is shown with.</param>
    public static string Of(ExperimentRun run, IReadOnlyCollection<ExperimentRun> among)
    {
        ArgumentNullException.ThrowIfNull(run);
        var same = among.Where(other => other.Learner == run.Learner).ToArray();
        var varied = run.Parameters.Where(pair =>
            same.Any(other => !other.Parameters.TryGetValue(pair.Key, out var value) || !value.Equals(pair.Value))
        );
        var groups = among.Select(other => string.Join('+', other.Groups)).Distinct(StringComparer.Ordinal).Count() > 1;
        return string.Join(
            ' ',
            [
                run.Learner,
                .. varied.Select(pair => Invariant($"{pair.Key.Replace("_", " ", StringComparison.Ordinal)}={pair.Value:R}")),
                .. groups ? [$"on {string.Join('+', run.Groups)}"] : Array.Empty<string>(),
            ]
        );
    }
}
