namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    /// <summary>Reads the objects with bad rows again, in order, to say where the bad records stand and why.</summary>
    private void Explain()
    {
        var bad = work.Db.Query("SELECT DISTINCT _object FROM checked WHERE _bad ORDER BY 1").Text("_object").Words().ToHashSet(StringComparer.Ordinal);
        if (bad.Count == 0)
            return;
        work.Db.Execute("SET preserve_insertion_order = true");
        foreach (var group in _read.Where(each => bad.Contains(each.Readable.Object)).GroupBy(each => (each.Feed, Form: BronzeView.Form(each.Readable))).ToArray())
        {
            Readable[] readables = [.. group.Select(each => each.Readable)];
            var together = readables.Length > 1 && !group.Key.Feed.Numbered && group.Key.Form is { Format: RawFormat.Csv, Gzip: false } ? ExplainTogether(group.Key.Feed, readables) : [];
            foreach (var readable in readables.Except(together))
                ExplainOne(group.Key.Feed, readable);
        }

        work.Db.Execute("SET preserve_insertion_order = false");
    }

    /// <summary>
    /// Many small files in one read: where every line of a file is one record, the line is the record's number through all of
    /// them less those of the files before.
    /// </summary>
    /// <returns>Those that could be explained so.</returns>
    private IReadOnlyList<Readable> ExplainTogether(Feed feed, IReadOnlyList<Readable> readables)
    {
        work.Db.Execute($"CREATE OR REPLACE TEMP VIEW bronze AS {BronzeView.Sql(readables, [], "reject", lines: false)}");
        var counted = work.Db.Query("SELECT _object AS object, count(*) AS records FROM bronze GROUP BY 1");
        DropRejects();
        var records = Enumerable.Range(0, counted.RowCount).ToDictionary(row => (string)counted["object"][row]!, row => (long)counted["records"][row]!, StringComparer.Ordinal);
        var header = readables[0].Match.Layout.Header ? 1 : 0;
        Readable[] plain = [.. readables.Where(each => each.Lines is null && !_leftOut.ContainsKey(each.Path) && LinesOf(each.Path) == records.GetValueOrDefault(each.Object) + header)];
        if (plain.Length < 2)
            return [];

        var before = 0L;
        var places = new List<string>();
        foreach (var readable in plain)
        {
            places.Add(FormattableString.Invariant($"({Sql.Text(readable.Object)}, {before}, {records[readable.Object]})"));
            before += records[readable.Object];
        }

        ReadExplained(feed, plain);
        work.Db.Execute($"CREATE OR REPLACE TEMP TABLE places AS SELECT * FROM (VALUES {string.Join(", ", places)}) p(object, before, records)");
        // Not read in the order given: then the numbers say nothing.
        var inPlace = work.Db.Scalar<long>("SELECT count(*) FROM explained e JOIN places p USING (object) WHERE e.line <= p.before OR e.line > p.before + p.records") == 0;
        if (inPlace)
            work.Db.Execute($"INSERT INTO refused SELECT object, line - before + {header}, reasons, record FROM explained JOIN places USING (object)");
        work.Db.Execute("DROP TABLE explained; DROP TABLE places;");
        return inPlace ? plain : [];
    }

    private static long LinesOf(string path)
    {
        using var stream = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        var (lines, last) = (0L, (byte)'\n');
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            last = buffer[read - 1];
        }

        return last == '\n' ? lines : lines + 1;
    }

    private void ExplainOne(Feed feed, Readable readable)
    {
        ReadExplained(feed, [readable]);
        work.Db.Execute("CREATE OR REPLACE TEMP TABLE stands (record BIGINT, line BIGINT)");
        var wanted = work.Db.Query("SELECT DISTINCT line AS record FROM explained ORDER BY record").Column<long>("record").Values.ToArray();
        foreach (var batch in Stand(readable, wanted).Chunk(1000))
            work.Db.Execute("INSERT INTO stands VALUES " + string.Join(", ", batch.Select(each => FormattableString.Invariant($"({each.Record}, {each.Line})"))));
        work.Db.Execute("INSERT INTO refused SELECT object, coalesce(stands.line, explained.line), reasons, explained.record FROM explained LEFT JOIN stands ON explained.line = stands.record; DROP TABLE explained; DROP TABLE stands;");
    }

    private void ReadExplained(Feed feed, IReadOnlyList<Readable> readables)
    {
        var reasons = string.Join(", ", table.Contract.Rules.Where(rule => rule.Severity == Severity.Fail).Select(rule => $"CASE WHEN {rule.Broken} THEN {rule.Reason} END"));
        ViewBronze(feed, readables, lines: true);
        work.Db.Execute($"CREATE OR REPLACE TEMP TABLE explained AS SELECT _object AS object, _line AS line, concat_ws('; ', {reasons}) AS reasons, left(_record, 2000) AS record FROM ({feed.Sql}) WHERE {Bad()}");
        DropRejects();
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
