using System.Collections.Concurrent;
using System.Text;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>
/// A folder of tables whose truth is one line in <c>HEAD</c>. Readers follow HEAD → manifest → Delta version → files and
/// never wait; the one writer changes HEAD last, in one rename, so a reader sees a snapshot whole or not at all.
/// </summary>
public sealed partial class Lake : IDisposable
{
    private readonly ConcurrentDictionary<(string Table, long Version), DeltaState> _states = new();
    private readonly ConcurrentDictionary<string, DeltaLog> _logs = new(StringComparer.Ordinal);

    private volatile Snapshot? _last;

    private Lake(string folder)
    {
        Folder = folder;
        Objects = new Objects(folder);
    }

    /// <summary>Absolute path of the lake's folder.</summary>
    public string Folder { get; }

    /// <summary>The raw files that have landed.</summary>
    public Objects Objects { get; }

    /// <summary>What is published now; read again each time. <see cref="Snapshot.Empty"/> when nothing was published yet.</summary>
    /// <exception cref="LakeException">HEAD or its manifest cannot be read, or is of a newer format.</exception>
    public Snapshot Head
    {
        get
        {
            if (ReadHead() is not { } sha)
            {
                return Snapshot.Empty;
            }

            // A snapshot never changes, and its manifest grows with the files that its tables are made of.
            var last = _last;
            return last?.Id == sha ? last : _last = Read(sha);
        }
    }

    /// <summary>The id of what is published now, read again each time; null when nothing was published yet. Cheap enough to be asked for often.</summary>
    /// <exception cref="LakeException">HEAD cannot be read or names no snapshot.</exception>
    public string? HeadId => ReadHead();

    /// <summary>Who writes the lake now, e.g. <c>rebuild crashes (process 71 on host, since 2026-01-01 10:00:00Z)</c>; null for nobody. It may have changed when it is read.</summary>
    public string? Writer => Storage.WriterLock.Now(Folder);

    private string HeadPath => Path.Combine(Folder, "HEAD");

    /// <summary>Opens a lake for reading. Nothing is created: a folder that does not exist yet is an empty lake.</summary>
    /// <exception cref="LakeException">The path is a file, the folder cannot be read, it is no lake, or a newer version wrote it.</exception>
    public static Lake Open(string folder)
    {
        var lake = OpenToVerify(folder);
        _ = lake.Head;
        return lake;
    }

    /// <summary>Opens a lake whose HEAD may be damaged, to have all damage named.</summary>
    /// <exception cref="LakeException">The path is a file.</exception>
    public static Lake OpenToVerify(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return File.Exists(path)
            ? throw new LakeException(
                $"'{path}' is a file, not a lake's folder. Pass the folder that holds HEAD, or a new one, with --data."
            )
            : new Lake(path);
    }

    /// <summary>A snapshot by the hash of its manifest, or by a prefix of at least four digits that only one has.</summary>
    /// <exception cref="LakeException">None or several match.</exception>
    public Snapshot At(string manifest)
    {
        if (Hash.IsHash(manifest))
        {
            return Read(manifest);
        }

        if (manifest.Length < 4 || manifest.AsSpan().IndexOfAnyExcept("0123456789abcdef") >= 0)
        {
            throw new LakeException(
                $"'{manifest}' is not a snapshot. Expected at least four hexadecimal digits of its id; list them with: dotnet script scripts/history.csx"
            );
        }

        var folder = Path.Combine(Folder, "manifests");
        var found = Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, manifest + "*.json")
                .Select(path => Path.GetFileNameWithoutExtension(path)!)
                .Where(name => Hash.IsHash(name))
                .Order(StringComparer.Ordinal)
                .ToArray()
            : [];
        return found.Length == 1
            ? Read(found[0])
            : throw new LakeException(
                found.Length == 0
                    ? $"No snapshot begins with '{manifest}'. List them with: dotnet script scripts/history.csx"
                    : $"{found.Length} snapshots begin with '{manifest}': {string.Join(", ", found.Select(sha => sha[..12]))}. Give more digits."
            );
    }

    /// <summary>The published snapshot and those before it, newest first, as far back as their manifests were kept.</summary>
    /// <param name="limit">Maximum number. Default 50.</param>
    /// <param name="newest">A snapshot to begin with instead of the published one; null for that.</param>
    public IReadOnlyList<Snapshot> History(int limit = 50, Snapshot? newest = null)
    {
        var history = new List<Snapshot>();
        var sha = newest?.Id ?? ReadHead();
        while (sha is not null && history.Count < limit && (history.Count == 0 || File.Exists(Manifest.PathIn(Folder, sha))))
        {
            history.Add(Read(sha));
            sha = history[^1].Parent;
        }

        return history;
    }

    /// <summary>Becomes the one writer.</summary>
    /// <param name="time">Source of the timestamps in Delta logs.</param>
    /// <param name="holder">Who writes, e.g. <c>rebuild crashes</c>; shown to others who try.</param>
    /// <exception cref="LakeLockedException">Somebody else writes.</exception>
    public LakeWriter Write(TimeProvider time, string holder) => LakeWriter.Open(this, time, holder);

    /// <summary>Readers hold nothing open; this is for <c>using</c>.</summary>
    public void Dispose() => _states.Clear();

    internal DeltaLog LogOf(string table) => _logs.GetOrAdd(table, name => new DeltaLog(name, TableName.Parse(name).FolderIn(Folder)));

    internal DeltaState StateAt(string table, long version) =>
        _states.GetOrAdd((table, version), key => LogOf(key.Table).Read(key.Version, Nearest(key.Table, key.Version)));

    /// <summary>The newest state of a table that was read before and is not newer than the version.</summary>
    private DeltaState? Nearest(string table, long version) =>
        _states
            .Where(state => state.Key.Table == table && state.Key.Version <= version)
            .OrderByDescending(state => state.Key.Version)
            .FirstOrDefault()
            .Value;

    /// <summary>Puts a snapshot in force: the one rename that commits.</summary>
    /// <param name="sha">Of its manifest.</param>
    /// <param name="stage">A folder on the lake's file system.</param>
    internal void MoveHead(string sha, string stage) =>
        Disk.Write(HeadPath, Path.Combine(stage, "head.tmp"), sha + "\n", CrashPoints.HeadTemp);

    internal string? ReadHead()
    {
        string text;
        try
        {
            text = File.ReadAllText(HeadPath, Encoding.UTF8);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new LakeException(
                $"The lake '{Folder}' cannot be read: {denied.Message} Check the permissions, or choose another folder with --data.",
                denied
            );
        }

        var sha = text.TrimEnd('\n');
        return Hash.IsHash(sha)
            ? sha
            : throw new LakeException(
                $"'{HeadPath}' does not name a snapshot: expected 64 hexadecimal digits, found '{(sha.Length > 40 ? sha[..40] + "…" : sha)}'. If this folder is a lake, restore HEAD from a backup or put the id of one of manifests/ there."
            );
    }

    internal Snapshot Read(string sha)
    {
        var path = Manifest.PathIn(Folder, sha);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new LakeException(
                $"The manifest of snapshot {sha[..12]} cannot be read: {missing.Message} Run: dotnet script scripts/history.csx",
                missing
            );
        }

        if (Hash.OfBytes(bytes) != sha)
        {
            throw new LakeException(
                $"The manifest {path} was changed: its hash is {Hash.OfBytes(bytes)[..12]}. Restore it from a backup, or roll back: dotnet script scripts/rollback.csx <snapshot>"
            );
        }

        return new Snapshot(this, sha, Manifest.FromJson(Encoding.UTF8.GetString(bytes), path));
    }
}
