using System.Globalization;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Measures a candidate table, lets its gates judge it, and remembers the measures as baselines for later runs.</summary>
internal static class Judging
{
    private const int RecentRuns = 5;
    private const string RowsMeasure = "measure: rows";
    private const string NullMeasure = "measure: nulls of ";
    private const string GroupMeasure = "measure: groups of ";

    public static IReadOnlyList<Verdict> Judge(Workspace work, Table table, Account? account)
    {
        var name = table.FullName(work.Domain);
        var relation = work.Relation(name);
        var profile = Measure(work, table, relation, account);
        work.Db.Execute($"CREATE OR REPLACE TEMP VIEW candidate AS SELECT * FROM {relation}");
        var candidate = new Candidate(name, relation, work.Db, profile, Recent(work, name));
        var verdicts = new List<Verdict>();
        if (table.Contract.Key is { Count: > 0 } key)
        {
            var repeated = candidate.Number($"SELECT count(*) - count(DISTINCT ({Sql.Names(key)})) FROM candidate");
            verdicts.Add(new Verdict(name, "key is unique", Severity.Fail, repeated == 0, repeated, $"no repeated {string.Join(", ", key)}"));
        }

        verdicts.AddRange(Rules(candidate, table));
        verdicts.AddRange(table.Contract.Gates.Select(gate => gate.Judge(candidate)));
        Remember(work, name, profile, account, verdicts);
        return verdicts;
    }

    /// <summary>Row rules that are still to be counted: warnings in Silver, all rules in derived tables.</summary>
    private static IEnumerable<Verdict> Rules(Candidate candidate, Table table)
    {
        var rules = table.Contract.Rules
            .Where(rule => (table is DerivedTable || rule.Severity == Severity.Warn) && !rule.Broken.Contains("_raw_", StringComparison.Ordinal)).ToArray();
        if (rules.Length == 0)
            yield break;
        var counts = candidate.Db.Query($"SELECT {string.Join(", ", rules.Select((rule, i) => $"count(*) FILTER (WHERE {rule.Broken})::BIGINT AS r{i}"))} FROM candidate");
        foreach (var (i, rule) in rules.Index())
        {
            var broken = Convert.ToDouble(counts.Columns[i][0], CultureInfo.InvariantCulture);
            yield return new Verdict(candidate.Table, rule.Name, rule.Severity, broken == 0, broken, "no row breaks it");
        }
    }

    private static TableProfile Measure(Workspace work, Table table, string relation, Account? account)
    {
        var fields = table.Contract.Fields;
        var counts = work.Db.Query($"SELECT count(*)::BIGINT AS n, {string.Join(", ", fields.Select((field, i) => $"count({Sql.Name(field.Name)})::BIGINT AS c{i}"))} FROM {relation}");
        var rows = (long)counts.Columns[0][0]!;
        var nulls = fields.Select((field, i) => (field.Name, Share: rows == 0 ? 0 : 1 - (long)counts.Columns[i + 1][0]! / (double)rows)).ToDictionary(pair => pair.Name, pair => Math.Round(pair.Share, 6), StringComparer.Ordinal);
        var groups = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var gate in table.Contract.Gates.OfType<VanishedGroups>())
        {
            var words = work.Db.Query($"SELECT DISTINCT {Sql.Name(gate.Column)}::VARCHAR AS w FROM {relation} WHERE {Sql.Name(gate.Column)} IS NOT NULL ORDER BY w").Text("w");
            groups[gate.Column] = [.. words.Words()];
        }

        return new TableProfile(rows, account?.Quarantined ?? 0, nulls, groups);
    }

    private static IReadOnlyList<TableProfile> Recent(Workspace work, string table)
    {
        var recent = new List<TableProfile>();
        foreach (var snapshot in work.Lake.History(RecentRuns * 4))
        {
            var measures = snapshot.Verdicts.Where(verdict => verdict.Table == table && verdict.Gate.StartsWith("measure: ", StringComparison.Ordinal)).ToDictionary(verdict => verdict.Gate, StringComparer.Ordinal);
            if (!measures.TryGetValue(RowsMeasure, out var rows))
                continue;
            var profile = new TableProfile((long)(rows.Observed ?? 0), 0,
                measures.Where(pair => pair.Key.StartsWith(NullMeasure, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[NullMeasure.Length..], pair => pair.Value.Observed ?? 0, StringComparer.Ordinal),
                measures.Where(pair => pair.Key.StartsWith(GroupMeasure, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[GroupMeasure.Length..], pair => (IReadOnlyList<string>)(pair.Value.Detail ?? "").Split('\u001F'), StringComparer.Ordinal));
            recent.Add(profile);
            if (recent.Count == RecentRuns)
                break;
        }

        return recent;
    }

    private static void Remember(Workspace work, string table, TableProfile profile, Account? account, IReadOnlyList<Verdict> verdicts)
    {
        foreach (var verdict in verdicts)
            work.Writer.AddVerdict(new VerdictRecord(table, verdict.Gate, verdict.Severity.ToString().ToLowerInvariant(), verdict.Passed, verdict.Observed, verdict.Expected));
        if (account is not null)
            work.Writer.AddVerdict(new VerdictRecord(table, Account.Gate, "fail", account.Holds, 0, account.ToString()));
        work.Writer.AddVerdict(new VerdictRecord(table, RowsMeasure, "warn", true, profile.Rows));
        foreach (var (column, share) in profile.NullShare)
            work.Writer.AddVerdict(new VerdictRecord(table, NullMeasure + column, "warn", true, share));
        foreach (var (column, words) in profile.Groups)
            work.Writer.AddVerdict(new VerdictRecord(table, GroupMeasure + column, "warn", true, words.Count, string.Join('\u001F', words)));
    }
}
