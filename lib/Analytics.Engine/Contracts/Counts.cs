namespace Analytics.Engine;

/// <summary>What is counted in a table before it is published.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Nulls">Column → rows where it is null.</param>
/// <param name="Broken">Rule → rows that break it; only rules that are still to be counted.</param>
/// <param name="RepeatedKeys">Rows less distinct keys.</param>
internal sealed record Counts(
    long Rows,
    IReadOnlyDictionary<string, long> Nulls,
    IReadOnlyDictionary<string, long> Broken,
    long RepeatedKeys
)
{
    /// <summary>
    /// Counts a table as it would be published. Where contract and code are those of the last run, only the partitions that
    /// changed are read: its counts, less what those held, plus what they hold now.
    /// </summary>
    public static Counts Of(Workspace work, Table table, bool isContractUnchanged)
    {
        var name = table.FullName(work.Domain);
        var now = work.Relation(name);
        var changed = work.Writer.ChangedPartitions(name);
        if (
            !isContractUnchanged
            || table.PartitionBy is null
            || Before(work, table) is not { } before
            || changed.Contains(Lake.TableSchema.NullPartition)
        )
        {
            return Read(work, table, now, "");
        }

        if (changed.Count == 0)
        {
            return before;
        }

        var partition = Sql.Name(table.PartitionBy);
        var where = $" WHERE {partition} IN ({Sql.Texts(changed)})";
        var then = $"({work.Writer.Base.Sql(name)})";
        var (left, came) = (Read(work, table, then, where, isKeyCounted: false), Read(work, table, now, where));
        return new Counts(
            work.Writer.Rows(name),
            before.Nulls.ToDictionary(
                pair => pair.Key,
                pair => pair.Value - left.Nulls[pair.Key] + came.Nulls[pair.Key],
                StringComparer.Ordinal
            ),
            before.Broken.ToDictionary(
                pair => pair.Key,
                pair => pair.Value - left.Broken[pair.Key] + came.Broken[pair.Key],
                StringComparer.Ordinal
            ),
            came.RepeatedKeys + AlsoElsewhere()
        );

        // A key that came into the changed partitions must not live in another one. A Silver table was made so: each partition
        // where one of its new keys lived was rewritten.
        long AlsoElsewhere()
        {
            if (table is SilverTable || table.Contract.Key is not { Count: > 0 } key)
            {
                return 0;
            }

            var keys = Sql.Names(key);
            return work.Db.Scalar<long>(
                $"SELECT count(*) FROM {now} WHERE {partition} NOT IN ({Sql.Texts(changed)}) AND ({keys}) IN (SELECT {(key.Count == 1 ? keys : $"({keys})")} FROM (SELECT {keys} FROM {now}{where} EXCEPT SELECT {keys} FROM {then}{where}))"
            );
        }
    }

    /// <summary>Rules to count: warnings in Silver, whose other rules sent their rows to quarantine; all rules in derived tables.</summary>
    public static IReadOnlyList<RowRule> RulesOf(Table table) =>
        [
            .. table.Contract.Rules.Where(rule =>
                (table is DerivedTable || rule.Severity == Severity.Warn) && !rule.Broken.Contains("_raw_", StringComparison.Ordinal)
            ),
        ];

    private static Counts Read(Workspace work, Table table, string relation, string where, bool isKeyCounted = true)
    {
        var (fields, rules, key) = (table.Contract.Fields, RulesOf(table), table.Contract.Key);
        var repeated =
            key.Count == 0 || !isKeyCounted
                ? "0::BIGINT"
                : $"count(*) - count(DISTINCT {(key.Count == 1 ? Sql.Name(key[0]) : $"({Sql.Names(key)})")})";
        var columns = new[] { "count(*) AS n", $"{repeated} AS k" }
            .Concat(fields.Select((field, i) => Invariant($"count(*) - count({Sql.Name(field.Name)}) AS c{i}")))
            .Concat(rules.Select((rule, i) => Invariant($"count(*) FILTER (WHERE {rule.Broken}) AS r{i}")));
        var frame = work.Db.Query($"SELECT {string.Join(", ", columns)} FROM {relation}{where}");
        long At(int column) => (long)frame.Columns[column][0]!;
        return new Counts(
            At(0),
            fields.Index().ToDictionary(each => each.Item.Name, each => At(2 + each.Index), StringComparer.Ordinal),
            rules.Index().ToDictionary(each => each.Item.Name, each => At(2 + fields.Count + each.Index), StringComparer.Ordinal),
            At(1)
        );
    }

    /// <summary>What the last run counted; null where something is missing.</summary>
    private static Counts? Before(Workspace work, Table table)
    {
        var name = table.FullName(work.Domain);
        if (!work.Writer.Base.Tables.TryGetValue(name, out var published) || !work.Writer.Base.Measures.TryGetValue(name, out var measures))
        {
            return null;
        }

        var said = work
            .Writer.Base.Verdicts.Where(verdict => verdict.Table == name && verdict.Observed is not null)
            .ToDictionary(verdict => verdict.Gate, verdict => (long)verdict.Observed!.Value, StringComparer.Ordinal);
        var nulls = table
            .Contract.Fields.Where(field => measures.Nulls.ContainsKey(field.Name))
            .ToDictionary(field => field.Name, field => measures.Nulls[field.Name], StringComparer.Ordinal);
        var broken = RulesOf(table)
            .Where(rule => said.ContainsKey(rule.Name))
            .ToDictionary(rule => rule.Name, rule => said[rule.Name], StringComparer.Ordinal);
        return nulls.Count == table.Contract.Fields.Count && broken.Count == RulesOf(table).Count
            ? new Counts(published.Rows, nulls, broken, 0)
            : null;
    }
}
