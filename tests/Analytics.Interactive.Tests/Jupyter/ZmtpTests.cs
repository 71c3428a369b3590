using System.Net;
using System.Net.Sockets;
using Analytics.Interactive.Jupyter.Zmtp;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>Octets on the wire, written out from rfc.zeromq.org/spec/23, not from our own writer.</summary>
public sealed class ZmtpTests : IDisposable
{
    private static readonly byte[] s_greeting =
    [
        0xFF,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0x7F,
        3,
        0,
        .. "NULL"u8,
        .. new byte[16],
        0,
        .. new byte[31],
    ];

    private static readonly byte[] s_dealerReady = [4, 28, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "DEALER"u8];

    private readonly Router _router = new(new Address("tcp", "127.0.0.1", 0));
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 5000 };

    public ZmtpTests()
    {
        _router.Start();
        _socket.Connect(IPAddress.Loopback, _router.Port);
    }

    [Fact]
    public void The_greeting_is_64_octets_of_version_3_0_with_the_null_mechanism() => Assert.Equal(s_greeting, Receive(64));

    [Fact]
    public void A_dealer_is_greeted_with_ready_and_its_message_arrives_behind_a_routing_id()
    {
        Connect();
        _socket.Send([1, 2, .. "ab"u8, 2, 0, 0, 0, 0, 0, 0, 1, 0, .. new byte[256]]);
        var message = _router.Receive()!;
        Assert.Equal(3, message.Length);
        Assert.Equal(5, message[0].Length);
        Assert.Equal("ab"u8.ToArray(), message[1]);
        Assert.Equal(256, message[2].Length);

        _router.Send([message[0], "x"u8.ToArray(), new byte[300]]);
        Assert.Equal([1, 1, (byte)'x', 2, 0, 0, 0, 0, 0, 0, 1, 44, .. new byte[300]], Receive(3 + 9 + 300));
    }

    [Fact]
    public void A_ping_is_answered_with_a_pong_of_the_same_context()
    {
        Connect();
        _socket.Send([4, 10, 4, .. "PING"u8, 0, 10, .. "ctx"u8]);
        Assert.Equal([4, 8, 4, .. "PONG"u8, .. "ctx"u8], Receive(10));
    }

    [Fact]
    public void A_message_to_nobody_is_dropped()
    {
        Connect();
        _router.Send(["nobody"u8.ToArray(), "x"u8.ToArray()]);
        _socket.Send([4, 7, 4, .. "PING"u8, 0, 10]);
        Assert.Equal([4, 5, 4, .. "PONG"u8], Receive(7));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,application/xhtml+xml\r\n\r\n")]
    [InlineData("short")]
    public void A_stranger_is_hung_up_on_and_the_next_client_is_served(string text)
    {
        Receive(64);
        _socket.Send(System.Text.Encoding.ASCII.GetBytes(text));
        _socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, _socket.Receive(new byte[1]));

        using var next = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        next.Connect(IPAddress.Loopback, _router.Port);
        next.Send([.. s_greeting, .. s_dealerReady, 0, 1, 7]);
        Assert.Equal([7], _router.Receive()![1]);
    }

    [Fact]
    public void A_frame_that_announces_more_than_is_taken_ends_only_its_connection()
    {
        Connect();
        _socket.Send([2, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Equal(0, _socket.Receive(new byte[1]));
    }

    [Fact]
    public void An_announced_gigabyte_costs_no_memory_until_it_arrives()
    {
        Connect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        _socket.Send([2, 0, 0, 0, 0, 0x40, 0, 0, 0, 1]);
        _socket.Send([4, 7, 4, .. "PING"u8, 0, 10]); // octets of the frame now: no answer
        Thread.Sleep(100);
        // Other tests allocate at the same time, but none of them half a gigabyte.
        Assert.InRange(GC.GetTotalMemory(false) - before, long.MinValue, 500_000_000);
    }

    [Fact]
    public void Subscriptions_decide_what_a_subscriber_gets()
    {
        var subscribed = new List<string>();
        using var publisher = new Publisher(
            new Address("tcp", "127.0.0.1", 0),
            t =>
            {
                lock (subscribed)
                {
                    subscribed.Add(t);
                }
            }
        );
        publisher.Start();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 5000 };
        socket.Connect(IPAddress.Loopback, publisher.Port);
        socket.Send([.. s_greeting, 4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "SUB"u8, 0, 3, 1, .. "ab"u8]);
        SpinWait.SpinUntil(
            () =>
            {
                lock (subscribed)
                {
                    return subscribed.Count > 0;
                }
            },
            5000
        );
        publisher.Send(["other"u8.ToArray(), [1]]);
        publisher.Send(["abc"u8.ToArray(), [2]]);
        Assert.Equal([1, 3, .. "abc"u8, 0, 1, 2], Receive(socket, 64 + Ready("PUB").Length + 8)[^8..]);
    }

    [Fact]
    public void A_unix_socket_serves_as_well_and_its_file_goes_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("zmtp");
        try
        {
            var address = new Address("ipc", Path.Combine(folder.FullName, "kernel"), 1);
            using (var echo = new Echo(address))
            {
                echo.Start();
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
                socket.Connect(new UnixDomainSocketEndPoint(address.File!));
                socket.Send([
                    .. s_greeting,
                    4,
                    25,
                    5,
                    .. "READY"u8,
                    11,
                    .. "Socket-Type"u8,
                    0,
                    0,
                    0,
                    3,
                    .. "REQ"u8,
                    1,
                    0,
                    0,
                    4,
                    .. "ping"u8,
                ]);
                Assert.Equal([1, 0, 0, 4, .. "ping"u8], Receive(socket, 64 + Ready("REP").Length + 8)[^8..]);
            }
            Assert.False(File.Exists(address.File));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _router.Dispose();
    }

    private static byte[] Ready(string type) =>
        [
            4,
            (byte)(6 + 16 + type.Length + 13),
            5,
            .. "READY"u8,
            11,
            .. "Socket-Type"u8,
            0,
            0,
            0,
            (byte)type.Length,
            .. System.Text.Encoding.ASCII.GetBytes(type),
            8,
            .. "Identity"u8,
            0,
            0,
            0,
            0,
        ];

    private void Connect()
    {
        _socket.Send([.. s_greeting, .. s_dealerReady]);
        Assert.Equal([.. s_greeting, .. Ready("ROUTER")], Receive(64 + Ready("ROUTER").Length));
    }

    private byte[] Receive(int count) => Receive(_socket, count);

    private static byte[] Receive(Socket socket, int count)
    {
        var octets = new byte[count];
        for (var at = 0; at < count; )
        {
            var got = socket.Receive(octets.AsSpan(at));
            Assert.NotEqual(0, got);
            at += got;
        }
        return octets;
    }
}
