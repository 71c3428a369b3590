using System.Net;
using System.Net.Sockets;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>
/// A bound ZeroMQ socket. Accepting and reading run on threads of their own, not on the pool: a cell that fills the thread
/// pool must not silence the heartbeat or delay an interrupt.
/// </summary>
internal abstract class Endpoint : IDisposable
{
    private readonly string _socketType;
    private readonly string[] _welcome;
    private readonly Socket _listener;
    private readonly string? _file;
    private readonly List<Peer> _peers = [];
    private bool _isClosed;

    protected Endpoint(string socketType, string[] welcome, Address address)
    {
        _socketType = socketType;
        _welcome = welcome;
        _listener = address.Bind();
        _file = address.File;
        Port = (_listener.LocalEndPoint as IPEndPoint)?.Port ?? address.Port;
    }

    /// <summary>The port bound; the one the system chose when the address said 0.</summary>
    public int Port { get; }

    public IReadOnlyList<Peer> Peers
    {
        get
        {
            lock (_peers)
            {
                return [.. _peers];
            }
        }
    }

    /// <summary>Starts to accept; separate from construction so that a derived class is complete when the first client comes.</summary>
    public void Start() => Run(Accept, "accept");

    public void Flush(TimeSpan atMost)
    {
        foreach (var peer in Peers)
        {
            peer.Flush(atMost);
        }
    }

    public void Dispose()
    {
        lock (_peers)
        {
            _isClosed = true;
        }

        _listener.Dispose();
        foreach (var peer in Peers)
        {
            peer.Dispose();
        }

        if (_file is not null)
        {
            File.Delete(_file);
        }

        Closed();
    }

    protected abstract void Received(Peer peer, List<byte[]> frames);

    protected virtual void Joined(Peer peer) { }

    protected virtual void Left(Peer peer) { }

    protected virtual void Closed() { }

    private void Run(Action work, string what) =>
        new Thread(() => work(), 256 * 1024) { IsBackground = true, Name = Invariant($"{_socketType} {Port} {what}") }.Start();

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
                if (socket.ProtocolType == ProtocolType.Tcp)
                {
                    socket.NoDelay = true;
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                lock (_peers)
                {
                    if (_isClosed)
                    {
                        return;
                    }
                }

                continue; // a client that hung up between connect and accept
            }
            Run(() => Serve(new Peer(socket)), "reader");
        }
    }

    private void Serve(Peer peer)
    {
        var isMember = false;
        try
        {
            if (!peer.Handshake(_socketType, _welcome))
            {
                return;
            }

            peer.Start(_socketType);
            lock (_peers)
            {
                if (_isClosed)
                {
                    return;
                }

                _peers.Add(peer);
            }
            isMember = true;
            Joined(peer);
            while (peer.Receive() is { } frames)
            {
                Received(peer, frames);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidDataException)
        {
            // A client that broke off or sent rubbish: only its own connection ends.
        }
        finally
        {
            peer.Dispose();
            if (isMember)
            {
                lock (_peers)
                {
                    _peers.Remove(peer);
                }

                Left(peer);
            }
        }
    }
}
