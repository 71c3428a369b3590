using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class Lake
{
    /// <summary>
    /// Hashes again every file of the lake: manifests, Delta logs, the Parquet files of every snapshot and kept candidate, models,
    /// experiments, raw objects with their descriptions, run records, pins and the warehouse. It goes on after a damage and names each.
    /// </summary>
    /// <param name="progress">Gets one line per table.</param>
    /// <param name="ct">Stops between files.</param>
    /// <returns>What is damaged; empty when all is as written.</returns>
    public IReadOnlyList<Damage> Verify(Action<string>? progress = null, CancellationToken ct = default)
    {
        var damages = new List<Damage>();
        // What is named by its hash or holds it can be checked even when nobody says what is in force.
        var head = HeadOrDamage(damages);
        foreach (var table in TablesOnDisk().Union(head.Tables.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            if (head.Tables.TryGetValue(table, out var version))
            {
                progress?.Invoke(Invariant($"{table} version {version.Version}: {version.Rows} rows"));
            }

            damages.AddRange(VerifyTable(head, table, ct));
        }

        damages.AddRange(VerifyModels(head, ct));
        damages.AddRange(VerifySealed(ct));
        damages.AddRange(VerifyNamed("manifests", "*.json"));
        damages.AddRange(VerifyNamed("candidates", "*.parquet"));
        damages.AddRange(VerifyPins());
        damages.AddRange(VerifyRuns());
        damages.AddRange(VerifyWarehouse());
        damages.AddRange(Objects.Verify(progress, ct));
        return [.. damages.Distinct()];
    }

    internal Damage? CheckFile(string path, string sha, string? table) =>
        CheckedFiles.Hashed(path, sha) is { } what ? new Damage(Path.GetRelativePath(Folder, path), table, what) : null;

    /// <summary>Lets nobody read files that are not what they should be; each is hashed once per process.</summary>
    /// <param name="what">What they are, for the error.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <exception cref="LakeException">One is not.</exception>
    internal void Require(IReadOnlyList<(string Path, string Sha)> files, string? table, string what, string remedy)
    {
        if (CheckedFiles.Wrong(files) is [var (path, wrong), ..] all)
        {
            throw new LakeException(
                Invariant(
                    $"{what} is damaged: {new Damage(Path.GetRelativePath(Folder, path), table, wrong)}{(all.Count > 1 ? Invariant($", and {all.Count - 1} more files") : "")}. Nothing of it was read. See all damage: dotnet script scripts/verify.csx all; then {remedy}"
                )
            );
        }
    }

    private static string? Try(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception broken) when (broken is LakeException or IOException or UnauthorizedAccessException)
        {
            return broken.Message;
        }
    }

    private Snapshot HeadOrDamage(List<Damage> damages)
    {
        var (head, sha) = (Snapshot.Empty, (string?)null);
        if (Try(() => sha = ReadHead()) is { } noHead)
        {
            damages.Add(new Damage("HEAD", null, noHead));
        }
        else if (sha is not null && Try(() => head = Read(sha)) is { } unreadable)
        {
            damages.Add(
                File.Exists(Manifest.PathIn(Folder, sha))
                    ? new Damage(Path.GetRelativePath(Folder, Manifest.PathIn(Folder, sha)), null, unreadable)
                    : new Damage("HEAD", null, unreadable)
            );
        }

        return head;
    }

    /// <summary>Files that are named by their hash.</summary>
    private IEnumerable<Damage> VerifyNamed(string part, string pattern, string? table = null) =>
        (
            Directory.Exists(Path.Combine(Folder, part))
                ? Directory.EnumerateFiles(Path.Combine(Folder, part), pattern, SearchOption.AllDirectories)
                : []
        )
            .Where(path =>
                !path.Contains($"{Path.DirectorySeparatorChar}_delta_log{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && Path.GetFileName(path).Split('.')[0] is var sha
                && Hash.IsHash(sha)
            )
            .Order(StringComparer.Ordinal)
            .Select(path => CheckFile(path, Path.GetFileName(path)[..Hash.Length], table))
            .OfType<Damage>();

    /// <summary>Folders that hold the sums of their files.</summary>
    private IEnumerable<Damage> VerifySealed(CancellationToken ct)
    {
        foreach (
            var sums in new[] { "models", "experiments", "mlruns", "candidates" }
                .SelectMany(part => Files(Path.Combine(Folder, part)))
                .Where(path => Path.GetFileName(path) == Sums.FileName)
                .Order(StringComparer.Ordinal)
        )
        {
            ct.ThrowIfCancellationRequested();
            IReadOnlyList<(string Path, string Sha)> files = [];
            if (Try(() => files = Sums.Read(Path.GetDirectoryName(sums)!) ?? []) is { } broken)
            {
                yield return new Damage(Path.GetRelativePath(Folder, sums), null, broken);
            }

            foreach (var (path, sha) in files)
            {
                if (CheckFile(path, sha, null) is { } damage)
                {
                    yield return damage;
                }
            }
        }
    }

    private IEnumerable<Damage> VerifyPins() =>
        Files(PinFolder)
            .Select(path => (path, sha: File.ReadAllText(path)))
            .Where(pin =>
                !pin.sha.EndsWith('\n')
                || !Hash.IsHash(pin.sha.AsSpan(0, pin.sha.Length - 1))
                || !File.Exists(Manifest.PathIn(Folder, pin.sha[..^1]))
            )
            .Select(pin => new Damage(Path.GetRelativePath(Folder, pin.path), null, "it names no snapshot of this lake"));

    private IEnumerable<Damage> VerifyRuns() =>
        Files(Path.Combine(Folder, "runs"))
            .Where(path => Seal.Check(File.ReadAllBytes(path)) == SealState.Broken)
            .Select(path => new Damage(Path.GetRelativePath(Folder, path), null, "it is not what its own seal says"));

    private List<Damage> VerifyTable(Snapshot head, string table, CancellationToken ct)
    {
        var log = LogOf(table);
        var folder = TableName.Parse(table).FolderIn(Folder);
        var damages = log.Verify().Select(each => new Damage(Path.GetRelativePath(Folder, each.Path), table, each.What)).ToList();
        damages.AddRange(VerifyNamed(Path.GetRelativePath(Folder, folder), "*.parquet", table));
        if (!head.Tables.TryGetValue(table, out var version))
        {
            return damages;
        }
        // Past the cache and past checkpoints: the entries themselves must be whole. What stops the replay was named above.
        if (Try(() => VerifyState(log.ReadEntries(version.Version))) is { } unreadable && damages.Count == 0)
        {
            damages.Add(new Damage(Path.GetRelativePath(Folder, log.Folder), table, unreadable));
        }

        return damages;

        void VerifyState(DeltaState state)
        {
            var where = Path.GetRelativePath(Folder, log.Folder);
            if (state.Sha != version.Sha)
            {
                damages.Add(
                    new Damage(
                        where,
                        table,
                        Invariant($"version {version.Version} has content {state.Sha[..12]}, the manifest says {version.Sha[..12]}")
                    )
                );
            }

            if (state.Rows != version.Rows)
            {
                damages.Add(
                    new Damage(
                        where,
                        table,
                        Invariant($"version {version.Version} has {state.Rows} rows, the manifest says {version.Rows}")
                    )
                );
            }

            if (version.Log is not null && state.Chain != version.Log)
            {
                damages.Add(
                    new Damage(
                        where,
                        table,
                        Invariant(
                            $"the entries up to version {version.Version} chain to {state.Chain[..12]}, the manifest says {version.Log[..12]}"
                        )
                    )
                );
            }

            foreach (var file in state.Ordered.Where(file => !File.Exists(file.In(folder))))
            {
                ct.ThrowIfCancellationRequested();
                damages.Add(new Damage(Path.GetRelativePath(Folder, file.In(folder)), table, "the file is missing"));
            }
        }
    }
}
