using System.Globalization;
using System.Text.Json;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What one table's step did.</summary>
public sealed record StepResult(string Step, Reason Reason, double Seconds, long Rows, Account? Account)
{
    /// <summary>What each raw file read in this run brought; empty where none was read.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    /// <summary>Whether another engine's rows are DuckDB's; null where DuckDB made them.</summary>
    public Verdict? Likeness { get; init; }
}

/// <summary>What a run of one domain did.</summary>
/// <param name="Domain">The domain's name.</param>
/// <param name="Steps">In order; fresh ones too.</param>
/// <param name="Verdicts">What the gates of the steps that ran said.</param>
/// <param name="Snapshot">The snapshot in force afterwards.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record RunResult(
    string Domain,
    IReadOnlyList<StepResult> Steps,
    IReadOnlyList<Verdict> Verdicts,
    Snapshot Snapshot,
    double Seconds
)
{
    /// <summary>Files that this run read and refused whole, each once.</summary>
    public IReadOnlyList<Delivery> Refused =>
        [.. Steps.SelectMany(step => step.Deliveries).Where(delivery => delivery.Refused is not null)];

    public bool IsFresh => Steps.All(step => !step.Reason.Runs);
}

/// <summary>Runs the steps of a domain, checks the gates, and publishes all of it or nothing.</summary>
/// <param name="lake">Where.</param>
/// <param name="time">Clock for timings and time stamps outside of the data.</param>
/// <param name="options">How.</param>
/// <param name="progress">Receives a line per step.</param>
public sealed class Runner(Lake.Lake lake, TimeProvider time, RunOptions options, IProgress<StepProgress>? progress = null)
{
    /// <summary>What <see cref="Run"/> would do, without doing it and without a lock.</summary>
    public Plan Plan(Domain domain) => Planned(domain, lake.Head);

    /// <exception cref="RunException">A gate failed, or a step could not be done; the published lake is as it was.</exception>
    /// <exception cref="LakeLockedException">Somebody else writes.</exception>
    public RunResult Run(Domain domain, CancellationToken cancellation = default)
    {
        var span = Spans.Tables.Begin("tables", domain.Name)?.SetTag(Spans.Domain, domain.Name);
        if (span is not null && span.GetTagItem(Spans.Snapshot) is null)
        {
            span.SetTag(Spans.Snapshot, lake.Head.Id);
        }

        return span.Within(() =>
        {
            var result = Do(domain, cancellation);
            span?.SetTag("analytics.snapshot.after", result.Snapshot.Id);
            return result;
        });
    }

    private RunResult Do(Domain domain, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var head = lake.Head;
        var plan = Planned(domain, head);
        if (plan.IsFresh)
        {
            return new RunResult(
                domain.Name,
                [
                    .. plan.Steps.Select(step => new StepResult(
                        step.Step,
                        step.Reason,
                        0,
                        head.Tables[step.Step].Rows,
                        head.Accounts.GetValueOrDefault(step.Step)
                    )),
                ],
                [],
                head,
                time.GetElapsedTime(began).TotalSeconds
            );
        }

        var objects = Landing.Inputs(lake, domain);
        // Of the very objects that the steps read: more may have landed since.
        plan = Engine.Plan.Of(domain, head, Landing.HashesOf(objects), options);
        using var writer = lake.Write(time, $"rebuild {domain.Name}");
        using var work = new Workspace(domain, lake, writer, options, cancellation);
        var tables = domain.Tables.Where(table => options.Layers.Contains(table.Layer)).ToArray();
        if (options.Engine is { } engine)
        {
            var made = tables.Zip(plan.Steps).Where(pair => pair.Second.Reason.Runs && options.EngineOf(pair.First) is not null);
            EngineBuild.Rehearse(work, made.Select(pair => (DerivedTable)pair.First), engine);
        }

        var (results, judgements) = new Schedule(work, tables, objects, plan, time, progress).Run();
        foreach (var judgement in judgements)
        {
            judgement.Remember(writer);
        }

        foreach (var likeness in results.Select(result => result.Likeness).OfType<Verdict>())
        {
            writer.AddVerdict(likeness.ToRecord());
        }

        Verdict[] verdicts =
        [
            .. results.Select(AccountVerdict).OfType<Verdict>(),
            .. results.Select(result => result.Likeness).OfType<Verdict>(),
            .. judgements.SelectMany(judgement => judgement.Verdicts),
        ];
        var blocking = verdicts.Where(verdict => verdict.Blocks).ToArray();
        if (blocking.Length > 0)
        {
            var causes = Causes.Of(work, blocking);
            writer.KeepCandidate(string.Join("\n", blocking.Select(verdict => verdict.ToString())));
            writer.WriteRun(RunId(domain), RunRecord(domain, results, verdicts, began));
            throw new RunException(
                $"{blocking.Length} gate{(blocking.Length == 1 ? "" : "s")} of '{domain.Name}' failed; nothing was published, the candidate tables are kept under candidates/.\n"
                    + string.Join("\n", blocking.Select(verdict => "  " + verdict))
                    + causes
            );
        }

        var snapshot = Spans
            .Tables.Begin("publish", domain.Name)
            .Within(() => writer.Publish($"rebuild {domain.Name}", RunRecord(domain, results, verdicts, began), RunId(domain)));
        return new RunResult(domain.Name, results, verdicts, snapshot, time.GetElapsedTime(began).TotalSeconds);
    }

    private static Verdict? AccountVerdict(StepResult result) =>
        result.Account is { } account
            ? new Verdict(
                result.Step,
                Account.Gate,
                Severity.Fail,
                account.Holds,
                account.Received - account.Kept - account.Quarantined - account.Superseded,
                account.ToString()
            )
            : null;

    private Plan Planned(Domain domain, Snapshot head) => Engine.Plan.Of(domain, head, Landing.Hashes(lake, domain, head), options);

    private string RunId(Domain domain) =>
        $"{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{domain.Name}";

    private string RunRecord(Domain domain, IReadOnlyList<StepResult> results, IReadOnlyList<Verdict> verdicts, long began) =>
        JsonSerializer.Serialize(
            new
            {
                domain = domain.Name,
                started = time.GetUtcNow().UtcDateTime - time.GetElapsedTime(began),
                seconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 3),
                steps = results.Select(step => new
                {
                    step = step.Step,
                    reason = step.Reason.ToString(),
                    seconds = Math.Round(step.Seconds, 3),
                    rows = step.Rows,
                    account = step.Account?.ToString(),
                }),
                verdicts = verdicts.Select(verdict => new
                {
                    table = verdict.Table,
                    gate = verdict.Gate,
                    severity = verdict.Severity.ToString().ToLowerInvariant(),
                    passed = verdict.Passed,
                    observed = verdict.Observed,
                    expected = verdict.Expected,
                }),
            },
            s_json
        );

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };
}
