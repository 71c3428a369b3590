using System.Globalization;
using CsvHelper;

namespace Analytics.Engine;

/// <summary>Writes sample files as CSV (RFC 4180), with a header line.</summary>
public sealed class SampleCsv
{
    private readonly TextWriter _writer;
    private readonly StringWriter _line = new(CultureInfo.InvariantCulture);
    private readonly CsvWriter _csv;
    private readonly Dictionary<string, int> _column = new(StringComparer.Ordinal);
    private readonly string?[] _cells;

    public SampleCsv(TextWriter writer, IReadOnlyList<string> columns, char delimiter = ',')
    {
        _writer = writer;
        // Record by record into a line of its own: CsvHelper flushes what it writes to, and a packed file that is flushed has other bytes.
        _csv = CsvWriter.Create(_line, new CsvWriterOptions { Separator = delimiter, NewLine = "\n" }, leaveOpen: true);
        _cells = new string?[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            _column[columns[i]] = i;
        }

        foreach (var column in columns)
        {
            _csv.WriteField(column);
        }

        End();
    }

    /// <summary>Sets a cell of the row in the making; null leaves it empty.</summary>
    public object? this[string column]
    {
        set =>
            _cells[_column[column]] = value switch
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
            foreach (var cell in _cells)
            {
                _csv.WriteField(cell);
            }

            End();
        }

        Array.Clear(_cells);
    }

    private void End()
    {
        _csv.EndRecord();
        _csv.Flush();
        _writer.Write(_line.GetStringBuilder());
        _line.GetStringBuilder().Clear();
    }
}
