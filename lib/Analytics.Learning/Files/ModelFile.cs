using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>
/// The form of model.json: <c>format</c>, <c>version</c>, then one model: <c>kind</c>, <c>features</c>, <c>target</c> and what
/// the kind itself writes. Numbers stand in their shortest form that reads back to the same bits.
/// </summary>
internal static class ModelFile
{
    private const string Format = "analytics-model";
    private const int Version = 1;

    private static readonly Lazy<Dictionary<string, MethodInfo>> s_readers = new(FindReaders);

    /// <summary>Kind → the type's static Read(Schema, Target, JsonElement).</summary>
    public static IReadOnlyDictionary<string, MethodInfo> Readers => s_readers.Value;

    public static byte[] Write(Model model)
    {
        using var stream = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                stream,
                new JsonWriterOptions
                {
                    Indented = true,
                    NewLine = "\n",
                    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteModel("model", model);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What errors call it.</param>
    public static Model Read(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("format", out var format)
                || format.ValueKind != JsonValueKind.String
                || format.GetString() != Format
            )
            {
                throw new ModelFileException(
                    $"{name} is not a model file: it does not start with \"format\": \"{Format}\". Give the path of a model.json that Save wrote."
                );
            }

            var version = root.Int("version");
            return version is >= 1 and <= Version
                ? root.Model("model")
                : throw new ModelFileException(
                    Invariant(
                        $"{name} is of version {version}; this library reads versions 1 to {Version}. Update the library, or fit and save the model again."
                    )
                );
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(
                Invariant(
                    $"{name} is cut short or damaged (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}). Copy it again, or fit and save the model again."
                ),
                exception
            );
        }
        catch (Exception exception)
            when (exception
                    is FormatException
                        or InvalidOperationException
                        or ArgumentException
                        or IndexOutOfRangeException
                        or OverflowException
                        or KeyNotFoundException
            )
        {
            throw new ModelFileException($"{name} is damaged: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, MethodInfo> FindReaders()
    {
        var readers = new Dictionary<string, MethodInfo>(StringComparer.Ordinal);
        foreach (var type in typeof(Model).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Model)) && !type.IsAbstract))
        {
            var read =
                type.GetMethod(
                    "Read",
                    BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic,
                    [typeof(Schema), typeof(Target), typeof(JsonElement)]
                ) ?? throw new MissingMethodException(type.Name, "static Read(Schema, Target, JsonElement)");
            // Kind is a constant of the type that only an instance can be asked for; none of its fields is looked at.
            readers.Add(((Model)RuntimeHelpers.GetUninitializedObject(type)).Kind, read);
        }

        return readers;
    }

    /// <summary>Writes beside the path first, so that a reader never sees half a file.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        // Somebody else may write the same file: two sweeps find the same run.
        var aside = $"{path}.{Path.GetRandomFileName()}.tmp";
        using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
    }

    public static string Text(Model model) => Encoding.UTF8.GetString(Write(model));
}
