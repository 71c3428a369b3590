using System.Net;
using System.Net.Sockets;
using Analytics.Server.Snapshots;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Hosting;

/// <summary>A server that listens. Disposing stops it: it takes no more requests and lets those that run end.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    // Runs, models and pages keep threads busy for seconds, and under full load the pool adds threads above this number slowly.
    // On two cores, while all domains are rebuilt and twelve readers ask for pages, one answer of /health in a hundred takes 1 to 2 s
    // (the slowest 5 s) with the pool's own two, and 0.2 s (0.4 s) with sixteen.
    private const int LeastThreads = 16;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;

    private RunningServer(WebApplication app, ServerSettings settings, string url) => (_app, Settings, Url) = (app, settings, url);

    public ServerSettings Settings { get; }

    /// <summary>E.g. <c>http://127.0.0.1:8080</c>, with the port that was taken where 0 was asked for.</summary>
    public string Url { get; }

    /// <summary>Everything that can be asked for, pages too.</summary>
    internal IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    internal Snapshots.Snapshots Snapshots => _app.Services.GetRequiredService<Snapshots.Snapshots>();

    /// <exception cref="RunException">There is no lake yet, or the port is taken.</exception>
    /// <exception cref="Lake.LakeException">The lake cannot be read, or a newer version wrote it.</exception>
    public static async Task<RunningServer> Start(ServerSettings settings, TimeProvider time, CancellationToken cancellation = default)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
        settings = settings.Checked() with { Data = Path.GetFullPath(settings.Data) };
        var snapshots = await Server.Snapshots.Snapshots.Open(settings.Data).ConfigureAwait(false);
        var app = ServerApp.Build(settings, snapshots, time);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (Refusal(error) is { } refused)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new RunException(
                refused == SocketError.AddressNotAvailable
                    ? $"{settings.Host} is not an address of this machine. Choose another: dotnet script scripts/serve.csx --host 127.0.0.1"
                    : Invariant(
                        $"Port {settings.Port} of {settings.Host} {(refused == SocketError.AccessDenied ? "is not for this user" : "is taken")}. Choose another: dotnet script scripts/serve.csx --port {(settings.Port is >= 1024 and < 65535 ? settings.Port + 1 : 8080)}"
                    ),
                error
            );
        }

        return new RunningServer(
            app,
            settings,
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        );
    }

    /// <summary>Tells where it serves and that it stopped: a line on the terminal, an entry of a log in JSON.</summary>
    public void Say(string words)
    {
        if (Settings.LogFormat == "json")
        {
            _app.Services.GetRequiredService<ILoggerFactory>()
                .CreateLogger(typeof(Serve).Namespace + ".Started")
                .LogInformation("{Words}", words);
        }
        else
        {
            Console.WriteLine(words);
        }
    }

    /// <summary>Waits for Ctrl-C, SIGTERM or the token, then stops.</summary>
    public async Task Stopped(CancellationToken cancellation)
    {
        await _app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static SocketError? Refusal(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (
                inner is SocketException
                {
                    SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable
                } socket
            )
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }
}
