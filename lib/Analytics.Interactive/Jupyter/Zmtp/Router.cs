using System.Collections.Concurrent;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>
/// A ROUTER socket: every message in carries the identity of its sender as first frame; a message out goes to the identity
/// in its first frame and is dropped when nobody has it. A client that comes back with the same identity takes over.
/// </summary>
internal sealed class Router(Address address) : Endpoint("ROUTER", ["DEALER", "REQ", "ROUTER"], address)
{
    private readonly BlockingCollection<byte[][]> _inbox = new(new ConcurrentQueue<byte[][]>());
    private readonly Dictionary<string, Peer> _byIdentity = new(StringComparer.Ordinal);
    private int _lastGiven;

    /// <summary>The next message, waiting for it; null once the socket is closed.</summary>
    public byte[][]? Receive(CancellationToken cancel = default) =>
        _inbox.TryTake(out var frames, Timeout.Infinite, cancel) ? frames : null;

    /// <summary>A message that is here already.</summary>
    public byte[][]? ReceiveNow() => _inbox.TryTake(out var frames) ? frames : null;

    /// <summary>
    /// Lets readers catch up with what the operating system holds already, so that "already sent" and "already queued"
    /// mean the same. Waits at most 20 ms.
    /// </summary>
    public void Settle()
    {
        for (var i = 0; i < 20 && Peers.Any(p => p.Unread > 0); i++)
        {
            Thread.Sleep(1);
        }
    }

    public void Send(byte[][] frames)
    {
        Peer? peer;
        lock (_byIdentity)
        {
            _byIdentity.TryGetValue(Key(frames[0]), out peer);
        }

        peer?.Send(frames[1..]);
    }

    protected override void Joined(Peer peer)
    {
        lock (_byIdentity)
        {
            if (peer.Identity.Length == 0)
            {
                var number = ++_lastGiven;
                peer.Identity = [0, (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
            }
            _byIdentity[Key(peer.Identity)] = peer;
        }
    }

    protected override void Left(Peer peer)
    {
        lock (_byIdentity)
        {
            if (_byIdentity.TryGetValue(Key(peer.Identity), out var current) && current == peer)
            {
                _byIdentity.Remove(Key(peer.Identity));
            }
        }
    }

    protected override void Received(Peer peer, List<byte[]> frames)
    {
        if (!_inbox.IsAddingCompleted)
        {
            _inbox.Add([peer.Identity, .. frames]);
        }
    }

    protected override void Closed() => _inbox.CompleteAdding();

    private static string Key(byte[] identity) => Convert.ToHexString(identity);
}
