using Analytics.Charts;
using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>How far a domain's data can be trusted: what was promised, what the gates said, what was refused and why, how complete and how new it is.</summary>
public static partial class QualityReport
{
    private const int Snapshots = 200;

    /// <summary>Findings <c>accounts, verdicts, runs, quarantine, deliveries, missing, baselines, freshness, contracts</c>.</summary>
    /// <param name="lake">Where.</param>
    /// <param name="domain">Whose.</param>
    /// <param name="snapshot">Null for what is published now.</param>
    /// <exception cref="UsageException">Nothing of the domain is published.</exception>
    public static Report Of(Lake.Lake lake, Domain domain, Snapshot? snapshot = null)
    {
        var head = snapshot ?? lake.Head;
        if (!domain.Tables.Any(table => head.Tables.ContainsKey(table.FullName(domain))))
        {
            throw new UsageException(
                $"Nothing of {domain.Name} is published. Fill it first: dotnet script scripts/rebuild.csx {domain.Name}"
            );
        }

        using var db = Published.Open(head, domain);
        var input = new ReportInput(db);
        return new Report(
            $"{domain.Name}: quality of the data",
            [
                Accounts(head, domain),
                Gates(head, domain),
                Runs(lake, domain),
                Quarantine(input, head, domain),
                Deliveries(input, head, domain),
                Missing(head, domain),
                Baselines(head, domain),
                Freshness(lake, input, head, domain),
                Contracts(domain),
            ]
        );
    }

    private static Finding Accounts(Snapshot head, Domain domain)
    {
        var accounts = head
            .Accounts.Where(pair => TableName.Parse(pair.Key).Domain == domain.Name)
            .Select(pair => (Table: Short(pair.Key), Account: pair.Value))
            .ToArray();
        var table = new Frame(
            TextColumn.FromValues("table", accounts.Select(each => each.Table)),
            Whole("received", each => each.Received),
            Whole("kept", each => each.Kept),
            Whole("quarantined", each => each.Quarantined),
            Whole("superseded", each => each.Superseded)
        );
        var (received, quarantined, superseded) = (
            accounts.Sum(each => each.Account.Received),
            accounts.Sum(each => each.Account.Quarantined),
            accounts.Sum(each => each.Account.Superseded)
        );
        var kept = accounts.Sum(each => each.Account.Kept);
        var (lost, sums) = (received - kept - quarantined - superseded, "kept, quarantined and replaced rows add up to those that came in");
        return new Finding(
            "accounts",
            "Where did every raw row go?",
            Invariant(
                $"{received:N0} rows came in; {quarantined:N0} ({(double)quarantined / Math.Max(1, received):P2}) broke a contract and wait in quarantine, {superseded:N0} were replaced by a later version of the same row, {kept:N0} were kept: {(lost == 0 ? sums : Invariant($"{Math.Abs(lost):N0} rows {(lost > 0 ? "are missing" : "are counted twice")}"))}."
            ),
            table
        );

        Column Whole(string name, Func<Account, long> of) => new Column<long>(name, [.. accounts.Select(each => of(each.Account))]);
    }

    private static Finding Gates(Snapshot head, Domain domain)
    {
        var verdicts = Verdicts.Of(head, domain.Name);
        var tables = verdicts.All.GroupBy(verdict => Short(verdict.Table)).ToArray();
        return new Finding(
            "verdicts",
            "What did the gates say?",
            verdicts.Summary + " A gate that fails keeps the published tables as they are; a warning is only counted.",
            new Frame(
                TextColumn.FromValues("table", tables.Select(table => table.Key)),
                new Column<int>("gates", [.. tables.Select(table => table.Count())]),
                new Column<int>("broken", [.. tables.Select(table => table.Count(verdict => !verdict.Passed))]),
                TextColumn.FromValues(
                    "which",
                    tables.Select(table =>
                        string.Join(
                            "; ",
                            table
                                .Where(verdict => !verdict.Passed)
                                .Select(verdict =>
                                    Invariant($"{verdict.Gate} (observed {verdict.Observed:0.####}, expected {verdict.Detail})")
                                )
                        )
                    )
                )
            )
        );
    }

    /// <summary>The snapshots in which some table of the domain changed, oldest first.</summary>
    private static Finding Runs(Lake.Lake lake, Domain domain)
    {
        var runs = new List<(string Message, long Rows, int Passed, int Broken)>();
        var before = "";
        foreach (var snapshot in lake.History(Snapshots).Reverse())
        {
            var tables = snapshot
                .Tables.Values.Where(table => table.Table.Split('.')[1] == domain.Name)
                .OrderBy(table => table.Table, StringComparer.Ordinal)
                .ToArray();
            var content = string.Join(' ', tables.Select(table => table.Sha));
            if (tables.Length == 0 || content == before)
            {
                continue;
            }

            before = content;
            var verdicts = Verdicts.Of(snapshot, domain.Name);
            runs.Add(
                (
                    snapshot.Message,
                    tables.Sum(table => table.Rows),
                    verdicts.All.Count(verdict => verdict.Passed),
                    verdicts.All.Count(verdict => !verdict.Passed)
                )
            );
        }

        var numbers = runs.Select((_, i) => (double)(i + 1)).ToArray();
        var table = new Frame(
            new Column<int>("run", [.. numbers.Select(number => (int)number)]),
            TextColumn.FromValues("message", runs.Select(run => run.Message)),
            new Column<long>("rows", [.. runs.Select(run => run.Rows)]),
            new Column<int>("passed", [.. runs.Select(run => run.Passed)]),
            new Column<int>("broken", [.. runs.Select(run => run.Broken)])
        );
        return new Finding(
            "runs",
            "Is it getting better?",
            runs.Count < 2
                ? "The tables were published once so far: there is nothing to compare with yet."
                : Invariant(
                    $"{(runs[^1].Broken < runs[0].Broken ? "Fewer gates are broken than at first" : runs[^1].Broken > runs[0].Broken ? "No: more gates are broken than at first" : "As many gates are broken as at first")}: {runs[0].Broken} of {runs[0].Broken + runs[0].Passed} in the first of {runs.Count} published versions, {runs[^1].Broken} of {runs[^1].Broken + runs[^1].Passed} now."
                ),
            table,
            runs.Count < 2
                ? null
                : Plot.Line(numbers, runs.Select(run => (double)run.Broken).ToArray(), "Broken gates by published version", markers: true)
                    .XAxis("Version")
                    .YAxis("Gates", from: 0)
        );
    }

    /// <summary>What later runs are compared with: rows of each table, and what its baseline gates said.</summary>
    private static Finding Baselines(Snapshot head, Domain domain)
    {
        var names = domain.Tables.Select(table => table.FullName(domain)).Where(head.Tables.ContainsKey).ToArray();
        var gates = names
            .Select(name =>
                string.Join(
                    "; ",
                    head.Verdicts.Where(verdict => verdict.Table == name && IsBaseline(verdict.Gate))
                        .Select(verdict => $"{verdict.Gate}: {verdict.Detail}")
                )
            )
            .ToArray();
        return new Finding(
            "baselines",
            "What is usual?",
            Invariant(
                $"The row counts, null shares and groups of the {names.Length} tables below are remembered with each version; the next one is compared with the last five."
            ),
            new Frame(
                TextColumn.FromValues("table", names.Select(Short)),
                new Column<long>("rows", [.. names.Select(name => head.Tables[name].Rows)]),
                TextColumn.FromValues("compared with", gates)
            )
        );

        static bool IsBaseline(string gate) =>
            gate == RowBaseline.Title
            || gate.EndsWith(NullBaseline.Title, StringComparison.Ordinal)
            || gate.EndsWith(VanishedGroups.Title, StringComparison.Ordinal);
    }

    private static string Short(string table) => table.Split('.')[^1];
}
