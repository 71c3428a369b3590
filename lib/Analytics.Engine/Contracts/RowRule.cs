namespace Analytics.Engine;

/// <summary>A condition on one row.</summary>
/// <param name="Name">Short and unique in its table: <c>posted_speed_limit: range</c>.</param>
/// <param name="Broken">SQL over the typed columns and, as <c>_raw_name</c>, the raw ones: true where the rule is broken.</param>
/// <param name="Reason">SQL text that tells a person what was expected and what came.</param>
/// <param name="Severity">Fail sends the row to quarantine; Warn keeps it and counts.</param>
public sealed record RowRule(string Name, string Broken, string Reason, Severity Severity = Severity.Fail)
{
    /// <summary>The raw column whose value the reason shows; null for several or none.</summary>
    internal string? Raw { get; init; }

    /// <summary>The reason with the name that a file gives to the column: <c>time: expected TIMESTAMP in 'Accident Date', got "31/02/2022"</c>.</summary>
    /// <param name="spelled">As <see cref="HeaderMatch.In"/> says it.</param>
    internal string ReasonFor(string spelled) =>
        spelled.Length == 0 || Reason.IndexOf(", got ", StringComparison.Ordinal) is not (>= 0 and var at)
            ? Reason
            : Reason.Insert(at, spelled.Replace("'", "''", StringComparison.Ordinal));

    /// <summary>Typed values that break the rule, column → SQL; the rest of the row is good. For tests and documentation.</summary>
    public IReadOnlyDictionary<string, string> Trips { get; init; } = new Dictionary<string, string>();
}
