using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Analytics.Engine;

/// <summary>JSON objects: an array of records, <c>{"data":[…]}</c>, or one record per line.</summary>
internal static class JsonRecords
{
    internal const int DeepestNesting = 64;

    /// <summary>Bytes of a record.</summary>
    internal const int LargestRecord = 16 << 20;

    public static bool LooksLikeJson(ReadOnlySpan<byte> head)
    {
        var start = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        var at = start.IndexOfAnyExcept(" \t\r\n"u8);
        return at >= 0 && start[at] is (byte)'{' or (byte)'[';
    }

    /// <summary>
    /// One record per line is read as it is. Anything else is rewritten under <paramref name="stage"/> as one record per line;
    /// a record that is broken, or the point where the file breaks off, is rejected.
    /// </summary>
    /// <param name="isCounted">Whether its records could be counted, so that it is whole and UTF-8; if not, it is read line by line.</param>
    public static Readable? Prepare(Source source, string sha, string path, bool isCounted, string stage, List<Reject> rejects)
    {
        var names = new MemberNames(source.Layouts.Any(layout => layout.Columns.Any(column => column.IsNested)));
        var lines = IsOnePerLine(path);
        var target = path;
        List<long>? stands = null;
        // A column may appear in a late record only, and a late record may give a key twice.
        var isClean = lines && Collect(path, names);
        if (!lines)
        {
            target = Path.Combine(stage, sha + ".jsonl");
            Flatten(sha, path, target, names, stands = [], rejects);
        }

        if (names.All.Count == 0)
        {
            if (rejects.All(reject => reject.Object != sha))
            {
                rejects.Add(
                    new Reject(sha, 0, "JSON without a record: expected an array of objects, {\"data\":[…]} or one object per line", "")
                );
            }

            return null;
        }

        var match = Header.Match(source, names.All, out var reason);
        if (match is null)
        {
            rejects.Add(new Reject(sha, 0, reason, ""));
            return null;
        }

        var readable = new Readable(
            sha,
            target,
            RawFormat.JsonLines,
            ',',
            match with
            {
                Columns = [.. names.All.Zip(match.Columns, (key, name) => name is null ? null : key + "\n" + name)],
            }
        )
        {
            Lines = stands,
        };
        return lines && !(isCounted && isClean) ? Salvage(readable, stage, rejects) : readable;
    }

    /// <summary>
    /// Rewrites one-record-per-line JSON with the lines that parse, as they are, and rejects the others. What was rewritten before
    /// holds such lines only: where it cannot be read even so, its values are not of the types hoped for. Then everything is read as
    /// text, and what the layout points to within objects becomes members of the record, so that any shape can be read.
    /// </summary>
    public static Readable Salvage(Readable readable, string stage, List<Reject> rejects)
    {
        var isText = readable.Lines is not null;
        var target = Path.Combine(stage, readable.Object + (isText ? ".text.jsonl" : ".salvaged.jsonl"));
        using var stream = RawReading.Open(readable.Path);
        using var writer = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var lines = new ByteLines(stream, LargestRecord);
        var stands = new List<long>();
        var pointed = isText ? JsonColumns.Pointed(readable) : null;
        void Reject(string reason, ReadOnlySpan<byte> line) =>
            rejects.Add(
                new Reject(
                    readable.Object,
                    lines.Number,
                    reason,
                    RawReading.Cut(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 8000)]))
                )
            );
        while (true)
        {
            ReadOnlyMemory<byte>? next;
            try
            {
                next = lines.Next();
            }
            catch (InvalidDataException)
            {
                rejects.Add(new Reject(readable.Object, lines.Number + 1, "gzip cut short or damaged", ""));
                break;
            }

            if (next is not { } line)
            {
                break;
            }

            if (line.Span.StartsWith("\uFEFF"u8))
            {
                line = line[3..];
            }

            if (line.Span.IndexOfAnyExcept(" \t"u8) < 0)
            {
                continue;
            }

            if (!Utf8.IsValid(line.Span))
            {
                Reject("JSON: bytes that are not UTF-8", line.Span);
                continue;
            }

            try
            {
                using var record = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = DeepestNesting });
                if (record.RootElement.ValueKind != JsonValueKind.Object)
                {
                    Reject($"expected a JSON object, got {record.RootElement.ValueKind}", line.Span);
                    continue;
                }

                if (JsonShapes.Twice(record.RootElement) is { } key)
                {
                    Reject("JSON: " + GivenTwice(key), line.Span);
                    continue;
                }

                stands.Add(readable.Lines?[(int)lines.Number - 1] ?? lines.Number);
                writer.Write(pointed is null ? line.Span : Encoding.UTF8.GetBytes(JsonColumns.Flat(record.RootElement, pointed)));
                writer.WriteByte((byte)'\n');
            }
            catch (JsonException error)
            {
                Reject("JSON: " + RawReading.FirstLine(error.Message), line.Span);
            }
        }

        var match = pointed is null
            ? readable.Match
            : readable.Match with
            {
                Columns = [.. pointed.Select(column => column.Name + "\n" + column.Name)],
            };
        return readable with { Path = target, Lines = stands, IsText = isText, Match = match };
    }

    /// <summary>Reads all records of a file of one per line.</summary>
    /// <returns>Whether none gives a key twice; what is no record at all shows when it is read.</returns>
    private static bool Collect(string path, MemberNames names)
    {
        using var stream = RawReading.Open(path);
        var lines = new ByteLines(stream, LargestRecord);
        var shapes = new JsonShapes(names);
        try
        {
            while (lines.Next() is { } line)
            {
                line = line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
                if (line.Span.IndexOfAnyExcept(" \t"u8) >= 0)
                {
                    shapes.Take(line);
                }
            }
        }
        catch (InvalidDataException)
        {
            // Cut short: it was not counted then, and is read line by line.
        }

        return !shapes.IsAnyTwice;
    }

    private static string GivenTwice(string key) => $"the key '{key}' stands twice, and nobody knows which one counts";

    /// <summary>Whether the first line is a whole record.</summary>
    public static bool IsOnePerLine(string path)
    {
        using var reader = new StreamReader(RawReading.Open(path));
        var lines = new LineReader(reader);
        var seen = 0;
        try
        {
            for (var i = 0; i < 200 && lines.Next() is { } line; i++)
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                try
                {
                    using var record = JsonDocument.Parse(line.TrimStart('\uFEFF'));
                    if (record.RootElement.ValueKind != JsonValueKind.Object && seen > 0)
                    {
                        continue;
                    }

                    if (record.RootElement.ValueKind != JsonValueKind.Object || IsWrapped(record.RootElement))
                    {
                        return false;
                    }

                    seen++;
                }
                catch (JsonException) when (seen > 0 || line.AsSpan().Trim() is ['{', .., '}'])
                {
                    // A bad line (broken, or nested too deep) among good ones: the reader rejects it later with its number.
                }
                catch (JsonException)
                {
                    return false;
                }
            }
        }
        catch (InvalidDataException) when (seen > 0)
        {
            // Cut short further on; the first records told what is needed.
        }

        return seen > 0;
    }

    private static bool IsWrapped(JsonElement root) => root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array;

    private static void Flatten(string sha, string path, string target, MemberNames names, List<long> stands, List<Reject> rejects)
    {
        using var stream = RawReading.Open(path);
        using var writer = new FileStream(target, FileMode.Create, FileAccess.Write);
        var scanner = new JsonArrayScanner(stream);
        var shapes = new JsonShapes(names);
        var record = 0L;
        try
        {
            while (scanner.Next() is { } bytes)
            {
                record++;
                try
                {
                    if (!Utf8.IsValid(bytes.Span))
                    {
                        throw new JsonException("bytes that are not UTF-8");
                    }

                    using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = DeepestNesting });
                    if (document.RootElement.ValueKind != JsonValueKind.Object)
                    {
                        throw new JsonException($"expected an object, got {document.RootElement.ValueKind}");
                    }

                    if (!shapes.Take(bytes))
                    {
                        throw new JsonException(GivenTwice(JsonShapes.Twice(document.RootElement) ?? ""));
                    }

                    var line = new ArrayBufferWriter<byte>(bytes.Length);
                    using (var json = new Utf8JsonWriter(line))
                    {
                        document.RootElement.WriteTo(json);
                    }

                    writer.Write(line.WrittenSpan);
                    writer.WriteByte((byte)'\n');
                    stands.Add(record);
                }
                catch (JsonException error)
                {
                    rejects.Add(
                        new Reject(
                            sha,
                            record,
                            "JSON record: " + RawReading.FirstLine(error.Message),
                            RawReading.Cut(Encoding.UTF8.GetString(bytes.Span[..Math.Min(bytes.Length, 2000)]))
                        )
                    );
                }
            }
        }
        catch (InvalidDataException error)
        {
            rejects.Add(new Reject(sha, record + 1, error.Message, ""));
        }
    }
}
