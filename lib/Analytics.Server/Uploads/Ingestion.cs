using System.Collections.Concurrent;
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

    /// <summary>Above so many bytes an upload is read within the memory of a query; a small one needs less anyway, and is read sooner without a limit.</summary>
    private const long LargeBytes = 20_000_000;

    /// <summary>How often one that could not be read for a reason that nobody foresaw is taken up again before the next start.</summary>
    private const int MostAgain = 10;

    private readonly Channel<string> _waiting = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, int> _failed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Has an upload read in its turn.</summary>
    public void Enqueue(UploadStatus status) => _waiting.Writer.TryWrite(status.IngestionId);

    /// <summary>Takes up what could not be read, e.g. because the disk was full: until it is read, or has failed too often.</summary>
    public void TakeUpAgain()
    {
        foreach (var (id, times) in _failed)
        {
            if (times <= MostAgain)
            {
                _waiting.Writer.TryWrite(id);
            }
        }
    }

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

    /// <summary>One that fails in a way that nobody foresaw stops no other.</summary>
    private async Task Try(string id, CancellationToken cancellation)
    {
        try
        {
            await Process(id, cancellation).ConfigureAwait(false);
            _failed.TryRemove(id, out _);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var times = _failed.AddOrUpdate(id, 1, (_, before) => before + 1);
            log.LogError(error, "Upload {Id} could not be read, {Times} times", id, times);
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
        catch (Exception error) when (IsOfTheFile(error))
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
            // It stays as received, and is taken up again.
            store.Write(
                status with
                {
                    Status = UploadState.Received,
                    Message = "It could not be read now; it is kept, and tried again in a minute.",
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

    /// <summary>Whether the file cannot be used; a disk that is full or a lake that cannot be written says nothing of the file, which is kept.</summary>
    private static bool IsOfTheFile(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (
                cause is LakeException or UnauthorizedAccessException
                || (cause is IOException and not EndOfStreamException)
                || cause.Message.Contains("No space left on device", StringComparison.Ordinal)
            )
            {
                return false;
            }
        }

        return error is RunException or UsageException;
    }

    private UploadStatus Read(UploadStatus status, CancellationToken cancellation)
    {
        var domain = Catalog.Of(DomainName);
        var file = new InputPath(Source, store.FileOf(status));
        var limit = status.Bytes > LargeBytes ? Invariant($"{settings.QueryMegabytes}MB") : null;
        var found = FileCheck.Of(domain, [file], time, limit, cancellation);
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
