using System.Threading.Channels;
using Analytics.App;
using Analytics.Engine;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Uploads;

/// <summary>Reads uploads one after the other as the lake would, and lands those of which something can be used.</summary>
internal sealed class Ingestion(UploadStore store, ServerSettings settings, TimeProvider time, ILogger<Ingestion> log) : BackgroundService
{
    private const string DomainName = "households";
    private const string Source = "survey";

    /// <summary>Share of refused rows above which an upload is not valid; the lake's own gate, which one landed file above it would keep shut for all.</summary>
    private const double MostFailed = 0.05;

    private readonly Channel<string> _waiting = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Has an upload read in its turn.</summary>
    public void Enqueue(UploadStatus status) => _waiting.Writer.TryWrite(status.IngestionId);

    /// <summary>Reads an upload now, before those that wait.</summary>
    public async Task<UploadStatus> Process(string id, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => ProcessOne(id, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Clean();
        foreach (var left in store.All().Where(each => each.Status is UploadState.Received or UploadState.Validating))
        {
            Enqueue(left);
        }

        try
        {
            await foreach (var id in _waiting.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                await Try(id, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("Stopped; what waits is taken up again.");
        }
    }

    /// <summary>One that fails in a way that nobody foresaw, which is logged where it happens, stops no other.</summary>
    private async Task Try(string id, CancellationToken cancellation)
    {
        try
        {
            await Process(id, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning("Upload {Id} waits for the next start: {Message}", id, error.Message);
        }
    }

    private UploadStatus ProcessOne(string id, CancellationToken cancellation)
    {
        var status = store.Find(id)!;
        if (status.Status is not (UploadState.Received or UploadState.Validating))
        {
            return status;
        }

        var began = time.GetTimestamp();
        status = status with { Status = UploadState.Validating, Message = "Being read." };
        store.Write(status);
        try
        {
            status = Read(status, cancellation) with { ProcessingTimeSeconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 3) };
        }
        catch (Exception error) when (error is RunException or UsageException or LakeException)
        {
            status = status with
            {
                Status = UploadState.Rejected,
                Message = error.Message.Replace(settings.Data, "…", StringComparison.Ordinal),
                ProcessingTimeSeconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 3),
            };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // It stays as received: the next start tries again, and the log says why it could not be read now.
            log.LogError(error, "Upload {Id} could not be read", id);
            store.Write(
                status with
                {
                    Status = UploadState.Received,
                    Message = "It could not be read now; it is kept, and read when the server starts again.",
                }
            );
            throw;
        }

        store.Write(status);
        if (status.Status is UploadState.Accepted or UploadState.Rejected)
        {
            File.Delete(store.FileOf(status));
        }

        return status;
    }

    private UploadStatus Read(UploadStatus status, CancellationToken cancellation)
    {
        var domain = Catalog.Of(DomainName);
        var file = new InputPath(Source, store.FileOf(status));
        var found = FileCheck.Of(domain, [file], time, cancellation);
        var share = found.Received == 0 ? 1 : (double)found.Quarantined / found.Received;
        var results = new ValidationResults(
            found.Refused is null && share <= MostFailed,
            found.Received,
            found.Kept,
            found.Quarantined,
            found.Superseded,
            Math.Round(share, 4),
            found.Reasons,
            found.Warnings
        );
        status = status with { RecordsProcessed = found.Received, ValidationResults = results };
        if (found.Refused is { } why)
        {
            return status with { Status = UploadState.Rejected, Message = why };
        }

        if (!results.IsValid)
        {
            return status with
            {
                Status = UploadState.Rejected,
                Message =
                    found.Received == 0
                        ? "There is no row in it."
                        : Invariant(
                            $"{found.Quarantined} of {found.Received} rows cannot be used, more than {MostFailed:P0}; see validation_results. Repair them, or leave them out, and send it again."
                        ),
            };
        }

        using var lake = Analytics.Lake.Lake.Open(settings.Data);
        using var bytes = File.OpenRead(store.FileOf(status));
        var landed = lake.Objects.Land(
            DomainName,
            Source,
            bytes,
            new BronzeInfo(
                $"upload {status.IngestionId}",
                status.Timestamp,
                status.Format.Split('.')[0],
                found.Received,
                IngestionId: status.IngestionId
            )
        );
        return status with
        {
            Status = UploadState.Accepted,
            Object = landed.Sha,
            Message = Invariant($"{found.Kept} of {found.Received} rows are good and have landed; the next rebuild publishes them."),
        };
    }
}
