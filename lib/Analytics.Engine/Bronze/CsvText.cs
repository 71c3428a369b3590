using System.Text;

namespace Analytics.Engine;

/// <summary>CSV objects: header, delimiter, encoding; and the slow, forgiving reader for files that the fast one gives up on.</summary>
internal static class CsvText
{
    /// <summary>A record that a stray quote opens must close within this many lines, or the quote is taken for a mistake.</summary>
    private const int LongestRecord = 50;

    public static Readable? Prepare(Source source, string sha, string path, byte[] head, string stage, List<Reject> rejects)
    {
        if (head.Length == RawReading.HeadBytes && !head.AsSpan().ContainsAny((byte)'\n', (byte)'\r'))
        {
            rejects.Add(new Reject(sha, 0, FormattableString.Invariant($"the header line is longer than the maximum of {RawReading.HeadBytes:N0} bytes"), ""));
            return null;
        }

        var encoding = EncodingOf(source, head);
        var line = FirstLine(head, encoding);
        // Old files end lines with a bare CR, which the fast reader does not take for an end once LF occurs.
        var bareReturn = line.AsSpan().TrimEnd('\r').Contains('\r');
        line = line.Split('\r')[0];
        var delimiter = Header.DelimiterOf(line);
        var cells = Header.Split(line, delimiter);
        var match = Header.Match(source, cells, out var reason);
        if (match is null)
        {
            rejects.Add(new Reject(sha, line.Contains('\0', StringComparison.Ordinal) ? 1 : 0, reason, RawReading.Cut(line)));
            return null;
        }

        // A source may hold files of several code pages: that of the layout counts, and one that declares none means UTF-8.
        if (encoding is not (null or UnicodeEncoding))
            encoding = match.Layout.Encoding is { } own ? RawReading.Strict(own) : null;
        if (match.Layout.TrailingDelimiter && EndsWithDelimiter(TextOf(head, encoding), delimiter, cells.Count))
            match = match with { Columns = [.. match.Columns, null] };
        var readable = new Readable(sha, path, RawFormat.Csv, delimiter, match);
        return encoding is null && !bareReturn && !head.AsSpan().Contains((byte)0) ? readable : Salvage(readable, encoding, stage, rejects);
    }

    /// <summary>Delimiter and header of a file that is one of the source's and is read as it is; null for any other.</summary>
    public static (char Delimiter, bool Header)? Plain(Source source, byte[] head)
    {
        var line = FirstLine(head, null).TrimEnd('\r');
        if (EncodingOf(source, head) is not null || line.Contains('\r', StringComparison.Ordinal) || head.AsSpan().Contains((byte)0))
            return null;
        var delimiter = Header.DelimiterOf(line);
        return Header.Match(source, Header.Split(line, delimiter), out _) is { } match ? (delimiter, match.Layout.Header) : null;
    }

    /// <summary>
    /// Rewrites an object as clean CSV under <paramref name="stage"/>, record by record: what has the right number of fields is
    /// kept, the rest is rejected with its line. Used for other encodings, and when the fast reader cannot go on.
    /// </summary>
    public static Readable Salvage(Readable readable, Encoding? encoding, string stage, List<Reject> rejects)
    {
        var target = Path.Combine(stage, readable.Object + ".salvaged.csv");
        using var stream = RawReading.Open(readable.Path);
        using var reader = new StreamReader(stream, encoding ?? RawReading.Strict(null), detectEncodingFromByteOrderMarks: true, 1 << 16);
        using var writer = new StreamWriter(target, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        var lines = new LineReader(reader);
        var expected = readable.Match.Columns.Count;
        if (readable.Match.Layout.Header)
            writer.WriteLine(string.Join(readable.Delimiter, Enumerable.Repeat("h", expected)));
        var first = readable.Match.Layout.Header;
        var stands = new List<long>();
        while (true)
        {
            string? line;
            try
            {
                line = lines.Next();
            }
            catch (Exception error) when (error is InvalidDataException or DecoderFallbackException)
            {
                var what = error is DecoderFallbackException ? "bytes that are not " + reader.CurrentEncoding.WebName : "gzip cut short or damaged";
                rejects.Add(new Reject(readable.Object, lines.Number + 1, what, ""));
                break;
            }

            if (line is null)
                break;
            if (first || line.Length == 0)
            {
                first = false;
                continue;
            }

            var number = lines.Number;
            if (Complete(line, lines, readable.Delimiter, expected) is { } cells)
            {
                stands.Add(number);
                writer.WriteLine(string.Join(readable.Delimiter, cells.Select(cell => Quote(cell, readable.Delimiter))));
            }
            else
            {
                rejects.Add(new Reject(readable.Object, number, Problem(line, readable.Delimiter, expected), RawReading.Cut(line)));
            }
        }

        return readable with { Path = target, Lines = stands };
    }

    /// <summary>Whether the first record has one field more than the header, an empty one. Not every tool that writes such a log does so.</summary>
    private static bool EndsWithDelimiter(string text, char delimiter, int columns) =>
        text.Split('\n').Skip(1).Select(record => record.TrimEnd('\r')).FirstOrDefault(record => record.Length > 0) is { } first
        && Header.Split(first, delimiter) is var fields && fields.Count == columns + 1 && string.IsNullOrWhiteSpace(fields[^1]);

    private static IReadOnlyList<string>? Complete(string line, LineReader lines, char delimiter, int expected)
    {
        if (line.Contains('\0', StringComparison.Ordinal) || line.Length > LineReader.LongestLine)
            return null;
        var record = line;
        for (var more = 0; Quotes(record) % 2 != 0; more++)
        {
            if (more == LongestRecord || lines.Peek(more) is not { } next)
                return null;
            record += "\n" + next;
        }

        var cells = Header.Split(record, delimiter);
        if (cells.Count != expected)
            return null;
        lines.Skip(record.AsSpan().Count('\n'));
        return cells;
    }

    private static string Problem(string line, char delimiter, int expected) =>
        line.Contains('\0', StringComparison.Ordinal) ? "the line holds a NUL byte"
        : line.Length > LineReader.LongestLine ? $"the line is longer than {LineReader.LongestLine} characters"
        : Quotes(line) % 2 != 0 ? "a quote is opened and not closed"
        : Invariant($"expected {expected} fields, got {Header.Split(line, delimiter).Count}");

    private static int Quotes(string text) => text.AsSpan().Count('"');

    private static string Quote(string cell, char delimiter) =>
        cell.AsSpan().ContainsAny('"', '\n', delimiter) ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell;

    private static string TextOf(ReadOnlySpan<byte> bytes, Encoding? encoding) => (encoding ?? Encoding.UTF8).GetString(bytes).TrimStart('\uFEFF');

    /// <summary>The first line, without its line feed; in UTF-8 and its like the rest is not decoded for it.</summary>
    private static string FirstLine(byte[] head, Encoding? encoding) =>
        (encoding is UnicodeEncoding || head.AsSpan().IndexOf((byte)'\n') is not (>= 0 and var end) ? TextOf(head, encoding) : TextOf(head.AsSpan(0, end), encoding)).Split('\n', 2)[0];

    /// <summary>Null when the bytes are UTF-8 and can be read as they are.</summary>
    private static Encoding? EncodingOf(Source source, byte[] head)
    {
        if (head.AsSpan().StartsWith((byte[])[0xFF, 0xFE]))
            return RawReading.Strict("utf-16");
        if (head.AsSpan().StartsWith((byte[])[0xFE, 0xFF]))
            return RawReading.Strict("utf-16BE");
        if (source.Layouts.Select(layout => layout.Encoding).OfType<string>().FirstOrDefault() is not { } declared)
            return null;
        // The head may end inside a character; its last bytes prove nothing.
        return System.Text.Unicode.Utf8.IsValid(head.AsSpan(0, Math.Max(0, head.Length - 4))) ? null : RawReading.Strict(declared);
    }
}
