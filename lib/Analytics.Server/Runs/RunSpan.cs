using System.Diagnostics;

namespace Analytics.Server.Runs;

/// <summary>The span of an attempt of a run, of the trace of whoever asked for it.</summary>
internal static class RunSpan
{
    /// <summary>Null while nobody listens.</summary>
    public static Activity? Of(PipelineRun run) =>
        Spans
            .Runs.Begin("run", run.What, ActivityKind.Internal, Spans.There(run.Trace))
            ?.SetTag(Spans.Run, run.Id)
            .SetTag(Spans.Domain, run.Domain)
            .SetTag(Spans.Snapshot, run.Before)
            .SetTag("analytics.run.attempt", run.Attempt)
            .SetTag("analytics.run.origin", run.Origin);

    public static void Ended(Activity? span, RunEnd end)
    {
        span?.SetTag("analytics.run.state", RunStore.Word(end.State))
            .SetTag("process.exit.code", end.Code)
            .SetTag("analytics.snapshot.after", end.After);
        if (end.Error is { } error)
        {
            span.Saw(error);
        }
        else if (end.State == RunState.Failed)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}

/// <summary>What every line of the log says of the run in which it was written.</summary>
internal sealed class RunScope(PipelineRun run) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly KeyValuePair<string, object?>[] _values =
    [
        new("run", run.Id),
        new("domain", run.Domain),
        new("what", run.What),
        new("attempt", run.Attempt),
        new("snapshot", run.Before),
    ];

    public int Count => _values.Length;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.AsEnumerable().GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => _values.GetEnumerator();

    public override string ToString() => Invariant($"run {run.Id}");
}
