using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>What the gates say of a table, and all that the lake shall remember of it, baselines for later runs included.</summary>
internal sealed record Judgement(IReadOnlyList<Verdict> Verdicts, IReadOnlyList<VerdictRecord> Records);

/// <summary>Measures a candidate table and lets its gates judge it. It only reads, so tables can be judged side by side.</summary>
internal static class Judging
{
    private const int RecentRuns = 5;
    private const string RowsMeasure = "measure: rows";
    private const string GroupMeasure = "measure: groups of ";

    /// <summary>The tables that the gates look at, the judged one among them.</summary>
    public static IReadOnlyList<Table> InputsOf(Domain domain, Table table) =>
        DerivedBuild.TablesIn(domain, string.Join('\n', table.Contract.Gates.Select(gate => gate switch { TableRule rule => rule.Number, Reference reference => reference.To, _ => "" }).Prepend(table.NameInDomain)));

    /// <param name="isContractUnchanged">True when code and contract are those of the last run, so that what that run counted still holds where nothing changed.</param>
    public static Judgement Judge(Workspace work, Table table, Account? account, bool isContractUnchanged)
    {
        var name = table.FullName(work.Domain);
        var relation = work.Relation(name);
        var counts = Counts.Of(work, table, isContractUnchanged);
        var profile = Profile(work, table, relation, account, counts);
        work.Db.Execute($"CREATE OR REPLACE TEMP VIEW candidate AS SELECT * FROM {relation}");
        var lost = new Dictionary<Reference, long>();
        var records = new List<VerdictRecord>();
        foreach (var gate in table.Contract.Gates.OfType<Reference>().Distinct())
        {
            var references = new LostReferences(work, table, gate);
            lost[gate] = references.Count(isContractUnchanged);
            records.Add(references.Record(lost[gate]));
        }

        var candidate = new Candidate(name, relation, work.Db, profile, Recent(work, name), lost);
        var verdicts = new List<Verdict>();
        if (table.Contract.Key is { Count: > 0 } key)
            verdicts.Add(new Verdict(name, "key is unique", Severity.Fail, counts.RepeatedKeys == 0, counts.RepeatedKeys, $"no repeated {string.Join(", ", key)}"));
        verdicts.AddRange(Counts.RulesOf(table).Select(rule => new Verdict(name, rule.Name, rule.Severity, counts.Broken[rule.Name] == 0, counts.Broken[rule.Name], "no row breaks it")));
        verdicts.AddRange(table.Contract.Gates.Select(gate => gate.Judge(candidate)));
        records.AddRange(Remembered(name, profile, counts, account, verdicts));
        return new Judgement(verdicts, records);
    }

    private static TableProfile Profile(Workspace work, Table table, string relation, Account? account, Counts counts)
    {
        var groups = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var gate in table.Contract.Gates.OfType<VanishedGroups>())
        {
            var words = work.Db.Query($"SELECT DISTINCT {Sql.Name(gate.Column)}::VARCHAR AS w FROM {relation} WHERE {Sql.Name(gate.Column)} IS NOT NULL ORDER BY w").Text("w");
            groups[gate.Column] = [.. words.Words()];
        }

        return new TableProfile(counts.Rows, account?.Quarantined ?? 0, counts.Nulls.ToDictionary(pair => pair.Key, pair => Share(pair.Value, counts.Rows), StringComparer.Ordinal), groups);
    }

    private static double Share(double nulls, long rows) => rows == 0 ? 0 : Math.Round(nulls / rows, 6);

    private static IReadOnlyList<TableProfile> Recent(Workspace work, string table)
    {
        var recent = new List<TableProfile>();
        foreach (var snapshot in work.History)
        {
            var measures = snapshot.Verdicts.Where(verdict => verdict.Table == table && verdict.Gate.StartsWith("measure: ", StringComparison.Ordinal)).ToDictionary(verdict => verdict.Gate, StringComparer.Ordinal);
            if (!measures.TryGetValue(RowsMeasure, out var rows))
                continue;
            var profile = new TableProfile((long)(rows.Observed ?? 0), 0,
                measures.Where(pair => pair.Key.StartsWith(Counts.NullMeasure, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[Counts.NullMeasure.Length..], pair => Share(pair.Value.Observed ?? 0, (long)(rows.Observed ?? 0)), StringComparer.Ordinal),
                measures.Where(pair => pair.Key.StartsWith(GroupMeasure, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[GroupMeasure.Length..], pair => (IReadOnlyList<string>)(pair.Value.Detail ?? "").Split('\u001F'), StringComparer.Ordinal));
            recent.Add(profile);
            if (recent.Count == RecentRuns)
                break;
        }

        return recent;
    }

    private static IEnumerable<VerdictRecord> Remembered(string table, TableProfile profile, Counts counts, Account? account, IReadOnlyList<Verdict> verdicts) =>
    [
        .. verdicts.Select(verdict => new VerdictRecord(table, verdict.Gate, verdict.Severity.ToString().ToLowerInvariant(), verdict.Passed, verdict.Observed, verdict.Expected)),
        .. account is null ? [] : new[] { new VerdictRecord(table, Account.Gate, "fail", account.Holds, 0, account.ToString()) },
        new VerdictRecord(table, RowsMeasure, "warn", true, profile.Rows),
        .. counts.Nulls.Select(pair => new VerdictRecord(table, Counts.NullMeasure + pair.Key, "warn", true, pair.Value)),
        .. profile.Groups.Select(pair => new VerdictRecord(table, GroupMeasure + pair.Key, "warn", true, pair.Value.Count, string.Join('\u001F', pair.Value))),
    ];
}
