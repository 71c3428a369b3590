using System.Text.Json.Nodes;

namespace Analytics.Server.Runs;

/// <summary>How far a run is.</summary>
public enum RunState
{
    /// <summary>Written down; it will be run, also after the server was killed.</summary>
    Accepted,

    /// <summary>Being run.</summary>
    Running,

    /// <summary>It ended with code 0.</summary>
    Succeeded,

    /// <summary>It ended with another code; the reason says why.</summary>
    Failed,

    /// <summary>Somebody stopped it, or its time was over.</summary>
    Cancelled,

    /// <summary>The server ended while it ran.</summary>
    Interrupted,
}

/// <summary>One run as it is told.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Domain">A domain's name, or <c>all</c>.</param>
/// <param name="What">What is run.</param>
/// <param name="Config">The request.</param>
/// <param name="Origin"><c>api</c>, <c>page</c>, <c>job</c>, <c>script</c>, <c>schedule:id</c> or <c>event:id</c>.</param>
/// <param name="RequestedBy">Whose key.</param>
/// <param name="State">How far it is.</param>
/// <param name="AcceptedAt">When it was written down, UTC.</param>
/// <param name="NotBefore">It is not begun before, UTC.</param>
/// <param name="StartedAt">When its last attempt began; null before.</param>
/// <param name="EndedAt">When it ended; null before.</param>
/// <param name="Seconds">How long the last attempt took.</param>
/// <param name="Attempt">1-based.</param>
/// <param name="ExitCode">As of scripts: 0 done, 1 a step, gate or check failed, 2 wrong arguments, 130 stopped; null before it ended.</param>
/// <param name="Reason">Why it ended as it did, or what it waits for, in the words of scripts.</param>
/// <param name="Before">The snapshot in force when it began.</param>
/// <param name="After">The snapshot in force when it ended.</param>
/// <param name="Worker">The process that does it or did it last; null before.</param>
public sealed record PipelineRun(
    long Id,
    string Domain,
    string What,
    JsonNode Config,
    string Origin,
    string RequestedBy,
    RunState State,
    DateTime AcceptedAt,
    DateTime NotBefore,
    DateTime? StartedAt,
    DateTime? EndedAt,
    double? Seconds,
    int Attempt,
    int? ExitCode,
    string Reason,
    string? Before,
    string? After,
    string? Worker
)
{
    /// <summary>The span that asked for it (W3C traceparent); null where none is kept.</summary>
    internal string? Trace { get; init; }

    /// <summary>Whether nothing will happen to it any more.</summary>
    public bool IsOver => State is not (RunState.Accepted or RunState.Running);

    /// <summary>The origin of a schedule's runs.</summary>
    internal static string OriginOf(string schedule) => $"schedule:{schedule}";

    /// <summary>The origin of a run that an event caused.</summary>
    internal static string OriginOfEvent(string id) => $"event:{id}";

    /// <summary>Whether a schedule asked for it.</summary>
    internal bool IsScheduled => Origin.StartsWith(OriginOf(""), StringComparison.Ordinal);

    /// <summary>The event that caused it; null for none.</summary>
    internal string? CausedBy => Origin.StartsWith(OriginOfEvent(""), StringComparison.Ordinal) ? Origin[OriginOfEvent("").Length..] : null;

    /// <summary>Whether nobody waits for it who could ask again: it is run again when its worker ends.</summary>
    internal bool IsUnattended => IsScheduled || CausedBy is not null;
}

/// <summary>Something that happened in a run.</summary>
/// <param name="Number">1-based within the run.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Kind"><c>state</c>, <c>step</c>, <c>count</c> or <c>log</c>.</param>
/// <param name="Data">What.</param>
public sealed record RunEvent(long Number, DateTime At, string Kind, JsonNode Data);
