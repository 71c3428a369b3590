using System.Net;
using System.Net.Sockets;

namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>Where a socket is bound: TCP at an IP and port (0: the system chooses) or, for "ipc", the file <c>ip-port</c>.</summary>
internal sealed record Address(string Transport, string Ip, int Port)
{
    public string? File => Transport == "ipc" ? Invariant($"{Ip}-{Port}") : null;

    public Socket Bind()
    {
        EndPoint at = File is { } file ? Unix(file) : new IPEndPoint(Parse(), Port);
        var socket = new Socket(at.AddressFamily, SocketType.Stream, File is null ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            socket.Bind(at);
            socket.Listen(64);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(
                Invariant($"cannot listen on {Transport}://{Ip}:{Port}: {e.Message}. Another kernel may use this connection file."),
                e
            );
        }
    }

    private static UnixDomainSocketEndPoint Unix(string file)
    {
        System.IO.File.Delete(file); // left by a kernel that was killed
        return new UnixDomainSocketEndPoint(file);
    }

    private IPAddress Parse() =>
        Ip switch
        {
            "*" => IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(Ip, out var ip)
                ? ip
                : throw new InvalidDataException($"connection file: \"ip\" is \"{Ip}\", an IP address such as 127.0.0.1 was expected"),
        };
}
