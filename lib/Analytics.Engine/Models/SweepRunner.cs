using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Runs a sweep over a study: what this build has finished before is not run again, so a sweep that was killed goes on.</summary>
/// <param name="lake">Where.</param>
/// <param name="time">Clock for what stands beside the runs.</param>
public sealed class SweepRunner(Lake.Lake lake, TimeProvider time)
{
    private readonly Experiments _experiments = new(lake);
    private readonly Trainer _trainer = new(lake, time);
    private readonly Lock _lock = new();
    private (Domain Domain, Study Study, string Snapshot, Training Training)? _training;

    /// <summary>Where the time of the sweeps of the last study went.</summary>
    public IReadOnlyList<StageTime> Times => _training?.Training.Times.All ?? [];

    /// <summary>Runs all of it; the best by the validation rows, never by the test, comes first.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="study">The study; every combination is checked against it before the first is run.</param>
    /// <param name="sweep">What to try.</param>
    /// <param name="parallel">Runs at a time, ≥ 1; each learner uses all cores by itself, and each holds the examples in memory. Default 1.</param>
    /// <param name="progress">Receives each finished run, and whether it was found finished.</param>
    /// <param name="cancellation">Stops between and within runs.</param>
    /// <exception cref="UsageException">The sweep names a learner, parameter or group that the study does not have.</exception>
    public IReadOnlyList<ExperimentRun> Run(
        Domain domain,
        Study study,
        Sweep sweep,
        int parallel = 1,
        Action<ExperimentRun, bool>? progress = null,
        CancellationToken cancellation = default
    )
    {
        Check(study, sweep);
        // What holds one value only in the present table teaches nothing, and nobody asked for it.
        var constant = TrainingOf(domain, study).Defaults()[0].Without;
        IReadOnlyList<TrainingRequest> requests =
        [
            .. sweep
                .Requests()
                .Select(request =>
                    request with
                    {
                        Without = [.. Recipe.Of(study, request).Features.Intersect(constant, StringComparer.Ordinal)],
                    }
                ),
        ];
        if (sweep.Mode != SweepMode.Halving)
        {
            return Ranked(Rung(domain, study, requests, parallel, progress, cancellation)).Select(pair => pair.Run).ToArray();
        }

        var done = new List<ExperimentRun>();
        var budgets = sweep.Budgets();
        foreach (var (rung, budget) in budgets.Index())
        {
            var ranked = Ranked(
                Rung(
                    domain,
                    study,
                    [
                        .. requests.Select(request =>
                            request with
                            {
                                Parameters = new Dictionary<string, double>(request.Parameters) { [sweep.Budget] = budget },
                            }
                        ),
                    ],
                    parallel,
                    progress,
                    cancellation
                )
            );
            done.InsertRange(0, ranked.Select(pair => pair.Run));
            if (rung < budgets.Count - 1)
            {
                requests = [.. ranked.Take(Math.Max(1, ranked.Count / sweep.Factor)).Select(pair => pair.Request)];
            }
        }

        return done;
    }

    /// <summary>Checks every combination against a study before anything is run.</summary>
    /// <exception cref="UsageException">The sweep names a learner, parameter or group that the study does not have.</exception>
    public static void Check(Study study, Sweep sweep)
    {
        foreach (var request in sweep.Requests())
        {
            Recipe.Of(study, request);
        }

        if (sweep.Mode == SweepMode.Halving)
        {
            Recipe.Of(
                study,
                new TrainingRequest
                {
                    Learner = sweep.Learner,
                    Parameters = new Dictionary<string, double> { [sweep.Budget] = sweep.From },
                }
            );
        }
    }

    /// <summary>Why a sweep cannot run on this machine: its learner's package has a native library that cannot be loaded. Null where it can.</summary>
    public static string? Skipped(Study study, Sweep sweep) =>
        study.PackageOf(sweep.Learner ?? study.AllWays[0].Name)?.Missing() is { } missing ? $"{sweep.Learner} of {missing}." : null;

    private (TrainingRequest Request, ExperimentRun Run)[] Rung(
        Domain domain,
        Study study,
        IReadOnlyList<TrainingRequest> requests,
        int parallel,
        Action<ExperimentRun, bool>? progress,
        CancellationToken cancellation
    )
    {
        var training = TrainingOf(domain, study);
        var runs = new (TrainingRequest, ExperimentRun)[requests.Count];
        try
        {
            Parallel.For(
                0,
                runs.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, parallel), CancellationToken = cancellation },
                i =>
                {
                    var finished = _experiments.Finished(domain.Name, study.Name, training.IdOf(requests[i]));
                    runs[i] = (requests[i], finished ?? One(training, requests[i], cancellation));
                    lock (_lock)
                    {
                        progress?.Invoke(runs[i].Item2, finished is not null);
                    }
                }
            );
        }
        catch (AggregateException errors) when (errors.InnerExceptions.OfType<UntrainableException>().FirstOrDefault() is { } untrainable)
        {
            throw new UntrainableException(untrainable.Message, errors);
        }
        catch (AggregateException errors) when (errors.InnerExceptions.OfType<RunException>().FirstOrDefault() is { } error)
        {
            throw new RunException(error.Message, errors);
        }

        return runs;
    }

    /// <summary>One for all sweeps of a study on one snapshot: rows are read once, and the leak guard looks at each set of features once.</summary>
    private Training TrainingOf(Domain domain, Study study)
    {
        var head = lake.Head;
        if (
            _training is { } known
            && ReferenceEquals(known.Domain, domain)
            && ReferenceEquals(known.Study, study)
            && known.Snapshot == head.Id
        )
        {
            return known.Training;
        }

        var training = Training.Of(domain, study, head);
        _training = (domain, study, head.Id, training);
        return training;
    }

    private ExperimentRun One(Training training, TrainingRequest request, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var trained = training.Run(request, cancellation);
        lock (_lock)
        {
            _trainer.Keep(training, trained, time.GetElapsedTime(began), explain: false, cancellation);
        }

        return trained.Run;
    }

    private static List<(TrainingRequest Request, ExperimentRun Run)> Ranked(
        IEnumerable<(TrainingRequest Request, ExperimentRun Run)> runs
    ) => [.. runs.OrderByDescending(pair => pair.Run.Rank).ThenBy(pair => pair.Run.Id, StringComparer.Ordinal)];
}
