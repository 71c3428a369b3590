using System.IO.Compression;
using System.Text;
using Analytics.Server.Api;

namespace Analytics.Server.Uploads;

/// <summary>What an uploaded file is, by its content; its name says nothing. A compressed one is unpacked once, to nowhere, to see how large it becomes.</summary>
internal static class UploadFormat
{
    private const int Head = 4096;

    /// <summary>Times that a compressed file may grow; text of surveys grows by 5 to 20.</summary>
    private const long MostRatio = 200;

    /// <summary>The extension to give it, e.g. <c>csv</c>, <c>json.gz</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may be unpacked.</param>
    /// <exception cref="ProblemException">It is none of the kinds that are read, or becomes too large.</exception>
    public static string Of(string path, long most)
    {
        using var file = File.OpenRead(path);
        var head = HeadOf(file);
        file.Position = 0;
        if (head is [0x1f, 0x8b, ..])
        {
            return Unpacked(file, most) + ".gz";
        }

        if (head is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return Workbook(file, most);
        }

        return Plain(head);
    }

    private static string Unpacked(FileStream file, long most)
    {
        try
        {
            using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            var head = HeadOf(unzipped);
            var format = head is [0x1f, 0x8b, ..] or [(byte)'P', (byte)'K', ..] ? throw Unknown() : Plain(head);
            _ = Counted(unzipped, head.Length, file.Length, most);
            return format;
        }
        catch (InvalidDataException)
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType,
                "The compressed file is damaged.",
                "It begins as gzip and cannot be unpacked to its end."
            );
        }
    }

    private static string Workbook(FileStream file, long most)
    {
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            if (zip.Entries.All(entry => entry.FullName != "xl/workbook.xml"))
            {
                throw Unknown();
            }

            var total = 0L;
            // What the directory says of sizes may be a lie: they are unpacked to nowhere.
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                total = Counted(stream, total, file.Length, most);
            }

            return "xlsx";
        }
        catch (InvalidDataException)
        {
            throw Unknown();
        }
    }

    /// <summary>Bytes so far, with those of a stream that is unpacked to its end.</summary>
    /// <exception cref="ProblemException">They are too many, or too many times what was packed.</exception>
    private static long Counted(Stream stream, long total, long packed, long most)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            total += read;
            if (total > most || (total > 10_000_000 && total > packed * MostRatio))
            {
                throw TooLarge(most);
            }
        }

        return total;
    }

    private static string Plain(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8))
        {
            return "parquet";
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0]))
        {
            return "xls";
        }

        if (TextEncoding.NoText(head) is not null)
        {
            throw Unknown();
        }

        ReadOnlySpan<byte> utf8 = TextEncoding.Wide(head) is { } wide
            ? Encoding.UTF8.GetBytes(Encoding.GetEncoding(wide.CodePage).GetString(head))
            : head;
        var text = (utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[3..] : utf8).TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            throw new ProblemException(StatusCodes.Status422UnprocessableEntity, "The file is empty.", "There is nothing to read in it.");
        }

        if (text[0] == (byte)'[')
        {
            return "json";
        }

        if (text[0] != (byte)'{')
        {
            return "csv";
        }

        var line = text.IndexOf((byte)'\n');
        return line >= 0 && text[..line].TrimEnd(" \r"u8).EndsWith("}"u8) ? "jsonl" : "json";
    }

    private static byte[] HeadOf(Stream stream)
    {
        var head = new byte[Head];
        return head[..stream.ReadAtLeast(head, Head, throwOnEndOfStream: false)];
    }

    private static ProblemException Unknown() =>
        new(
            StatusCodes.Status415UnsupportedMediaType,
            "This kind of file is not read here.",
            "Send CSV, JSON, JSON lines, Parquet or Excel, or text compressed by gzip; the content decides, not the name."
        );

    private static ProblemException TooLarge(long most) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            "The file becomes too large when it is unpacked.",
            Invariant($"At most {most / 1_000_000} MB, and {MostRatio} times of what came.")
        );
}
