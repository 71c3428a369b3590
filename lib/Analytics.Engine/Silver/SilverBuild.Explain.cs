namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    /// <summary>
    /// Moves the bad rows into <c>refused</c>, each with the line that its record begins on. An object's rows stand in
    /// <c>checked</c> in the order of its records, so the place of a row there is the number of its record, where it brings none.
    /// </summary>
    private void Explain()
    {
        if (work.Db.Scalar<long>("SELECT count(*) FROM checked WHERE _bad") == 0)
        {
            return;
        }

        work.Db.Execute(
            """
            CREATE OR REPLACE TEMP TABLE stretches AS SELECT _object AS object, min(rowid) AS first, max(rowid) - min(rowid) + 1 AS length, count(*) AS records, bool_or(_bad) AS is_bad, bool_and(_line IS NULL) AS is_placed FROM checked GROUP BY 1;
            CREATE OR REPLACE TEMP TABLE offsets (object VARCHAR, ahead BIGINT);
            CREATE OR REPLACE TEMP TABLE stands (object VARCHAR, record BIGINT, line BIGINT);
            CREATE OR REPLACE TEMP TABLE sheets (object VARCHAR, first BIGINT, name VARCHAR);
            CREATE OR REPLACE TEMP VIEW bad AS SELECT object, coalesce(_line, c.rowid - first + 1) AS number, _reasons, _record, _is_expected FROM checked c JOIN stretches s ON c._object = s.object WHERE _bad
            """
        );
        if (work.Db.Scalar<long>("SELECT count(*) FROM stretches WHERE length <> records AND is_placed") > 0)
        {
            throw new RunException(
                $"{_name}: the rows of a file were not read in their order, so nobody can say where the broken ones stand. Nothing was published. This is a defect of the step, please report it."
            );
        }

        var stretches = work.Db.Query("SELECT object, records FROM stretches WHERE is_bad ORDER BY object");
        var recordsOf = stretches
            .Text("object")
            .Words()
            .Zip(stretches.Column<long>("records").Values.ToArray())
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        using (var sheets = work.Db.CreateAppender("sheets"))
        {
            foreach (var readable in _read.Where(each => recordsOf.ContainsKey(each.Object)))
            {
                foreach (var (name, first) in readable.Sheets)
                {
                    sheets.CreateRow().AppendValue(readable.Object).AppendValue(first).AppendValue(name).EndRow();
                }
            }
        }

        using (var offsets = work.Db.CreateAppender("offsets"))
        {
            foreach (var readable in _read.Where(each => recordsOf.ContainsKey(each.Object)))
            {
                if (IsOnePerLine(readable, recordsOf[readable.Object], out var ahead))
                {
                    offsets.CreateRow().AppendValue(readable.Object).AppendValue(ahead).EndRow();
                }
                else
                {
                    Stand(readable);
                }
            }
        }

        work.Db.Execute(
            """
            INSERT INTO refused SELECT b.object, coalesce(s.line, b.number + o.ahead, b.number), _reasons, _record, CASE WHEN _is_expected THEN 'expected' ELSE 'row' END, 1, w.name
            FROM bad b LEFT JOIN offsets o ON b.object = o.object LEFT JOIN stands s ON b.object = s.object AND b.number = s.record
            ASOF LEFT JOIN sheets w ON b.object = w.object AND b.number >= w.first;
            DROP VIEW bad; DROP TABLE stretches; DROP TABLE offsets; DROP TABLE stands; DROP TABLE sheets
            """
        );
    }

    /// <summary>Whether every line of a file is one record, so that the number of a record tells its line.</summary>
    /// <param name="ahead">Lines before the first record.</param>
    private bool IsOnePerLine(Readable readable, long records, out long ahead)
    {
        ahead = readable is { Format: RawFormat.Csv, Match.Layout.Header: true } ? 1 : 0;
        return readable.Format == RawFormat.Parquet
            || readable.Lines is null
                && !_leftOut.ContainsKey(readable.Path)
                && !RawReading.IsGzip(readable.Path)
                && LinesOf(readable.Path) == records + ahead;
    }

    private static long LinesOf(string path)
    {
        using var stream = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        var (lines, last) = (0L, (byte)'\n');
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            last = buffer[read - 1];
        }

        return last == '\n' ? lines : lines + 1;
    }

    /// <summary>Looks up the lines of an object's bad records; those that could not be split have no number of their own.</summary>
    private void Stand(Readable readable)
    {
        var wanted = work
            .Db.Query("SELECT number FROM bad WHERE object = $1 ORDER BY number", readable.Object)
            .Column<long>("number")
            .Values;
        var leftOut = _leftOut.GetValueOrDefault(readable.Path);
        using var stands = work.Db.CreateAppender("stands");
        var (record, next) = (0L, 0);
        foreach (var (entry, line) in RecordLines.Of(readable))
        {
            if (next == wanted.Length)
            {
                break;
            }

            if (leftOut?.Contains(entry) == true || ++record != wanted[next])
            {
                continue;
            }

            stands.CreateRow().AppendValue(readable.Object).AppendValue(record).AppendValue(line).EndRow();
            next++;
        }
    }
}
