using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>
/// Counts the rows that refer to nothing. Where contract and code are those of the last run, only what changed is looked up: its
/// count, plus what rows that came and went add, less rows whose key came to the other table, plus those whose key left it.
/// </summary>
internal sealed class LostReferences(Workspace work, Table table, Reference gate)
{
    private readonly string _name = table.FullName(work.Domain);
    private readonly string _column = Sql.Name(gate.Column);
    private readonly string _toColumn = Sql.Name(gate.ToColumn);
    private readonly Table? _to = work.Domain.Tables.FirstOrDefault(each => each.NameInDomain == gate.To);

    /// <param name="isContractUnchanged">True when code and contract of the table are those of the last run.</param>
    public long Count(bool isContractUnchanged)
    {
        if (
            !isContractUnchanged
            || _to is null
            || !IsDivided(table)
            || !IsDivided(_to)
            || _to.Contract.Key is not [var key]
            || key != gate.ToColumn
            || Before() is not { } before
        )
        {
            return work.Db.Scalar<long>(
                $"SELECT count(*) FROM {work.Relation(_name)} t ANTI JOIN {gate.To} r ON t.{_column} = r.{_toColumn} WHERE t.{_column} IS NOT NULL"
            );
        }

        work.Db.Execute(
            $"CREATE OR REPLACE TEMP TABLE referring AS {Difference(table, _column)}; CREATE OR REPLACE TEMP TABLE referred AS {Difference(_to, _toColumn)}"
        );
        var lost = before + OfRows() + OfKeys(before);
        work.Db.Execute("DROP TABLE referring; DROP TABLE referred");
        return lost;
    }

    /// <summary>What the next run starts from: the count, and the contents of both tables that it holds for.</summary>
    public LostRows Record(long lost) => Counted(lost, work.Writer.Sha);

    private long? Before() =>
        work.Writer.Base.Measures.GetValueOrDefault(_name)?.Lost.GetValueOrDefault(gate.Name) is { } before
        && before == Counted(before.Rows, name => work.Writer.Base.Tables.GetValueOrDefault(name)?.Sha)
            ? before.Rows
            : null;

    private LostRows Counted(long lost, Func<string, string?> shaOf) =>
        new(lost, shaOf(_name), _to is null ? null : shaOf(_to.FullName(work.Domain)));

    private bool IsDivided(Table each) =>
        each.PartitionBy is not null && !work.Writer.ChangedPartitions(each.FullName(work.Domain)).Contains(TableSchema.NullPartition);

    /// <summary>Values and how many rows more of each there are than in the last run; read from the partitions that changed.</summary>
    private string Difference(Table each, string column)
    {
        var name = each.FullName(work.Domain);
        var where =
            $"WHERE {column} IS NOT NULL AND {Sql.Name(each.PartitionBy!)} IN ({Sql.Texts(work.Writer.ChangedPartitions(name).DefaultIfEmpty(""))})";
        return $"SELECT k, sum(n)::BIGINT AS n FROM (SELECT {column} AS k, 1 AS n FROM {work.Relation(name)} {where} UNION ALL SELECT {column}, -1 FROM ({work.Writer.Base.Sql(name)}) {where}) GROUP BY k HAVING sum(n) <> 0";
    }

    /// <summary>Lost among the rows that came, less lost among those that went, by the keys there are now.</summary>
    private long OfRows()
    {
        work.Db.Execute("DELETE FROM referring WHERE k IN (SELECT k FROM referred WHERE n > 0)");
        return work.Db.Scalar<long>("SELECT count(*) FROM referring") == 0
            ? 0
            : work.Db.Scalar<long>(
                $"SELECT coalesce(sum(n), 0)::BIGINT FROM referring WHERE k NOT IN (SELECT {_toColumn} FROM {gate.To} WHERE {_toColumn} IN (SELECT k FROM referring))"
            );
    }

    /// <summary>What the keys that came and went change for the rows of the last run.</summary>
    private long OfKeys(long before) =>
        before == 0 && work.Db.Scalar<long>("SELECT count(*) FROM referred WHERE n < 0") == 0
            ? 0
            : work.Db.Scalar<long>(
                $"SELECT coalesce(-sum(n), 0)::BIGINT FROM ({work.Writer.Base.Sql(_name)}) t JOIN referred ON t.{_column} = k"
            );
}
