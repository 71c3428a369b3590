using System.Text;

namespace Analytics.Engine;

/// <summary>Finds out in which code page a text file is written, from all of its bytes.</summary>
public static class TextEncoding
{
    /// <summary>Bytes that Windows-1252 leaves free.</summary>
    private static readonly byte[] s_free1252 = [0x81, 0x8D, 0x8F, 0x90, 0x9D];

    /// <summary>UTF-16 by its mark, or by the NUL that every second byte of western text is; null for texts of single bytes.</summary>
    public static Encoding? Wide(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return RawReading.Strict("utf-16");
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return RawReading.Strict("utf-16BE");
        }

        var (even, odd, pairs) = (0, 0, Math.Min(head.Length, 4096) / 2);
        for (var i = 0; i < pairs; i++)
        {
            even += head[2 * i] == 0 ? 1 : 0;
            odd += head[2 * i + 1] == 0 ? 1 : 0;
        }

        return pairs < 8 ? null
            : odd > pairs / 2 && even == 0 ? RawReading.Strict("utf-16")
            : even > pairs / 2 && odd == 0 ? RawReading.Strict("utf-16BE")
            : null;
    }

    /// <summary>
    /// Why a file is no text: more than a twentieth of its first bytes are control characters, which no table holds (a picture, a PDF, an archive with another
    /// name, a disk block of zeros). Null for texts, those with a stray one too.
    /// </summary>
    public static string? NoText(ReadOnlySpan<byte> head)
    {
        var first = head[..Math.Min(head.Length, 4096)];
        var controls = 0;
        foreach (var b in first)
        {
            controls += b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') or 0x7F ? 1 : 0;
        }

        return controls * 20 <= first.Length || Wide(head) is not null
            ? null
            : Invariant(
                $"it is no text: {controls:N0} of its first {first.Length:N0} bytes are control characters; it begins with {Convert.ToHexString(first[..Math.Min(first.Length, 8)])}"
            );
    }

    /// <summary>
    /// Null for UTF-8, also where some of its lines are broken: they are refused. Otherwise the code page that is declared, or Windows-1252, or
    /// Latin-1 where a byte occurs that the former lacks.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is a damaged gzip.</exception>
    internal static Encoding? Of(string path, ReadOnlySpan<byte> head, string? declared)
    {
        if (Wide(head) is { } wide)
        {
            return wide;
        }

        var (whole, broken, isFree) = Count(path);
        // One letter of another code page is never a whole sequence of UTF-8, and hardly ever two of them are.
        return broken == 0 || whole > broken ? null : RawReading.Strict(declared ?? (isFree ? "iso-8859-1" : "windows-1252"));
    }

    /// <summary>Rewrites a text as UTF-8; its lines stay where they are.</summary>
    internal static string Transcode(string sha, string path, Encoding encoding, string stage, List<Reject> rejects)
    {
        var target = Path.Combine(stage, $"{sha}.{encoding.WebName}.txt");
        using var reader = new StreamReader(RawReading.Open(path), encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
        using var writer = new StreamWriter(target, append: false, new UTF8Encoding(false), 1 << 16);
        var buffer = new char[1 << 15];
        var lines = 0L;
        try
        {
            for (int read; (read = reader.Read(buffer)) > 0; )
            {
                lines += buffer.AsSpan(0, read).Count('\n');
                writer.Write(buffer, 0, read);
            }
        }
        catch (Exception error) when (error is DecoderFallbackException or InvalidDataException)
        {
            rejects.Add(
                new Reject(
                    sha,
                    lines + 1,
                    error is DecoderFallbackException ? "bytes that are not " + encoding.WebName : "gzip cut short or damaged",
                    ""
                )
            );
        }

        return target;
    }

    /// <summary>How many characters beyond ASCII are whole UTF-8, how many bytes are in none, and whether one of these is free in Windows-1252.</summary>
    private static (long Whole, long Broken, bool IsFree) Count(string path)
    {
        using var stream = RawReading.Open(path);
        var buffer = new byte[1 << 17];
        var (whole, broken, isFree, kept) = (0L, 0L, false, 0);
        while (true)
        {
            var read = stream.Read(buffer, kept, buffer.Length - kept);
            var bytes = buffer.AsSpan(0, kept + read);
            while (true)
            {
                var at = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
                bytes = at < 0 ? [] : bytes[at..];
                if (bytes.Length == 0 || read > 0 && bytes.Length < 4)
                {
                    break;
                }

                var status = Rune.DecodeFromUtf8(bytes, out _, out var used);
                whole += status == System.Buffers.OperationStatus.Done ? 1 : 0;
                broken += status == System.Buffers.OperationStatus.Done ? 0 : used;
                isFree |= status != System.Buffers.OperationStatus.Done && s_free1252.Contains(bytes[0]);
                bytes = bytes[used..];
            }

            if (read == 0)
            {
                return (whole, broken, isFree);
            }

            kept = bytes.Length;
            bytes.CopyTo(buffer);
        }
    }
}
