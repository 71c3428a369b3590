using System.Text.Json;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class Lake
{
    /// <summary>
    /// Removes Parquet files and manifests that no kept snapshot refers to, those that a killed writer left behind among
    /// them, and kept candidates. Kept are: HEAD and the snapshots before it up to <paramref name="history"/>, every pin, and the
    /// snapshot that a model names in its <c>model.json</c>. Raw objects, models and run records are never touched.
    /// </summary>
    /// <param name="time">Clock for the Delta log and for the age of unfinished downloads.</param>
    /// <param name="holder">Who collects; the lake is locked meanwhile.</param>
    /// <param name="dryRun">Only say what would go.</param>
    /// <param name="history">How many snapshots to keep, HEAD included. Default 10, at least 1.</param>
    /// <exception cref="LakeLockedException">Somebody writes.</exception>
    public Collected Collect(TimeProvider time, string holder, bool dryRun, int history = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(history, 1);
        using var writer = Write(time, holder);
        var kept = KeptSnapshots(history);
        var files = new HashSet<string>(StringComparer.Ordinal);
        // From the oldest on, so that each state is the one before it and a few entries more, whatever the age of the lake.
        foreach (
            var (snapshot, table) in kept
                .Values.SelectMany(snapshot => snapshot.Tables.Values.Select(table => (snapshot, table)))
                .OrderBy(each => each.table.Version)
        )
        {
            files.UnionWith(snapshot.Files(table.Table));
        }

        // A publish that never reached HEAD may have left a Delta entry whose files go now: other engines must not see it as newest.
        if (!dryRun)
        {
            writer.SettleLogs(TablesOnDisk());
        }

        var garbage = Unreferenced(files, kept.Keys.ToHashSet(StringComparer.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var bytes = garbage.Sum(path => new FileInfo(path).Length);
        if (!dryRun)
        {
            foreach (var path in garbage)
            {
                File.Delete(path);
            }

            RemoveEmptyFolders(Path.Combine(Folder, "candidates"));
            foreach (var table in TablesOnDisk())
            {
                RemoveEmptyFolders(TableName.Parse(table).FolderIn(Folder));
            }
        }

        return new Collected([.. garbage.Select(path => Path.GetRelativePath(Folder, path))], bytes);
    }

    /// <summary>The tables that have a folder, published or not.</summary>
    internal IEnumerable<string> TablesOnDisk()
    {
        foreach (var layer in new[] { "silver", "gold" })
        {
            foreach (var domain in Folders(Path.Combine(Folder, layer)))
            {
                foreach (var table in Folders(domain).Where(table => Directory.Exists(Path.Combine(table, "_delta_log"))))
                {
                    yield return $"{layer}.{Path.GetFileName(domain)}.{Path.GetFileName(table)}";
                }
            }
        }
    }

    private SortedDictionary<string, Snapshot> KeptSnapshots(int history)
    {
        var kept = new SortedDictionary<string, Snapshot>(StringComparer.Ordinal);
        foreach (var snapshot in History(history))
        {
            kept[snapshot.Id] = snapshot;
        }

        foreach (var sha in Pins.Values.Concat(SnapshotsOfModels()))
        {
            kept[sha] = Read(sha);
        }

        return kept;
    }

    private IEnumerable<string> SnapshotsOfModels()
    {
        var models = Path.Combine(Folder, "models");
        if (!Directory.Exists(models))
        {
            yield break;
        }

        foreach (
            var path in Directory
                .EnumerateFiles(models, "model.json", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(models, "card.json", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal)
        )
        {
            string? sha;
            var version = Path.GetDirectoryName(path)!;
            if (IsSealed(version))
            {
                _ = CheckedModel(
                    Path.GetRelativePath(models, Path.GetDirectoryName(version)!).Replace('\\', '/'),
                    Path.GetFileName(version)
                );
            }

            try
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(path));
                sha = document.RootElement.TryGetProperty("snapshot", out var snapshot) ? snapshot.GetString() : null;
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException)
            {
                throw new LakeException(
                    $"'{path}' cannot be read, so it is not known which snapshot it needs: {broken.Message} Repair or remove the model, then collect.",
                    broken
                );
            }

            if (sha is not null && Hash.IsHash(sha) && File.Exists(Manifest.PathIn(Folder, sha)))
            {
                yield return sha;
            }
        }
    }

    private IEnumerable<string> Unreferenced(HashSet<string> files, HashSet<string> manifests)
    {
        var parquet = TablesOnDisk()
            .SelectMany(table =>
                Directory.EnumerateFiles(TableName.Parse(table).FolderIn(Folder), "*.parquet", SearchOption.AllDirectories)
            )
            .Where(path =>
                !path.Contains($"{Path.DirectorySeparatorChar}_delta_log{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !files.Contains(path)
            );
        var old = Files(Path.Combine(Folder, "manifests")).Where(path => !manifests.Contains(Path.GetFileNameWithoutExtension(path)));
        return parquet.Concat(old).Concat(Files(Path.Combine(Folder, "candidates")));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder).Where(path => TableName.IsPart(Path.GetFileName(path))).Order(StringComparer.Ordinal)
            : [];

    private static void RemoveEmptyFolders(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            RemoveEmptyFolders(inner);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
