using Analytics.App;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Hosting;

/// <summary>Sends the server's spans while it runs, where the environment says where to.</summary>
internal sealed class Tracing(ILogger<Tracing> log) : IHostedService, IDisposable
{
    private IDisposable? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Traces.FromEnvironment("analytics", words => log.LogWarning("{Words}", words));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _traces = null;
    }
}
