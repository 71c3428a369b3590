using System.Buffers.Binary;
using System.Text;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>The commands of ZMTP 3.0 that this side reads or writes: READY with its properties, PING and PONG.</summary>
internal static class Command
{
    public static byte[] Ready(string socketType, byte[] identity)
    {
        using var body = new MemoryStream();
        body.Write("\u0005READY"u8);
        Property(body, "Socket-Type", Encoding.ASCII.GetBytes(socketType));
        Property(body, "Identity", identity);
        return body.ToArray();
    }

    /// <summary>The PONG that answers a PING: same context, without the two octets of time to live.</summary>
    public static byte[] Pong(ReadOnlySpan<byte> ping) => [.. "\u0004PONG"u8, .. ping.Length > 7 ? ping[7..] : []];

    public static bool Is(ReadOnlySpan<byte> body, string name) =>
        body.Length > name.Length && body[0] == name.Length && Encoding.ASCII.GetString(body.Slice(1, name.Length)) == name;

    /// <summary>Properties of a READY command; names compare without case. Null when the octets are not a READY.</summary>
    public static Dictionary<string, byte[]>? Properties(ReadOnlySpan<byte> body)
    {
        if (!Is(body, "READY"))
        {
            return null;
        }

        var properties = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        var rest = body[6..];
        while (rest.Length > 0)
        {
            int nameLength = rest[0];
            if (rest.Length < 1 + nameLength + 4)
            {
                return null;
            }

            var name = Encoding.ASCII.GetString(rest.Slice(1, nameLength));
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest[(1 + nameLength)..]);
            rest = rest[(1 + nameLength + 4)..];
            if (length > rest.Length)
            {
                return null;
            }

            properties[name] = rest[..(int)length].ToArray();
            rest = rest[(int)length..];
        }
        return properties;
    }

    private static void Property(MemoryStream body, string name, byte[] value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)value.Length);
        body.WriteByte((byte)name.Length);
        body.Write(Encoding.ASCII.GetBytes(name));
        body.Write(length);
        body.Write(value);
    }
}
