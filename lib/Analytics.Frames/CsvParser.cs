using System.Text;

namespace Analytics.Frames;

/// <summary>Fields of CSV lines: RFC 4180, with LF or CRLF. A field that is empty and not quoted is null.</summary>
internal sealed class CsvParser(TextReader reader)
{
    private readonly List<string?> _fields = [];
    private readonly StringBuilder _field = new();
    private int _linesRead;

    public IReadOnlyList<string?> Fields => _fields;

    /// <summary>The 1-based number of the text line on which the last record began.</summary>
    public int Line { get; private set; }

    /// <summary>Reads the next record; lines without any character are skipped when the header has several columns.</summary>
    public bool ReadLine()
    {
        var columns = _fields.Count;
        do
        {
            _fields.Clear();
            Line = _linesRead + 1;
            if (reader.Peek() < 0)
                return false;
            // A byte order mark belongs to the encoding, not to the first name.
            if (_linesRead == 0 && reader.Peek() == '\uFEFF')
                reader.Read();
            ReadFields();
        }
        while (columns > 1 && _fields is [null]);
        return true;
    }

    private void ReadFields()
    {
        while (true)
        {
            _field.Clear();
            var isQuoted = reader.Peek() == '"';
            if (isQuoted)
                ReadQuoted();
            else
                ReadBare();
            _fields.Add(isQuoted || _field.Length > 0 ? _field.ToString() : null);
            switch (reader.Read())
            {
                case ',': continue;
                case '\r':
                    if (reader.Peek() == '\n')
                        reader.Read();
                    break;
                case '\n' or -1: break;
                case var other: throw new FormatException(Invariant($"Line {_linesRead + 1}, field {_fields.Count}: '{(char)other}' after the closing quote, where a comma or the line's end was expected."));
            }

            _linesRead++;
            return;
        }
    }

    private void ReadBare()
    {
        while (reader.Peek() is >= 0 and not (',' or '\r' or '\n'))
            _field.Append((char)reader.Read());
    }

    private void ReadQuoted()
    {
        var opened = _linesRead + 1;
        reader.Read();
        while (true)
        {
            var letter = reader.Read();
            if (letter < 0)
                throw new FormatException(Invariant($"Line {opened}, field {_fields.Count + 1}: the quote is never closed."));
            if (letter == '"')
            {
                if (reader.Peek() != '"')
                    return;
                reader.Read();
            }

            _linesRead += letter == '\n' ? 1 : 0;
            _field.Append((char)letter);
        }
    }
}
