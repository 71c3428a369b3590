using System.Text.Json;

namespace Analytics.Interactive.Jupyter.Wire;

/// <summary>A message that came in and was signed correctly.</summary>
/// <remarks><c>Identities</c>: The frames before the delimiter: where a reply must go.</remarks>
/// <remarks><c>RawHeader</c>: The header's own octets: every message it causes carries them as parent.</remarks>
internal sealed record Request(byte[][] Identities, Header Header, byte[] RawHeader, JsonElement Metadata, JsonElement Content)
{
    public string Type => Header.Type;

    public string Text(string name, string fallback = "") =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : fallback;

    public bool Flag(string name, bool fallback) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : fallback;

    public int Number(string name, int fallback) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : fallback;
}
