using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class Lake
{
    /// <summary>
    /// Hashes again everything that HEAD refers to: the manifest, every Delta log, every Parquet file, the files of
    /// the models in force, and every raw object.
    /// </summary>
    /// <param name="progress">Gets one line per table.</param>
    /// <param name="ct">Stops between files.</param>
    /// <returns>What is damaged; empty when all is as written.</returns>
    public IReadOnlyList<Damage> Verify(Action<string>? progress = null, CancellationToken ct = default)
    {
        var damages = new List<Damage>();
        Snapshot head;
        try
        {
            head = Head;
        }
        catch (LakeException broken)
        {
            return [new Damage("HEAD", null, broken.Message)];
        }

        foreach (var (table, version) in head.Tables)
        {
            ct.ThrowIfCancellationRequested();
            progress?.Invoke(Invariant($"{table} version {version.Version}: {version.Rows} rows"));
            damages.AddRange(VerifyTable(head, table, ct));
        }

        damages.AddRange(VerifyModels(head, ct));
        damages.AddRange(Objects.Verify(progress, ct));
        return damages;
    }

    internal Damage? CheckFile(string path, string sha, string? table)
    {
        var relative = Path.GetRelativePath(Folder, path);
        try
        {
            var found = Hash.OfFile(path);
            return found == sha ? null : new Damage(relative, table, $"expected hash {sha[..12]}, found {found[..12]}");
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return new Damage(relative, table, missing is FileNotFoundException or DirectoryNotFoundException ? "the file is missing" : missing.Message);
        }
    }

    private IEnumerable<Damage> VerifyTable(Snapshot head, string table, CancellationToken ct)
    {
        var log = LogOf(table);
        var version = head.Tables[table];
        var damages = new List<Damage>();
        try
        {
            // Past the cache and past checkpoints: the entries themselves must be whole.
            var state = log.ReadEntries(version.Version);
            if (state.Sha != version.Sha)
                damages.Add(new Damage(Path.GetRelativePath(Folder, log.Folder), table, Invariant($"version {version.Version} has content {state.Sha[..12]}, the manifest says {version.Sha[..12]}")));
            if (state.Rows != version.Rows)
                damages.Add(new Damage(Path.GetRelativePath(Folder, log.Folder), table, Invariant($"version {version.Version} has {state.Rows} rows, the manifest says {version.Rows}")));
            if (Delta.Checkpoint.Last(log) is { } last && CheckFile(Delta.Checkpoint.PathOf(log, last.Version), last.Sha, table) is { } broken)
                damages.Add(broken);
            foreach (var file in state.Ordered)
            {
                ct.ThrowIfCancellationRequested();
                if (CheckFile(file.In(TableName.Parse(table).FolderIn(Folder)), file.Sha, table) is { } damage)
                    damages.Add(damage);
            }
        }
        catch (LakeException unreadable)
        {
            damages.Add(new Damage(Path.GetRelativePath(Folder, log.Folder), table, unreadable.Message));
        }

        return damages;
    }
}
