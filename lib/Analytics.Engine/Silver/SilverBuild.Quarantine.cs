using Analytics.Lake;

namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    private static readonly TableSchema s_quarantine = new(
    [
        new TableColumn("object", "VARCHAR", false, "The Bronze object that the row came in."),
        new TableColumn("origin", "VARCHAR", false, "The file name that the object came under."),
        new TableColumn("line", "BIGINT", false, "1-based line, the header counted; 0 for the file as a whole."),
        new TableColumn("reasons", "VARCHAR", false, "What was expected and what came."),
        new TableColumn("record", "VARCHAR", true, "The raw record: JSON where it could be split into columns, text otherwise."),
    ]);

    /// <summary>Writes what broke a contract, with reason, object and line, and returns how many rows that were.</summary>
    private long Quarantine(bool full)
    {
        work.Db.Execute("CREATE OR REPLACE TEMP TABLE refused (object VARCHAR, line BIGINT, reasons VARCHAR, record VARCHAR)");
        foreach (var reject in _rejects)
            work.Db.Execute("INSERT INTO refused VALUES ($1, $2, $3, $4)", reject.Object, reject.Line, reject.Reason, reject.Record.Length == 0 ? null : reject.Record);
        var bad = work.Db.Query("SELECT DISTINCT _object FROM checked WHERE _bad ORDER BY 1").Text("_object");
        for (var row = 0; row < bad.Count; row++)
            Explain(bad.At(row)!);

        var count = work.Db.Scalar<long>("SELECT count(*) FROM refused");
        var name = table.QuarantineName(work.Domain);
        var before = full || !work.Has(name) ? "" : $" UNION ALL SELECT * FROM {work.Relation(name)}";
        work.Writer.Replace(work.Writer.Stage(work.Db, name,
            $"SELECT object, origin, line, reasons, record FROM refused JOIN received USING (object){before}", s_quarantine, null, ["object", "line", "reasons", "record"]));
        work.Db.Execute("DROP TABLE refused");
        return count;
    }

    /// <summary>Reads one object again, in order and one record after the other, to say where the bad records stand and why.</summary>
    private void Explain(string sha)
    {
        var reasons = string.Join(", ", table.Contract.Rules.Where(rule => rule.Severity == Severity.Fail).Select(rule => $"CASE WHEN {rule.Broken} THEN {rule.Reason} END"));
        foreach (var (feed, readable) in _read.Where(each => each.Readable.Object == sha))
        {
            work.Db.Execute("SET preserve_insertion_order = true");
            work.Db.Execute($"CREATE OR REPLACE TEMP VIEW bronze AS {BronzeView.Sql([readable], table.Contract.RawNeeded, "reject", lines: true)}");
            work.Db.Execute($"CREATE OR REPLACE TEMP TABLE explained AS SELECT _object AS object, _line AS line, concat_ws('; ', {reasons}) AS reasons, left(_record, 2000) AS record FROM ({feed.Sql}) WHERE {Bad()}");
            work.Db.Execute("SET preserve_insertion_order = false");
            DropRejects();
            work.Db.Execute("CREATE OR REPLACE TEMP TABLE stands (record BIGINT, line BIGINT)");
            var wanted = work.Db.Query("SELECT DISTINCT line AS record FROM explained ORDER BY record").Column<long>("record").Values.ToArray();
            foreach (var batch in Stand(readable, wanted).Chunk(1000))
                work.Db.Execute("INSERT INTO stands VALUES " + string.Join(", ", batch.Select(each => FormattableString.Invariant($"({each.Record}, {each.Line})"))));
            work.Db.Execute("INSERT INTO refused SELECT object, coalesce(stands.line, explained.line), reasons, explained.record FROM explained LEFT JOIN stands ON explained.line = stands.record; DROP TABLE explained; DROP TABLE stands;");
        }
    }

    /// <summary>The lines of some of the records that could be split; those that could not have no number of their own.</summary>
    /// <param name="wanted">Their 1-based numbers, ascending.</param>
    private IEnumerable<(long Record, long Line)> Stand(Readable readable, long[] wanted)
    {
        var leftOut = _leftOut.GetValueOrDefault(readable.Path);
        var (record, next) = (0L, 0);
        foreach (var (entry, line) in RecordLines.Of(readable))
        {
            if (next == wanted.Length)
                break;
            if (leftOut?.Contains(entry) == true || ++record != wanted[next])
                continue;
            yield return (record, line);
            next++;
        }
    }
}
