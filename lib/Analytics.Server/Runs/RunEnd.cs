using Analytics.Lake;

namespace Analytics.Server.Runs;

/// <summary>How an attempt of a run ended.</summary>
/// <param name="State">Accepted where it is done again.</param>
/// <param name="Code">As of scripts.</param>
/// <param name="Reason">Why, in the words of scripts.</param>
/// <param name="After">The snapshot in force then.</param>
/// <param name="Write">Writes it down; it may be tried again.</param>
internal sealed record RunEnd(RunState State, int Code, string Reason, string? After, Action Write)
{
    /// <summary>What failed; null for nothing, and where no error tells.</summary>
    public Exception? Error { get; init; }

    /// <summary>What the log tells in place of the reason: DuckDB's errors and those that nobody foresaw may quote a row, which stands in the run's own lines only. Null where the reason can be told.</summary>
    public string? Loggable =>
        Error is null or RunException { InnerException: null } or UsageException or LakeException or IOException
            ? null
            : $"{Error.GetType().Name}; its own lines say more";
}
