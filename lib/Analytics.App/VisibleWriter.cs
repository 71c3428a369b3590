using System.Globalization;
using System.Text;

namespace Analytics.App;

/// <summary>
/// Passes text on with every control character written out, as <c>\x1b</c>: a cell of a hostile file must not move the cursor, set a window's title or hide what
/// stands before it. Line ends and tabs stay, and so does all other text.
/// </summary>
/// <param name="inner">Where the text goes; it is not closed.</param>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var from = 0;
        for (var at = 0; at < buffer.Length; at++)
        {
            if (IsHarmless(buffer[at]))
            {
                continue;
            }

            inner.Write(buffer[from..at]);
            inner.Write(buffer[at] < 0x100 ? Invariant($"\\x{(int)buffer[at]:x2}") : Invariant($"\\u{(int)buffer[at]:x4}"));
            from = at + 1;
        }

        inner.Write(buffer[from..]);
    }

    public override void Flush() => inner.Flush();

    // The marks that turn the direction of text around can make one line read as another.
    private static bool IsHarmless(char value) =>
        value is '\n' or '\r' or '\t' || !(char.IsControl(value) || value is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069');
}
