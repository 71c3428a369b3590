using System.Globalization;
using System.Text;
using Analytics.Engine;

namespace Analytics.App;

/// <summary>
/// What a command says while it runs within another program: its lines, its steps and what went wrong. As long as one is open, all that its own flow of work
/// (and the tasks that it starts) writes to the standard streams goes here; everybody else's text stays where it went.
/// </summary>
/// <param name="line">Receives each line, by any thread, one at a time.</param>
/// <param name="step">Receives each step's progress.</param>
/// <param name="count">Receives what was counted: what, done, of how many.</param>
public sealed class Hearing(Action<string> line, Action<StepProgress> step, Action<string, int, int> count) : IDisposable
{
    private static readonly AsyncLocal<Hearing?> s_current = new();
    private static readonly Lock s_setting = new();

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();

    /// <summary>Who listens to this flow of work; null for nobody.</summary>
    internal static Hearing? Current => s_current.Value;

    /// <summary>The error that ended the command, or the first of those that ended a part of it; null for none.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Begins to listen to the caller's flow of work.</summary>
    public Hearing Open()
    {
        lock (s_setting)
        {
            if (Console.Out is not Router)
            {
                Console.SetOut(new Router(Console.Out));
            }

            if (Console.Error is not Router)
            {
                Console.SetError(new Router(Console.Error));
            }
        }

        s_current.Value = this;
        return this;
    }

    public void Dispose()
    {
        s_current.Value = null;
        lock (_lock)
        {
            if (_text.Length > 0)
            {
                line(_text.ToString());
                _text.Clear();
            }
        }
    }

    internal void Step(StepProgress progress) => step(progress);

    internal void Count(string what, int done, int of) => count(what, done, of);

    internal void Failed(Exception error) => Error ??= error;

    private void Write(ReadOnlySpan<char> text)
    {
        lock (_lock)
        {
            while (text.IndexOf('\n') is >= 0 and var end)
            {
                _text.Append(text[..end]);
                line(_text.ToString().TrimEnd('\r'));
                _text.Clear();
                text = text[(end + 1)..];
            }

            _text.Append(text);
        }
    }

    /// <summary>Gives text to whoever listens to the flow that writes it, else to the stream that was there.</summary>
    private sealed class Router(TextWriter elsewhere) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => elsewhere.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (Current is { } hearing)
            {
                hearing.Write(buffer);
            }
            else
            {
                elsewhere.Write(buffer);
            }
        }

        public override void Flush()
        {
            if (Current is null)
            {
                elsewhere.Flush();
            }
        }
    }
}
