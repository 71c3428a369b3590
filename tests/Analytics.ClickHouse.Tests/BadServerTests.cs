using System.Net;
using System.Net.Sockets;
using System.Text;
using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.ClickHouse.Tests;

/// <summary>Servers that do not do what is asked of them: each is an error in one line, in time, and never a table.</summary>
public sealed class BadServerTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n";

    // One column version() of type String, and one row of it.
    private const string Version = "\u0001\u0009version()\u0006String\u00071.2.3.4";

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", "does not answer as it should")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "does not")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\nConnection: close\r\n\r\nOops", "refuses it: ")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n", "does not answer as it should")]
    [InlineData("", "does not answer as it should")]
    public void What_is_no_ClickHouse_is_said_to_be_none(string answer, string why)
    {
        using var server = new Answers(answer);

        var error = Assert.Throws<EngineException>(() => ClickHouseEngine.Connect(server.Options));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_not_there_is_an_error()
    {
        Uri address;
        using (var server = new Answers(""))
        {
            address = server.Options.Server;
        }

        Assert.Throws<EngineException>(() => ClickHouseEngine.Connect(new ClickHouseOptions { Server = address }));
    }

    [Fact]
    public void A_server_that_is_silent_is_left_when_its_time_is_over()
    {
        using var server = new Answers([null]);

        var error = Assert.Throws<EngineException>(() =>
            ClickHouseEngine.Connect(server.Options with { Timeout = TimeSpan.FromSeconds(1) })
        );

        Assert.Contains("took longer than 1 s", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 1000000\r\n\r\nPAR1", "does not answer as it should")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nPAR1\r\n", "does not answer as it should")]
    public void A_server_that_dies_halfway_gives_no_table(string half, string why)
    {
        using var server = new Answers($"{Head}Content-Length: {Version.Length}\r\n\r\n{Version}", Head + half);
        using var engine = ClickHouseEngine.Connect(server.Options);
        Assert.Equal("clickhouse 1.2.3.4", engine.Name);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var error = Assert.Throws<EngineException>(() =>
                engine.Run(new EngineQuery("gold.t.t", "SELECT 1 AS a", [], [new TableColumn("a", "INTEGER")]), file, default)
            );

            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_server_that_stops_in_the_middle_is_left_when_its_time_is_over()
    {
        using var server = new Answers(
            $"{Head}Content-Length: {Version.Length}\r\n\r\n{Version}",
            $"{Head}Content-Length: 1000000\r\n\r\nPAR1",
            null
        )
        {
            IsOpen = true,
        };
        using var engine = ClickHouseEngine.Connect(server.Options with { Timeout = TimeSpan.FromSeconds(2) });
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var error = Assert.Throws<EngineException>(() =>
                engine.Run(new EngineQuery("gold.t.t", "SELECT 1 AS a", [], null), file, default)
            );

            Assert.Contains("took longer than 2 s", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("localhost:8123", "takes the address")]
    [InlineData("ftp://host", "takes the address")]
    [InlineData("http://host/?password=x", "takes the address")]
    [InlineData("http://me:geheim@host", "takes no password")]
    [InlineData("http://me@example.org", "unencrypted")]
    public void An_address_that_would_tell_a_secret_is_refused(string url, string why)
    {
        var error = Assert.Throws<UsageException>(() => ClickHouseOptions.Parse(url, "geheim"));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_says_who_and_where()
    {
        var plain = ClickHouseOptions.Parse("http://localhost", null);
        var full = ClickHouseOptions.Parse("https://a%20b@example.org:9443/shop", "geheim");

        Assert.Equal(("http://localhost:8123/", "default", "default"), (plain.Server.ToString(), plain.User, plain.Database));
        Assert.Equal(("https://example.org:9443/", "a b", "shop"), (full.Server.ToString(), full.User, full.Database));
        Assert.Equal("a b@example.org:9443", full.ToString());
    }

    [Fact]
    public void A_folder_with_a_quote_stays_inside_of_its_text()
    {
        var options = ClickHouseOptions.Parse("http://localhost", null);

        Assert.Equal("deltaLakeLocal('/it''s/a\\\\b/silver/x/y')", options.TableOf("silver/x/y", "/it's/a\\b"));
        Assert.Equal(
            "deltaLakeCluster('c', lake, url = 'https://b/silver/x/y/')",
            (options with { Tables = "deltaLakeCluster('c', lake, url = 'https://b/{table}/')" }).TableOf("silver/x/y", "/data")
        );
    }

    /// <summary>Gives these answers, one a connection; null is none at all.</summary>
    private sealed class Answers : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();

        public Answers(params string?[] answers)
        {
            _listener.Start();
            _ = Task.Run(async () =>
            {
                foreach (var answer in answers.Append(answers[^1]).Append(answers[^1]))
                {
                    var client = await _listener.AcceptTcpClientAsync(_end.Token);
                    _ = Task.Run(() => Answer(client, answer));
                }
            });
        }

        /// <summary>Whether a connection stays open after its answer.</summary>
        public bool IsOpen { get; init; }

        public ClickHouseOptions Options =>
            ClickHouseOptions.Parse(Invariant($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"), "geheim");

        private async Task Answer(TcpClient client, string? answer)
        {
            using (client)
            {
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[65536], _end.Token);
                if (answer is not null)
                {
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), _end.Token);
                }

                if (answer is null || IsOpen)
                {
                    await Task.Delay(Timeout.Infinite, _end.Token);
                }
            }
        }

        public void Dispose()
        {
            _end.Cancel();
            _listener.Dispose();
            _end.Dispose();
        }
    }
}
