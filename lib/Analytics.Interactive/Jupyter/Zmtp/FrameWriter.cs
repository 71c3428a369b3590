using System.Buffers.Binary;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>Puts messages and commands on a connection; used by one thread per connection only.</summary>
internal sealed class FrameWriter(Stream stream)
{
    private readonly MemoryStream _small = new();

    public void Message(IReadOnlyList<byte[]> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            Add(i + 1 < frames.Count ? FrameFlags.More : FrameFlags.None, frames[i]);
        }

        Push();
    }

    public void Command(byte[] body)
    {
        Add(FrameFlags.Command, body);
        Push();
    }

    private void Add(FrameFlags flags, byte[] body)
    {
        Span<byte> head = stackalloc byte[9];
        if (body.Length <= byte.MaxValue)
        {
            head[0] = (byte)flags;
            head[1] = (byte)body.Length;
            _small.Write(head[..2]);
        }
        else
        {
            head[0] = (byte)(flags | FrameFlags.Long);
            BinaryPrimitives.WriteUInt64BigEndian(head[1..], (ulong)body.Length);
            _small.Write(head);
        }
        if (body.Length <= 64 * 1024)
        {
            _small.Write(body);
            return;
        }
        Push();
        stream.Write(body);
    }

    // One write per message where it fits: without it TCP_NODELAY sends each little frame as its own packet.
    private void Push()
    {
        stream.Write(_small.GetBuffer(), 0, (int)_small.Length);
        _small.SetLength(0);
    }
}
