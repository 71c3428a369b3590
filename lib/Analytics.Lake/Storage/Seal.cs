using System.Text;
using System.Text.Json;

namespace Analytics.Lake.Storage;

/// <summary>Whether a sealed text is what was written.</summary>
internal enum SealState
{
    /// <summary>It has no seal: an earlier version or another program wrote it.</summary>
    None,

    Whole,

    Broken,
}

/// <summary>
/// JSON that holds its own hash: one property says that it does, another is the SHA-256 of all the bytes with this value left
/// out. One flipped bit cannot remove both, so no damage passes for a text without a seal.
/// </summary>
internal static class Seal
{
    private const string MarkerName = "analytics.sealed";
    private const string SealName = "analytics.seal";
    private const string Algorithm = "sha256";

    /// <summary>The properties of a compact object, before <see cref="Put"/> fills in the hash.</summary>
    public const string Properties = $"\"{MarkerName}\":\"{Algorithm}\",\"{SealName}\":\"\"";

    private static ReadOnlySpan<byte> Marker => "\"analytics.sealed\":"u8;

    private static ReadOnlySpan<byte> Name => "\"analytics.seal\":"u8;

    /// <summary>Writes the properties into the object at hand; the text then goes through <see cref="Put"/>.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteString(MarkerName, Algorithm);
        json.WriteString(SealName, "");
    }

    /// <summary>Adds the seal to a JSON object's text.</summary>
    public static string Add(string json)
    {
        var end = json.LastIndexOf('}');
        var head = json.AsSpan(0, end).TrimEnd();
        return Put(string.Concat(head, head is [.., '{'] ? "" : ",", Properties, json.AsSpan(end)));
    }

    /// <summary>Fills in the hash of a text that holds the properties, with or without a space after the colon.</summary>
    public static string Put(string text)
    {
        var name = text.LastIndexOf($"\"{SealName}\":", StringComparison.Ordinal);
        return text.Insert(text.IndexOf("\"\"", name + SealName.Length + 3, StringComparison.Ordinal) + 1, Hash.OfText(text));
    }

    public static SealState Check(ReadOnlySpan<byte> bytes)
    {
        var (marker, name) = (bytes.LastIndexOf(Marker), bytes.LastIndexOf(Name));
        if (name < 0 || marker < 0)
        {
            return name < 0 && marker < 0 ? SealState.None : SealState.Broken;
        }

        var value = name + Name.Length;
        value += value < bytes.Length && bytes[value] == ' ' ? 2 : 1;
        if (bytes.Length < value + Hash.Length + 1 || bytes[value - 1] != '"')
        {
            return SealState.Broken;
        }

        byte[] without = [.. bytes[..value], .. bytes[(value + Hash.Length)..]];
        return bytes.Slice(value, Hash.Length).SequenceEqual(Encoding.ASCII.GetBytes(Hash.OfBytes(without)))
            ? SealState.Whole
            : SealState.Broken;
    }
}
