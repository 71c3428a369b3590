using Analytics.DuckDb;
using Analytics.Lake;
using DuckDB.NET.Native;

namespace Analytics.Engine;

/// <summary>An object that a Silver table is made of.</summary>
/// <param name="Sha">Hash of the bytes.</param>
/// <param name="Path">The landed file.</param>
/// <param name="Source">Its source.</param>
/// <param name="Origin">The name it came under.</param>
/// <param name="Received">When it came, UTC.</param>
/// <param name="Rows">How many records it has, by a count of its own; null where that is not known.</param>
internal sealed record ObjectInput(string Sha, string Path, Source Source, string Origin, DateTime Received, long? Rows)
{
    /// <summary>How its description says it is read; set by the first step of a run that looks at it.</summary>
    public BronzeReading? Described { get; set; }
}

/// <summary>Makes a Silver table from Bronze: type, check, quarantine, de-duplicate, and rewrite only the partitions touched.</summary>
internal sealed partial class SilverBuild(Workspace work, SilverTable table)
{
    /// <summary>The DuckDB table that receives unreadable CSV records.</summary>
    private const string Rejected = "reject";

    private readonly string _name = table.FullName(work.Domain);
    private readonly string[] _columns = [.. table.Contract.Fields.Select(field => field.Name), SilverTable.ObjectColumn];
    private readonly List<Reject> _rejects = [];
    private readonly List<Readable> _read = [];
    private readonly Dictionary<string, ObjectInput> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HeaderMatch> _matches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reading> _readings = new(StringComparer.Ordinal);

    /// <summary>Sources that this table answers for: it is the first that reads them, and what cannot be read counts here only.</summary>
    private readonly HashSet<string> _owned = [.. Plan.OwnedBy(work.Domain, table).Select(source => source.Name)];
    private readonly HashSet<string> _salvaged = new(StringComparer.Ordinal);

    /// <summary>Per path: the entries that the reader left out.</summary>
    private readonly Dictionary<string, HashSet<long>> _leftOut = new(StringComparer.Ordinal);

    /// <param name="all">Every object of the table's sources.</param>
    /// <param name="fresh">Those to read now; the others are already in the table. All of them for a full build.</param>
    public SilverResult Run(IReadOnlyList<ObjectInput> all, IReadOnlyList<ObjectInput> fresh)
    {
        var full = fresh.Count == all.Count;
        Receive(all);
        ReadObjects(fresh);
        TellApart();
        var quarantined = Quarantine(full);
        var deliveries = Deliver(fresh);
        Keep(fresh, deliveries, full);
        var account = Merge(full, quarantined);
        var before = full ? Account.None : work.Writer.Base.Accounts.GetValueOrDefault(_name, Account.None);
        var total = account with
        {
            Received = before.Received + account.Received,
            Quarantined = before.Quarantined + account.Quarantined,
            Superseded = before.Superseded + account.Superseded,
        };
        if (!total.Holds)
        {
            throw new RunException(
                $"{_name}: rows do not add up: {total}. Nothing was published. This is a defect of the step, please report it."
            );
        }

        work.Db.Execute(
            "DROP VIEW good; DROP TABLE checked; DROP TABLE received; DROP TABLE IF EXISTS repeated; DROP TABLE IF EXISTS winners; DROP TABLE IF EXISTS folded;"
        );
        return new SilverResult(total, deliveries);
    }

    /// <summary>A small table of the objects, for the order in which rows win over each other.</summary>
    private void Receive(IReadOnlyList<ObjectInput> objects)
    {
        work.Db.Execute("CREATE OR REPLACE TEMP TABLE received (object VARCHAR, origin VARCHAR, received_at TIMESTAMP)");
        foreach (var batch in objects.Chunk(500))
        {
            work.Db.Execute(
                "INSERT INTO received VALUES "
                    + string.Join(
                        ", ",
                        batch.Select(each =>
                            Invariant(
                                $"({Sql.Text(each.Sha)}, {Sql.Text(each.Origin)}, TIMESTAMP '{each.Received:yyyy-MM-dd HH:mm:ss.ffffff}')"
                            )
                        )
                    )
            );
        }
    }

    private void ReadObjects(IReadOnlyList<ObjectInput> objects)
    {
        var typed = table.Contract.Fields.Select(field => $"NULL::{field.Type} AS {Sql.Name(field.Name)}");
        work.Db.Execute(
            $"CREATE OR REPLACE TEMP TABLE checked AS SELECT {string.Join(", ", typed)}, NULL::VARCHAR AS _object, false AS _bad, false AS _is_expected, false AS _elsewhere, NULL::BIGINT AS _line, NULL::VARCHAR AS _reasons, NULL::VARCHAR AS _record WHERE false"
        );
        work.Db.Execute($"CREATE OR REPLACE TEMP VIEW good AS SELECT {Sql.Names(_columns)} FROM checked WHERE NOT _bad AND NOT _elsewhere");
        var prepared = Prepare(objects);
        SetReadings(objects, prepared);
        objects = [.. prepared.Select(each => each.Object)];
        _rejects.AddRange(prepared.SelectMany(each => each.Rejects));
        foreach (var each in prepared)
        {
            _inputs[each.Object.Sha] = each.Object;
            if (each.Readable is { } readable)
            {
                _matches[each.Object.Sha] = readable.Match;
            }
        }

        var readables = prepared.Select(each => each.Readable).OfType<Readable>().ToArray();
        foreach (var feed in table.Feeds)
        {
            var mine = readables.Where(readable => readable.Match.Layout.Name == feed.Layout).ToArray();
            if (mine.Length > 0)
            {
                Read(feed, mine, salvaged: false);
            }
        }

        Recount(objects);
        // Readers take the end of a gzip stream that was cut short for the end of the data.
        foreach (
            var each in prepared.Where(each =>
                each.Gzip == GzipState.Short
                && _rejects.All(reject => reject.Object != each.Object.Sha || !reject.Reason.Contains("gzip", StringComparison.Ordinal))
            )
        )
        {
            _rejects.Add(new Reject(each.Object.Sha, 0, "gzip cut short: what came before is kept", ""));
        }
    }

    /// <summary>Looks at several objects at once: those with broken lines are rewritten, which keeps one processor busy.</summary>
    private (ObjectInput Object, Readable? Readable, GzipState Gzip, List<Reject> Rejects)[] Prepare(IReadOnlyList<ObjectInput> objects)
    {
        work.Objects.Require(objects.Select(each => each.Path));
        var prepared = new (ObjectInput, Readable?, GzipState, List<Reject>)[objects.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = work.Threads, CancellationToken = work.Cancellation };
        Parallel
            .ForAsync(
                0,
                objects.Count,
                options,
                (i, _) =>
                {
                    // Objects that landed before they were counted are counted now.
                    var each = objects[i] with
                    {
                        Rows = objects[i].Rows ?? RecordCount.Of(objects[i].Source, objects[i].Path),
                    };
                    var rejects = new List<Reject>();
                    // What was counted is whole.
                    var gzip = each.Rows is null ? GzipCheck.Of(each.Path) : GzipState.Whole;
                    if (gzip == GzipState.Damaged)
                    {
                        rejects.Add(new Reject(each.Sha, 0, "gzip: bytes were changed on the way; get the file again", ""));
                    }

                    var readable =
                        gzip == GzipState.Damaged
                            ? null
                            : RawReading.Prepare(
                                each.Source,
                                each.Sha,
                                each.Path,
                                each.Rows is not null,
                                work.Stage,
                                rejects,
                                each.Described?.Encoding
                            );
                    if (readable is null && rejects.Count > 0)
                    {
                        rejects[^1] = Whole(rejects[^1], each.Path, work.Stage, rejects.Count - 1);
                    }

                    prepared[i] = (each, readable, gzip, rejects);
                    return ValueTask.CompletedTask;
                }
            )
            .GetAwaiter()
            .GetResult();
        return prepared;
    }

    /// <summary>Reads objects together; where that fails one by one; where that fails record by record.</summary>
    private void Read(Feed feed, IReadOnlyList<Readable> readables, bool salvaged)
    {
        work.Cancellation.ThrowIfCancellationRequested();
        if (Parts(feed, readables) is { Count: > 1 } parts)
        {
            foreach (var part in parts)
            {
                Read(feed, part, salvaged);
            }

            return;
        }

        try
        {
            ViewBronze(feed, readables);
            work.Db.Execute(
                $"""
                INSERT INTO checked
                SELECT {Sql.Names(_columns)}, _bad, {(
                    Surprising.Length == Refusing.Length ? "false" : $"_bad AND NOT {Bad(Surprising)}"
                )}, _elsewhere, {(feed.IsReadWithNumbers ? "_line" : "NULL")}, CASE WHEN _bad THEN {Reasons(
                    readables[0].Match
                )} END, CASE WHEN _bad THEN left(to_json(_record)::VARCHAR, 2000) END
                FROM (SELECT *, NOT _elsewhere AND {Bad(Refusing)} AS _bad FROM (SELECT *{Fitted()} FROM ({feed.Sql})))
                """,
                work.Cancellation
            );
            DropNumbered();
            var swallowed = TakeRejects(readables, salvaged);
            _read.AddRange(readables.Except(swallowed));
            foreach (var readable in swallowed)
            {
                Salvage(feed, readable);
            }
        }
        catch (DuckDBException error)
            when (error.ErrorType
                    is DuckDBErrorType.InvalidInput
                        or DuckDBErrorType.Io
                        or DuckDBErrorType.Conversion
                        or DuckDBErrorType.Serialization
            )
        {
            DropNumbered();
            DropRejects();
            if (readables.Count > 1)
            {
                foreach (var readable in readables)
                {
                    Read(feed, [readable], salvaged);
                }
            }
            else if (
                readables[0].Format switch
                {
                    RawFormat.Parquet => false,
                    RawFormat.Csv => !salvaged,
                    _ => !readables[0].IsText,
                }
            )
            {
                Salvage(feed, readables[0]);
            }
            else
            {
                _rejects.Add(new Reject(readables[0].Object, 0, RawReading.FirstLine(error.Message), "") { IsOfTable = true });
            }
        }
    }

    /// <summary>Reads an object record by record instead of what was read of it so far.</summary>
    private void Salvage(Feed feed, Readable readable)
    {
        work.Db.Execute("DELETE FROM checked WHERE _object = $1", readable.Object);
        _salvaged.Add(readable.Object);
        var again =
            readable.Format == RawFormat.Csv
                ? CsvText.Salvage(readable, work.Stage, _rejects)
                : JsonRecords.Salvage(readable, work.Stage, _rejects);
        again = again.Reading is null ? again with { Reading = Forms.Of(work.Db, [again])[0] } : again;
        if (again.Reading is { } reading)
        {
            _readings[readable.Object] = reading;
        }

        Read(feed, [again], salvaged: true);
    }

    private RowRule[] Refusing => [.. table.Contract.Rules.Where(rule => rule.Severity == Severity.Fail)];

    /// <summary>The rules that no <see cref="ExpectedShare"/> expects to be broken.</summary>
    private RowRule[] Surprising
    {
        get
        {
            var expected = table.Contract.Gates.OfType<ExpectedShare>().SelectMany(gate => gate.Rules).ToHashSet(StringComparer.Ordinal);
            return expected.Except(Refusing.Select(rule => rule.Name), StringComparer.Ordinal).FirstOrDefault() is { } unknown
                ? throw new InvalidOperationException(
                    $"{_name}: a gate expects rows that break '{unknown}', and no rule of that name refuses rows."
                )
                : [.. Refusing.Where(rule => !expected.Contains(rule.Name))];
        }
    }

    // A rule that answers null would put the row neither here nor there.
    private static string Bad(RowRule[] rules) =>
        rules.Length > 0 ? $"coalesce({string.Join(" OR ", rules.Select(rule => rule.Broken))}, false)" : "false";

    /// <summary>A number that its column cannot hold is a value that cannot be read, not the end of the file.</summary>
    private string Fitted() =>
        string.Join(
            ", ",
            table.Contract.Readable.Select(field => $"try_cast({Sql.Name(field.Name)} AS {field.Type}) AS {Sql.Name(field.Name)}")
        )
            is { Length: > 0 } casts
            ? $" REPLACE ({casts})"
            : "";

    private string Reasons(HeaderMatch match) =>
        $"concat_ws('; ', {string.Join(", ", Refusing.Select(rule => $"CASE WHEN {rule.Broken} THEN {rule.ReasonFor(Spelled(match, rule))} END").DefaultIfEmpty("NULL"))})";

    private static string Spelled(HeaderMatch match, RowRule rule) => rule.Raw is { } raw ? match.In(raw, rule.Name.Split(':')[0]) : "";

    private string Spelling(Readable readable) => string.Concat(Refusing.Select(rule => Spelled(readable.Match, rule)));

    /// <summary>Moves what the CSV reader refused into the rejects.</summary>
    /// <returns>Objects where a quote that never closes took good lines along: they are to be read line by line instead.</returns>
    private Readable[] TakeRejects(IReadOnlyList<Readable> readables, bool salvaged)
    {
        if (readables.All(readable => readable.Format != RawFormat.Csv) || !Exists(Rejected))
        {
            return [];
        }

        var found = work.Db.Query(
            $"""
            SELECT s.file_path AS path, e.line, min(e.error_message) AS message, any_value(e.csv_line ORDER BY e.csv_line) AS record
            FROM {Rejected} e JOIN {Rejected}_scan s USING (scan_id, file_id) GROUP BY ALL ORDER BY path, e.line
            """
        );
        var swallowing = Enumerable
            .Range(0, salvaged ? 0 : found.RowCount)
            .Where(row => IsSwallowing((string?)found["message"][row], (string?)found["record"][row]))
            .Select(row => (string)found["path"][row]!)
            .ToHashSet(StringComparer.Ordinal);
        for (var row = 0; row < found.RowCount; row++)
        {
            var path = (string)found["path"][row]!;
            if (swallowing.Contains(path))
            {
                continue;
            }

            var line = Convert.ToInt64(found["line"][row], System.Globalization.CultureInfo.InvariantCulture);
            var message = RawReading.FirstLine((string?)found["message"][row] ?? "unreadable");
            if (!_leftOut.TryGetValue(path, out var entries))
            {
                _leftOut[path] = entries = [];
            }

            entries.Add(line);
            _rejects.Add(
                new Reject(
                    readables.First(readable => readable.Path == path).Object,
                    line,
                    "CSV: " + message,
                    RawReading.Cut((string?)found["record"][row] ?? "")
                )
            );
        }

        foreach (var readable in readables.Where(readable => _leftOut.ContainsKey(readable.Path)))
        {
            Locate(readable);
        }

        DropRejects();
        return [.. readables.Where(readable => swallowing.Contains(readable.Path))];

        static bool IsSwallowing(string? message, string? record) =>
            message?.Contains("unterminated quote", StringComparison.OrdinalIgnoreCase) == true
            || record?.TrimEnd('\r', '\n').Contains('\n', StringComparison.Ordinal) == true;
    }

    /// <summary>DuckDB counts a quoted line break as none; a person's editor does not.</summary>
    private void Locate(Readable readable)
    {
        var lines = RecordLines
            .Of(readable)
            .Where(record => _leftOut[readable.Path].Contains(record.Entry))
            .ToDictionary(record => record.Entry, record => record.Line);
        for (var i = 0; i < _rejects.Count; i++)
        {
            if (
                _rejects[i].Object == readable.Object
                && _rejects[i].Reason.StartsWith("CSV: ", StringComparison.Ordinal)
                && lines.TryGetValue(_rejects[i].Line, out var line)
            )
            {
                _rejects[i] = _rejects[i] with { Line = line };
            }
        }
    }

    private bool Exists(string temporary) =>
        work.Db.Scalar<long>($"SELECT count(*) FROM duckdb_tables() WHERE table_name = {Sql.Text(temporary)}") > 0;

    private void DropRejects() => work.Db.Execute($"DROP TABLE IF EXISTS {Rejected}; DROP TABLE IF EXISTS {Rejected}_scan;");
}
