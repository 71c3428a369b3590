using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Jupyter.Wire;

/// <summary>Frames to messages and back: <c>[ids…] &lt;IDS|MSG&gt; hmac header parent metadata content [buffers…]</c>.</summary>
internal sealed class WireFormat(Signer signer, TimeProvider time)
{
    private static readonly byte[] s_empty = "{}"u8.ToArray();
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };
    private static readonly JsonDocumentOptions s_parse = new() { MaxDepth = 256 };
    private long _last;

    /// <summary>Names this process in every message it sends. Unpredictable, unlike everything else here: clients tell a restarted kernel by it.</summary>
    public string Session { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The message, or null when it is not one or not signed with our key: such messages are dropped without a word.</summary>
    public Request? Read(byte[][] frames)
    {
        var at = Array.FindIndex(frames, f => f.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        if (at < 0 || frames.Length < at + 6 || !signer.Accepts(frames[at + 1], frames.AsSpan(at + 2, 4)))
        {
            return null;
        }

        try
        {
            var content = JsonDocument.Parse(frames[at + 5], s_parse).RootElement;
            if (
                content.ValueKind != JsonValueKind.Object
                || Header.From(JsonDocument.Parse(frames[at + 2], s_parse).RootElement) is not { } header
            )
            {
                return null;
            }

            return new Request(frames[..at], header, frames[at + 2], JsonDocument.Parse(frames[at + 4], s_parse).RootElement, content);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // signed, but not JSON; or text that is not Unicode
        }
    }

    public byte[][] Write(IReadOnlyList<byte[]> identities, string type, JsonObject content, Request? parent, JsonObject? metadata = null)
    {
        var number = Interlocked.Increment(ref _last);
        var header = new Header(
            Invariant($"{Session}_{number}"),
            type,
            Session,
            "kernel",
            time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture)
        );
        byte[][] signed =
        [
            Bytes(header.ToJson()),
            parent?.RawHeader ?? s_empty,
            metadata is null ? s_empty : Bytes(metadata),
            Bytes(content),
        ];
        return [.. identities, "<IDS|MSG>"u8.ToArray(), signer.Sign(signed), .. signed];
    }

    private static byte[] Bytes(JsonObject json)
    {
        using var buffer = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Encoder = s_json.Encoder,
                    SkipValidation = true,
                    MaxDepth = 256,
                }
            )
        )
        {
            json.WriteTo(writer, s_json);
        }

        return buffer.ToArray();
    }
}
