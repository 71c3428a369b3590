namespace Analytics.Engine;

/// <summary>What runs are called beside each other: by what sets them apart, not by a hash.</summary>
public static class RunNames
{
    /// <summary>
    /// Learner and what is not as in most runs of that learner, parameters and groups of features: <c>boosting leaves=4 rate=0.1</c>. <see cref="Usual"/> says what
    /// holds where a name says nothing else.
    /// </summary>
    /// <param name="run">The run to name.</param>
    /// <param name="among">The runs that it is shown with.</param>
    public static string Of(ExperimentRun run, IReadOnlyCollection<ExperimentRun> among)
    {
        ArgumentNullException.ThrowIfNull(run);
        ExperimentRun[] all = among.Any(each => each.Id == run.Id) ? [.. among] : [.. among, run];
        var varied = Varied(all, run.Learner)
            .Where(name => run.Parameters.TryGetValue(name, out var value) && value != Usually(all, run.Learner, name));
        return string.Join(
            ' ',
            [
                run.Learner,
                .. varied.Select(name => Told(name, run.Parameters[name])),
                .. GroupsOf(run) == UsualGroups(all) ? Array.Empty<string>() : [$"on {Words(GroupsOf(run))}"],
            ]
        );
    }

    /// <summary>A sentence on what <see cref="Of"/> leaves out: the most common value of each parameter that varies, and the most common features. Empty where nothing varies.</summary>
    public static string Usual(IReadOnlyCollection<ExperimentRun> among)
    {
        ArgumentNullException.ThrowIfNull(among);
        string[] learners =
        [
            .. among
                .Select(run => run.Learner)
                .Distinct(StringComparer.Ordinal)
                .Select(learner => (Learner: learner, Names: Varied(among, learner).ToArray()))
                .Where(each => each.Names.Length > 0)
                .Select(each =>
                    (
                        each.Learner,
                        Told: each.Names.Select(name => (name, Value: Usually(among, each.Learner, name)))
                            .Where(one => one.Value is not null)
                    )
                )
                .Where(each => each.Told.Any())
                .Select(each => $"{each.Learner} has {string.Join(' ', each.Told.Select(one => Told(one.name, one.Value!.Value)))}"),
        ];
        string[] features =
            among.Select(GroupsOf).Distinct(StringComparer.Ordinal).Count() > 1 ? [$"features are {Words(UsualGroups(among))}"] : [];
        return learners.Length + features.Length == 0
            ? ""
            : $"Where a name says nothing else, {string.Join(", ", [.. learners, .. features])}.";
    }

    /// <summary>The groups of features that a run saw: <c>base+weather</c>.</summary>
    public static string GroupsOf(ExperimentRun run) => string.Join('+', run.Groups);

    /// <summary>A parameter or a group of features as axes say it: <c>min leaf rows</c>.</summary>
    public static string Words(string name) => name.Replace('_', ' ');

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

    private static string Told(string name, double value) => Invariant($"{Words(name)}={value:R}");

    /// <summary>The value of a parameter that more of a learner's runs have than any other; null where several are as common.</summary>
    private static double? Usually(IReadOnlyCollection<ExperimentRun> runs, string learner, string name)
    {
        var common = runs.Where(run => run.Learner == learner && run.Parameters.ContainsKey(name))
            .GroupBy(run => run.Parameters[name])
            .OrderByDescending(same => same.Count())
            .Take(2)
            .ToArray();
        return common.Length < 2 || common[0].Count() > common[1].Count() ? common[0].Key : null;
    }

    private static string UsualGroups(IReadOnlyCollection<ExperimentRun> runs) =>
        runs.GroupBy(GroupsOf, StringComparer.Ordinal)
            .OrderByDescending(same => same.Count())
            .ThenBy(same => same.Key, StringComparer.Ordinal)
            .First()
            .Key;
}
