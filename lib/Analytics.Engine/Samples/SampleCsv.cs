using System.Globalization;

namespace Analytics.Engine;

/// <summary>Writes sample files as CSV (RFC 4180), with a header line.</summary>
public sealed class SampleCsv
{
    private readonly TextWriter _writer;
    private readonly Dictionary<string, int> _column = new(StringComparer.Ordinal);
    private readonly string[] _cells;
    private readonly char _delimiter;

    public SampleCsv(TextWriter writer, IReadOnlyList<string> columns, char delimiter = ',')
    {
        _writer = writer;
        _delimiter = delimiter;
        _cells = new string[columns.Count];
        for (var i = 0; i < columns.Count; i++)
            _column[columns[i]] = i;
        writer.Write(string.Join(delimiter, columns));
        writer.Write('\n');
    }

    /// <summary>Sets a cell of the row in the making; null leaves it empty.</summary>
    public object? this[string column]
    {
        set => _cells[_column[column]] = value switch
        {
            null => "",
            bool flag => flag ? "Y" : "N",
            DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
    }

    /// <summary>Writes the row in the making, <paramref name="times"/> times, and starts an empty one.</summary>
    public void Next(int times = 1)
    {
        for (var t = 0; t < times; t++)
        {
            for (var i = 0; i < _cells.Length; i++)
            {
                if (i > 0)
                    _writer.Write(_delimiter);
                var cell = _cells[i];
                if (cell is null)
                    continue;
                if (cell.AsSpan().ContainsAny(_delimiter, '"', '\n'))
                    _writer.Write("\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
                else
                    _writer.Write(cell);
            }

            _writer.Write('\n');
        }

        Array.Clear(_cells);
    }
}
