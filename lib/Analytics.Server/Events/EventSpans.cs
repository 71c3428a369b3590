using System.Diagnostics;

namespace Analytics.Server.Events;

/// <summary>Spans of events between stages: sent by one process, taken by another, of the trace of the run that published the stage.</summary>
internal static class EventSpans
{
    /// <summary>An event that is given to the transport; null while nobody listens, and for one that cannot be read.</summary>
    public static Activity? Sending(OutgoingMessage outgoing) =>
        Spans.Events.HasListeners() && StageMessage.ParseOrNull(outgoing.Text) is { } message
            ? Spans
                .Events.Begin("send", message.Stage, ActivityKind.Producer, Spans.There(message.Trace))
                ?.SetTag(Spans.Domain, message.Domain)
                .SetTag(Spans.Run, message.Cause.Run)
                .SetTag(Spans.Snapshot, message.Snapshot)
            : null;

    /// <summary>An event that is taken and causes a run; null while nobody listens.</summary>
    public static Activity? Taking(string queue, StageMessage message) =>
        Spans
            .Events.Begin("take", queue, ActivityKind.Consumer, Spans.There(message.Trace))
            ?.SetTag(Spans.Domain, message.Domain)
            .SetTag(Spans.Snapshot, message.Snapshot);

    /// <summary>The trace of a message as it may be kept: whoever sent it may have written anything there, and behind it.</summary>
    public static string? TraceOf(StageMessage message) =>
        Spans.There(message.Trace) is var there && there == default
            ? null
            : $"00-{there.TraceId}-{there.SpanId}-{(there.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}";
}
