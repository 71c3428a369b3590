using System.Buffers.Binary;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>
/// Takes frames off a connection. A length is only a claim until the octets arrive, so memory grows with what was
/// received, never with what was announced.
/// </summary>
internal sealed class FrameReader(Stream stream)
{
    public const int LargestFrame = 1 << 30;
    private const int FirstPiece = 1 << 20;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next frame, or null when the other side closed. Throws <see cref="InvalidDataException"/> on a frame no ZMTP 3 peer sends.</summary>
    public Frame? Read()
    {
        Span<byte> head = stackalloc byte[9];
        if (!Fill(head[..1]))
        {
            return null;
        }

        var flags = (FrameFlags)head[0];
        if ((head[0] & 0xF8) != 0)
        {
            throw new InvalidDataException($"ZMTP frame flags 0x{head[0]:X2}: bits 3 to 7 must be zero");
        }

        var isLong = (flags & FrameFlags.Long) != 0;
        if (!Fill(head.Slice(1, isLong ? 8 : 1)))
        {
            return null;
        }

        var length = isLong ? BinaryPrimitives.ReadUInt64BigEndian(head[1..]) : head[1];
        if (length > LargestFrame)
        {
            throw new InvalidDataException($"ZMTP frame of {length} octets: at most {LargestFrame} are taken");
        }

        return Body((int)length) is { } body ? new Frame(flags, body) : null;
    }

    public bool Fill(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = stream.Read(_buffer);
                if (_end <= 0)
                {
                    _end = 0;
                    return false;
                }
            }
            var count = Math.Min(target.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(target);
            _start += count;
            target = target[count..];
        }
        return true;
    }

    private byte[]? Body(int length)
    {
        var body = new byte[Math.Min(length, FirstPiece)];
        var filled = 0;
        while (true)
        {
            if (!Fill(body.AsSpan(filled)))
            {
                return null;
            }

            filled = body.Length;
            if (filled == length)
            {
                return body;
            }

            Array.Resize(ref body, (int)Math.Min(length, (long)body.Length * 4));
        }
    }
}
