using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter;
using Analytics.Interactive.Jupyter.Wire;
using Analytics.Interactive.Jupyter.Zmtp;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>A message as a client sees it.</summary>
internal sealed record Seen(string Type, string Parent, JsonElement Content, JsonElement Header)
{
    public string Text(string name) => Content.GetProperty(name).GetString()!;

    public string Status => Text("status");
    public JsonElement Data => Content.GetProperty("data");
}

/// <summary>A Jupyter client of a few lines: one connection per socket, everything received is kept in order.</summary>
internal sealed class KernelClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, Peer> _sockets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Seen>> _seen = new(StringComparer.Ordinal);
    private readonly WireFormat _wire;

    public KernelClient(ConnectionFile at, string? key = null, string identity = "test-client")
    {
        _wire = new WireFormat(new Signer(at.Scheme, key ?? at.Key), TimeProvider.System);
        foreach (
            var (name, port, type, other) in ((string, int, string, string)[])
                [
                    ("iopub", at.IoPub, "SUB", "PUB"),
                    ("shell", at.Shell, "DEALER", "ROUTER"),
                    ("control", at.Control, "DEALER", "ROUTER"),
                    ("stdin", at.Stdin, "DEALER", "ROUTER"),
                    ("hb", at.Heartbeat, "REQ", "REP"),
                ]
        )
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            var peer = new Peer(socket);
            Assert.True(peer.Handshake(type, [other], System.Text.Encoding.ASCII.GetBytes(type == "DEALER" ? identity : "")));
            peer.Start(name);
            _sockets[name] = peer;
            _seen[name] = [];
            new Thread(() => Read(name, peer)) { IsBackground = true }.Start();
        }
        _sockets["iopub"]
            .Send([
                [1],
            ]);
        if (key is null)
        {
            First("iopub", m => m.Type == "iopub_welcome");
        }
    }

    public string Ask(string type, JsonObject? content = null, string channel = "shell")
    {
        var frames = _wire.Write([], type, content ?? [], null);
        _sockets[channel].Send(frames);
        return JsonDocument.Parse(frames[2]).RootElement.GetProperty("msg_id").GetString()!;
    }

    public void SendRaw(string channel, params byte[][] frames) => _sockets[channel].Send(frames);

    public byte[][] Sign(string type, JsonObject content) => _wire.Write([], type, content, null);

    public Seen Reply(string id, string channel = "shell", TimeSpan? patience = null) => First(channel, m => m.Parent == id, patience);

    public Seen Call(string type, JsonObject? content = null, string channel = "shell") => Reply(Ask(type, content, channel), channel);

    /// <summary>
    /// What a bar on an answer's time allows besides, in milliseconds: twenty times what the kernel takes now to say what it is, so that a machine
    /// that is busy with something else does not look like a kernel that is slow.
    /// </summary>
    public long Slack()
    {
        var trips = new long[5];
        for (var i = 0; i < trips.Length; i++)
        {
            var clock = Stopwatch.StartNew();
            Call("kernel_info_request", channel: "control");
            trips[i] = clock.ElapsedMilliseconds + 1;
        }

        return 20 * trips.Max();
    }

    /// <summary>Runs code and returns the reply with everything published for it up to idle.</summary>
    public (Seen Reply, List<Seen> Output) Execute(string code, JsonObject? more = null, TimeSpan? patience = null)
    {
        var id = Ask("execute_request", Code(code, more));
        return (Reply(id, patience: patience), Output(id, patience));
    }

    public static JsonObject Code(string code, JsonObject? more = null)
    {
        var content = new JsonObject
        {
            ["code"] = code,
            ["silent"] = false,
            ["store_history"] = true,
            ["user_expressions"] = new JsonObject(),
            ["allow_stdin"] = true,
            ["stop_on_error"] = true,
        };
        foreach (var (name, value) in more ?? [])
        {
            content[name] = value?.DeepClone();
        }

        return content;
    }

    public List<Seen> Output(string id, TimeSpan? patience = null)
    {
        First("iopub", m => m.Parent == id && m.Type == "status" && m.Text("execution_state") == "idle", patience);
        return Published(id);
    }

    public List<Seen> Published(string id)
    {
        lock (_seen)
        {
            return [.. _seen["iopub"].Where(m => m.Parent == id)];
        }
    }

    /// <summary>The first message of a channel that fits, waiting for it.</summary>
    public Seen First(string channel, Predicate<Seen> fits, TimeSpan? patience = null)
    {
        var clock = Stopwatch.StartNew();
        lock (_seen)
        {
            while (true)
            {
                if (_seen[channel].Find(fits) is { } found)
                {
                    return found;
                }

                var left = (patience ?? s_patience) - clock.Elapsed;
                if (left <= TimeSpan.Zero)
                {
                    throw new TimeoutException(
                        $"no such message on {channel}; seen: {string.Join(", ", _seen[channel].Select(m => m.Type))}"
                    );
                }

                Monitor.Wait(_seen, left);
            }
        }
    }

    public int Count(string channel)
    {
        lock (_seen)
        {
            return _seen[channel].Count;
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }

    private void Read(string name, Peer peer)
    {
        try
        {
            while (peer.Receive() is { } frames)
            {
                Keep(name, frames);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // The kernel or this client closed the connection.
        }
    }

    private void Keep(string name, List<byte[]> frames)
    {
        var at = frames.FindIndex(f => f.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        var seen =
            at < 0
                ? new Seen("raw", "", JsonSerializer.SerializeToElement(frames.Select(Convert.ToHexString)), default)
                : Parsed(frames, at);
        lock (_seen)
        {
            _seen[name].Add(seen);
            Monitor.PulseAll(_seen);
        }
    }

    private static Seen Parsed(List<byte[]> frames, int at)
    {
        var header = JsonDocument.Parse(frames[at + 2]).RootElement;
        var parent = JsonDocument.Parse(frames[at + 3]).RootElement;
        return new Seen(
            header.GetProperty("msg_type").GetString()!,
            parent.TryGetProperty("msg_id", out var id) ? id.GetString()! : "",
            JsonDocument.Parse(frames[at + 5]).RootElement,
            header
        );
    }
}
