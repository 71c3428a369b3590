using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What training a study has come to.</summary>
/// <param name="Run">The run; of a fresh study the champion's, or the last one that was refused.</param>
/// <param name="Folder">Where its files lie.</param>
/// <param name="Decision">What became of it.</param>
/// <param name="Champion">The card of the champion now in force, or null.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="IsFresh">Nothing had changed, so nothing was trained.</param>
public sealed record TrainResult(ExperimentRun Run, string Folder, Decision Decision, ModelCard? Champion, double Seconds, bool IsFresh);

/// <summary>Trains studies from the published snapshot, writes the runs, and lets the best become champion.</summary>
/// <param name="lake">Where.</param>
/// <param name="time">Clock for what stands beside the run, never in it.</param>
public sealed class Trainer(Lake.Lake lake, TimeProvider time)
{
    private readonly Experiments _experiments = new(lake);
    private readonly Registry _registry = new(lake);

    /// <summary>Whether the table of a study holds enough rows to try.</summary>
    public bool CanTrain(Domain domain, Study study) => lake.Head.Tables.TryGetValue(Examples.FullName(domain, study), out var table) && table.Rows >= Examples.Fewest;

    /// <summary>The last training of the study's default request, when its table and its code are still the same.</summary>
    public TrainResult? Fresh(Domain domain, Study study)
    {
        var head = lake.Head;
        if (!head.Steps.TryGetValue(StepOf(domain, study), out var step) || step.Fingerprint != StepFor(Training.Of(domain, study, head), domain, study, head, "").Fingerprint)
            return null;
        var run = step.Outputs.GetValueOrDefault("run") is { Length: > 0 } id ? _experiments.Of(domain.Name, study.Name, id) : null;
        return run is null ? null : new TrainResult(run, _experiments.FolderOf(run), new Decision(run.Id, false, null, "fresh"), Champion(domain, study), 0, true);
    }

    /// <summary>
    /// Trains one request, or without one what the study itself asks for: its first learner on the features that vary, or every learner with every
    /// number of clusters. Each is a run; the best decides on the champion.
    /// </summary>
    /// <exception cref="RunException">The data cannot teach the model, or the leak guard refuses it; nothing is registered.</exception>
    /// <exception cref="LakeLockedException">Somebody else writes; the runs are kept, and training again promotes the best.</exception>
    public TrainResult Train(Domain domain, Study study, TrainingRequest? request = null, CancellationToken cancellation = default)
    {
        var began = time.GetTimestamp();
        var head = lake.Head;
        var training = Training.Of(domain, study, head, Champion(domain, study)?.Run);
        var (best, folder) = Best(training, request is null ? training.Defaults() : [request], cancellation);
        using var writer = lake.Write(time, $"train {domain.Name}/{study.Name}");
        var (promote, reason) = new Contest(lake, domain, study).Decide(best);
        var version = promote ? _registry.Register(writer, best.Run, folder) : null;
        if (version is not null)
            writer.SetModel($"{domain.Name}/{study.Name}", version);
        if (request is null)
            writer.SetStep(StepOf(domain, study), StepFor(training, domain, study, head, best.Run.Id));
        writer.Publish(version is null ? $"train {domain.Name}/{study.Name}, refused" : $"train {domain.Name}/{study.Name}@{version}");
        var decision = new Decision(best.Run.Id, promote, version, reason);
        _registry.Record(domain.Name, study.Name, decision, time);
        return new TrainResult(best.Run, folder, decision, Champion(domain, study), time.GetElapsedTime(began).TotalSeconds, false);
    }

    /// <summary>Trains all requests and keeps each as a run; only the best is explained.</summary>
    private (Trained Best, string Folder) Best(Training training, IReadOnlyList<TrainingRequest> requests, CancellationToken cancellation)
    {
        var done = new List<(Trained Trained, TimeSpan Took)>();
        foreach (var request in requests)
        {
            var began = time.GetTimestamp();
            done.Add((training.Run(request, cancellation), time.GetElapsedTime(began)));
        }

        var best = done.OrderByDescending(each => training.IsEligible(each.Trained.Run)).ThenByDescending(each => each.Trained.Run.Rank).ThenBy(each => each.Trained.Run.Id, StringComparer.Ordinal).First();
        foreach (var (trained, took) in done.Where(each => each.Trained != best.Trained))
            Keep(training, trained, took, explain: false, cancellation);
        return (best.Trained, Keep(training, best.Trained, best.Took, explain: true, cancellation));
    }

    /// <summary>Writes a run's files, and the run to the MLflow store.</summary>
    internal string Keep(Training training, Trained trained, TimeSpan took, bool explain, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var card = training.CardOf(trained, explain, cancellation);
        texts["card.json"] = Json.Text(card);
        texts["card.md"] = card.ToMarkdown();
        if (explain)
        {
            var (tables, figures) = training.Explain(trained, cancellation);
            foreach (var (name, table) in tables)
                texts[name] = table.ToCsv();
            foreach (var (name, figure) in figures)
                texts["plots/" + name] = figure.ToSvg();
        }

        took += time.GetElapsedTime(began);
        var timing = new RunTiming(time.GetUtcNow().UtcDateTime - took, took.TotalSeconds, Experiments.Build, trained.Examples.Snapshot.Id);
        // Two that find the same run write the same bytes but for its times, and its sums must be of one of them.
        using var held = lake.Hold("experiments");
        var folder = _experiments.Write(trained, timing, texts);
        new MlflowStore(lake.Folder).Write(trained.Run, timing, folder);
        return folder;
    }

    private ModelCard? Champion(Domain domain, Study study) => _registry.ChampionOf(domain.Name, study.Name) is { } version ? _registry.Card(domain.Name, study.Name, version) : null;

    private static string StepOf(Domain domain, Study study) => $"model.{domain.Name}.{study.Name}";

    private static StepRecord StepFor(Training training, Domain domain, Study study, Snapshot snapshot, string run) => Fingerprint.Record(
        training.Code,
        new SortedDictionary<string, string>(StringComparer.Ordinal) { [Examples.FullName(domain, study)] = snapshot.Tables.GetValueOrDefault(Examples.FullName(domain, study))?.Sha ?? "" },
        new SortedDictionary<string, string>(StringComparer.Ordinal),
        new SortedDictionary<string, string>(StringComparer.Ordinal) { ["run"] = run });
}
