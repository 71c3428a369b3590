using System.Text;

namespace Analytics.Interactive.Jupyter;

/// <summary><see cref="Console.Out"/> or <see cref="Console.Error"/> while the kernel runs: text goes to the cell's output.</summary>
internal sealed class CellWriter : TextWriter
{
    private readonly IoPub _output;
    private readonly string _stream;

    public CellWriter(IoPub output, string stream)
        : base(System.Globalization.CultureInfo.InvariantCulture)
    {
        _output = output;
        _stream = stream;
        CoreNewLine = ['\n']; // the same notebook on every operating system
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => _output.Write(_stream, [value]);

    public override void Write(string? value) => _output.Write(_stream, value);

    public override void Write(ReadOnlySpan<char> buffer) => _output.Write(_stream, buffer);

    public override void Write(char[] buffer, int index, int count) => _output.Write(_stream, buffer.AsSpan(index, count));

    // One call, so that lines of several threads do not mix.
    public override void WriteLine(string? value) => _output.Write(_stream, value + "\n");

    public override void WriteLine(ReadOnlySpan<char> buffer) => _output.Write(_stream, $"{buffer}\n");
}

/// <summary><see cref="Console.In"/> while the kernel runs: a line is asked of the person at the client.</summary>
/// <remarks><c>ask</c>: Given a prompt and whether it is a password, returns the line typed.</remarks>
internal sealed class CellReader(Func<string, bool, string> ask) : TextReader
{
    private string _line = "";
    private int _at;

    public override int Peek()
    {
        Fill();
        return _line[_at];
    }

    public override int Read()
    {
        Fill();
        return _line[_at++];
    }

    public override string ReadLine()
    {
        Fill();
        var line = _line[_at..^1];
        _at = _line.Length;
        return line;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        Fill();
        var length = Math.Min(count, _line.Length - _at);
        _line.CopyTo(_at, buffer, index, length);
        _at += length;
        return length;
    }

    public override string ReadToEnd() =>
        throw new NotSupportedException("input from a notebook has no end; read it line by line with Console.ReadLine()");

    private void Fill()
    {
        if (_at < _line.Length)
        {
            return;
        }

        _line = ask("", false) + "\n";
        _at = 0;
    }
}
