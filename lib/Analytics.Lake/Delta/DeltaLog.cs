using System.Globalization;
using System.Text;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

/// <summary>
/// The transaction log of one table: <c>_delta_log/%020d.json</c> and a checkpoint every ten versions
/// (https://github.com/delta-io/delta/blob/master/PROTOCOL.md, "Delta Log Entries" and "Checkpoints").
/// Entries are only ever added, so that other engines that read the table see one straight history. Each holds its own hash and
/// says the chained hash of those before it.
/// </summary>
internal sealed partial class DeltaLog(string table, string tableFolder)
{
    public const int CheckpointEvery = 10;

    // So many entries are read in less time than DuckDB takes for a checkpoint.
    private const long CheckpointWorthReading = 2 * CheckpointEvery;

    private int _checkpointsRead;
    private int _entriesRead;

    /// <summary>How many checkpoints were read through this object; each is a query.</summary>
    public int CheckpointsRead => _checkpointsRead;

    /// <summary>How many entries were read through this object.</summary>
    public int EntriesRead => _entriesRead;

    public string Folder { get; } = Path.Combine(tableFolder, "_delta_log");

    /// <summary>The newest version, or -1 when the table has no log.</summary>
    public long Latest()
    {
        var latest = -1L;
        if (!Directory.Exists(Folder))
        {
            return latest;
        }

        foreach (var path in Directory.EnumerateFiles(Folder, "*.json"))
        {
            if (
                long.TryParse(
                    Path.GetFileNameWithoutExtension(path.AsSpan()),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var version
                )
            )
            {
                latest = Math.Max(latest, version);
            }
        }

        return latest;
    }

    /// <summary>The table at a version, from a state, the last state that was written down or a checkpoint before it, and the entries after that.</summary>
    /// <param name="version">The version; -1 for none.</param>
    /// <param name="near">A state of this log that is not newer; it spares reading what leads to it.</param>
    /// <exception cref="LakeException">An entry is missing or cannot be read.</exception>
    public DeltaState Read(long version, DeltaState? near = null)
    {
        near ??= DeltaState.None;
        if (version == near.Version)
        {
            return near;
        }

        if (version - near.Version > CheckpointWorthReading && LastState.TryRead(this, table, version, after: near.Version) is { } last)
        {
            near = last;
        }

        if (
            version - near.Version > CheckpointWorthReading
            && Checkpoint.TryRead(this, table, version, after: near.Version) is { } checkpoint
        )
        {
            Interlocked.Increment(ref _checkpointsRead);
            near = checkpoint;
        }

        return ReadEntries(version, near);
    }

    /// <summary>Every entry replayed from the first: what a checkpoint must agree with.</summary>
    public DeltaState ReadEntries(long version) => ReadEntries(version, DeltaState.None);

    /// <summary>Adds the entry that turns the newest state into the wanted files and schema.</summary>
    /// <param name="known">A state of this log, or null: what leads to it is not read again.</param>
    /// <returns>The state now in force; the newest one when it already holds exactly that.</returns>
    public DeltaState Commit(
        TableSchema schema,
        IReadOnlyCollection<DataFile> wanted,
        long timestamp,
        string message,
        string stage,
        DeltaState? known = null
    )
    {
        var latest = Read(Latest(), known);
        if (latest.Schema is not null && latest.Sha == DeltaState.ContentSha(schema, wanted))
        {
            return latest;
        }

        var kept = wanted.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var removed = latest.Ordered.Where(file => !kept.Contains(file.Path)).ToArray();
        var added = wanted.Where(file => !latest.Files.ContainsKey(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal).ToArray();

        var lines = new List<string>
        {
            DeltaJson.CommitInfo(
                timestamp,
                latest.Version < 0 ? "CREATE TABLE AS SELECT" : "WRITE",
                message,
                latest.Chain,
                Checkpoint.ShaOf(this, latest.Version)
            ),
        };
        if (latest.Version < 0)
        {
            lines.Add(DeltaJson.Protocol);
        }

        if (!schema.Equals(latest.Schema))
        {
            lines.Add(DeltaJson.MetaData(table, schema, latest.Version < 0 ? timestamp : latest.CreatedTime));
        }

        lines.AddRange(removed.Select(file => DeltaJson.Remove(file.Path, timestamp, dataChange: true)));
        lines.AddRange(added.Select(file => DeltaJson.Add(file, schema.PartitionBy, timestamp, dataChange: true)));

        var text = Seal.Put(string.Concat(lines.Select(line => line + "\n")));
        Disk.Write(EntryPath(latest.Version + 1), Path.Combine(stage, "delta.tmp"), text, CrashPoints.DeltaTemp);
        CrashPoints.Pass(CrashPoints.DeltaCommitted);
        var replay = new Replay(table, latest);
        replay.Apply(latest.Version + 1, text);
        return replay.ToState(latest.Version + 1);
    }

    public string EntryPath(long version) => Path.Combine(Folder, version.ToString("D20", CultureInfo.InvariantCulture) + ".json");

    private DeltaState ReadEntries(long version, DeltaState from)
    {
        if (version == from.Version)
        {
            return from;
        }

        var replay = new Replay(table, from);
        for (var entry = from.Version + 1; entry <= version; entry++)
        {
            replay.Apply(entry, ReadEntry(entry));
        }

        return replay.ToState(version);
    }

    private string ReadEntry(long version)
    {
        Interlocked.Increment(ref _entriesRead);
        try
        {
            var bytes = File.ReadAllBytes(EntryPath(version));
            return Seal.Check(bytes) == SealState.Broken
                ? throw new LakeException(
                    Invariant(
                        $"Table {table}: entry {version} of its Delta log was changed after it was written ({EntryPath(version)}). Run: dotnet script scripts/verify.csx all"
                    )
                )
                : Encoding.UTF8.GetString(bytes);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LakeException(
                Invariant(
                    $"Table {table}: entry {version} of its Delta log is missing ({EntryPath(version)}). Run: dotnet script scripts/verify.csx all"
                ),
                missing
            );
        }
    }
}
