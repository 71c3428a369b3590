using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What the gates of some tables said when these were last made.</summary>
/// <param name="All">In the order of the tables' steps.</param>
[TypeFormatterSource(typeof(SummaryFormatterSource))]
public sealed record Verdicts(IReadOnlyList<VerdictRecord> All) : ISummarised
{
    /// <summary>The verdicts on a domain's tables in a snapshot.</summary>
    public static Verdicts Of(Snapshot snapshot, string domain) =>
        new([.. snapshot.Verdicts.Where(verdict => verdict.Table.Split('.')[1] == domain)]);

    public string Summary =>
        All.Where(verdict => !verdict.Passed).Select(verdict => verdict.Table).ToArray() is { Length: > 0 } broken
            ? FormattableString.Invariant(
                $"{All.Count - broken.Length:N0} of {All.Count:N0} gates passed; broken in {string.Join(", ", broken.Distinct(StringComparer.Ordinal))}."
            )
            : FormattableString.Invariant($"All {All.Count:N0} gates passed.");

    /// <summary>The verdicts that a condition holds for, to look at a few.</summary>
    public Verdicts Where(Func<VerdictRecord, bool> condition) => new([.. All.Where(condition)]);

    /// <summary>Columns Table, Gate, Severity, Verdict, Observed, Expected; the broken ones first.</summary>
    public Frame ToFrame() =>
        Frame.FromRecords(
            All.OrderBy(verdict => verdict.Passed)
                .Select(verdict => new Line(
                    verdict.Table,
                    verdict.Gate,
                    verdict.Severity,
                    verdict.Passed ? "passed" : "broken",
                    verdict.Observed ?? double.NaN,
                    verdict.Detail ?? ""
                ))
        );

    private sealed record Line(string Table, string Gate, string Severity, string Verdict, double Observed, string Expected);
}
