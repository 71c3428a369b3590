using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Analytics.Domains.Tests.Crashes;

/// <summary>
/// Speaks the contract of a SODA server on the loopback address: $where on crash_date or crash_record_id, $order, $limit, $offset.
/// A fault can be put before an answer: a status, a body cut short, or silence.
/// </summary>
internal sealed partial class SodaServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _crashes;
    private readonly ConcurrentBag<TcpClient> _silent = [];

    public SodaServer(int crashes)
    {
        _crashes = crashes;
        _listener.Start();
        _ = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Every request line that came.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Consulted before each answer with the number of the request, from 1; null answers well.</summary>
    public Func<int, string, string?> Fault { get; set; } = (_, _) => null;

    public static string Id(int crash) => crash.ToString("x").PadLeft(128, '0');

    public void Dispose() => _listener.Stop();

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Serve(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var request = await reader.ReadLineAsync() ?? "";
            while (await reader.ReadLineAsync() is { Length: > 0 }) { }

            Requests.Enqueue(request);
            var path = Uri.UnescapeDataString(request.Split(' ')[1]);
            switch (Fault(Requests.Count, path))
            {
                case "silence":
                    // Kept, or the collector closes the connection and the client hears something.
                    _silent.Add(client);
                    await Task.Delay(Timeout.Infinite);
                    break;
                case "cut":
                    await Send(stream, "200 OK", "", "[{\"crash_record_id\":\"" + Id(0) + "\",\"cra");
                    break;
                case { } status:
                    await Send(
                        stream,
                        status,
                        status.StartsWith("429", StringComparison.Ordinal) ? "Retry-After: 7\r\n" : "",
                        "{\"message\":\"no\"}"
                    );
                    break;
                default:
                    await Send(stream, "200 OK", "", Answer(path));
                    break;
            }
        }
    }

    private static async Task Send(Stream stream, string status, string headers, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"
            )
        );
        await stream.WriteAsync(bytes);
    }

    private string Answer(string path)
    {
        var limit = int.Parse(Number("limit").Match(path).Groups[1].Value);
        var offset = int.Parse(Number("offset").Match(path).Groups[1].Value);
        IEnumerable<int> crashes = path.Contains("crash_record_id in", StringComparison.Ordinal)
            ? Ids().Matches(path).Select(match => Convert.ToInt32(match.Groups[1].Value, 16))
            : Enumerable.Range(0, _crashes);
        var rows = path switch
        {
            _ when path.Contains("68nd-jvt3", StringComparison.Ordinal) => crashes.SelectMany(crash =>
                new[] { 0, 1 }.Select(unit =>
                    $"{{\"crash_unit_id\":\"{crash * 2 + unit}\",\"crash_record_id\":\"{Id(crash)}\",\"crash_date\":\"{Time(crash)}\",\"make\":\"FORD\"}}"
                )
            ),
            _ when path.Contains("u6pd-qa9d", StringComparison.Ordinal) => crashes.Select(crash =>
                $"{{\"person_id\":\"O{crash}\",\"crash_record_id\":\"{Id(crash)}\",\"crash_date\":\"{Time(crash)}\"}}"
            ),
            _ => crashes.Select(crash =>
                $"{{\"crash_record_id\":\"{Id(crash)}\",\"crash_date\":\"{Time(crash)}\",\"crash_type\":\"NO INJURY / DRIVE AWAY\",\"injuries_total\":\"0\"}}"
            ),
        };
        return "[" + string.Join(",", rows.Skip(offset).Take(limit)) + "]";
    }

    private static string Time(int crash) => new DateTime(2024, 1, 1).AddMinutes(crash).ToString("yyyy-MM-ddTHH:mm:ss.fff");

    private static Regex Number(string name) => new($@"\${name}=(\d+)");

    [GeneratedRegex("'([0-9a-f]{128})'")]
    private static partial Regex Ids();
}
