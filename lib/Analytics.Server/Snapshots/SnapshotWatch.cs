using Analytics.Server.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Snapshots;

/// <summary>Loads the first models as soon as the server listens, then looks twice a second whether another snapshot was published.</summary>
internal sealed class SnapshotWatch(Snapshots snapshots, TimeProvider time, ILogger<SnapshotWatch> log) : Repeating(s_between, time, log)
{
    // HEAD is one line of 65 bytes: reading it costs less than being told of a rename, and works on every file system.
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500);

    private string _told = "";

    protected override Task Begin(CancellationToken stopping) => Task.Run(() => snapshots.Warm(stopping), stopping);

    protected override async Task Again(CancellationToken stopping)
    {
        await Task.Run(() => snapshots.Follow(stopping), stopping).ConfigureAwait(false);
        if (snapshots.Problem is { } problem && problem != _told)
        {
            log.LogWarning("{Problem}", problem);
        }

        _told = snapshots.Problem ?? "";
    }
}
