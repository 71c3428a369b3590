using Analytics.App.Commands;
using Analytics.Engine;

namespace Analytics.App;

/// <summary>Lands input, runs the steps and says what happened: what the layer scripts and notebooks call.</summary>
internal sealed class Rebuilding(Lake.Lake lake, RunOptions options, TimeProvider time, bool isRaw = false)
{
    private readonly Terminal _terminal = new();

    /// <summary>Whether to print where the time of each study's training went. Default false.</summary>
    public bool IsTimed { get; init; }

    /// <summary>Lands the given files; when a domain has nothing at all yet, its committed samples.</summary>
    public void Land(Domain domain, IReadOnlyList<InputPath> inputs)
    {
        if (inputs.Count > 0)
        {
            var landed = Landing.Land(lake, domain, inputs, time, sample: false, _terminal.Count);
            Console.Error.WriteLine(Invariant($"{domain.Name}: {landed} new raw file{(landed == 1 ? "" : "s")} landed"));
        }
        else if (domain.Sources.All(source => lake.Objects.Hashes(domain.Name, source.Name).Count == 0))
        {
            var samples = SampleWriter.Find(domain, Repository.Samples(domain.Name));
            if (samples.Count == 0)
            {
                throw new UsageException(
                    $"'{domain.Name}' has no input yet. Give files with --input name=path, or make samples: dotnet script scripts/sample.csx {domain.Name}"
                );
            }

            Landing.Land(lake, domain, samples, time, sample: true, _terminal.Count);
        }
    }

    /// <summary>Runs the steps of each domain; one that fails leaves the others their turn.</summary>
    /// <param name="isTraining">Whether the models are trained too.</param>
    public int Run(IReadOnlyList<Domain> domains, ILookup<Domain, InputPath> inputs, bool isTraining, CancellationToken cancellation)
    {
        var runs = new List<RunResult>();
        var models = new List<StudySummary>();
        var failed = new List<(Domain Domain, string Why)>();
        foreach (var domain in domains)
        {
            try
            {
                Land(domain, [.. inputs[domain]]);
                var run = new Runner(lake, time, options, _terminal).Run(domain, cancellation);
                foreach (var verdict in run.Verdicts.Where(verdict => !verdict.Passed))
                {
                    Console.Error.WriteLine("  " + verdict);
                }

                runs.Add(run);
                if (isTraining)
                {
                    Train(domain, models, failed, cancellation);
                }
            }
            // Whatever went wrong: a full disk for one domain, a damaged object, an error of DuckDB. Only the person who stops the run stops all.
            catch (Exception error) when (domains.Count > 1 && !Turns.IsStop(error, cancellation))
            {
                failed.Add((domain, CommandHost.Explain(error, $"rebuild.csx {domain.Name}").Text));
            }
        }

        if (runs.Any(run => !run.IsFresh) || !lake.IsWarehouseCurrent)
        {
            using var span = Spans.Tables.Begin("warehouse");
            using var writer = lake.Write(time, "warehouse");
            writer.BuildWarehouse(lake.Head, isFresh: options.Force);
        }

        Terminal.Summary(runs, models);
        foreach (var model in IsTimed ? models : [])
        {
            Studies.PrintTimes(model);
        }

        foreach (var run in runs)
        {
            Terminal.Deliveries(run);
        }

        foreach (var (domain, why) in failed)
        {
            Console.Error.WriteLine($"{domain.Name}: {why}");
        }

        return failed.Count == 0 && (options.AcceptRefused || runs.All(run => run.Refused.Count == 0)) ? 0 : 1;
    }

    /// <summary>Trains the domain's studies of which table or code has changed.</summary>
    private void Train(Domain domain, List<StudySummary> models, List<(Domain Domain, string Why)> failed, CancellationToken cancellation)
    {
        var trainer = new Trainer(lake, time)
        {
            IsRaw = isRaw,
            Patience = Studies.Patience,
            Progress = _terminal,
        };
        var studies = domain.Studies;
        foreach (var (number, study) in studies.Index())
        {
            StepProgress Step(StepState state, string detail) =>
                new(domain.Name, $"model {domain.Name}/{study.Name}", number + 1, studies.Count, state, detail);
            if (!trainer.CanTrain(domain, study))
            {
                _terminal.Report(Step(StepState.Done, "not trained: too few rows"));
                continue;
            }

            try
            {
                models.Add(Train(trainer, domain, study, Step, cancellation));
            }
            catch (UntrainableException error)
            {
                _terminal.Report(Step(StepState.Done, Turns.NotTrained($"{domain.Name}/{study.Name}", error)));
            }
            catch (Exception error) when (!Turns.IsStop(error, cancellation))
            {
                failed.Add((domain, CommandHost.Explain(error, $"train.csx {domain.Name} --study {study.Name}").Text));
            }
        }
    }

    private StudySummary Train(
        Trainer trainer,
        Domain domain,
        Study study,
        Func<StepState, string, StepProgress> step,
        CancellationToken cancellation
    )
    {
        var fresh = options.Force ? null : trainer.FreshSummary(domain, study);
        _terminal.Report(step(fresh is null ? StepState.Started : StepState.Fresh, fresh is null ? "training" : Reason.Fresh.ToString()));
        if (fresh is not null)
        {
            return fresh;
        }

        var result = trainer.Train(domain, study, null, cancellation);
        _terminal.Report(
            step(
                StepState.Done,
                FormattableString.Invariant(
                    $"{result.Run.Metric} {result.Run.Score.Value:0.000}, {(result.Decision.Promoted ? "champion" : "not promoted")}, {result.Seconds:0.0} s: {result.Decision.Reason}"
                )
            )
        );
        return StudySummary.Of(result);
    }
}
