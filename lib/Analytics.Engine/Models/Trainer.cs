using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What training a study has come to.</summary>
/// <param name="Run">The run; of a fresh study the champion's, or the last one that was refused.</param>
/// <param name="Folder">Where its files lie.</param>
/// <param name="Decision">What became of it.</param>
/// <param name="Champion">The card of the champion now in force, or null.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="IsFresh">Nothing had changed, so nothing was trained.</param>
public sealed record TrainResult(ExperimentRun Run, string Folder, Decision Decision, ModelCard? Champion, double Seconds, bool IsFresh)
{
    /// <summary>The learners of which this run was chosen; empty where one was asked for and where groups are found.</summary>
    public IReadOnlyList<Contender> Contenders { get; init; } = [];

    /// <summary>Where <see cref="Seconds"/> went; empty where nothing was trained.</summary>
    public IReadOnlyList<StageTime> Times { get; init; } = [];
}

/// <summary>Trains studies from the published snapshot, writes the runs, and lets the best become champion.</summary>
/// <param name="lake">Where.</param>
/// <param name="time">Clock for what stands beside the run, never in it.</param>
public sealed class Trainer(Lake.Lake lake, TimeProvider time)
{
    private readonly Experiments _experiments = new(lake);
    private readonly Registry _registry = new(lake);

    /// <summary>Whether the CSV files of a run hold text as it is, also what a spreadsheet program would run as a formula. Default false.</summary>
    public bool IsRaw { get; init; }

    /// <summary>How long to wait for somebody else who writes the lake. Default: not at all.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>Receives how far a training is: its requests, the measuring, the explaining. Default: nobody does.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Whether the table of a study holds enough rows to try.</summary>
    public bool CanTrain(Domain domain, Study study) =>
        lake.Head.Tables.TryGetValue(study.TableIn(domain), out var table) && table.Rows >= Examples.Fewest;

    /// <summary>The last training of the study's default request, when its table and its code are still the same.</summary>
    public TrainResult? Fresh(Domain domain, Study study)
    {
        var run = FreshRun(domain, study, out _) is { } id ? _experiments.Of(domain.Name, study.Name, id) : null;
        return run is null
            ? null
            : new TrainResult(
                run,
                _experiments.FolderOf(run),
                new Decision(run.Id, false, null, "fresh"),
                Champion(domain, study),
                0,
                true
            );
    }

    /// <summary>What <see cref="Fresh"/> gives, as far as a rebuild tells it: run and card are checked but not read.</summary>
    public StudySummary? FreshSummary(Domain domain, Study study) =>
        FreshRun(domain, study, out var card) is { } id && _experiments.Has(domain.Name, study.Name, id)
            ? StudySummary.OfCard(domain.Name, study.Name, card)
            : null;

    /// <summary>The run of the last training of the study's default request, when its table and its code are still the same and the champion is whole.</summary>
    private string? FreshRun(Domain domain, Study study, out string? card)
    {
        card = null;
        var head = lake.Head;
        return
            head.Steps.TryGetValue(StepOf(domain, study), out var step)
            && step.Outputs.GetValueOrDefault("run") is { Length: > 0 } id
            && step.Fingerprint == StepFor(Training.Of(domain, study, head), domain, study, head, "").Fingerprint
            && _registry.TryCardFile(domain.Name, study.Name, out card)
            ? id
            : null;
    }

    /// <summary>
    /// Trains one request, or without one what the study itself asks for: every learner on the features that vary, where groups are found with every
    /// number of clusters. Each is a run; the one chosen among them, never by the test rows, decides on the champion.
    /// </summary>
    /// <exception cref="RunException">The data cannot teach the model, or the leak guard refuses it; nothing is registered.</exception>
    /// <exception cref="LakeLockedException">Somebody else writes; the runs are kept, and training again promotes the best.</exception>
    public TrainResult Train(Domain domain, Study study, TrainingRequest? request = null, CancellationToken cancellation = default)
    {
        var span = Spans.Training.Begin("train", $"{domain.Name}/{study.Name}")?.SetTag(Spans.Domain, domain.Name);
        return span.Within(() =>
        {
            var result = Do(domain, study, request, cancellation);
            span?.SetTag("analytics.learner", result.Run.Learner)
                .SetTag("analytics.promoted", result.Decision.Promoted)
                .SetTag("analytics.version", result.Decision.Version);
            return result;
        });
    }

    private TrainResult Do(Domain domain, Study study, TrainingRequest? request, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var head = lake.Head;
        var training = Training.Of(domain, study, head, Champion(domain, study)?.Run, time);
        var requests = Taught(domain, study, () => request is null ? training.Defaults() : [request]);
        // Beside the fits: what is chosen is measured, and then explained and written down.
        using var parts = new Parts($"train {domain.Name}/{study.Name}", requests.Count + 2, Progress);
        training.Times.Begun = parts.Say;
        var best = Taught(domain, study, () => Best(training, requests, request?.AllowLeak == true, parts, cancellation));
        Settled Decided() => Taught(domain, study, () => Settle(training, domain, study, best, request, cancellation));
        var (champion, settled) = (_registry.ChampionOf(domain.Name, study.Name), Decided());
        using var writer = Writer($"train {domain.Name}/{study.Name}", cancellation);
        // Somebody else may have made a champion in between.
        if (_registry.ChampionOf(domain.Name, study.Name) != champion)
        {
            settled = Decided();
        }

        var (run, folder, promote, reason) = (settled.Trained.Run, settled.Folder, settled.Promote, settled.Reason);
        var version = promote ? _registry.Register(writer, run, folder) : null;
        if (version is not null)
        {
            writer.SetModel($"{domain.Name}/{study.Name}", version);
        }

        if (request is null)
        {
            writer.SetStep(StepOf(domain, study), StepFor(training, domain, study, head, run.Id));
        }

        writer.Publish(version is null ? $"train {domain.Name}/{study.Name}, refused" : $"train {domain.Name}/{study.Name}@{version}");
        if (settled.Refused is { } refused)
        {
            _registry.Record(domain.Name, study.Name, refused, time);
        }

        var decision = new Decision(run.Id, promote, version, reason)
        {
            Split = study is PredictionStudy && settled.Refused is null ? run.SplitHash : null,
        };
        _registry.Record(domain.Name, study.Name, decision, time);
        parts.Done();
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        var times = training.Times.All;
        return new TrainResult(run, folder, decision, Champion(domain, study), seconds, false)
        {
            Contenders = best.Contenders,
            Times = [.. times, new StageTime("everything else", seconds - times.Sum(each => each.Seconds))],
        };
    }

    /// <summary>What was settled on a run.</summary>
    /// <param name="Trained">The run, or the simplest model that serves in its place.</param>
    /// <param name="Folder">Where its files lie.</param>
    /// <param name="Promote">Whether it becomes champion.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Refused">What was decided on the run in whose place the simplest model serves; null for none.</param>
    private sealed record Settled(Trained Trained, string Folder, bool Promote, string Reason, Decision? Refused);

    /// <summary>Decides on a measured run and keeps it with the decision on its card. Where no model beats the simplest and there is no champion, the simplest one serves.</summary>
    private Settled Settle(
        Training training,
        Domain domain,
        Study study,
        Put best,
        TrainingRequest? request,
        CancellationToken cancellation
    )
    {
        var contest = new Contest(lake, domain, study);
        var verdict = training.Times.Of("decide", () => contest.Decide(best.Trained));
        var run = best.Trained.Run;
        int? looks = study is PredictionStudy ? _registry.Looks(domain.Name, study.Name, run.SplitHash, run.Id) : null;
        var folder = Keep(
            training,
            best.Trained,
            best.Took,
            explain: true,
            cancellation,
            card => card with { Looks = looks, Contest = verdict.Reason, Contenders = best.Told }
        );
        if (verdict.Unbeaten is null || Champion(domain, study) is not null)
        {
            return new Settled(best.Trained, folder, verdict.Promote, verdict.Reason, null);
        }

        // The best single feature, where that beats the constant; otherwise the constant.
        var began = time.GetTimestamp();
        var allowLeak = request?.AllowLeak == true;
        Trained Simple(string learner)
        {
            var simplest = TrainingRequest.Again(study, run) with
            {
                Learner = learner,
                Parameters = new Dictionary<string, double>(),
                AllowLeak = allowLeak,
            };
            var fitted = training.Run(simplest, cancellation);
            return training.Times.Of("measure", () => training.Measure(fitted, allowLeak, cancellation));
        }

        var simple = run.Learner == BuiltIn.OneFeature ? Simple(BuiltIn.Constant) : Simple(BuiltIn.OneFeature);
        if (simple.Run.Rivals.Any(rival => rival.UnbeatenBy(run.Metric) is not null))
        {
            simple = Simple(BuiltIn.Constant);
        }

        var what = simple.Run.Learner == BuiltIn.Constant ? "the constant" : $"the best single feature, '{simple.Run.Features[0]}'";
        var reason = $"no model is better than {what}, so that it serves: {run.Learner} was refused, for {verdict.Reason}";
        var kept = Keep(
            training,
            simple,
            time.GetElapsedTime(began),
            explain: true,
            cancellation,
            card => card with { Looks = looks, Contest = reason, Contenders = best.Told }
        );
        return new Settled(simple, kept, true, reason, new Decision(run.Id, false, null, verdict.Reason) { Split = run.SplitHash });
    }

    /// <summary>What a learner or a metric cannot be taught from, be it in a comparison or an explanation beside the model itself, is no failure.</summary>
    private static T Taught<T>(Domain domain, Study study, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (LearningException error) when (error is TrainingDataException or MetricException)
        {
            throw new UntrainableException($"{domain.Name}/{study.Name}: {error.Message}", error);
        }
    }

    /// <summary>What is put up for a decision.</summary>
    /// <param name="Trained">The run, measured on the test rows.</param>
    /// <param name="Took">How long it took.</param>
    /// <param name="Contenders">What it was chosen among.</param>
    private sealed record Put(Trained Trained, TimeSpan Took, IReadOnlyList<Contender> Contenders)
    {
        public IReadOnlyList<Contender>? Told => Contenders.Count > 0 ? Contenders : null;
    }

    /// <summary>Trains all requests and keeps each but the best as a run; the best by the validation rows is measured on the test rows. One of several that cannot learn is left out and told of.</summary>
    private Put Best(
        Training training,
        IReadOnlyList<TrainingRequest> requests,
        bool allowLeak,
        Parts parts,
        CancellationToken cancellation
    )
    {
        var (done, failed) = (new List<(Trained Trained, TimeSpan Took)>(), new List<Contender>());
        foreach (var request in requests)
        {
            var began = time.GetTimestamp();
            try
            {
                done.Add((training.Run(request, cancellation), time.GetElapsedTime(began)));
            }
            catch (UntrainableException error) when (request != requests[^1] || done.Count > 0)
            {
                failed.Add(new Contender(request.Learner ?? "", null, null, error.Message));
            }

            parts.Done();
        }

        var (best, contenders) = training.Times.Of("choose a learner", () => training.Choose([.. done.Select(each => each.Trained)]));
        foreach (var (trained, took) in done.Where(each => each.Trained != best))
        {
            Keep(training, trained, took, explain: false, cancellation);
        }

        var measuring = time.GetTimestamp();
        var (measured, itsTime) = (
            training.Times.Of("measure", () => training.Measure(best, allowLeak, cancellation)),
            done.First(each => each.Trained == best).Took
        );
        parts.Done();
        return new Put(measured, itsTime + time.GetElapsedTime(measuring), [.. contenders, .. failed]);
    }

    /// <summary>Writes a run's files, and the run to the MLflow store.</summary>
    /// <param name="training">What trained it.</param>
    /// <param name="trained">The run.</param>
    /// <param name="took">How long that took.</param>
    /// <param name="explain">Whether to write what explains it: of a run that a decision is asked for.</param>
    /// <param name="cancellation">Stops in between.</param>
    /// <param name="complete">Adds to the card what is no part of the run. Default: nothing.</param>
    internal string Keep(
        Training training,
        Trained trained,
        TimeSpan took,
        bool explain,
        CancellationToken cancellation,
        Func<ModelCard, ModelCard>? complete = null
    )
    {
        var began = time.GetTimestamp();
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var card = training.Times.Of("write cards", () => training.CardOf(trained, explain, cancellation));
        card = complete?.Invoke(card) ?? card;
        texts["card.json"] = Json.Text(card);
        texts["card.md"] = card.ToMarkdown();
        if (explain)
        {
            var (tables, figures) = training.Times.Of("draw figures", () => training.Explain(trained, cancellation));
            foreach (var (name, table) in tables)
            {
                texts[name] = table.ToCsv(!IsRaw);
            }

            foreach (var (name, figure) in figures)
            {
                texts["plots/" + name] = figure.ToSvg();
            }
        }

        took += time.GetElapsedTime(began);
        var timing = new RunTiming(time.GetUtcNow().UtcDateTime - took, took.TotalSeconds, Experiments.Build, trained.Examples.Snapshot.Id);
        // Two that find the same run write the same bytes but for its times, and its sums must be of one of them.
        using var held = lake.Hold("experiments");
        var folder = training.Times.Of("write runs", () => _experiments.Write(trained, timing, texts));
        new MlflowStore(lake.Folder).Write(trained.Run, timing);
        return folder;
    }

    /// <exception cref="LakeLockedException">Somebody else still writes when the patience is at its end.</exception>
    private LakeWriter Writer(string holder, CancellationToken cancellation)
    {
        for (var began = time.GetTimestamp(); ; )
        {
            try
            {
                return lake.Write(time, holder);
            }
            catch (LakeLockedException) when (time.GetElapsedTime(began) < Patience)
            {
                Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation).GetAwaiter().GetResult();
            }
        }
    }

    private ModelCard? Champion(Domain domain, Study study) => _registry.Champion(domain.Name, study.Name).Card;

    private static string StepOf(Domain domain, Study study) => $"model.{domain.Name}.{study.Name}";

    private static StepRecord StepFor(Training training, Domain domain, Study study, Snapshot snapshot, string run) =>
        Fingerprint.Record(
            // What a study's training tries belongs to the step, not to the run: a run comes out again whatever it was chosen among.
            Fingerprint.Of(training.Code, "every learner, one chosen on the validation rows"),
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [study.TableIn(domain)] = snapshot.Tables.GetValueOrDefault(study.TableIn(domain))?.Sha ?? "",
            },
            new SortedDictionary<string, string>(StringComparer.Ordinal),
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = run }
        );
}
