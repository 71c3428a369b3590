using System.Buffers;
using System.Text.Unicode;

namespace Analytics.Engine;

/// <summary>
/// Counts the records of a raw file from its bytes alone when it lands, so that a reader that loses rows on the way is found
/// out. What is counted is also known to be whole and, for JSON, to be UTF-8.
/// </summary>
internal static class RecordCount
{
    private static readonly byte[] s_blank = " \t\r"u8.ToArray();
    private static readonly SearchValues<byte> s_quoteOrEnd = SearchValues.Create("\"\n"u8);

    /// <summary>
    /// The records of a file, its header left out. Null where bytes alone do not tell: the file is cut short, is no table of
    /// the source's, comes in another encoding or form and is rewritten before it is read, holds a line that is no object, or has quotes out of place.
    /// </summary>
    public static long? Of(Source source, string path)
    {
        try
        {
            var head = RawReading.ReadHead(path);
            if (head.AsSpan().StartsWith("PAR1"u8))
            {
                return Parquet(path);
            }

            if (Workbook.LooksLikeOne(head) || head.AsSpan().IndexOfAnyExcept("\uFEFF \t\r\n"u8) < 0)
            {
                return null;
            }

            return JsonRecords.LooksLikeJson(head)
                ? JsonRecords.IsOnePerLine(path)
                    ? Lines(path)
                    : null
                : CsvText.Plain(source, head) is { } form
                    ? Csv(path, (byte)form.Delimiter, form.Header)
                    : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>How many records a file seems to hold that was refused whole: rows of Parquet, else lines that are not blank, less a header. 1 where that cannot be told.</summary>
    public static long OfUnknown(string path)
    {
        try
        {
            var head = RawReading.ReadHead(path);
            if (head.AsSpan().StartsWith("PAR1"u8))
            {
                return Parquet(path) ?? 1;
            }

            if (head.AsSpan().StartsWith("PK\u0003\u0004"u8) || TextEncoding.NoText(head) is not null)
            {
                return 1;
            }

            var (lines, isBlank) = (0L, true);
            Read(
                path,
                keep: 0,
                chunk =>
                {
                    foreach (var b in chunk.Span)
                    {
                        if (b is (byte)'\n' or (byte)'\r')
                        {
                            (lines, isBlank) = (lines + (isBlank ? 0 : 1), true);
                        }
                        else
                        {
                            isBlank &= b is (byte)' ' or (byte)'\t' or 0;
                        }
                    }

                    return 0;
                }
            );
            lines += isBlank ? 0 : 1;
            return Math.Max(1, JsonRecords.LooksLikeJson(head) ? lines : lines - 1);
        }
        catch (InvalidDataException)
        {
            return 1;
        }
    }

    private static long? Parquet(string path)
    {
        using var db = DuckDBConnection.InMemory();
        try
        {
            return db.Scalar<long>($"SELECT num_rows::BIGINT FROM parquet_file_metadata({Sql.Text(path)})");
        }
        catch (DuckDBException)
        {
            return null;
        }
    }

    /// <summary>Lines that hold anything but blanks, where each of them begins and ends as an object does.</summary>
    private static long? Lines(string path)
    {
        var (count, isUtf8, kept) = (0L, true, 0);
        // First and last byte of the line so far that is not blank; 0 for none.
        var (first, last, isWhole) = ((byte)0, (byte)0, true);
        var length = Read(
            path,
            keep: 3,
            chunk =>
            {
                // A character may go on in the next chunk: its first bytes are looked at again there.
                isUtf8 &= Utf8.IsValid(chunk.Span[..WholeCharacters(chunk.Span)]);
                kept = chunk.Length - WholeCharacters(chunk.Span);
                var rest = chunk.Span[..(chunk.Length - kept)];
                while (rest.Length > 0)
                {
                    var end = rest.IndexOf((byte)'\n');
                    var part = (end < 0 ? rest : rest[..end]).Trim(s_blank);
                    if (part.Length > 0)
                    {
                        (first, last) = (first == 0 ? part[0] : first, part[^1]);
                    }

                    if (end < 0)
                    {
                        break;
                    }

                    EndLine();
                    rest = rest[(end + 1)..];
                }

                return kept;
            }
        );
        EndLine();
        return isUtf8 && isWhole && kept == 0 && GzipCheck.IsWhole(path, length) ? count : null;

        void EndLine()
        {
            count += first == 0 ? 0 : 1;
            // A byte order mark stands before the first record.
            isWhole &= first == 0 || (first == '{' || first == 0xEF && count == 1) && last == '}';
            (first, last) = (0, 0);
        }
    }

    /// <summary>Records as RFC 4180 has them: quotes open at the begin of a field, close at its end and may hold line ends.</summary>
    private static long? Csv(string path, byte delimiter, bool header)
    {
        var (count, isEmpty, isQuoted, isOdd, before) = (header ? -1L : 0L, true, false, false, (byte)'\n');
        var length = Read(
            path,
            keep: 1,
            chunk =>
            {
                var bytes = chunk.Span;
                for (var at = 0; at < bytes.Length; )
                {
                    var found = isQuoted ? bytes[at..].IndexOf((byte)'"') : bytes[at..].IndexOfAny(s_quoteOrEnd);
                    var stop = found < 0 ? bytes.Length : at + found;
                    isEmpty &= bytes[at..stop].IndexOfAnyExcept((byte)'\r') < 0;
                    if (stop > at)
                    {
                        before = bytes[stop - 1];
                    }

                    if (found < 0)
                    {
                        return 0;
                    }

                    at = stop + 1;
                    if (bytes[stop] == '\n')
                    {
                        count += isEmpty ? 0 : 1;
                        (isEmpty, before) = (true, (byte)'\n');
                    }
                    else if (!isQuoted)
                    {
                        isEmpty = false;
                        isQuoted = before == delimiter || before == '\n';
                        before = (byte)'"';
                    }
                    else if (stop + 1 == bytes.Length && bytes.Length > 1)
                    {
                        // What follows decides whether it closes.
                        return 1;
                    }
                    else if (stop + 1 < bytes.Length && bytes[stop + 1] == '"')
                    {
                        at++;
                    }
                    else
                    {
                        isQuoted = false;
                        before = (byte)'"';
                        isOdd |=
                            stop + 1 < bytes.Length && bytes[stop + 1] != delimiter && bytes[stop + 1] is not ((byte)'\n' or (byte)'\r');
                    }
                }

                return 0;
            }
        );
        return isQuoted || isOdd || !GzipCheck.IsWhole(path, length) ? null : Math.Max(0, count + (isEmpty ? 0 : 1));
    }

    /// <summary>How many bytes at the front of some are whole characters.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if (b < 0x80)
            {
                return bytes.Length;
            }

            if (b >= 0xC0)
            {
                return
                    back
                    < (
                        b >= 0xF0 ? 4
                        : b >= 0xE0 ? 3
                        : 2
                    )
                    ? bytes.Length - back
                    : bytes.Length;
            }
        }

        return bytes.Length;
    }

    /// <summary>Reads a file, unpacked, chunk by chunk.</summary>
    /// <param name="keep">The most bytes that <paramref name="use"/> hands back.</param>
    /// <param name="use">Takes a chunk and says how many bytes at its end it wants to see again before the next ones.</param>
    /// <returns>How many bytes there were.</returns>
    private static long Read(string path, int keep, Func<ReadOnlyMemory<byte>, int> use)
    {
        using var stream = RawReading.Open(path);
        var buffer = new byte[(1 << 17) + keep];
        var (length, kept) = (0L, 0);
        for (int read; (read = stream.Read(buffer, kept, buffer.Length - kept)) > 0; )
        {
            length += read;
            var end = kept + read;
            kept = use(buffer.AsMemory(0, end));
            buffer.AsSpan(end - kept, kept).CopyTo(buffer);
        }

        return length;
    }
}
