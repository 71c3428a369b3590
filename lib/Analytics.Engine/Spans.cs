using System.Diagnostics;

namespace Analytics.Engine;

/// <summary>
/// The parts of the work that a trace tells of, a source for each. As long as nobody listens no span begins, and asking for one costs nothing. A span has names of parts, domains, tables and
/// models, and counts; never a value of a row, a text of an error or who asked.
/// </summary>
public static class Spans
{
    /// <summary>With what the names of all sources begin.</summary>
    public const string Prefix = "Analytics.";

    public const string Domain = "analytics.domain";
    public const string Run = "analytics.run.id";

    /// <summary>The snapshot that the work began with.</summary>
    public const string Snapshot = "analytics.snapshot";

    public const string Rows = "analytics.rows";

    /// <summary>A script from its beginning to its end.</summary>
    public static ActivitySource Scripts { get; } = new(Prefix + "Scripts");

    /// <summary>A request until it is answered.</summary>
    public static ActivitySource Requests { get; } = new(Prefix + "Requests");

    /// <summary>An attempt of a run.</summary>
    public static ActivitySource Runs { get; } = new(Prefix + "Runs");

    /// <summary>Events between stages: sent, taken.</summary>
    public static ActivitySource Events { get; } = new(Prefix + "Events");

    /// <summary>What lands, the tables that are made, their gates, what is published.</summary>
    public static ActivitySource Tables { get; } = new(Prefix + "Tables");

    /// <summary>The training of a study.</summary>
    public static ActivitySource Training { get; } = new(Prefix + "Training");

    /// <summary>Rows that a model scores.</summary>
    public static ActivitySource Scoring { get; } = new(Prefix + "Scoring");

    // What a span hands on to those within it.
    private static readonly string[] s_inherited = [Domain, Run, Snapshot];

    /// <summary>Begins a span; null while nobody listens. It ends when it is disposed.</summary>
    /// <param name="what">What is done; few words exist.</param>
    /// <param name="name">To what, e.g. a table; empty where <paramref name="what"/> says all.</param>
    /// <param name="parent">What it belongs to, in another process or at another time; by default to the span around it.</param>
    public static Activity? Begin(
        this ActivitySource source,
        string what,
        string name = "",
        ActivityKind kind = ActivityKind.Internal,
        ActivityContext parent = default
    )
    {
        if (!source.HasListeners())
        {
            return null;
        }

        var around = Activity.Current;
        var span = source.StartActivity(name.Length == 0 ? what : $"{what} {name}", kind, parent);
        if (span is not null && around is not null)
        {
            foreach (var tag in s_inherited)
            {
                if (around.GetTagItem(tag) is { } value)
                {
                    span.SetTag(tag, value);
                }
            }
        }

        return span;
    }

    /// <summary>Does work within a span, which tells the kind of the error that ends it.</summary>
    /// <param name="span">What <see cref="Begin"/> gave; it is ended.</param>
    public static T Within<T>(this Activity? span, Func<T> work)
    {
        using (span)
        {
            try
            {
                return work();
            }
            catch (Exception error) when (Saw(span, error))
            {
                throw;
            }
        }
    }

    /// <summary>Notes the kind of an error, for a filter of exceptions.</summary>
    /// <returns>Always false: the error goes on.</returns>
    public static bool Saw(this Activity? span, Exception error)
    {
        span?.SetTag("error.type", error.GetType().FullName);
        if (error is not OperationCanceledException)
        {
            // The text of an error may quote a row.
            span?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        }

        return false;
    }

    /// <summary>The span around the caller as other processes are told of it (W3C traceparent); null for none of ours.</summary>
    public static string? Here => Around?.Id;

    /// <summary>Says something of the span around the caller, and of those that begin within it from now on; nothing where that is none of ours.</summary>
    public static void Tell(string tag, string value) => Around?.SetTag(tag, value);

    private static Activity? Around =>
        Activity.Current is { } around && around.Source.Name.StartsWith(Prefix, StringComparison.Ordinal) ? around : null;

    /// <summary>What <see cref="Here"/> told; nothing where it is no such text.</summary>
    public static ActivityContext There(string? trace) =>
        ActivityContext.TryParse(trace, traceState: null, isRemote: true, out var parent) ? parent : default;
}
