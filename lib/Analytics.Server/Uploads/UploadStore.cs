using System.Security.Cryptography;
using System.Text.Json;
using Analytics.Engine;
using Analytics.Server.Api;
using Analytics.Server.Hosting;

namespace Analytics.Server.Uploads;

/// <summary>
/// Uploads on the disk, under <c>uploads/&lt;id&gt;/</c> in the lake's folder: <c>status.json</c> and, until it has landed, the file. An upload is acknowledged
/// when both are flushed; what a killed server left is taken up again. The same bytes are the same upload.
/// </summary>
internal sealed class UploadStore(ServerSettings settings, TimeProvider time)
{
    private static int s_number;
    private static readonly JsonSerializerOptions s_json = Options();
    private readonly Lock _lock = new();

    private string Root => Path.Combine(settings.Data, "uploads");

    /// <summary>Takes a stream to its end. It goes to the disk as it comes.</summary>
    /// <returns>Its status, and whether it is new.</returns>
    /// <exception cref="ProblemException">It is too large, empty, or of no kind that is read.</exception>
    public async Task<(UploadStatus Status, bool IsNew)> Receive(Stream bytes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Root);
        var temporary = Path.Combine(Root, Invariant($"incoming-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}.tmp"));
        try
        {
            var (id, length) = await Copy(bytes, temporary, cancellation).ConfigureAwait(false);
            if (Find(id) is { } known)
            {
                return (known, false);
            }

            var format = await Task.Run(() => UploadFormat.Of(temporary, settings.UnpackedMegabytes * 1_000_000L), cancellation)
                .ConfigureAwait(false);
            var status = new UploadStatus(
                id,
                UploadState.Received,
                "Received. Ask for its status with the id.",
                0,
                null,
                null,
                time.GetUtcNow().UtcDateTime,
                length,
                format,
                null
            );
            lock (_lock)
            {
                // Two that send the same at once: the first has made it.
                if (Find(id) is { } meanwhile)
                {
                    return (meanwhile, false);
                }

                Directory.CreateDirectory(FolderOf(id));
                File.Move(temporary, FileOf(status), overwrite: true);
                Write(status);
            }

            return (status, true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Null for an id that is none.</summary>
    public UploadStatus? Find(string id) =>
        IsId(id) && File.Exists(StatusOf(id)) ? JsonSerializer.Deserialize<UploadStatus>(File.ReadAllBytes(StatusOf(id)), s_json) : null;

    public IEnumerable<UploadStatus> All() =>
        Directory.Exists(Root)
            ? Directory
                .EnumerateDirectories(Root)
                .Select(folder => Find(Path.GetFileName(folder)))
                .OfType<UploadStatus>()
                .OrderBy(each => each.Timestamp)
            : [];

    /// <summary>The uploaded file; it is gone once the upload has landed or was rejected.</summary>
    public string FileOf(UploadStatus status) => Path.Combine(FolderOf(status.IngestionId), $"upload-{status.IngestionId}.{status.Format}");

    /// <summary>Writes a status, whole or not at all, flushed.</summary>
    public void Write(UploadStatus status) =>
        Analytics.Lake.Lake.WriteWhole(StatusOf(status.IngestionId), JsonSerializer.SerializeToUtf8Bytes(status, s_json));

    /// <summary>Removes what a killed server left of uploads that were never acknowledged.</summary>
    public void Clean()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(Root, "incoming-*.tmp"))
        {
            File.Delete(path);
        }
    }

    private async Task<(string Id, long Length)> Copy(Stream bytes, string path, CancellationToken cancellation)
    {
        var most = settings.UploadMegabytes * 1_000_000L;
        await using var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            }
        );
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, length) = (new byte[1 << 17], 0L);
        for (int read; (read = await bytes.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0; length += read)
        {
            if (length + read > most)
            {
                throw new ProblemException(
                    StatusCodes.Status413PayloadTooLarge,
                    "The file is too large.",
                    Invariant($"At most {settings.UploadMegabytes} MB.")
                );
            }

            hash.AppendData(buffer.AsSpan(0, read));
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }

        file.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset())[..32], length);
    }

    private string FolderOf(string id) => Path.Combine(Root, id);

    private string StatusOf(string id) => Path.Combine(FolderOf(id), "status.json");

    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions();
        ServerApp.Json(options);
        return options;
    }
}
