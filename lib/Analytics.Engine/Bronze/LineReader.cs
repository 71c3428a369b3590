using System.Text;

namespace Analytics.Engine;

/// <summary>Reads lines that end with LF, CRLF or CR, with a bounded look ahead and a bound on memory per line.</summary>
internal sealed class LineReader(TextReader reader)
{
    /// <summary>Longer lines are cut here, which makes them recognisably too long.</summary>
    public const int LongestLine = 1 << 20;

    private readonly Queue<string> _ahead = new();
    private readonly StringBuilder _line = new();
    private bool _ended;

    /// <summary>1-based number of the line last returned.</summary>
    public long Number { get; private set; }

    public string? Next()
    {
        var line = _ahead.TryDequeue(out var queued) ? queued : Read();
        if (line is not null)
        {
            Number++;
        }

        return line;
    }

    /// <summary>The line that is <paramref name="offset"/> after the next one, without taking it; null past the end.</summary>
    public string? Peek(int offset)
    {
        while (_ahead.Count <= offset && Read() is { } line)
        {
            _ahead.Enqueue(line);
        }

        return _ahead.ElementAtOrDefault(offset);
    }

    public void Skip(int lines)
    {
        for (var i = 0; i < lines; i++)
        {
            Next();
        }
    }

    private string? Read()
    {
        if (_ended)
        {
            return null;
        }

        _line.Clear();
        while (true)
        {
            var c = reader.Read();
            if (c < 0)
            {
                _ended = true;
                return _line.Length > 0 ? _line.ToString() : null;
            }

            if (c is '\n' or '\r')
            {
                if (c == '\r' && reader.Peek() == '\n')
                {
                    reader.Read();
                }

                return _line.ToString();
            }

            if (_line.Length <= LongestLine)
            {
                _line.Append((char)c);
            }
        }
    }
}
