namespace Analytics.Engine;

/// <summary>The lines of a stream as bytes: they end with LF, CRLF or CR. Memory per line is bounded.</summary>
/// <param name="stream">Where from.</param>
/// <param name="longest">Bytes of a line that are kept. Default <see cref="LineReader.LongestLine"/>.</param>
internal sealed class ByteLines(Stream stream, int longest = LineReader.LongestLine)
{
    private byte[] _buffer = new byte[1 << 17];
    private int _start;
    private int _end;
    private bool _isAfterReturn;

    /// <summary>1-based number of the line last returned.</summary>
    public long Number { get; private set; }

    /// <summary>
    /// The next line without its end, good until the next call; null past the last one. A line longer than
    /// the maximum is cut one byte behind that, which makes it recognisably too long.
    /// </summary>
    /// <exception cref="InvalidDataException">The stream is a damaged gzip.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        if (_isAfterReturn)
        {
            _isAfterReturn = false;
            if ((_start < _end || Fill()) && _buffer[_start] == '\n')
            {
                _start++;
            }
        }

        for (var seen = 0; ; )
        {
            var at = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOfAny((byte)'\n', (byte)'\r');
            if (at >= 0)
            {
                return Take(seen + at, isEnded: true);
            }

            seen = Math.Min(_end - _start, longest + 1);
            if (!Fill())
            {
                return _start < _end ? Take(_end - _start, isEnded: false) : default(ReadOnlyMemory<byte>?);
            }
        }
    }

    private ReadOnlyMemory<byte> Take(int length, bool isEnded)
    {
        var line = _buffer.AsMemory(_start, Math.Min(length, longest + 1));
        _isAfterReturn = isEnded && _buffer[_start + length] == '\r';
        _start += length + (isEnded ? 1 : 0);
        Number++;
        return line;
    }

    /// <summary>Reads on behind what is there; of a line that is too long only the begin is kept.</summary>
    private bool Fill()
    {
        var kept = Math.Min(_end - _start, longest + 1);
        if (kept > _buffer.Length / 2)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        (_start, _end) = (0, kept);
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
