using System.Net;
using System.Net.Sockets;

namespace Analytics.Tests;

/// <summary>A port of this machine for a program that cannot choose one itself and say which.</summary>
internal static class FreePort
{
    /// <summary>Free a moment ago; another program may take it before this one does.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
