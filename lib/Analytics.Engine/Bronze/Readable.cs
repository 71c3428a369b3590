using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace Analytics.Engine;

internal enum RawFormat
{
    Csv,
    JsonLines,
    Parquet,
}

/// <summary>A Bronze object that DuckDB can read: where, how, and which columns of which layout.</summary>
/// <param name="Object">Hash of the landed bytes.</param>
/// <param name="Path">The landed file, or a stage file it was unpacked or transcoded to.</param>
/// <param name="Format">How it is read.</param>
/// <param name="Delimiter">For CSV.</param>
/// <param name="Match">Layout and columns by position (by name for JSON and Parquet).</param>
internal sealed record Readable(string Object, string Path, RawFormat Format, char Delimiter, HeaderMatch Match)
{
    /// <summary>For a rewritten copy: where each of its records stood in the landed object, 1-based. Null for the object itself.</summary>
    public IReadOnlyList<long>? Lines { get; init; }

    /// <summary>Of a workbook: its sheets that are read, each with the 1-based number of its first record.</summary>
    public IReadOnlyList<(string Name, long First)> Sheets { get; init; } = [];

    /// <summary>The code page of the landed text; null for Parquet.</summary>
    public string? Encoding { get; init; }

    /// <summary>In what form its columns are; null as long as nobody has looked.</summary>
    public Reading? Reading { get; init; }

    /// <summary>For JSON: whether everything is read as text, whatever types the layout hopes for.</summary>
    public bool IsText { get; init; }
}

/// <summary>A record that could not be read from an object.</summary>
/// <param name="Object">Hash of the landed bytes.</param>
/// <param name="Line">1-based line or record number; 0 for the object as a whole.</param>
/// <param name="Reason">What was expected and what came.</param>
/// <param name="Record">The raw text, cut to 2,000 characters; empty for a whole object.</param>
internal sealed record Reject(string Object, long Line, string Reason, string Record)
{
    /// <summary>How many records it stands for: the lines of a file that was refused whole, else 1.</summary>
    public long Rows { get; init; } = 1;

    /// <summary>Whether the file was refused whole: an event that is told on its own.</summary>
    public bool IsWholeFile { get; init; }

    /// <summary>Whether only this table's query fails on the object; all else counts once, in the table that answers for the source.</summary>
    public bool IsOfTable { get; init; }
}

/// <summary>Finds out how an object is read, from its first bytes: magic numbers, encoding, delimiter, header, layout.</summary>
internal static class RawReading
{
    /// <summary>How much of an object is looked at to find out what it is; a header must end within.</summary>
    internal const int HeadBytes = 1 << 20;

    /// <summary>Prepares one object. A file that cannot be read at all becomes one reject and null.</summary>
    /// <param name="source">Its source.</param>
    /// <param name="sha">The object.</param>
    /// <param name="path">The landed file.</param>
    /// <param name="isCounted">Whether its records could be counted when it landed.</param>
    /// <param name="stage">Folder for unpacked and transcoded copies.</param>
    /// <param name="rejects">Receives what cannot be read.</param>
    /// <param name="encoding">The code page, where the object's description has it.</param>
    public static Readable? Prepare(
        Source source,
        string sha,
        string path,
        bool isCounted,
        string stage,
        List<Reject> rejects,
        string? encoding = null
    )
    {
        byte[] head;
        try
        {
            head = ReadHead(path);
        }
        catch (InvalidDataException error)
        {
            // Whole when it landed, and damaged in the lake since.
            rejects.Add(new Reject(sha, 0, $"gzip: {error.Message}", ""));
            return null;
        }

        if (head.AsSpan().StartsWith("PAR1"u8))
        {
            return PrepareParquet(source, sha, path, rejects);
        }

        if (Workbook.LooksLikeOne(head))
        {
            return Workbook.Prepare(source, sha, path, stage, rejects);
        }

        if (head.AsSpan().IndexOfAnyExcept("\uFEFF \t\r\n"u8) < 0)
        {
            rejects.Add(new Reject(sha, 0, "the file is empty", ""));
            return null;
        }

        if (TextEncoding.NoText(head) is { } noText)
        {
            rejects.Add(new Reject(sha, 0, noText, ""));
            return null;
        }

        if (
            TextEncoding.Wide(head) is { } wide
            && JsonRecords.LooksLikeJson(Encoding.UTF8.GetBytes(wide.GetString(head.AsSpan(0, Math.Min(head.Length, 64) & ~1))))
        )
        {
            return
                JsonRecords.Prepare(source, sha, TextEncoding.Transcode(sha, path, wide, stage, rejects), isCounted: false, stage, rejects)
                    is { } json
                ? json with
                {
                    Encoding = wide.WebName,
                }
                : null;
        }

        return JsonRecords.LooksLikeJson(head)
            ? JsonRecords.Prepare(source, sha, path, isCounted, stage, rejects) is { } records
                ? records with
                {
                    Encoding = "utf-8",
                }
                : null
            : CsvText.Prepare(source, sha, path, head, encoding, isCounted, stage, rejects);
    }

    /// <summary>Opens the object's bytes, unpacked when they are gzip by magic number, whatever the file is called.</summary>
    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var first = file.ReadByte();
        var second = file.ReadByte();
        file.Position = 0;
        return first == 0x1F && second == 0x8B ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    public static bool IsGzip(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
    }

    internal static byte[] ReadHead(string path)
    {
        using var stream = Open(path);
        // Most files of a daily source are small, and there may be thousands.
        var head = ArrayPool<byte>.Shared.Rent(HeadBytes);
        try
        {
            return head[..stream.ReadAtLeast(head.AsSpan(0, HeadBytes), HeadBytes, throwOnEndOfStream: false)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    private static Readable? PrepareParquet(Source source, string sha, string path, List<Reject> rejects)
    {
        using var db = DuckDBConnection.InMemory();
        string[] names,
            types;
        try
        {
            var described = db.Query($"DESCRIBE SELECT * FROM read_parquet({Sql.Text(path)})");
            (names, types) = ([.. described.Text("column_name").Words()], [.. described.Text("column_type").Words()]);
        }
        catch (DuckDBException error)
        {
            rejects.Add(new Reject(sha, 0, $"parquet: {FirstLine(error.Message)}", ""));
            return null;
        }

        var match = Header.Match(source, names, out var reason);
        if (match is null)
        {
            rejects.Add(new Reject(sha, 0, reason, string.Join(", ", names)));
        }
        // The type belongs to the form: read together, files of one name and two types would all be cast to the type of the first, 2.55 to 3.
        return match is null
            ? null
            : new Readable(
                sha,
                path,
                RawFormat.Parquet,
                ',',
                match with
                {
                    Columns =
                    [
                        .. names
                            .Zip(types, match.Columns)
                            .Select(each => each.Third is null ? null : $"{each.First}\n{each.Second}\n{each.Third}"),
                    ],
                }
            );
    }

    internal static string FirstLine(string text) => text.Split('\n')[0];

    internal static string Cut(string text) => text.Length <= 2000 ? text : text[..2000];

    internal static Encoding Strict(string? name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(name ?? "utf-8", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
