using System.Text.Json;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

internal sealed partial class DeltaLog
{
    /// <summary>What an entry says of the version before it: its chained hash, and the hash of its checkpoint. Null where the entry does not say.</summary>
    /// <exception cref="LakeException">The entry is missing or was changed.</exception>
    public (string Chain, string? Checkpoint)? Before(long entry)
    {
        foreach (var line in ReadEntry(entry).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("commitInfo", out var info) && info.TryGetProperty(DeltaJson.ChainKey, out var chain))
            {
                return (chain.GetString()!, info.GetProperty(DeltaJson.CheckpointKey).GetString());
            }
        }

        return null;
    }

    /// <summary>Every entry and every checkpoint that is not what was written.</summary>
    public IEnumerable<(string Path, string What)> Verify()
    {
        var latest = Latest();
        var last = Checkpoint.Last(this);
        for (var entry = 0L; entry <= latest; entry++)
        {
            var (before, what) = ((string?)null, (string?)null);
            try
            {
                before = Before(entry)?.Checkpoint;
            }
            catch (Exception broken) when (broken is LakeException or JsonException or InvalidOperationException or KeyNotFoundException)
            {
                what = File.Exists(EntryPath(entry)) ? broken.Message : "the file is missing";
            }

            if (what is not null)
            {
                yield return (EntryPath(entry), what);
            }

            if (what is not null && last?.Version != entry - 1 && File.Exists(Checkpoint.PathOf(this, entry - 1)))
            {
                yield return (
                    Checkpoint.PathOf(this, entry - 1),
                    Invariant($"it cannot be checked: entry {entry}, which says its hash, is damaged")
                );
            }

            if (before is not null && CheckedFiles.Hashed(Checkpoint.PathOf(this, entry - 1), before) is { } wrong)
            {
                yield return (Checkpoint.PathOf(this, entry - 1), wrong);
            }
        }

        if (LastState.Damage(this) is { } damage)
        {
            yield return (LastState.PathIn(this), damage);
        }

        var pointer = Checkpoint.PointerPath(this);
        if (!File.Exists(pointer))
        {
            yield break;
        }

        if (Seal.Check(File.ReadAllBytes(pointer)) == SealState.Broken)
        {
            yield return (pointer, "it is not what its own seal says");
        }
        // Of the others only the entry after each says the hash.
        else if (last is { } named && CheckedFiles.Hashed(Checkpoint.PathOf(this, named.Version), named.Sha) is { } wrong)
        {
            yield return (Checkpoint.PathOf(this, named.Version), wrong);
        }
    }
}
