using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>What can be done when HEAD, or the manifest that it names, is damaged: no reader and no writer can begin then.</summary>
public sealed partial class Lake
{
    /// <summary>Why the published snapshot cannot be read; null when it can.</summary>
    public string? HeadDamage =>
        Try(() =>
        {
            // Not Head: that keeps what it has read, and damage may be younger.
            if (ReadHead() is { } sha)
            {
                _ = Read(sha);
            }
        });

    /// <summary>Every snapshot whose manifest is whole, whether or not HEAD leads to it: those with the most snapshots before them first, equal ones by id.</summary>
    public IReadOnlyList<Snapshot> Whole()
    {
        var whole = new Dictionary<string, Snapshot>(StringComparer.Ordinal);
        foreach (
            var sha in Files(Path.Combine(Folder, "manifests"))
                .Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Where(name => Hash.IsHash(name))
        )
        {
            Snapshot? snapshot = null;
            if (Try(() => snapshot = Read(sha)) is null)
            {
                whole[sha] = snapshot!;
            }
        }

        return [.. whole.Values.OrderByDescending(Age).ThenBy(snapshot => snapshot.Id, StringComparer.Ordinal)];

        int Age(Snapshot snapshot)
        {
            var age = 0;
            for (var at = snapshot; at.Parent is { } parent && whole.TryGetValue(parent, out at); age++) { }

            return age;
        }
    }

    /// <summary>
    /// Puts a whole snapshot in force in place of a damaged one, which a rollback cannot do: a rollback publishes a successor of what is in force.
    /// What was published after it is in no history any more; raw files are, and rebuilding brings their rows back.
    /// </summary>
    /// <param name="to">The snapshot that HEAD names then.</param>
    /// <param name="time">Clock for the lock.</param>
    /// <param name="holder">Who recovers.</param>
    /// <exception cref="LakeException">The published snapshot can be read, files of the wanted one are missing, or the disk is full.</exception>
    /// <exception cref="LakeLockedException">Somebody else writes.</exception>
    public void Recover(Snapshot to, TimeProvider time, string holder)
    {
        try
        {
            using var held = WriterLock.Take(Folder, time, holder);
            if (HeadDamage is null)
            {
                throw new LakeException($"The published snapshot {Head} can be read: go back from it with scripts/rollback.csx {to}");
            }

            to.RequireFiles();
            var stage = Path.Combine(Folder, ".stage");
            Disk.CreateFolder(stage);
            MoveHead(to.Id, stage);
            Disk.Delete(stage);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"Snapshot {to} could not be put in force: {failed.Message} HEAD is as it was. Check space and permissions in '{Folder}' and run again.",
                failed
            );
        }
    }
}
