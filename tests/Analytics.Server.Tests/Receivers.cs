using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Analytics.Server.Tests;

/// <summary>A web hook's receiver on a free port of this machine; what it took is kept.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HookReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/hook/secret-place";

    /// <summary>What it answers from now on.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Bodies with their keys, also those it did not take.</summary>
    public ConcurrentQueue<(int Status, string Key, JsonElement Body)> Got { get; } = [];

    public static async Task<HookReceiver> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new HookReceiver(app);
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = JsonDocument.Parse(await reader.ReadToEndAsync()).RootElement;
            http.Response.StatusCode = receiver.Status;
            receiver.Got.Enqueue((receiver.Status, http.Request.Headers["Idempotency-Key"].ToString(), body));
        });
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>A mail server as small as RFC 5321 lets it be: takes everything, keeps what it took.</summary>
internal sealed class MailReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    public MailReceiver()
    {
        _listener.Start();
        _work = Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether it refuses what it is sent (451).</summary>
    public bool IsRefusing { get; set; }

    public ConcurrentQueue<(string From, IReadOnlyList<string> To, string Text)> Got { get; } = [];

    private async Task Listen()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await Talk(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            _listener.Stop();
        }
    }

    private async Task Talk(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 test");
        var (from, to) = ("", new List<string>());
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" or "HELO":
                    await writer.WriteLineAsync("250 test");
                    break;
                case "MAIL":
                    from = line.Split('<', '>')[1];
                    await writer.WriteLineAsync("250 ok");
                    break;
                case "RCPT":
                    to.Add(line.Split('<', '>')[1]);
                    await writer.WriteLineAsync(IsRefusing ? "451 not now" : "250 ok");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    var text = new StringBuilder();
                    while (await reader.ReadLineAsync(_end.Token) is { } part && part != ".")
                    {
                        text.AppendLine(part);
                    }

                    Got.Enqueue((from, [.. to], text.ToString()));
                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }
}
