using Analytics.Server.Records;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>
/// Of several processes on one lake one keeps the schedules, judges alerts, reads the run records of scripts and sends events: the one that holds <c>service/WORKER</c>. The operating system lets
/// go of that when the process ends, however it ends, and another takes over.
/// </summary>
internal sealed class Charge(ServiceDatabase database, TimeProvider time, ILogger<Charge> log) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private FileStream? _held;

    /// <summary>Whether it is this process.</summary>
    public bool IsHere { get; private set; }

    /// <summary>Tried at once, so that what starts behind it need not wait to be asked again.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _held = Try();
        IsHere = _held is not null;
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _held?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_held is null)
            {
                await Task.Delay(s_look, time, stoppingToken).ConfigureAwait(false);
                _held = Try();
            }

            IsHere = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped; another process takes over.");
        }
        finally
        {
            IsHere = false;
            _held?.Dispose();
            _held = null;
        }
    }

    private FileStream? Try()
    {
        try
        {
            return HeldFile.Open(Path.Combine(database.Folder, "WORKER"), FileOptions.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogDebug("Another process is in charge: {Message}", error.Message);
            return null;
        }
    }
}
