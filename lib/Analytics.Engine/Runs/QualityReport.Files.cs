using Analytics.Charts;
using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

public static partial class QualityReport
{
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
                : Plot.Bar(InWordsOf(first.Head(15)), "reason", "rows", "table", horizontal: true, stacked: true)
                    .Titled("Why rows were refused", "each counted under its first reason")
                    .XAxis("Rows")
                    .YAxis("Reason")
        );
    }

    private static Frame InWordsOf(Frame reasons) =>
        reasons.With(TextColumn.FromValues("reason", reasons.Text("reason").Words().Select(reason => ColumnWords.Reason(reason!))));

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
            SELECT source, count(*) AS files, sum(records)::BIGINT AS records, lacks, unread, assumed, sum(hours_lost)::BIGINT AS "hours lost", coalesce(refused, '') AS refused, min(origin) AS example
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
}
