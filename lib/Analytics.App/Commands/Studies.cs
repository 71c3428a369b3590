using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>Finds the studies that a command line means, and says what training them came to.</summary>
internal static class Studies
{
    /// <summary>How long a trained model waits for somebody else who writes the lake, e.g. another sweep.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <exception cref="UsageException">No domain that was named has such a study.</exception>
    public static IReadOnlyList<(Domain Domain, Study Study)> Of(IReadOnlyList<string> words, string? name)
    {
        var domains = Catalog.Of(words);
        var studies = domains
            .SelectMany(domain => domain.Studies.Where(study => name is null || study.Name == name).Select(study => (domain, study)))
            .ToArray();
        return studies.Length > 0
            ? studies
            : throw new UsageException(
                name is null
                    ? $"{string.Join(", ", domains.Select(domain => domain.Name))} {(domains.Count == 1 ? "has" : "have")} no model to train."
                    : $"There is no study '{name}'. {string.Join("; ", domains.Select(domain => $"{domain.Name} has {(domain.Studies.Count == 0 ? "none" : string.Join(", ", domain.Studies.Select(study => study.Name)))}"))}."
            );
    }

    /// <exception cref="UsageException">The domain has no such study.</exception>
    public static Study StudyOf(Domain domain, string? name) => Of([domain.Name], name)[0].Study;

    /// <summary>Runs sweeps, then trains the best combination of all in full, so that it may become champion.</summary>
    public static int Sweep(
        Lake.Lake lake,
        IReadOnlyList<string> words,
        string? name,
        IReadOnlyList<Sweep> sweeps,
        int parallel,
        bool raw,
        CancellationToken cancellation
    )
    {
        if (words.Count != 1 || words[0] == "all")
        {
            throw new UsageException(
                "A sweep is for one domain. For example: dotnet script scripts/train.csx crashes --sweep sweeps/crashes.json"
            );
        }

        IGrouping<(Domain Domain, Study Study), Sweep>[] all = [.. sweeps.GroupBy(sweep => Of(words, name ?? sweep.Study)[0])];
        foreach (var (of, sweep) in all.SelectMany(of => of.Select(sweep => (of.Key, sweep))))
        {
            SweepRunner.Check(of.Study, sweep);
        }

        var turns = new Turns(all.Length, cancellation);
        foreach (var of in all)
        {
            var (domain, study) = of.Key;
            turns.Take(
                $"{domain.Name}/{study.Name}",
                $"train.csx {domain.Name} --study {study.Name}",
                () => SweepOne(lake, domain, study, of, parallel, raw, cancellation)
            );
        }

        return turns.Code;
    }

    private static void SweepOne(
        Lake.Lake lake,
        Domain domain,
        Study study,
        IEnumerable<Sweep> sweeps,
        int parallel,
        bool raw,
        CancellationToken cancellation
    )
    {
        var done = 0;
        var best = SweepAll(
                lake,
                domain,
                study,
                sweeps,
                parallel,
                (run, found) =>
                    Console.Error.WriteLine(
                        FormattableString.Invariant(
                            $"{++done, 4}  {run.Id}  {run.Learner}  {run.Metric} {run.Validation.GetValueOrDefault(run.Metric, run.Score.Value):0.0000}{(found ? ", finished before" : "")}  {string.Join(" ", run.Parameters.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value:R}")))}"
                        )
                    ),
                Console.Error.WriteLine,
                cancellation
            )
            .OrderBy(run => run.ComparedOnly is not null)
            .ThenByDescending(run => run.Rank)
            .ThenBy(run => run.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        // All were skipped, and each has said why.
        if (best is null)
        {
            return;
        }

        Print(
            new Trainer(lake, TimeProvider.System)
            {
                IsRaw = raw,
                Patience = Patience,
                Progress = new Terminal(),
            }.Train(domain, study, TrainingRequest.Again(study, best), cancellation)
        );
    }

    /// <summary>Runs sweeps over one study, all of which are checked before the first is run. One whose learner cannot run on this machine is skipped.</summary>
    /// <param name="lake">Where.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="study">The study.</param>
    /// <param name="sweeps">What to try.</param>
    /// <param name="parallel">Runs at a time.</param>
    /// <param name="progress">Receives each finished run, and whether it was found finished.</param>
    /// <param name="skipped">Receives a sentence for each sweep that is skipped.</param>
    /// <param name="cancellation">Stops between and within runs.</param>
    public static IReadOnlyList<ExperimentRun> SweepAll(
        Lake.Lake lake,
        Domain domain,
        Study study,
        IEnumerable<Sweep> sweeps,
        int parallel,
        Action<ExperimentRun, bool>? progress,
        Action<string> skipped,
        CancellationToken cancellation
    )
    {
        var all = new List<Sweep>();
        foreach (var sweep in sweeps)
        {
            SweepRunner.Check(study, sweep);
            if (SweepRunner.Skipped(study, sweep) is { } why)
            {
                skipped(why);
            }
            else
            {
                all.Add(sweep);
            }
        }

        var runner = new SweepRunner(lake, TimeProvider.System);
        var (done, of) = (0, all.Sum(sweep => sweep.Count()));
        var host = HostProgress.Instance;
        host.Report(new WorkProgress($"sweep {domain.Name}/{study.Name}", "", 0, of));
        void Finished(ExperimentRun run, bool found)
        {
            host.Report(new WorkProgress($"sweep {domain.Name}/{study.Name}", run.Learner, ++done, of));
            progress?.Invoke(run, found);
        }

        return [.. all.SelectMany(sweep => runner.Run(domain, study, sweep, parallel, Finished, cancellation)).DistinctBy(run => run.Id)];
    }

    /// <summary>Prints where the time of a training went, the longest first.</summary>
    public static void PrintTimes(StudySummary result)
    {
        Console.WriteLine(
            result.Times.Count == 0
                ? $"times of {result.Domain}/{result.Study}: nothing changed, so nothing was trained"
                : FormattableString.Invariant($"times of {result.Domain}/{result.Study}, {result.Seconds:0.00} s:")
        );
        foreach (var (what, seconds) in result.Times.OrderByDescending(each => each.Seconds))
        {
            Console.WriteLine(
                FormattableString.Invariant($"  {seconds, 8:0.00} s {100 * seconds / Math.Max(result.Seconds, 1e-9), 3:0} %  {what}")
            );
        }
    }

    public static void Print(TrainResult result)
    {
        var run = result.Run;
        Console.WriteLine(
            FormattableString.Invariant(
                $"{run.Domain}/{run.Study}: run {run.Id}, {run.Learner}, {run.TrainRows:N0} rows, {result.Seconds:0.0} s"
            )
        );
        foreach (var (name, measured) in run.Metrics)
        {
            var baseline = run.Baseline.TryGetValue(name, out var value) ? FormattableString.Invariant($"   baseline {value:0.0000}") : "";
            var interval = measured.HasInterval
                ? FormattableString.Invariant($"   [{measured.Lower:0.0000}, {measured.Upper:0.0000}]")
                : "";
            Console.WriteLine(
                FormattableString.Invariant(
                    $"  {(name == run.Metric ? "*" : " ")} {name, -18} {measured.Value, 8:0.0000}{interval}{baseline}"
                )
            );
        }

        foreach (var contender in result.Contenders)
        {
            Console.WriteLine(
                FormattableString.Invariant(
                    $"  tried {contender.Learner}, {run.Metric} {contender.Value:0.0000} on {run.ChosenOn}: {contender.Why}"
                )
            );
        }

        foreach (var leak in run.Leaks)
        {
            Console.WriteLine($"  LEAK ALLOWED: {leak.Text}");
        }

        Console.WriteLine(
            result.Decision.Promoted
                ? $"  champion now, version {result.Decision.Version}: {result.Decision.Reason}"
                : $"  not promoted: {result.Decision.Reason}"
        );
        Console.WriteLine($"  {Path.GetRelativePath(Environment.CurrentDirectory, result.Folder)}");
    }
}
