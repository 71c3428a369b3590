using System.Globalization;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Runs one table's step when it is not fresh, and records what it was made of.</summary>
internal sealed class StepRunner(
    Workspace work,
    Table table,
    IReadOnlyDictionary<string, IReadOnlyList<ObjectInput>> objects,
    int number,
    int of,
    TimeProvider time,
    IProgress<StepProgress>? progress
)
{
    private readonly string _name = table.FullName(work.Domain);

    public StepResult Run()
    {
        var began = time.GetTimestamp();
        var inputs = Plan.InputsOf(work.Domain, table, work.Writer.Sha, Landing.HashesOf(objects));
        var reason = Plan.ReasonOf(work.Domain, table, work.Writer.Base, inputs, work.Options);
        if (!reason.Runs)
        {
            Tell(StepState.Fresh, reason.ToString());
            return new StepResult(_name, reason, 0, work.Writer.Rows(_name), null);
        }

        Tell(StepState.Started, reason.ToString());
        SilverResult? made = null;
        Verdict? likeness = null;
        using var span = Spans.Tables.Begin(_name);
        span?.SetTag("analytics.reason", reason.Kind.ToString().ToLowerInvariant());
        try
        {
            if (work.Options.EngineOf(table) is { } engine)
            {
                likeness = new EngineBuild(work, (DerivedTable)table, engine).Run();
            }
            else
            {
                made = Make(reason, inputs);
            }
        }
        catch (Exception error) when (span.Saw(error))
        {
            throw;
        }
        catch (Exception error)
            when (error is DuckDBException or InvalidOperationException or Learning.LearningException or EngineException)
        {
            Tell(StepState.Failed, RawReading.FirstLine(error.Message));
            throw new RunException(
                $"step {_name} failed: {error.Message}\nNothing was published. Look at its SQL, then run: dotnet script scripts/rebuild.csx {work.Domain.Name}",
                error
            );
        }

        work.Writer.SetStep(
            _name,
            Fingerprint.Record(
                Fingerprint.CodeOf(work.Domain, table),
                inputs,
                Empty,
                new SortedDictionary<string, string> { [_name] = work.Writer.Sha(_name)! },
                Fingerprint.EngineOf(table, work.Options)
            )
        );
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        var rows = work.Writer.Rows(_name);
        var account = made?.Account;
        span?.SetTag(Spans.Rows, rows).SetTag("analytics.quarantined", account?.Quarantined ?? 0);
        Tell(
            StepState.Done,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows{(account is { Quarantined: > 0 } ? $", {account.Quarantined:N0} in quarantine" : "")}, {seconds:0.0} s ({reason})"
            )
        );
        return new StepResult(_name, reason, seconds, rows, account) { Deliveries = made?.Deliveries ?? [], Likeness = likeness };
    }

    private static IReadOnlyDictionary<string, string> Empty { get; } = new Dictionary<string, string>();

    private SilverResult? Make(Reason reason, IReadOnlyDictionary<string, string> inputs)
    {
        var incremental = reason.IsIncremental;
        if (table is DerivedTable derived)
        {
            new DerivedBuild(work, derived).Run(incremental);
            return null;
        }

        var silver = (SilverTable)table;
        var all = Plan.SourcesOf(work.Domain, silver).SelectMany(source => objects.GetValueOrDefault(source.Name) ?? []).ToArray();
        var before = work.Writer.Base.Steps.GetValueOrDefault(_name)?.Inputs;
        // An object that is gone (samples giving way to real input) takes its rows along only in a full build.
        var gone = before is null || before.Keys.Except(inputs.Keys).Any();
        var fresh = incremental && !gone ? all.Where(each => !before!.ContainsKey(Plan.NameOf(each))).ToArray() : all;
        return new SilverBuild(work, silver).Run(all, fresh);
    }

    private void Tell(StepState state, string detail) =>
        progress?.Report(new StepProgress(work.Domain.Name, _name, number, of, state, detail));
}
