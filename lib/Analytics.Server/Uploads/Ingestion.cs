using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Uploads;

/// <summary>
/// Has uploads read in turn. Reading costs the same for one row as for hundreds, so a turn takes with it the small ones that wait too: clients that send one
/// submission each, many at a time, wait for one reading and not for one each.
/// </summary>
internal sealed class Ingestion(UploadStore store, UploadReader reader, ILogger<Ingestion> log) : BackgroundService
{
    /// <summary>Uploads of up to so many bytes are read with others.</summary>
    private const long SmallBytes = 1_000_000;

    /// <summary>Uploads that are read at once.</summary>
    private const int MostTogether = 100;

    /// <summary>How often one that could not be read for a reason that nobody foresaw is taken up again before the next start.</summary>
    private const int MostAgain = 10;

    private readonly Channel<string> _waiting = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, int> _failed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Small uploads that somebody waits for, in the order in which they came; whoever has the turn takes them out.</summary>
    private readonly ConcurrentQueue<string> _small = new();

    /// <summary>Ends when the server does: a sender who goes while his upload is read with others' must not end theirs.</summary>
    private CancellationToken _stopping;

    /// <summary>Has an upload read in its turn.</summary>
    public void Enqueue(UploadStatus status)
    {
        if (status.Bytes <= SmallBytes)
        {
            _small.Enqueue(status.IngestionId);
        }

        _waiting.Writer.TryWrite(status.IngestionId);
    }

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

    /// <summary>Has an upload read and waits for it.</summary>
    /// <param name="status">Of an upload that was received.</param>
    /// <param name="cancellation">Ends the waiting alone: what was received is read all the same.</param>
    /// <exception cref="Exception">A disk or the lake fails; it stays as received.</exception>
    public async Task<UploadStatus> Process(UploadStatus status, CancellationToken cancellation)
    {
        Enqueue(status);
        return await Process(status.IngestionId, cancellation).ConfigureAwait(false);
    }

    private async Task<UploadStatus> Process(string id, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (ToBeRead(id) is { } status)
            {
                await Task.Run(() => reader.ReadAll(Together(status), _stopping), _stopping).ConfigureAwait(false);
            }

            return store.Find(id)!;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Null for one that was read with another, or before.</summary>
    private UploadStatus? ToBeRead(string id) =>
        store.Find(id) is { Status: UploadState.Received or UploadState.Validating } status ? status : null;

    /// <summary>It, and if it is small the small ones that wait with it. Each of them has a caller, who comes in turn even if reading fails now.</summary>
    private UploadStatus[] Together(UploadStatus status)
    {
        List<UploadStatus> together = [status];
        while (status.Bytes <= SmallBytes && together.Count < MostTogether && _small.TryDequeue(out var id))
        {
            if (together.TrueForAll(each => each.IngestionId != id) && ToBeRead(id) is { } other)
            {
                together.Add(other);
            }
        }

        return [.. together];
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
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
}
