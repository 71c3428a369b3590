namespace Analytics.Engine;

/// <summary>Builds the relation that a feed reads as <c>bronze</c>.</summary>
internal static class BronzeView
{
    // Sixteen times this is the default of a buffer: too much for a small machine, and one thread's work for most files.
    private const int LongestLine = 4 << 20;

    /// <summary>The number of a record among those of its object, 1-based.</summary>
    public const string Line = "_line";

    /// <summary>
    /// Every column of the layout as plain text (see <see cref="ColumnKind"/>), or as the type it is read as from JSON, null where a file lacks it; as they came
    /// <c>_raw_x</c> for the raw columns that rules look at and <c>_record</c> (all columns as one struct); <c>_object</c>, <c>_elsewhere</c> and, for a survey, <c>_unanswered</c>. With <paramref name="lines"/> also
    /// <c>_line</c> (1-based record number).
    /// </summary>
    /// <param name="readables">Objects of one layout.</param>
    /// <param name="rawNeeded">Raw columns to carry along.</param>
    /// <param name="elsewhere">SQL over the columns: true for rows that belong to another table; null for none.</param>
    /// <param name="rejects">Name of the DuckDB tables that receive unreadable CSV records; null to refuse them.</param>
    /// <param name="lines">Whether to number the records of each object; several must then be alike in form and numbered already.</param>
    /// <param name="numbered">What reads the objects with a number for each record as <see cref="Line"/>; null to number those of one object as it is read.</param>
    public static string Sql(
        IReadOnlyList<Readable> readables,
        IEnumerable<string> rawNeeded,
        string? elsewhere,
        string? rejects,
        bool lines,
        string? numbered = null
    )
    {
        var layout = readables[0].Match.Layout;
        var needed = rawNeeded.Where(name => layout.Columns.Any(column => column.Name == name)).ToArray();
        var rows = string.Join(
            "\nUNION ALL BY NAME\n",
            readables.GroupBy(Form).Select(group => Select([.. group], layout, needed, rejects, group.Key.Gzip, lines, numbered))
        );
        if (elsewhere is null)
        {
            return $"SELECT *, false AS _elsewhere FROM ({rows})";
        }
        // Nobody looks at the values of another table's rows: without them they are not cleaned and typed for nothing.
        var emptied = layout
            .Columns.Select(column => column.Name)
            .Concat(needed.Select(name => "_raw_" + name))
            .Select(Engine.Sql.Name)
            .Select(name => $"CASE WHEN NOT _elsewhere THEN {name} END AS {name}");
        return $"SELECT * REPLACE ({string.Join(", ", emptied)}) FROM (SELECT *, coalesce({elsewhere}, false) AS _elsewhere FROM ({rows}))";
    }

    /// <summary>Objects of equal form are read by one reader.</summary>
    public static (RawFormat Format, char Delimiter, bool Gzip, bool IsText, string Signature, string Shape) Form(Readable each) =>
        (
            each.Format,
            each.Delimiter,
            each.Format != RawFormat.Parquet && RawReading.IsGzip(each.Path),
            each.IsText,
            each.Match.Signature,
            each.Reading?.Shape ?? ""
        );

    /// <summary>How a query over <see cref="Reader"/> reads a column as it came; null where the file lacks it.</summary>
    public static string? Raw(Readable readable, string name) =>
        readable.Match.Columns.Select(text => text?.Split('\n')).FirstOrDefault(column => column?[^1] == name) is { } found
            ? readable.Format switch
            {
                RawFormat.Csv => Engine.Sql.Name(name),
                RawFormat.Parquet => Engine.Sql.Name(found[0]) + "::VARCHAR",
                _ => JsonColumns.Read(found[0]),
            }
            : null;

    private static string Select(
        IReadOnlyList<Readable> files,
        Layout layout,
        string[] needed,
        string? rejects,
        bool gzip,
        bool lines,
        string? numbered
    )
    {
        var first = files[0];
        string Read(string name) => Raw(first, name) ?? "NULL::VARCHAR";
        string Plain(RawColumn column) => Raw(first, column.Name) is { } raw ? ColumnForm.Plain(first, column, raw) : "NULL::VARCHAR";

        var columns = layout
            .Columns.Select(column => $"{Plain(column)} AS {Engine.Sql.Name(column.Name)}")
            .Concat(needed.Select(name => $"{Read(name)} AS {Engine.Sql.Name("_raw_" + name)}"));
        // Landed files and their rewritten copies alike are called by the object's hash. A join could reorder the rows.
        var objects =
            files.Count == 1
                ? $"{Engine.Sql.Text(first.Object)} AS _object"
                : $"left(parse_filename(raw.filename), {first.Object.Length}) AS _object";
        var record = $"{{{string.Join(", ", layout.Columns.Select(column => $"{Engine.Sql.Text(column.Name)}: {Show(column.Name)}"))}}}";
        var reader = Reader(files, rejects, gzip);
        var unanswered = layout.NoAnswer.Count == 0 ? "" : $", {NoAnswers.Count(first)} AS _unanswered";
        var raw = numbered ?? (lines ? $"(SELECT *, row_number() OVER () AS {Line} FROM {reader})" : reader);
        return $"SELECT {string.Join(", ", columns)}, {objects}, {record} AS _record{unanswered}{(lines ? $", raw.{Line}" : "")} FROM {raw} raw";

        string Show(string name) =>
            layout.Personal.Contains(name) ? $"CASE WHEN {Read(name)} IS NOT NULL THEN '(withheld)' END" : Read(name);
    }

    /// <summary>The table function that reads files of one form.</summary>
    /// <param name="rejects">Name of the tables that receive unreadable records; null to refuse them, empty to pass them over.</param>
    public static string Reader(IReadOnlyList<Readable> files, string? rejects, bool gzip)
    {
        var first = files[0];
        var paths = "[" + Engine.Sql.Texts(files.Select(file => file.Path)) + "]";
        var filename = files.Count > 1 ? ", filename = true" : "";
        return first.Format switch
        {
            RawFormat.Parquet => $"read_parquet({paths}{filename})",
            RawFormat.JsonLines =>
                $"read_json({paths}, format = 'newline_delimited', maximum_object_size = 16777216, compression = '{(gzip ? "gzip" : "uncompressed")}', columns = {{{JsonColumns.Of(first)}}}{(rejects is "" ? ", ignore_errors = true" : "")}{filename})",
            _ => Csv(first, paths, rejects, gzip, filename),
        };
    }

    private static string Csv(Readable first, string paths, string? rejects, bool gzip, string filename)
    {
        // Every column has a name, also where nobody reads it.
        var columns = first.Match.Columns.Select(
            (name, position) => $"{Engine.Sql.Text(name ?? Invariant($"__unread_{position}"))}: 'VARCHAR'"
        );
        var unreadable = rejects switch
        {
            null => "",
            "" => ", ignore_errors = true",
            _ => $", store_rejects = true, rejects_table = '{rejects}', rejects_scan = '{rejects}_scan', rejects_limit = 0",
        };
        var form =
            $"header = {(first.Match.Layout.Header ? "true" : "false")}, delim = {Engine.Sql.Text(first.Delimiter.ToString())}, quote = '\"', escape = '\"', compression = '{(gzip ? "gzip" : "none")}'";
        return $"read_csv({paths}, auto_detect = false, {form}, max_line_size = {LongestLine}, buffer_size = {2 * LongestLine}, columns = {{{string.Join(", ", columns)}}}{unreadable}{filename})";
    }
}
