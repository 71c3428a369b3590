using Analytics.DuckDb;

namespace Analytics.Engine;

/// <summary>Why rows were refused, or kept with a warning.</summary>
/// <param name="Reason">In words.</param>
/// <param name="Rows">In how many rows; in how many files where the reason speaks of files.</param>
/// <param name="First">Where it happened first: line and, where the file has one, its name.</param>
public sealed record CheckedReason(string Reason, long Rows, string? First);

/// <summary>What the lake would make of files.</summary>
/// <param name="Received">Rows that were read, of all Silver tables.</param>
/// <param name="Kept">Rows that the tables would hold.</param>
/// <param name="Quarantined">Rows that would be refused.</param>
/// <param name="Superseded">Rows that a later one of the same key replaces.</param>
/// <param name="Reasons">Why rows were refused, the commonest first.</param>
/// <param name="Warnings">Rules that rows break and are kept all the same.</param>
/// <param name="Refused">Why a file was refused whole; null where all were read.</param>
/// <param name="Deliveries">What each file brought to each table.</param>
public sealed record FileChecked(
    long Received,
    long Kept,
    long Quarantined,
    long Superseded,
    IReadOnlyList<CheckedReason> Reasons,
    IReadOnlyList<CheckedReason> Warnings,
    string? Refused,
    IReadOnlyList<Delivery> Deliveries
);

/// <summary>Reads files as a domain's Silver tables would, in a lake of its own that is gone afterwards: what would be kept, what refused and why. Gates, which judge what is published as a whole, take no part.</summary>
public static class FileCheck
{
    private const int Told = 100;

    /// <param name="domain">Whose Silver tables.</param>
    /// <param name="files">What to read.</param>
    /// <param name="time">For the times of the lake that is gone afterwards.</param>
    /// <param name="memoryLimit">As <see cref="RunOptions.MemoryLimit"/>; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">A file is not there, or the domain has no such source.</exception>
    public static FileChecked Of(
        Domain domain,
        IReadOnlyList<InputPath> files,
        TimeProvider time,
        string? memoryLimit = null,
        CancellationToken cancellation = default
    )
    {
        var folder = Directory.CreateTempSubdirectory("analytics-check-").FullName;
        try
        {
            using var own = Lake.Lake.Open(Path.Combine(folder, "data"));
            var alone = new WithoutGates(domain);
            Landing.Land(own, alone, files, time);
            var options = new RunOptions
            {
                Layers = [Layer.Silver],
                AcceptRefused = true,
                MemoryLimit = memoryLimit,
            };
            var run = new Runner(own, time, options).Run(alone, cancellation);
            var accounts = run.Steps.Select(step => step.Account).OfType<Lake.Account>().ToArray();
            using var db = Published.Open(run.Snapshot, alone);
            return new FileChecked(
                accounts.Sum(each => each.Received),
                accounts.Sum(each => each.Kept),
                accounts.Sum(each => each.Quarantined),
                accounts.Sum(each => each.Superseded),
                Reasons(db, alone, run),
                [
                    .. run
                        .Verdicts.Where(verdict => !verdict.Passed)
                        .Select(verdict => new CheckedReason(verdict.ToString(), (long)verdict.Observed, null)),
                ],
                run.Refused.Count == 0 ? null : string.Join(" ", run.Refused.Select(delivery => delivery.Refused)),
                [.. run.Steps.SelectMany(step => step.Deliveries)]
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<CheckedReason> Reasons(DuckDBConnection db, Domain domain, RunResult run)
    {
        var tables = domain
            .Tables.OfType<SilverTable>()
            .Where(table => run.Snapshot.Tables.TryGetValue(table.QuarantineName(domain), out var version) && version.Rows > 0);
        return
        [
            .. tables
                .SelectMany(table =>
                {
                    var rows = db.Query(
                        $"SELECT reasons, count(*) AS rows, min(line)::BIGINT AS line FROM silver.{Sql.Name(table.Name + "_quarantine")} GROUP BY reasons ORDER BY rows DESC, reasons LIMIT {Told.ToString(System.Globalization.CultureInfo.InvariantCulture)}"
                    );
                    return Enumerable
                        .Range(0, rows.RowCount)
                        .Select(row => new CheckedReason(
                            (string)rows["reasons"][row]!,
                            (long)rows["rows"][row]!,
                            rows["line"][row] is long line ? Invariant($"line {line}") : null
                        ));
                })
                .OrderByDescending(each => each.Rows)
                .Take(Told),
        ];
    }

    private sealed class WithoutGates : Domain
    {
        private readonly Domain _domain;

        public WithoutGates(Domain domain)
        {
            _domain = domain;
            Tables = [.. domain.Tables.OfType<SilverTable>().Select(table => table with { Contract = table.Contract with { Gates = [] } })];
        }

        public override string Name => _domain.Name;

        public override string Question => _domain.Question;

        public override IReadOnlyList<Source> Sources => _domain.Sources;

        public override IReadOnlyList<Table> Tables { get; }

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => _domain.Sample(options);

        public override Report Report(ReportInput input) => _domain.Report(input);
    }
}
