using System.Net.Sockets;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>
/// One connected client: a handshake, then whole messages in and out. Writing is done by one thread of its own, so a slow
/// client never holds up a cell, and messages never interleave.
/// </summary>
internal sealed class Peer : IDisposable
{
    /// <summary>A subscriber this far behind (octets) loses messages, as PUB sockets do; the kernel does not grow without end.</summary>
    private const long MostWaiting = 512L << 20;
    private readonly Socket _socket;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly Queue<(byte[][] Frames, bool IsCommand)> _waiting = new();
    private long _waitingOctets;
    private bool _isWriting;
    private bool _isClosed;

    public Peer(Socket socket)
    {
        _socket = socket;
        var stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new FrameReader(stream);
        _writer = new FrameWriter(stream);
    }

    /// <summary>The routing id: the client's own, or one its router gave it.</summary>
    public byte[] Identity { get; set; } = [];

    /// <summary>Octets that arrived but were not read yet.</summary>
    public int Unread
    {
        get
        {
            lock (_waiting)
            {
                return _isClosed ? 0 : _socket.Available;
            }
        }
    }

    /// <summary>Greeting and READY both ways. False when the other side is no ZMTP 3 peer of a type in <paramref name="welcome"/>.</summary>
    public bool Handshake(string socketType, IReadOnlyList<string> welcome, byte[]? ourIdentity = null)
    {
        _socket.ReceiveTimeout = 10_000;
        _socket.Send(Greeting.Ours());
        var theirs = new byte[Greeting.Length];
        if (!_reader.Fill(theirs) || !Greeting.IsUnderstood(theirs))
        {
            return false;
        }

        _writer.Command(Command.Ready(socketType, ourIdentity ?? []));
        if (_reader.Read() is not { IsCommand: true } frame || Command.Properties(frame.Body) is not { } properties)
        {
            return false;
        }

        var type = System.Text.Encoding.ASCII.GetString(properties.GetValueOrDefault("Socket-Type", []));
        Identity = properties.GetValueOrDefault("Identity", []);
        _socket.ReceiveTimeout = 0;
        return Identity.Length <= 255 && welcome.Contains(type, StringComparer.Ordinal);
    }

    /// <summary>Starts the writing thread; called once, after the handshake.</summary>
    public void Start(string name) => new Thread(Write, 256 * 1024) { IsBackground = true, Name = name + " writer" }.Start();

    /// <summary>The next whole message; null when the connection ended. PING is answered on the way.</summary>
    public List<byte[]>? Receive()
    {
        var frames = new List<byte[]>();
        while (_reader.Read() is { } frame)
        {
            if (frame.IsCommand)
            {
                if (Command.Is(frame.Body, "PING"))
                {
                    Enqueue([Command.Pong(frame.Body)], isCommand: true);
                }
                else if (Command.Is(frame.Body, "SUBSCRIBE"))
                {
                    return
                    [
                        [1, .. frame.Body[10..]],
                    ];
                }
                else if (Command.Is(frame.Body, "CANCEL"))
                {
                    return
                    [
                        [0, .. frame.Body[7..]],
                    ];
                }

                continue;
            }
            frames.Add(frame.Body);
            if (!frame.HasMore)
            {
                return frames;
            }

            if (frames.Count > 10_000)
            {
                throw new InvalidDataException("a message of more than 10,000 frames");
            }
        }
        return null;
    }

    public void Send(byte[][] frames) => Enqueue(frames, isCommand: false);

    /// <summary>Waits until everything handed over was given to the operating system, or the time is up.</summary>
    public void Flush(TimeSpan atMost)
    {
        var end = Environment.TickCount64 + (long)atMost.TotalMilliseconds;
        lock (_waiting)
        {
            while (!_isClosed && (_waiting.Count > 0 || _isWriting) && end - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_waiting, (int)left);
            }
        }
    }

    public void Dispose()
    {
        lock (_waiting)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _waiting.Clear();
            Monitor.PulseAll(_waiting);
        }
        _socket.Dispose();
    }

    private void Enqueue(byte[][] frames, bool isCommand)
    {
        long octets = 0;
        foreach (var frame in frames)
        {
            octets += frame.Length;
        }

        lock (_waiting)
        {
            if (_isClosed || (_waitingOctets > 0 && _waitingOctets + octets > MostWaiting))
            {
                return;
            }

            _waitingOctets += octets;
            _waiting.Enqueue((frames, isCommand));
            Monitor.PulseAll(_waiting);
        }
    }

    private void Write()
    {
        try
        {
            while (Next() is var (frames, isCommand))
            {
                if (isCommand)
                {
                    _writer.Command(frames[0]);
                }
                else
                {
                    _writer.Message(frames);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client went away; its reader notices too and takes it off the list.
            Dispose();
        }
    }

    private (byte[][] Frames, bool IsCommand)? Next()
    {
        lock (_waiting)
        {
            _isWriting = false;
            Monitor.PulseAll(_waiting);
            while (_waiting.Count == 0)
            {
                if (_isClosed)
                {
                    return null;
                }

                Monitor.Wait(_waiting);
            }
            var next = _waiting.Dequeue();
            _isWriting = true;
            foreach (var frame in next.Frames)
            {
                _waitingOctets -= frame.Length;
            }

            return next;
        }
    }
}
