using System.Text;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>A PUB socket that tells of each new subscription (as XPUB does): the kernel greets subscribers.</summary>
internal sealed class Publisher(Address address, Action<string> subscribed) : Endpoint("PUB", ["SUB", "XSUB"], address)
{
    private readonly Dictionary<Peer, List<byte[]>> _topics = [];

    /// <summary>Sends to every client with a subscription that the first frame (the topic) begins with.</summary>
    public void Send(byte[][] frames)
    {
        lock (_topics)
        {
            foreach (var (peer, topics) in _topics)
            {
                if (topics.Exists(t => frames[0].AsSpan().StartsWith(t)))
                {
                    peer.Send(frames);
                }
            }
        }
    }

    protected override void Received(Peer peer, List<byte[]> frames)
    {
        if (frames.Count != 1 || frames[0].Length == 0 || frames[0][0] > 1)
        {
            return;
        }

        var topic = frames[0][1..];
        lock (_topics)
        {
            if (!_topics.TryGetValue(peer, out var topics))
            {
                _topics[peer] = topics = [];
            }

            if (frames[0][0] == 1)
            {
                topics.Add(topic);
            }
            else if (topics.FindIndex(t => t.AsSpan().SequenceEqual(topic)) is >= 0 and var at)
            {
                topics.RemoveAt(at);
            }
        }
        if (frames[0][0] == 1)
        {
            subscribed(Encoding.UTF8.GetString(topic));
        }
    }

    protected override void Left(Peer peer)
    {
        lock (_topics)
        {
            _topics.Remove(peer);
        }
    }
}
