using Analytics.App;
using Analytics.Engine;
using Analytics.Lake;
using Analytics.Server.Hosting;

namespace Analytics.Server.Uploads;

/// <summary>Reads uploads as the lake would, and lands those of which something can be used. What is not read, e.g. because a disk is full, stays as received.</summary>
internal sealed class UploadReader(UploadStore store, ServerSettings settings, TimeProvider time)
{
    private const string DomainName = "households";
    private const string Source = "survey";

    /// <summary>Share of refused rows above which an upload is not valid; the lake's own gate, which one landed file above it would keep shut for all.</summary>
    private const double MostFailed = 0.05;

    /// <summary>Above so many bytes an upload is read within the memory of a query; a small one needs less anyway, and is read sooner without a limit.</summary>
    private const long LargeBytes = 20_000_000;

    /// <summary>
    /// Reads several at once, as long as nothing is wrong with them: then each is told as if it were read alone. Where something is, the halves are read, down
    /// to single ones, so that each is told what is wrong with it and none what is wrong with another.
    /// </summary>
    /// <exception cref="Exception">A disk or the lake fails; what is not read yet stays as received.</exception>
    public void ReadAll(ReadOnlySpan<UploadStatus> waiting, CancellationToken cancellation)
    {
        if (waiting.Length == 1)
        {
            ReadOne(waiting[0], cancellation);
        }
        else if (!ReadTogether(waiting.ToArray(), cancellation))
        {
            ReadAll(waiting[..(waiting.Length / 2)], cancellation);
            ReadAll(waiting[(waiting.Length / 2)..], cancellation);
        }
    }

    /// <returns>Whether nothing was wrong; otherwise nothing is changed.</returns>
    private bool ReadTogether(UploadStatus[] waiting, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        FileChecked found;
        try
        {
            found = Check(waiting, cancellation);
        }
        catch (Exception error) when (IsOfTheFile(error))
        {
            return false;
        }

        var rows = found
            .Deliveries.GroupBy(each => each.Origin, StringComparer.Ordinal)
            .ToDictionary(each => each.Key, each => each.Sum(delivery => delivery.Rows), StringComparer.Ordinal);
        var counts = waiting.Select(each => rows.GetValueOrDefault(Path.GetFileName(store.FileOf(each)))).ToArray();
        var isClean = found is { Refused: null, Quarantined: 0, Superseded: 0, Warnings: [] };
        if (!isClean || counts.Contains(0) || counts.Sum() != found.Kept)
        {
            return false;
        }

        foreach (var (status, count) in waiting.Zip(counts))
        {
            Finish(Landed(Told(status, found with { Received = count, Kept = count })), began);
        }

        return true;
    }

    private void ReadOne(UploadStatus status, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        status = status with { Status = UploadState.Validating, Message = "Being read." };
        store.Write(status);
        try
        {
            status = Read(status, cancellation);
        }
        catch (Exception error) when (IsOfTheFile(error))
        {
            status = status with
            {
                Status = UploadState.Rejected,
                Message = error.Message.Replace(settings.Data, "…", StringComparison.Ordinal),
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

        Finish(status, began);
    }

    /// <summary>What is written is told; only then is the file given up.</summary>
    private void Finish(UploadStatus status, long began)
    {
        store.Write(status with { ProcessingTimeSeconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 3) });
        File.Delete(store.FileOf(status));
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
        var found = Check([status], cancellation);
        status = Told(status, found);
        if (found.Refused is { } why)
        {
            return status with { Status = UploadState.Rejected, Message = why };
        }

        if (!status.ValidationResults!.IsValid)
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

        return Landed(status);
    }

    private FileChecked Check(IReadOnlyList<UploadStatus> uploads, CancellationToken cancellation) =>
        FileCheck.Of(
            Catalog.Of(DomainName),
            [.. uploads.Select(each => new InputPath(Source, store.FileOf(each)))],
            time,
            uploads.Sum(each => each.Bytes) > LargeBytes ? Invariant($"{settings.QueryMegabytes}MB") : null,
            cancellation
        );

    /// <summary>With what was found in it.</summary>
    private static UploadStatus Told(UploadStatus status, FileChecked found)
    {
        var share = found.Received == 0 ? 1 : (double)found.Quarantined / found.Received;
        return status with
        {
            RecordsProcessed = found.Received,
            ValidationResults = new ValidationResults(
                found.Refused is null && share <= MostFailed,
                found.Received,
                found.Kept,
                found.Quarantined,
                found.Superseded,
                Math.Round(share, 4),
                found.Reasons,
                found.Warnings
            ),
        };
    }

    /// <summary>Lands it; bytes that have landed before are the same object.</summary>
    private UploadStatus Landed(UploadStatus status)
    {
        var found = status.ValidationResults!;
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
