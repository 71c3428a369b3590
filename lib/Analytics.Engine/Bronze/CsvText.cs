using System.Text;

namespace Analytics.Engine;

/// <summary>CSV objects: header, delimiter, encoding; and the slow, forgiving reader for files that the fast one gives up on.</summary>
internal static class CsvText
{
    /// <summary>A record that a stray quote opens must close within this many lines, or the quote is taken for a mistake.</summary>
    private const int LongestRecord = 50;

    private const string Utf8 = "utf-8";

    /// <summary>Stands for bytes that are not UTF-8: a code point that Unicode keeps free for such use.</summary>
    private const string NotUtf8 = "\uFDD0";

    /// <param name="encoding">The code page as it is known from before, or null to find it out.</param>
    /// <param name="isCounted">Whether its records could be counted, so that its quotes stand where they should.</param>
    public static Readable? Prepare(
        Source source,
        string sha,
        string path,
        byte[] head,
        string? encoding,
        bool isCounted,
        string stage,
        List<Reject> rejects
    )
    {
        if (head.Length == RawReading.HeadBytes && !head.AsSpan().ContainsAny((byte)'\n', (byte)'\r'))
        {
            rejects.Add(
                new Reject(
                    sha,
                    0,
                    FormattableString.Invariant($"the header line is longer than the maximum of {RawReading.HeadBytes:N0} bytes"),
                    ""
                )
            );
            return null;
        }

        var declared = source.Layouts.Select(layout => layout.Encoding).OfType<string>().FirstOrDefault();
        var page =
            encoding is null ? TextEncoding.Of(path, head, declared)
            : encoding == Utf8 ? null
            : RawReading.Strict(encoding);
        var text = page is null ? path : TextEncoding.Transcode(sha, path, page, stage, rejects);
        head = page is null ? head : RawReading.ReadHead(text);
        var line = FirstRecord(head);
        // Old files end lines with a bare CR, which the fast reader does not take for an end once LF occurs.
        var bareReturn = HasBareReturn(line);
        line = bareReturn ? line.Split('\r')[0] : line.TrimEnd('\r');
        var delimiter = Header.DelimiterOf(line);
        var cells = Header.Split(line, delimiter);
        var match = Header.Match(source, cells, out var reason);
        if (match is null)
        {
            rejects.Add(new Reject(sha, line.Contains('\0', StringComparison.Ordinal) ? 1 : 0, reason, RawReading.Cut(line)));
            return null;
        }

        // A source may hold files of several code pages: that of the layout counts.
        var own =
            page is null or UnicodeEncoding || encoding is not null ? page
            : match.Layout.Encoding is { } named ? RawReading.Strict(named)
            : TextEncoding.Of(path, head, null) ?? page;
        if (own?.CodePage != page?.CodePage)
        {
            return Prepare(source, sha, path, RawReading.ReadHead(path), own?.WebName ?? Utf8, isCounted, stage, rejects);
        }

        if (match.Layout.TrailingDelimiter && EndsWithDelimiter(TextOf(head), delimiter, cells.Count))
        {
            match = match with { Columns = [.. match.Columns, null] };
        }

        var readable = new Readable(sha, text, RawFormat.Csv, delimiter, match) { Encoding = page?.WebName ?? Utf8 };
        if (!isCounted && CsvRecord.HasBackslashes(text, delimiter))
        {
            return Salvage(readable, stage, rejects, '\\');
        }

        return bareReturn || head.AsSpan().Contains((byte)0) ? Salvage(readable, stage, rejects) : readable;
    }

    /// <summary>Delimiter and header of a file that is one of the source's and is read as it is; null for any other.</summary>
    public static (char Delimiter, bool Header)? Plain(Source source, byte[] head)
    {
        var line = FirstRecord(head).TrimEnd('\r');
        if (TextEncoding.Wide(head) is not null || HasBareReturn(line) || head.AsSpan().Contains((byte)0))
        {
            return null;
        }

        var delimiter = Header.DelimiterOf(line);
        return Header.Match(source, Header.Split(line, delimiter), out _) is { } match ? (delimiter, match.Layout.Header) : null;
    }

    /// <summary>
    /// Rewrites an object as clean CSV under <paramref name="stage"/>, record by record: what has the right number of fields is
    /// kept, the rest is rejected with its line. Used for other dialects, and when the fast reader cannot go on.
    /// </summary>
    /// <param name="escape">What stands before a quote that is meant as one.</param>
    public static Readable Salvage(Readable readable, string stage, List<Reject> rejects, char escape = '"')
    {
        var target = Path.Combine(stage, readable.Object + ".salvaged.csv");
        using var stream = RawReading.Open(readable.Path);
        using var reader = new StreamReader(
            stream,
            Encoding.GetEncoding(Utf8, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(NotUtf8)),
            detectEncodingFromByteOrderMarks: true,
            1 << 16
        );
        using var writer = new StreamWriter(target, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        var lines = new LineReader(reader);
        var expected = readable.Match.Columns.Count;
        if (readable.Match.Layout.Header)
        {
            writer.WriteLine(string.Join(readable.Delimiter, Enumerable.Repeat("h", expected)));
        }

        if (readable.Match.Layout.Header)
        {
            SkipHeader(lines);
        }

        var stands = new List<long>();
        while (true)
        {
            string? line;
            try
            {
                line = lines.Next();
            }
            catch (InvalidDataException)
            {
                rejects.Add(new Reject(readable.Object, lines.Number + 1, "gzip cut short or damaged", ""));
                break;
            }

            if (line is null)
            {
                break;
            }

            if (line.Length == 0)
            {
                continue;
            }

            var number = lines.Number;
            if (Complete(line, lines, readable.Delimiter, expected, escape) is { } cells)
            {
                stands.Add(number);
                writer.WriteLine(string.Join(readable.Delimiter, cells.Select(cell => Quote(cell, readable.Delimiter))));
            }
            else
            {
                rejects.Add(
                    new Reject(
                        readable.Object,
                        number,
                        Problem(line, readable.Delimiter, expected, escape),
                        RawReading.Cut(line.Replace(NotUtf8, "\uFFFD", StringComparison.Ordinal))
                    )
                );
            }
        }

        return readable with
        {
            Path = target,
            Lines = stands,
        };
    }

    /// <summary>Whether the first record has one field more than the header, an empty one. Not every tool that writes such a log does so.</summary>
    private static bool EndsWithDelimiter(string text, char delimiter, int columns) =>
        text.Split('\n').Skip(1).Select(record => record.TrimEnd('\r')).FirstOrDefault(record => record.Length > 0) is { } first
        && Header.Split(first, delimiter) is var fields
        && fields.Count == columns + 1
        && string.IsNullOrWhiteSpace(fields[^1]);

    private static void SkipHeader(LineReader lines)
    {
        string? line;
        try
        {
            do
            {
                line = lines.Next();
            } while (line?.Length == 0);
            for (var more = 0; line is not null && Quotes(line) % 2 != 0 && more < LongestRecord; more++)
            {
                line += lines.Next();
            }
        }
        catch (InvalidDataException)
        {
            // A gzip that is damaged so early: the next look at it says so.
        }
    }

    private static IReadOnlyList<string>? Complete(string line, LineReader lines, char delimiter, int expected, char escape)
    {
        if (
            line.Contains('\0', StringComparison.Ordinal)
            || line.Contains(NotUtf8, StringComparison.Ordinal)
            || line.Length > LineReader.LongestLine
        )
        {
            return null;
        }

        var record = line;
        var split = CsvRecord.Split(record, delimiter, escape);
        for (var more = 0; split.IsOpen; more++)
        {
            if (more == LongestRecord || lines.Peek(more) is not { } next)
            {
                return null;
            }

            record += "\n" + next;
            split = CsvRecord.Split(record, delimiter, escape);
        }

        if (split.Cells?.Count != expected)
        {
            return null;
        }

        lines.Skip(record.AsSpan().Count('\n'));
        return split.Cells;
    }

    private static string Problem(string line, char delimiter, int expected, char escape) =>
        line.Contains('\0', StringComparison.Ordinal) ? "the line holds a NUL byte"
        : line.Contains(NotUtf8, StringComparison.Ordinal) ? "bytes that are not UTF-8"
        : line.Length > LineReader.LongestLine ? $"the line is longer than {LineReader.LongestLine} characters"
        : CsvRecord.Split(line, delimiter, escape) switch
        {
            { IsOpen: true } => "a quote is opened and not closed",
            { Cells: null } => "a field goes on behind its closing quote",
            { Cells: var cells } => FormattableString.Invariant($"expected {expected} fields, got {cells.Count}"),
        };

    private static int Quotes(string text) => text.AsSpan().Count('"');

    private static string Quote(string cell, char delimiter) =>
        cell.AsSpan().ContainsAny('"', '\n', delimiter) ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell;

    private static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');

    /// <summary>The first record, without its line feed: a quoted header may hold line breaks.</summary>
    private static string FirstRecord(byte[] head)
    {
        var (lines, end) = (0, 0);
        for (var start = 0; ; start = end + 1)
        {
            var at = head.AsSpan(start).IndexOf((byte)'\n');
            end = at < 0 ? head.Length : start + at;
            if (at < 0 || ++lines > LongestRecord)
            {
                break;
            }

            if (head.AsSpan(0, end).Count((byte)'"') % 2 == 0)
            {
                return TextOf(head.AsSpan(0, end));
            }
        }

        // A quote that never closes is a mistake in the first line.
        var first = head.AsSpan().IndexOf((byte)'\n');
        return TextOf(head.AsSpan(0, first < 0 ? head.Length : first));
    }

    /// <summary>Whether a CR ends a line, rather than stands before an LF or within a quoted header.</summary>
    private static bool HasBareReturn(string record) =>
        record.TrimEnd('\r').Replace("\r\n", "\n", StringComparison.Ordinal).Contains('\r', StringComparison.Ordinal);
}
