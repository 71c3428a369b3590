namespace Analytics.Engine;

/// <summary>
/// Cuts the elements out of the first JSON array of a stream, without holding the stream in memory and without
/// parsing them: an element that is broken inside is still cut out whole when its brackets and quotes balance.
/// </summary>
internal sealed class JsonArrayScanner(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _at;
    private int _end;
    private bool _inside;
    private bool _done;

    /// <summary>The next element's bytes, or null after the array's end.</summary>
    /// <exception cref="InvalidDataException">The stream ends inside the array, holds no array, or an element is larger than 16 MiB.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        if (_done)
        {
            return null;
        }

        if (!_inside)
        {
            // {"data": [ … ]} and [ … ] alike: the array starts at the first bracket outside of text.
            SkipTo((byte)'[');
            _inside = true;
        }

        var element = new MemoryStream();
        var depth = 0;
        var text = false;
        var escaped = false;
        while (true)
        {
            var b = Read();
            if (b < 0)
            {
                throw new InvalidDataException("JSON cut short: the array is not closed");
            }

            var between = depth == 0 && !text;
            if (between && (b is ',' or ']'))
            {
                _done = b == ']';
                if (element.Length > 0)
                {
                    return element.ToArray();
                }

                if (_done)
                {
                    return null;
                }

                continue;
            }

            if (between && element.Length == 0 && (b is ' ' or '\t' or '\r' or '\n'))
            {
                continue;
            }

            element.WriteByte((byte)b);
            if (element.Length > JsonRecords.LargestRecord)
            {
                throw new InvalidDataException($"JSON record larger than {JsonRecords.LargestRecord >> 20} MiB");
            }

            if (text)
            {
                text = escaped || b != '"';
                escaped = !escaped && b == '\\';
            }
            else if (b == '"')
            {
                text = true;
            }
            else if (b is '{' or '[')
            {
                depth++;
            }
            else if (b is '}' or ']')
            {
                depth--;
            }
        }
    }

    private void SkipTo(byte wanted)
    {
        int b;
        while ((b = Read()) != wanted)
        {
            if (b < 0)
            {
                throw new InvalidDataException("JSON cut short: there is no array");
            }
        }
    }

    private int Read()
    {
        if (_at == _end)
        {
            _end = stream.Read(_buffer);
            _at = 0;
            if (_end == 0)
            {
                return -1;
            }
        }

        return _buffer[_at++];
    }
}
