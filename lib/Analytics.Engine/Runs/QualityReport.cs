using Analytics.Charts;
using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>How far a domain's data can be trusted: what was promised, what the gates said, what was refused and why, how complete and how new it is.</summary>
public static class QualityReport
{
    private const int Snapshots = 200;

    /// <summary>Findings <c>accounts, verdicts, runs, quarantine, deliveries, missing, baselines, freshness, contracts</c>.</summary>
    /// <param name="lake">Where.</param>
    /// <param name="domain">Whose.</param>
    /// <param name="snapshot">Null for what is published now.</param>
    /// <exception cref="UsageException">Nothing of the domain is published.</exception>
    public static Report Of(Lake.Lake lake, Domain domain, Snapshot? snapshot = null)
    {
        var head = snapshot ?? lake.Head;
        if (!domain.Tables.Any(table => head.Tables.ContainsKey(table.FullName(domain))))
        {
            throw new UsageException(
                $"Nothing of {domain.Name} is published. Fill it first: dotnet script scripts/rebuild.csx {domain.Name}"
            );
        }

        using var db = Published.Open(head, domain);
        var input = new ReportInput(db);
        return new Report(
            $"{domain.Name}: quality of the data",
            [
                Accounts(head, domain),
                Gates(head, domain),
                Runs(lake, domain),
                Quarantine(input, head, domain),
                Deliveries(input, head, domain),
                Missing(head, domain),
                Baselines(head, domain),
                Freshness(lake, input, head, domain),
                Contracts(domain),
            ]
        );
    }

    private static Finding Accounts(Snapshot head, Domain domain)
    {
        var accounts = head
            .Accounts.Where(pair => TableName.Parse(pair.Key).Domain == domain.Name)
            .Select(pair => (Table: Short(pair.Key), Account: pair.Value))
            .ToArray();
        var table = new Frame(
            TextColumn.FromValues("table", accounts.Select(each => each.Table)),
            Whole("received", each => each.Received),
            Whole("kept", each => each.Kept),
            Whole("quarantined", each => each.Quarantined),
            Whole("superseded", each => each.Superseded)
        );
        var (received, quarantined, superseded) = (
            accounts.Sum(each => each.Account.Received),
            accounts.Sum(each => each.Account.Quarantined),
            accounts.Sum(each => each.Account.Superseded)
        );
        var kept = accounts.Sum(each => each.Account.Kept);
        var (lost, sums) = (received - kept - quarantined - superseded, "kept, quarantined and replaced rows add up to those that came in");
        return new Finding(
            "accounts",
            "Where did every raw row go?",
            Invariant(
                $"{received:N0} rows came in; {quarantined:N0} ({(double)quarantined / Math.Max(1, received):P2}) broke a contract and wait in quarantine, {superseded:N0} were replaced by a later version of the same row, {kept:N0} were kept: {(lost == 0 ? sums : Invariant($"{Math.Abs(lost):N0} rows {(lost > 0 ? "are missing" : "are counted twice")}"))}."
            ),
            table
        );

        Column Whole(string name, Func<Account, long> of) => new Column<long>(name, [.. accounts.Select(each => of(each.Account))]);
    }

    private static Finding Gates(Snapshot head, Domain domain)
    {
        var verdicts = Verdicts.Of(head, domain.Name);
        var tables = verdicts.All.GroupBy(verdict => Short(verdict.Table)).ToArray();
        return new Finding(
            "verdicts",
            "What did the gates say?",
            verdicts.Summary + " A gate that fails keeps the published tables as they are; a warning is only counted.",
            new Frame(
                TextColumn.FromValues("table", tables.Select(table => table.Key)),
                new Column<int>("gates", [.. tables.Select(table => table.Count())]),
                new Column<int>("broken", [.. tables.Select(table => table.Count(verdict => !verdict.Passed))]),
                TextColumn.FromValues(
                    "which",
                    tables.Select(table =>
                        string.Join(
                            "; ",
                            table
                                .Where(verdict => !verdict.Passed)
                                .Select(verdict =>
                                    Invariant($"{verdict.Gate} (observed {verdict.Observed:0.####}, expected {verdict.Detail})")
                                )
                        )
                    )
                )
            )
        );
    }

    /// <summary>The snapshots in which some table of the domain changed, oldest first.</summary>
    private static Finding Runs(Lake.Lake lake, Domain domain)
    {
        var runs = new List<(string Message, long Rows, int Passed, int Broken)>();
        var before = "";
        foreach (var snapshot in lake.History(Snapshots).Reverse())
        {
            var tables = snapshot
                .Tables.Values.Where(table => table.Table.Split('.')[1] == domain.Name)
                .OrderBy(table => table.Table, StringComparer.Ordinal)
                .ToArray();
            var content = string.Join(' ', tables.Select(table => table.Sha));
            if (tables.Length == 0 || content == before)
            {
                continue;
            }

            before = content;
            var verdicts = Verdicts.Of(snapshot, domain.Name);
            runs.Add(
                (
                    snapshot.Message,
                    tables.Sum(table => table.Rows),
                    verdicts.All.Count(verdict => verdict.Passed),
                    verdicts.All.Count(verdict => !verdict.Passed)
                )
            );
        }

        var numbers = runs.Select((_, i) => (double)(i + 1)).ToArray();
        var table = new Frame(
            new Column<int>("run", [.. numbers.Select(number => (int)number)]),
            TextColumn.FromValues("message", runs.Select(run => run.Message)),
            new Column<long>("rows", [.. runs.Select(run => run.Rows)]),
            new Column<int>("passed", [.. runs.Select(run => run.Passed)]),
            new Column<int>("broken", [.. runs.Select(run => run.Broken)])
        );
        return new Finding(
            "runs",
            "Is it getting better?",
            runs.Count < 2
                ? "The tables were published once so far: there is nothing to compare with yet."
                : Invariant(
                    $"{(runs[^1].Broken < runs[0].Broken ? "Fewer gates are broken than at first" : runs[^1].Broken > runs[0].Broken ? "No: more gates are broken than at first" : "As many gates are broken as at first")}: {runs[0].Broken} of {runs[0].Broken + runs[0].Passed} in the first of {runs.Count} published versions, {runs[^1].Broken} of {runs[^1].Broken + runs[^1].Passed} now."
                ),
            table,
            runs.Count < 2
                ? null
                : Plot.Line(numbers, runs.Select(run => (double)run.Broken).ToArray(), "Broken gates by published version", markers: true)
                    .XAxis("Version")
                    .YAxis("Gates", from: 0)
        );
    }

    private static Finding Quarantine(ReportInput input, Snapshot head, Domain domain)
    {
        var tables = domain.Tables.OfType<SilverTable>().Where(table => head.Tables.ContainsKey(table.QuarantineName(domain))).ToArray();
        if (tables.Length == 0)
        {
            return new Finding("quarantine", "What was refused, and why?", "Nothing.", new Frame());
        }
        // A lake of an earlier version does not know yet how many rows a file had that was refused whole. Such a file's reason lists headers, with the same mark in between.
        var rows = string.Join(
            " UNION ALL ",
            tables.Select(table =>
                HasKinds(head, table.QuarantineName(domain))
                    ? $"SELECT {Sql.Text(table.Name)} AS \"table\", origin, line, rows, CASE WHEN kind = 'file' THEN [reasons] ELSE string_split(reasons, '; ') END AS reasons FROM silver.{Sql.Name(table.Name + "_quarantine")}"
                    : $"SELECT {Sql.Text(table.Name)}, origin, line, 1, string_split(reasons, '; ') FROM silver.{Sql.Name(table.Name + "_quarantine")}"
            )
        );
        // What a value is unfit for follows from why it could not be read: a row counts under its first reason, and the others are what came of it.
        var reasons = input.Query(
            $"""
            SELECT "table", reason, coalesce(sum(rows) FILTER (number = 1), 0)::BIGINT AS rows, coalesce(sum(rows) FILTER (number > 1), 0)::BIGINT AS besides, min(origin || ':' || coalesce(line::VARCHAR, '?')) AS example
            FROM (
                SELECT "table", origin, line, rows, generate_subscripts(reasons, 1) AS number,
                    regexp_replace(regexp_replace(regexp_replace(unnest(reasons), '(, got .*|unknown word ".*)$', ''), '^sheet ''.*?'': ', ''), '^(JSON|gzip|Parquet|Excel workbook): .*$', '\1: cannot be read') AS reason
                FROM ({rows}))
            GROUP BY 1, 2 ORDER BY rows DESC, besides DESC, 1, 2
            """
        );
        var first = reasons.Where([.. reasons.Column<long>("rows").Values.ToArray().Select(count => count > 0)]);
        var total = first.Column<long>("rows").Values.ToArray().Sum();
        return new Finding(
            "quarantine",
            "What was refused, and why?",
            total == 0
                ? "Nothing was refused."
                : Invariant(
                    $"{total:N0} {(total == 1 ? "row was" : "rows were")} refused, each counted under its first reason. Most often: {first["reason"][0]} in {first["table"][0]}, {first["rows"][0]:N0} of them. Every refused row is kept with its file and line, and read again after a repair: dotnet script scripts/rebuild.csx {domain.Name} --replay"
                ),
            reasons,
            first.RowCount < 2
                ? null
                : Plot.Bar(first.Head(15), "reason", "rows", "table", horizontal: true, stacked: true)
                    .Titled("Why rows were refused", "each counted under its first reason")
                    .XAxis("Rows")
        );
    }

    private static bool HasKinds(Snapshot head, string name) => head.Schema(name).Columns.Any(column => column.Name == "kind");

    /// <summary>Files that did not have what was expected of them.</summary>
    private static Finding Deliveries(ReportInput input, Snapshot head, Domain domain)
    {
        var tables = domain.Tables.OfType<SilverTable>().Where(table => head.Tables.ContainsKey(table.DeliveriesName(domain))).ToArray();
        const string Question = "Which files were not as expected?";
        if (tables.Length == 0)
        {
            return new Finding(
                "deliveries",
                Question,
                "Every file has all columns that are read, and none beyond, and tells how it writes dates and numbers.",
                new Frame()
            );
        }

        var rows = string.Join(
            " UNION ALL ",
            tables.Select(table =>
                // A lake of an earlier version has not noted all of it.
                $"SELECT source, origin, records, lacks, unread, coalesce(assumed, '') AS assumed, coalesce(hours_lost, 0) AS hours_lost, refused FROM (SELECT * FROM silver.{Sql.Name(table.Name + "_deliveries")} UNION ALL BY NAME SELECT NULL::VARCHAR AS assumed, NULL::BIGINT AS hours_lost WHERE false)"
            )
        );
        var files = input.Query(
            $"""
            SELECT source, count(*) AS files, sum(records)::BIGINT AS records, lacks, unread, assumed, sum(hours_lost)::BIGINT AS hours_lost, coalesce(refused, '') AS refused, min(origin) AS example
            FROM ({rows}) GROUP BY source, lacks, unread, assumed, refused ORDER BY refused = '', source, files DESC, lacks, unread, assumed, refused
            """
        );
        var refused = input.Query(
            $"SELECT count(*) AS n, coalesce(sum(records), 0)::BIGINT AS lines FROM ({rows}) WHERE refused IS NOT NULL"
        );
        var lacking = input.Query(
            $"SELECT count(*) FILTER (WHERE lacks <> '') AS n, count(*) FILTER (WHERE assumed <> '') AS assumed, coalesce(sum(hours_lost), 0)::BIGINT AS hours FROM ({rows})"
        );
        return new Finding(
            "deliveries",
            Question,
            Invariant(
                $"{refused["n"][0]:N0} files were refused whole ({refused["lines"][0]:N0} lines); {lacking["n"][0]:N0} lack columns, whose values stay as they were known; {lacking["assumed"][0]:N0} do not tell the order of their dates or their decimal mark, which was taken for granted; {lacking["hours"][0]:N0} times of day could not be read and cost the hour. Columns that nobody reads stay in Bronze."
            ),
            files
        );
    }

    private static Finding Missing(Snapshot head, Domain domain)
    {
        var silver = domain.Tables.OfType<SilverTable>().Select(table => table.FullName(domain)).ToHashSet(StringComparer.Ordinal);
        var shares = head
            .Measures.Where(pair => silver.Contains(pair.Key))
            .SelectMany(pair =>
                pair.Value.Nulls.Where(column => column.Value > 0)
                    .Select(column => (Column: $"{Short(pair.Key)}.{column.Key}", Share: (double)column.Value / pair.Value.Rows))
            )
            .OrderByDescending(each => each.Share)
            .ThenBy(each => each.Column, StringComparer.Ordinal)
            .ToArray();
        var table = new Frame(
            TextColumn.FromValues("column", shares.Select(each => each.Column)),
            new Column<double>("missing", [.. shares.Select(each => Math.Round(each.Share, 4))])
        );
        // What is wholly empty is one sentence; a picture of it would hide the others.
        var partly = table.Where([.. table.Column<double>("missing").Values.ToArray().Select(share => share < 1)]);
        var empty = table.RowCount - partly.RowCount;
        var text =
            table.RowCount == 0
                ? "Every value is there."
                : Invariant(
                    $"{table.RowCount} {(table.RowCount == 1 ? "column has" : "columns have")} gaps, {empty} of them hold nothing at all.{(partly.RowCount == 0 ? "" : Invariant($" Of the others {partly["column"][0]} is empty most often, in {partly["missing"][0]:P1} of its rows."))}"
                );
        return new Finding(
            "missing",
            "What is not recorded?",
            text,
            table,
            partly.RowCount == 0
                ? null
                : Plot.Bar(partly.Head(20), "column", "missing", horizontal: true)
                    .Titled("Share of rows without a value", "columns that are not wholly empty, the twenty emptiest")
                    .XAxis("Share missing", percent: true)
                    .Sized(820, 460)
        );
    }

    /// <summary>What later runs are compared with: rows of each table, and what its baseline gates said.</summary>
    private static Finding Baselines(Snapshot head, Domain domain)
    {
        var names = domain.Tables.Select(table => table.FullName(domain)).Where(head.Tables.ContainsKey).ToArray();
        var gates = names
            .Select(name =>
                string.Join(
                    "; ",
                    head.Verdicts.Where(verdict => verdict.Table == name && IsBaseline(verdict.Gate))
                        .Select(verdict => $"{verdict.Gate}: {verdict.Detail}")
                )
            )
            .ToArray();
        return new Finding(
            "baselines",
            "What is usual?",
            Invariant(
                $"The row counts, null shares and groups of the {names.Length} tables below are remembered with each version; the next one is compared with the last five."
            ),
            new Frame(
                TextColumn.FromValues("table", names.Select(Short)),
                new Column<long>("rows", [.. names.Select(name => head.Tables[name].Rows)]),
                TextColumn.FromValues("compared with", gates)
            )
        );

        static bool IsBaseline(string gate) =>
            gate == RowBaseline.Title
            || gate.EndsWith(NullBaseline.Title, StringComparison.Ordinal)
            || gate.EndsWith(VanishedGroups.Title, StringComparison.Ordinal);
    }

    private static Finding Freshness(Lake.Lake lake, ReportInput input, Snapshot head, Domain domain)
    {
        var objects = domain.Sources.Select(source => (source.Name, Objects: lake.Objects.List(domain.Name, source.Name))).ToArray();
        var newest = domain
            .Tables.OfType<SilverTable>()
            .Where(table => head.Tables.ContainsKey(table.FullName(domain)))
            .SelectMany(table =>
                table
                    .Contract.Fields.Where(field => field.Type is "TIMESTAMP" or "DATE")
                    .Select(field => (Table: table.Name, Column: field.Name))
            )
            .Select(each =>
                (
                    each.Table,
                    each.Column,
                    Range: input.Query(
                        $"SELECT min({Sql.Name(each.Column)})::VARCHAR AS oldest, max({Sql.Name(each.Column)})::VARCHAR AS newest FROM silver.{Sql.Name(each.Table)}"
                    )
                )
            )
            .ToArray();
        var table = new Frame(
            TextColumn.FromValues("table", newest.Select(each => each.Table)),
            TextColumn.FromValues("column", newest.Select(each => each.Column)),
            TextColumn.FromValues("oldest", newest.Select(each => each.Range["oldest"][0] as string)),
            TextColumn.FromValues("newest", newest.Select(each => each.Range["newest"][0] as string))
        );
        var landed = string.Join(
            ", ",
            objects
                .Where(each => each.Objects.Count > 0)
                .Select(each => Invariant($"{each.Objects.Count:N0} of {each.Name} ({Size(each.Objects.Sum(file => file.Bytes))})"))
                .DefaultIfEmpty("none")
        );
        return new Finding(
            "freshness",
            "How new is it?",
            $"{(newest.Length == 0 ? "No table knows a time." : $"The newest values: {string.Join(", ", newest.Select(each => $"{each.Table}.{each.Column} {each.Range["newest"][0] as string ?? "none"}"))}.")} Files landed: {landed}.",
            table
        );
    }

    private static string Size(long bytes) =>
        bytes switch
        {
            < 1000 => Invariant($"{bytes} bytes"),
            < 1_000_000 => Invariant($"{bytes / 1e3:0.0} kB"),
            _ => Invariant($"{bytes / 1e6:0.0} MB"),
        };

    private static Finding Contracts(Domain domain)
    {
        var fields = domain
            .Tables.OfType<SilverTable>()
            .SelectMany(table => table.Contract.Fields.Select(field => (Table: table.Name, Field: field)))
            .ToArray();
        return new Finding(
            "contracts",
            "What is promised?",
            Invariant(
                $"{fields.Length} columns of {domain.Tables.OfType<SilverTable>().Count()} Silver tables, each with its type and rules; a row that breaks a hard rule never gets in."
            ),
            new Frame(
                TextColumn.FromValues("table", fields.Select(each => each.Table)),
                TextColumn.FromValues("column", fields.Select(each => each.Field.Name)),
                TextColumn.FromValues("type", fields.Select(each => each.Field.Type)),
                TextColumn.FromValues("rules", fields.Select(each => Rules(each.Field))),
                TextColumn.FromValues("meaning", fields.Select(each => each.Field.Meaning))
            )
        );
    }

    private static string Rules(Field field) =>
        string.Join(
            ", ",
            new[]
            {
                field.IsKey ? "key"
                : field.IsRequired ? "required"
                : null,
                field.Min is not null || field.Max is not null
                    ? $"{Plain(field.Min)}…{Plain(field.Max)}{(field.RangeSeverity == Severity.Warn ? " (warning)" : "")}"
                    : null,
                field.Vocabulary.Count > 0
                    ? FormattableString.Invariant(
                        $"one of {field.Vocabulary.Count} words{(field.VocabularySeverity == Severity.Warn ? " (warning)" : "")}"
                    )
                    : null,
                field.Pattern is { } pattern ? $"like {pattern}" : null,
            }.OfType<string>()
        );

    /// <summary>A bound as a person writes it: <c>2000-01-01</c> for <c>TIMESTAMP '2000-01-01'</c>.</summary>
    private static string? Plain(string? bound) => bound?.Split('\'') is [_, var literal, _] ? literal : bound;

    private static string Short(string table) => table.Split('.')[^1];
}
