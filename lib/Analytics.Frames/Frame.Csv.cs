using CsvHelper;

namespace Analytics.Frames;

/// <summary>The frame as CSV (RFC 4180): comma, CRLF or LF read, LF written, quotes where needed, invariant culture.</summary>
public sealed partial class Frame
{
    private static readonly CsvWriterOptions s_form = new() { NewLine = "\n" };

    /// <summary>Header and rows. Null is an empty field, empty text is <c>""</c>; numbers have all their digits.</summary>
    /// <param name="forSpreadsheets">
    /// Put an apostrophe before text and names that a spreadsheet program would run as a formula (beginning with = + - @, a tab or a carriage
    /// return), numbers excepted: for files that people open. Default false: what is read back is the same.
    /// </param>
    /// <param name="header">Write the names first. Default true; false for a part that follows another.</param>
    public string ToCsv(bool forSpreadsheets = false, bool header = true)
    {
        var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        WriteCsv(writer, forSpreadsheets, header);
        return writer.ToString();
    }

    /// <inheritdoc cref="ToCsv"/>
    public void WriteCsv(TextWriter writer, bool forSpreadsheets = false, bool header = true)
    {
        using var csv = CsvWriter.Create(writer, s_form, leaveOpen: true);
        if (header)
        {
            foreach (var column in _columns)
            {
                Write(csv, forSpreadsheets ? CellText.Harmless(column.Name) : column.Name);
            }

            csv.EndRecord();
        }

        for (var row = 0; row < RowCount; row++)
        {
            // CsvHelper quotes an empty field that is alone in its record, and the null would come back as empty text.
            if (_columns is [var only] && only.IsNull(row))
            {
                csv.Flush();
                writer.Write('\n');
                continue;
            }

            foreach (var column in _columns)
            {
                Write(
                    csv,
                    column.IsNull(row) ? null
                        : forSpreadsheets && column is TextColumn text ? CellText.Harmless(text.At(row)!)
                        : CellText.Exact(column, row)
                );
            }

            csv.EndRecord();
        }
    }

    /// <summary>Reads CSV with a header line.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="types">Types by column name. A column not named gets the narrowest of Int32, Int64, Double, Bool, Date, Timestamp and Text that holds all its values.</param>
    /// <exception cref="FormatException">A line has more or fewer fields than the header, a quote is not closed, or a value is not of its type; line and column are named.</exception>
    public static Frame ReadCsv(TextReader reader, IReadOnlyDictionary<string, ColumnType>? types = null)
    {
        using var csv = new CsvLines(reader);
        if (!csv.ReadLine())
        {
            throw new FormatException("The CSV text is empty: a header line was expected.");
        }

        var names = csv.Fields.Select(field => field ?? "").ToArray();
        if (types?.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new FormatException($"A type is given for column '{unknown}', and the header has: {string.Join(", ", names)}.");
        }

        var columns = Array.ConvertAll(names, _ => new List<string?>());
        var lines = new List<int>();
        while (csv.ReadLine())
        {
            if (csv.Fields.Count != names.Length)
            {
                throw new FormatException(Invariant($"Line {csv.Line} has {csv.Fields.Count} fields, the header has {names.Length}."));
            }

            lines.Add(csv.Line);
            for (var column = 0; column < names.Length; column++)
            {
                columns[column].Add(csv.Fields[column]);
            }
        }

        return new Frame(
            names.Select(
                (name, column) =>
                    CsvColumn.From(name, columns[column], lines, types is not null && types.TryGetValue(name, out var type) ? type : null)
            )
        );
    }

    /// <summary>Blanks at the ends are quoted too: some readers trim what is not.</summary>
    private static void Write(CsvWriter csv, string? text) =>
        csv.WriteField(text, text is "" ? CsvQuoting.Always : CsvQuoting.WhenNeededOrWhitespace);
}
