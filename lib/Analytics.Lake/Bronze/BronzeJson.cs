using System.Globalization;
using System.Text.Json;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>The description beside an object. It is not called <c>&lt;sha&gt;.json</c>, because a JSON object is.</summary>
internal static class BronzeJson
{
    public const string Suffix = ".info.json";

    public static string PathOf(string folder, string sha) => Path.Combine(folder, sha + Suffix);

    public static void Write(string folder, string objectPath, BronzeInfo info, string temporary)
    {
        var name = Path.GetFileName(objectPath);
        Disk.Write(PathOf(folder, name[..Hash.Length]), temporary, Text(name, new FileInfo(objectPath).Length, info));
    }

    /// <summary>The description's text.</summary>
    /// <param name="name">File name of the object.</param>
    public static string Text(string name, long bytes, BronzeInfo info) =>
        Seal.Put(
            DeltaJson.Text(
                writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("file", name);
                    writer.WriteString("origin", info.Origin);
                    writer.WriteString(
                        "received_at",
                        info.ReceivedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)
                    );
                    writer.WriteNumber("bytes", bytes);
                    if (info.Rows is { } rows)
                    {
                        writer.WriteNumber("rows", rows);
                    }
                    else
                    {
                        writer.WriteNull("rows");
                    }

                    writer.WriteString("from", info.From);
                    writer.WriteString("to", info.To);
                    writer.WriteString("ingestion_id", info.IngestionId);
                    if (info.Place is not null)
                    {
                        writer.WriteString("place", info.Place);
                    }

                    if (info.Reading is { } reading)
                    {
                        Write(writer, reading);
                    }

                    Seal.Write(writer);
                    writer.WriteEndObject();
                },
                indented: true
            ) + "\n"
        );

    private static void Write(Utf8JsonWriter writer, BronzeReading reading)
    {
        writer.WriteStartObject("reading");
        writer.WriteString("by", reading.By);
        writer.WriteString("encoding", reading.Encoding);
        writer.WriteStartObject("columns");
        foreach (var (column, form) in reading.Columns.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            writer.WriteString(column, form);
        }

        writer.WriteEndObject();
        writer.WriteString("refused", reading.Refused);
        writer.WriteEndObject();
    }

    private static BronzeReading? ReadingOf(JsonElement root) =>
        !root.TryGetProperty("reading", out var reading)
            ? null
            : new BronzeReading(
                reading.GetProperty("by").GetString()!,
                reading.GetProperty("encoding").GetString(),
                reading
                    .GetProperty("columns")
                    .EnumerateObject()
                    .ToDictionary(column => column.Name, column => column.Value.GetString()!, StringComparer.Ordinal),
                reading.GetProperty("refused").GetString()
            );

    /// <exception cref="LakeException">The description is missing or broken.</exception>
    public static BronzeObject Read(string domain, string source, string folder, string sha)
    {
        var path = PathOf(folder, sha);
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (Seal.Check(bytes) == SealState.Broken)
            {
                throw new LakeException(
                    $"The description '{path}' was changed: it is not what its own seal says. Land the object again or restore it from a backup."
                );
            }

            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var file = root.GetProperty("file").GetString()!;
            if (Path.GetFileName(file) != file || !file.StartsWith(sha, StringComparison.Ordinal))
            {
                throw new LakeException($"'{path}' describes '{file}', which is not the object beside it. Restore it from a backup.");
            }

            var info = new BronzeInfo(
                root.GetProperty("origin").GetString()!,
                DateTimeOffset.Parse(
                    root.GetProperty("received_at").GetString()!,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal
                ),
                file.Split('.')[1],
                root.GetProperty("rows") is { ValueKind: JsonValueKind.Number } rows ? rows.GetInt64() : null,
                root.GetProperty("from").GetString(),
                root.GetProperty("to").GetString(),
                root.GetProperty("ingestion_id").GetString(),
                root.TryGetProperty("place", out var place) ? place.GetString() : null
            )
            {
                Reading = ReadingOf(root),
            };
            return new BronzeObject(domain, source, sha, Path.Combine(folder, file), root.GetProperty("bytes").GetInt64(), info);
        }
        catch (Exception broken)
            when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException)
        {
            throw new LakeException(
                $"The description '{path}' cannot be read: {broken.Message} Land the object again or restore it from a backup.",
                broken
            );
        }
    }
}
