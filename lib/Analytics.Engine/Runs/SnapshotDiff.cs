using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What changed in the domains' tables between two snapshots.</summary>
/// <param name="From">The older snapshot's id.</param>
/// <param name="To">The newer one's.</param>
/// <param name="New">Tables that only the newer one has.</param>
/// <param name="Gone">Tables that only the older one has.</param>
/// <param name="Changed">Tables whose rows or columns differ.</param>
[TypeFormatterSource(typeof(SummaryFormatterSource))]
public sealed record SnapshotDiff(
    string From,
    string To,
    IReadOnlyList<string> New,
    IReadOnlyList<string> Gone,
    IReadOnlyList<TableDiff> Changed
) : ISummarised
{
    /// <summary>Compares by each table's declared key.</summary>
    /// <param name="table">Only this one, by its full name; null for all.</param>
    public static SnapshotDiff Of(Lake.Lake lake, Snapshot from, Snapshot to, IEnumerable<Domain> domains, string? table = null)
    {
        var (added, gone, changed) = (new List<string>(), new List<string>(), new List<TableDiff>());
        foreach (
            var (name, contract) in domains
                .SelectMany(domain => domain.Tables.Select(each => (each.FullName(domain), each.Contract)))
                .Where(each => table is null || each.Item1 == table)
        )
        {
            var (before, now) = (from.Tables.GetValueOrDefault(name), to.Tables.GetValueOrDefault(name));
            if (before?.Sha == now?.Sha)
            {
                continue;
            }

            if (before is null)
            {
                added.Add(name);
            }
            else if (now is null)
            {
                gone.Add(name);
            }
            else
            {
                changed.Add(lake.Diff(from, to, name, contract.Key, SilverTable.ObjectColumn));
            }
        }

        return new SnapshotDiff(from.Id, to.Id, added, gone, changed);
    }

    public string Summary =>
        New.Count + Gone.Count + Changed.Count == 0
            ? $"Nothing differs between {From[..12]} and {To[..12]}."
            : FormattableString.Invariant(
                $"From {From[..12]} to {To[..12]}: {New.Count} tables new, {Gone.Count} gone, {Changed.Count} changed."
            );

    /// <summary>Columns Table, What, Added, Removed, Changed, Columns (name and how many of the changed rows differ in it).</summary>
    public Frame ToFrame() =>
        Frame.FromRecords([
            .. New.Select(table => new Line(table, "new", null, null, null, "")),
            .. Gone.Select(table => new Line(table, "gone", null, null, null, "")),
            .. Changed.Select(diff => new Line(
                diff.Table,
                "changed",
                diff.Added,
                diff.Removed,
                diff.Changed,
                string.Join(
                    ", ",
                    [
                        .. diff.ColumnsAdded.Select(column => $"+{column}"),
                        .. diff.ColumnsRemoved.Select(column => $"-{column}"),
                        .. diff.Moved > 0
                            ? [FormattableString.Invariant($"only from another file {diff.Moved:N0}")]
                            : Array.Empty<string>(),
                        .. diff.Columns.Select(column => FormattableString.Invariant($"{column.Key} {column.Value:N0}")),
                    ]
                )
            )),
        ]);

    private sealed record Line(string Table, string What, long? Added, long? Removed, long? Changed, string Columns);
}
