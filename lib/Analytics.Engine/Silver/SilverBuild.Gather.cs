namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    private const string StoredPartition = "_stored_in";

    private bool _isGathered;

    /// <summary>
    /// Decides the partition of each entity once, from its new rows and from those of earlier runs: the least that one of them says. So
    /// the order in which its rows arrive does not decide, and what is made of it partition by partition finds it in one piece.
    /// </summary>
    /// <returns>A query of the stored rows in the partitions they are to be in, with those they are in now as <see cref="StoredPartition"/>.</returns>
    private string Gather(bool full)
    {
        if (table.PartitionBy is null)
        {
            return full ? "" : $"SELECT * FROM {work.Relation(_name)}";
        }

        var partition = Sql.Name(table.PartitionBy);
        var stored = full ? "" : $"SELECT *, {partition} AS {StoredPartition} FROM {work.Relation(_name)}";
        if (table.Entity is null)
        {
            return stored;
        }

        var entity = Sql.Name(table.Entity);
        var known = full
            ? ""
            : $" UNION ALL SELECT {entity}, {partition} FROM {work.Relation(_name)} WHERE {entity} IN (SELECT {entity} FROM good)";
        work.Db.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE gathered AS
            SELECT {entity} AS entity, min({partition}) AS least FROM (SELECT {entity}, {partition} FROM good{known}) GROUP BY 1 HAVING count(DISTINCT {partition}) > 1
            """
        );
        _isGathered = work.Db.Scalar<long>("SELECT count(*) FROM gathered") > 0;
        if (!_isGathered)
        {
            return stored;
        }

        work.Db.Execute(
            $"UPDATE checked SET {partition} = gathered.least FROM gathered WHERE checked.{entity} = gathered.entity AND NOT _bad AND NOT _elsewhere"
        );
        return full
            ? ""
            : $"SELECT t.* REPLACE (coalesce(g.least, t.{partition}) AS {partition}), t.{partition} AS {StoredPartition} FROM {work.Relation(_name)} t LEFT JOIN gathered g ON t.{entity} = g.entity";
    }
}
