namespace Analytics.Frames;

/// <summary>The frame as CSV (RFC 4180): comma, CRLF or LF read, LF written, quotes where needed, invariant culture.</summary>
public sealed partial class Frame
{
    private static readonly System.Buffers.SearchValues<char> s_special = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>Header and rows. Null is an empty field, empty text is <c>""</c>; numbers have all their digits.</summary>
    /// <param name="forSpreadsheets">
    /// Put an apostrophe before text and names that a spreadsheet program would run as a formula (beginning with = + - @, a tab or a carriage
    /// return), numbers excepted: for files that people open. Default false: what is read back is the same.
    /// </param>
    public string ToCsv(bool forSpreadsheets = false)
    {
        var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        WriteCsv(writer, forSpreadsheets);
        return writer.ToString();
    }

    /// <inheritdoc cref="ToCsv"/>
    public void WriteCsv(TextWriter writer, bool forSpreadsheets = false)
    {
        WriteLine(writer, _columns.Length, column => (forSpreadsheets ? CellText.Harmless(_columns[column].Name) : _columns[column].Name, true));
        for (var row = 0; row < RowCount; row++)
        {
            WriteLine(writer, _columns.Length, column => (
                forSpreadsheets && _columns[column] is TextColumn text && text.At(row) is { } cell ? CellText.Harmless(cell) : CellText.Exact(_columns[column], row),
                !_columns[column].IsNull(row)));
        }
    }

    /// <summary>Reads CSV with a header line.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="types">Types by column name. A column not named gets the narrowest of Int32, Int64, Double, Bool, Date, Timestamp and Text that holds all its values.</param>
    /// <exception cref="FormatException">A line has more or fewer fields than the header, a quote is not closed, or a value is not of its type; line and column are named.</exception>
    public static Frame ReadCsv(TextReader reader, IReadOnlyDictionary<string, ColumnType>? types = null)
    {
        var csv = new CsvParser(reader);
        if (!csv.ReadLine())
            throw new FormatException("The CSV text is empty: a header line was expected.");
        var names = csv.Fields.Select(field => field ?? "").ToArray();
        if (types?.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new FormatException($"A type is given for column '{unknown}', and the header has: {string.Join(", ", names)}.");
        var columns = Array.ConvertAll(names, _ => new List<string?>());
        var lines = new List<int>();
        while (csv.ReadLine())
        {
            if (csv.Fields.Count != names.Length)
                throw new FormatException(Invariant($"Line {csv.Line} has {csv.Fields.Count} fields, the header has {names.Length}."));
            lines.Add(csv.Line);
            for (var column = 0; column < names.Length; column++)
                columns[column].Add(csv.Fields[column]);
        }

        return new Frame(names.Select((name, column) =>
            CsvColumn.From(name, columns[column], lines, types is not null && types.TryGetValue(name, out var type) ? type : null)));
    }

    private static void WriteLine(TextWriter writer, int count, Func<int, (string Text, bool IsPresent)> cell)
    {
        for (var column = 0; column < count; column++)
        {
            if (column > 0)
                writer.Write(',');
            var (text, isPresent) = cell(column);
            // Blanks at the ends are quoted too: some readers trim what is not.
            var isQuoted = isPresent && (text.Length == 0 || text.AsSpan().ContainsAny(s_special) || text[0] is ' ' or '\t' || text[^1] is ' ' or '\t');
            writer.Write(isQuoted ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
        }

        writer.Write('\n');
    }
}
