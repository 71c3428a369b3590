namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>The heartbeat: a REP socket that returns what it got, on a thread no cell can block.</summary>
internal sealed class Echo(Address address) : Endpoint("REP", ["REQ", "DEALER"], address)
{
    protected override void Received(Peer peer, List<byte[]> frames) => peer.Send([.. frames]);
}
