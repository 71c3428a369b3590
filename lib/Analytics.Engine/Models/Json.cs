using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Engine;

/// <summary>JSON as the engine writes it: indented, LF, camel case, NaN in words, the same bytes everywhere.</summary>
internal static class Json
{
    public static JsonSerializerOptions Options { get; } =
        new()
        {
            WriteIndented = true,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    /// <exception cref="RunException">The file is not what was written.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options) ?? throw new JsonException("it holds null");
        }
        catch (JsonException error)
        {
            throw new RunException($"{path} is damaged: {error.Message} Remove its folder and train again.", error);
        }
    }

    /// <summary>Writes beside the path first, so that a reader never sees half a file.</summary>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Somebody else may write the same file: two sweeps find the same run.
        var aside = $"{path}.{Path.GetRandomFileName()}.tmp";
        File.WriteAllText(aside, text, new UTF8Encoding(false));
        File.Move(aside, path, overwrite: true);
    }
}
