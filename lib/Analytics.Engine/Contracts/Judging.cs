using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What the gates say of a table, and all that the lake must remember of it, baselines for later runs included.</summary>
/// <param name="Table">Full name of the table.</param>
/// <param name="Verdicts">What each gate says.</param>
/// <param name="Account">Where its rows went; null for tables that are not made of raw rows.</param>
/// <param name="Measures">What was counted.</param>
internal sealed record Judgement(string Table, IReadOnlyList<Verdict> Verdicts, Account? Account, TableMeasures Measures)
{
    public void Remember(LakeWriter writer)
    {
        writer.ForgetVerdicts(Table);
        foreach (var verdict in Verdicts)
        {
            writer.AddVerdict(verdict.ToRecord());
        }

        if (Account is not null)
        {
            writer.SetAccount(Table, Account);
        }

        writer.SetMeasures(Table, Measures);
    }
}

/// <summary>Measures a candidate table and lets its gates judge it. It only reads, so tables can be judged side by side.</summary>
internal static class Judging
{
    private const int RecentRuns = 5;

    /// <summary>The tables that the gates look at, the judged one among them.</summary>
    public static IReadOnlyList<Table> InputsOf(Domain domain, Table table) =>
        DerivedBuild.TablesIn(
            domain,
            string.Join(
                '\n',
                table
                    .Contract.Gates.Select(gate =>
                        gate switch
                        {
                            TableRule rule => rule.Number,
                            Reference reference => reference.To,
                            _ => "",
                        }
                    )
                    .Prepend(table.NameInDomain)
            )
        );

    /// <param name="isContractUnchanged">True when code and contract are those of the last run, so that what that run counted still holds where nothing changed.</param>
    public static Judgement Judge(
        Workspace work,
        Table table,
        Account? account,
        IReadOnlyList<Delivery> deliveries,
        bool isContractUnchanged
    )
    {
        var name = table.FullName(work.Domain);
        var relation = work.Relation(name);
        var counts = Counts.Of(work, table, isContractUnchanged);
        var profile = Profile(work, table, relation, counts);
        work.Db.Execute($"CREATE OR REPLACE TEMP VIEW candidate AS SELECT * FROM {relation}");
        var lost = new Dictionary<Reference, long>();
        var lostRows = new SortedDictionary<string, LostRows>(StringComparer.Ordinal);
        foreach (var gate in table.Contract.Gates.OfType<Reference>().Distinct())
        {
            var references = new LostReferences(work, table, gate);
            lost[gate] = references.Count(isContractUnchanged);
            lostRows[gate.Name] = references.Record(lost[gate]);
        }

        var candidate = new Candidate(name, relation, work.Db, profile, Recent(work, name), lost)
        {
            Account = account ?? new Account(0, 0, 0, 0),
            Deliveries = deliveries,
            Refusals = RefusalsOf(work, table),
        };
        var verdicts = new List<Verdict>();
        if (table.Contract.Key is { Count: > 0 } key)
        {
            verdicts.Add(
                new Verdict(
                    name,
                    "key is unique",
                    Severity.Fail,
                    counts.RepeatedKeys == 0,
                    counts.RepeatedKeys,
                    $"no repeated {string.Join(", ", key)}"
                )
            );
        }

        verdicts.AddRange(
            Counts
                .RulesOf(table)
                .Select(rule => new Verdict(
                    name,
                    rule.Name,
                    rule.Severity,
                    counts.Broken[rule.Name] == 0,
                    counts.Broken[rule.Name],
                    "no row breaks it"
                ))
        );
        verdicts.AddRange(table.Contract.Gates.Select(gate => gate.Judge(candidate)));
        if (table is SilverTable silver && Plan.OwnedBy(work.Domain, silver).Any())
        {
            verdicts.AddRange([FilesUnderstood(work, candidate), .. FormsKnown(work, silver, candidate)]);
        }

        return new Judgement(
            name,
            verdicts,
            account,
            new TableMeasures(counts.Rows)
            {
                Nulls = counts.Nulls,
                Groups = profile.Groups,
                Lost = lostRows,
            }
        );
    }

    private static TableProfile Profile(Workspace work, Table table, string relation, Counts counts)
    {
        var groups = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var gate in table.Contract.Gates.OfType<VanishedGroups>())
        {
            var words = work
                .Db.Query(
                    $"SELECT DISTINCT {Sql.Name(gate.Column)}::VARCHAR AS w FROM {relation} WHERE {Sql.Name(gate.Column)} IS NOT NULL ORDER BY w"
                )
                .Text("w");
            groups[gate.Column] = [.. words.Words()];
        }

        return new TableProfile(
            counts.Rows,
            counts.Nulls.ToDictionary(pair => pair.Key, pair => Share(pair.Value, counts.Rows), StringComparer.Ordinal),
            groups
        );
    }

    /// <summary>A file that nobody understands is told, however small; where nothing else could be read, there is nothing to publish.</summary>
    private static Verdict FilesUnderstood(Workspace work, Candidate candidate)
    {
        var isNothingRead = candidate.Account.Kept == 0 && candidate.Deliveries.All(delivery => delivery.Records == delivery.Unreadable);
        return new Verdict(
            candidate.Table,
            "refused files",
            isNothingRead && !work.Options.AcceptRefused ? Severity.Fail : Severity.Warn,
            candidate.Refusals.Files == 0,
            candidate.Refusals.Files,
            "every file is understood"
        );
    }

    /// <summary>Dates and numbers whose form nothing in their file tells, and hours that nobody can read, are read as well as can be, and told.</summary>
    private static IEnumerable<Verdict> FormsKnown(Workspace work, SilverTable table, Candidate candidate)
    {
        var told = work.Has(table.DeliveriesName(work.Domain))
            ? work.Relation(table.DeliveriesName(work.Domain))
            : "(SELECT '' AS origin, '' AS assumed, 0 AS hours_lost WHERE false)";
        var found = work.Db.Query(
            $"""
            SELECT count(*) FILTER (WHERE assumed <> '') AS files, coalesce(sum(hours_lost), 0)::BIGINT AS hours,
              arg_min(assumed || ' in ' || origin, origin) FILTER (WHERE assumed <> '') AS assumed, min(origin) FILTER (WHERE hours_lost > 0) AS lost
            FROM {told}
            """
        );
        var (files, hours) = ((long)found["files"][0]!, (long)found["hours"][0]!);
        yield return new Verdict(
            candidate.Table,
            "assumed forms",
            Severity.Warn,
            files == 0,
            files,
            "every file tells the order of its dates and its decimal mark"
                + (files == 0 ? "" : $"; taken for granted: {(string?)found["assumed"][0]}")
        );
        yield return new Verdict(
            candidate.Table,
            "lost hours",
            Severity.Warn,
            hours == 0,
            hours,
            "every time of day can be read" + (hours == 0 ? "" : $"; not so in {(string?)found["lost"][0]}")
        );
    }

    private static Refusals RefusalsOf(Workspace work, Table table)
    {
        if (table is not SilverTable silver || !work.Has(silver.QuarantineName(work.Domain)))
        {
            return new Refusals(0, 0, 0, 0);
        }

        var counts = work.Db.Query(
            $"""
            SELECT count(*) FILTER (WHERE kind = 'file') AS files, coalesce(sum(rows) FILTER (WHERE kind IN ('file', 'record')), 0)::BIGINT AS unreadable,
              (SELECT coalesce(sum(n), 0)::BIGINT FROM (SELECT count(*) AS n FROM {work.Relation(
                silver.QuarantineName(work.Domain)
            )} WHERE kind IN ('row', 'key') GROUP BY object HAVING count(*) > 1)) AS broken,
              count(*) FILTER (WHERE kind = 'expected') AS expected
            FROM {work.Relation(silver.QuarantineName(work.Domain))}
            """
        );
        return new Refusals(
            (long)counts["files"][0]!,
            (long)counts["unreadable"][0]!,
            (long)counts["broken"][0]!,
            (long)counts["expected"][0]!
        );
    }

    private static double Share(double nulls, long rows) => rows == 0 ? 0 : Math.Round(nulls / rows, 6);

    private static IReadOnlyList<TableProfile> Recent(Workspace work, string table) =>
        [
            .. work
                .History.Select(snapshot => snapshot.Measures.GetValueOrDefault(table))
                .OfType<TableMeasures>()
                .Take(RecentRuns)
                .Select(measures => new TableProfile(
                    measures.Rows,
                    measures.Nulls.ToDictionary(pair => pair.Key, pair => Share(pair.Value, measures.Rows), StringComparer.Ordinal),
                    measures.Groups
                )),
        ];
}
