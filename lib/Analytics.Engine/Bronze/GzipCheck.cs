using System.Buffers.Binary;

namespace Analytics.Engine;

/// <summary>What became of a compressed file on its way.</summary>
internal enum GzipState
{
    /// <summary>It is whole, or not compressed.</summary>
    Whole,

    /// <summary>It breaks off: what comes before is as it was sent.</summary>
    Short,

    /// <summary>Bytes were changed (RFC 1952, CRC32): what is unpacked may be wrong anywhere and still look like rows.</summary>
    Damaged,
}

/// <summary>Tells a gzip object that breaks off: readers, .NET's and DuckDB's alike, take its end for the end of the data.</summary>
internal static class GzipCheck
{
    private const int HeaderBytes = 10;

    /// <summary>Unpacks an object to its end.</summary>
    public static GzipState Of(string path)
    {
        if (!RawReading.IsGzip(path))
        {
            return GzipState.Whole;
        }

        try
        {
            var length = 0L;
            using (var stream = RawReading.Open(path))
            {
                var buffer = new byte[1 << 17];
                for (int read; (read = stream.Read(buffer)) > 0; )
                {
                    length += read;
                }
            }

            return IsWhole(path, length) ? GzipState.Whole : GzipState.Short;
        }
        catch (InvalidDataException)
        {
            return GzipState.Damaged;
        }
    }

    /// <summary>False when the bytes unpacked are not as many as the trailer says (RFC 1952, ISIZE).</summary>
    /// <param name="path">An object that was unpacked without an error.</param>
    /// <param name="length">How many bytes came out.</param>
    public static bool IsWhole(string path, long length)
    {
        if (!RawReading.IsGzip(path))
        {
            return true;
        }

        using var file = File.OpenRead(path);
        var trailer = new byte[4];
        file.Seek(-Math.Min(4, file.Length), SeekOrigin.End);
        file.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false);
        // The trailer speaks of the last member only; of several joined ones it proves nothing.
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == unchecked((uint)length) || HasSecondMember(file);
    }

    private static bool HasSecondMember(FileStream file)
    {
        file.Position = 1;
        var buffer = new byte[1 << 17];
        var kept = 0;
        for (int read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0; )
        {
            var end = kept + read;
            for (var at = 0; at + HeaderBytes <= end; at++)
            {
                // Magic, deflate, known flags, any time, known levels, known systems: by chance once in 10¹¹ bytes.
                if (buffer[at] == 0x1F && buffer.AsSpan(at, HeaderBytes) is [0x1F, 0x8B, 8, < 32, _, _, _, _, 0 or 2 or 4, <= 13 or 255])
                {
                    return true;
                }
            }

            kept = Math.Min(HeaderBytes - 1, end);
            Array.Copy(buffer, end - kept, buffer, 0, kept);
        }

        return false;
    }
}
