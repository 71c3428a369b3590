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
        var varied = Varied([.. among, run], run.Learner).Where(run.Parameters.ContainsKey);
        var groups = among.Select(GroupsOf).Distinct(StringComparer.Ordinal).Count() > 1;
        return string.Join(
            ' ',
            [
                run.Learner,
                .. varied.Select(name => Invariant($"{name.Replace("_", " ", StringComparison.Ordinal)}={run.Parameters[name]:R}")),
                .. groups ? [$"on {GroupsOf(run)}"] : Array.Empty<string>(),
            ]
        );
    }

    /// <summary>The groups of features that a run saw: <c>base+weather</c>.</summary>
    public static string GroupsOf(ExperimentRun run) => string.Join('+', run.Groups);

    /// <summary>Parameters that not all runs of a learner have, and have alike.</summary>
    internal static IEnumerable<string> Varied(IReadOnlyCollection<ExperimentRun> runs, string learner)
    {
        ExperimentRun[] same = [.. runs.Where(run => run.Learner == learner)];
        return same.SelectMany(run => run.Parameters.Keys)
            .Distinct(StringComparer.Ordinal)
            .Where(name =>
                same.Select(run => run.Parameters.TryGetValue(name, out var value) ? value : (double?)null).Distinct().Count() > 1
            );
    }
}
