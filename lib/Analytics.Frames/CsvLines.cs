using CsvHelper;

namespace Analytics.Frames;

/// <summary>Fields of CSV records as CsvHelper divides them: RFC 4180, with LF or CRLF. A field that is empty and not quoted is null.</summary>
internal sealed class CsvLines(TextReader reader) : IDisposable
{
    // What is malformed is read on by CsvHelper and refused here, with the line of the fault and not of its record.
    private static readonly CsvReaderOptions s_form = new()
    {
        HasHeader = false,
        SkipEmptyLines = false,
        TrackLineNumbers = true,
        PoolStrings = true,
    };

    private readonly CsvReader _csv = CsvReader.Create(reader, s_form, leaveOpen: true);
    private readonly List<string?> _fields = [];

    public IReadOnlyList<string?> Fields => _fields;

    /// <summary>The 1-based number of the text line on which the last record began.</summary>
    public int Line { get; private set; }

    /// <summary>Reads the next record; lines without any character are skipped when the header has several columns.</summary>
    /// <exception cref="FormatException">A quote is never closed, or text stands behind it.</exception>
    public bool ReadLine()
    {
        var columns = _fields.Count;
        do
        {
            _fields.Clear();
            if (!_csv.Read())
            {
                return false;
            }

            Line = (int)_csv.LineNumber;
            for (var field = 0; field < _csv.FieldCount; field++)
            {
                var raw = _csv.GetRawSpan(field);
                if (raw is [(byte)'"', ..])
                {
                    CheckQuotes(raw, field);
                }

                _fields.Add(raw.IsEmpty ? null : _csv.GetString(field));
            }
        } while (columns > 1 && _fields is [null]);
        return true;
    }

    public void Dispose() => _csv.Dispose();

    private void CheckQuotes(ReadOnlySpan<byte> raw, int field)
    {
        for (var i = 1; ; i++)
        {
            var next = raw[i..].IndexOf((byte)'"');
            if (next < 0)
            {
                throw new FormatException(Invariant($"Line {LineAt(field)}, field {field + 1}: the quote is never closed."));
            }

            i += next;
            if (i + 1 == raw.Length)
            {
                return;
            }

            if (raw[i + 1] != '"')
            {
                throw new FormatException(
                    Invariant(
                        $"Line {LineAt(field) + raw[..i].Count((byte)'\n')}, field {field + 1}: '{System.Text.Encoding.UTF8.GetString(raw[(i + 1)..])[0]}' after the closing quote, where a comma or the line's end was expected."
                    )
                );
            }

            i++;
        }
    }

    /// <summary>The line on which a field begins.</summary>
    private int LineAt(int field)
    {
        var line = Line;
        for (var before = 0; before < field; before++)
        {
            line += _csv.GetRawSpan(before).Count((byte)'\n');
        }

        return line;
    }
}
