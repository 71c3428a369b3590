namespace Analytics.Engine;

/// <summary>What makes a step run.</summary>
public enum ReasonKind
{
    /// <summary>Nothing: it need not run.</summary>
    Fresh,

    /// <summary>It never ran.</summary>
    New,

    /// <summary>Its SQL, contract or layouts differ.</summary>
    Code,

    /// <summary>An input differs.</summary>
    Input,

    /// <summary>A parameter differs.</summary>
    Parameter,

    /// <summary>Another version of DuckDB or of the builders made it.</summary>
    Engine,

    /// <summary>The user asked for it.</summary>
    Forced,

    /// <summary>Its quarantine is to be read again.</summary>
    Replay,
}

/// <summary>Why a step runs, or that it need not.</summary>
/// <param name="Kind">What makes it run.</param>
/// <param name="Subject">Which input or parameter; null for the other kinds.</param>
public sealed record Reason(ReasonKind Kind, string? Subject = null)
{
    public static Reason Fresh { get; } = new(ReasonKind.Fresh);

    public static Reason Input(string name) => new(ReasonKind.Input, name);

    public bool Runs => Kind != ReasonKind.Fresh;

    /// <summary>Whether only an input differs from the last run, so that what did not change can stay.</summary>
    public bool IsIncremental => Kind == ReasonKind.Input;

    /// <summary><c>new | code | input:name | param:name | engine | forced | replay | fresh</c>.</summary>
    public override string ToString() =>
        Kind switch
        {
            ReasonKind.Input => $"input:{Subject}",
            ReasonKind.Parameter => $"param:{Subject}",
            _ => Kind.ToString().ToLowerInvariant(),
        };
}
