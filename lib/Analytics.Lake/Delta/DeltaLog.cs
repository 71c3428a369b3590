using System.Globalization;
using System.Text;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

/// <summary>
/// The transaction log of one table: <c>_delta_log/%020d.json</c> and a checkpoint every ten versions
/// (https://github.com/delta-io/delta/blob/master/PROTOCOL.md, "Delta Log Entries" and "Checkpoints").
/// Entries are only ever added, so that other engines that read the table see one straight history.
/// </summary>
internal sealed class DeltaLog(string table, string tableFolder)
{
    public const int CheckpointEvery = 10;

    // Below this many entries reading the JSON is faster than starting DuckDB for the checkpoint.
    private const long CheckpointWorthReading = 2 * CheckpointEvery;

    public string Folder { get; } = Path.Combine(tableFolder, "_delta_log");

    /// <summary>The newest version, or -1 when the table has no log.</summary>
    public long Latest()
    {
        var latest = -1L;
        if (!Directory.Exists(Folder))
            return latest;
        foreach (var path in Directory.EnumerateFiles(Folder, "*.json"))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                latest = Math.Max(latest, version);
        }

        return latest;
    }

    /// <summary>The table at a version, from the checkpoint before it and the entries after that.</summary>
    /// <exception cref="LakeException">An entry is missing or cannot be read.</exception>
    public DeltaState Read(long version)
    {
        if (version < 0)
            return DeltaState.None;
        var replay = new Replay(table);
        var from = version >= CheckpointWorthReading && Checkpoint.TryRead(this, version, replay) is { } checkpoint ? checkpoint + 1 : 0;
        for (var entry = from; entry <= version; entry++)
            replay.Apply(entry, ReadEntry(entry));
        return replay.ToState(version);
    }

    /// <summary>Every entry replayed from the first: what a checkpoint must agree with.</summary>
    public DeltaState ReadEntries(long version)
    {
        var replay = new Replay(table);
        for (var entry = 0L; entry <= version; entry++)
            replay.Apply(entry, ReadEntry(entry));
        return replay.ToState(version);
    }

    /// <summary>Adds the entry that turns the newest state into the wanted files and schema.</summary>
    /// <returns>The version now in force; the newest one when it already holds exactly that.</returns>
    public long Commit(TableSchema schema, IReadOnlyCollection<DataFile> wanted, long timestamp, string message, string stage)
    {
        var latest = Read(Latest());
        if (latest.Schema is not null && latest.Sha == DeltaState.ContentSha(schema, wanted))
            return latest.Version;
        var kept = wanted.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var removed = latest.Ordered.Where(file => !kept.Contains(file.Path)).ToArray();
        var added = wanted.Where(file => !latest.Files.ContainsKey(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal).ToArray();

        var lines = new List<string> { DeltaJson.CommitInfo(timestamp, latest.Version < 0 ? "CREATE TABLE AS SELECT" : "WRITE", message) };
        if (latest.Version < 0)
            lines.Add(DeltaJson.Protocol);
        if (!schema.Equals(latest.Schema))
            lines.Add(DeltaJson.MetaData(table, schema, latest.Version < 0 ? timestamp : latest.CreatedTime));
        lines.AddRange(removed.Select(file => DeltaJson.Remove(file.Path, timestamp, dataChange: true)));
        lines.AddRange(added.Select(file => DeltaJson.Add(file, schema.PartitionBy, timestamp, dataChange: true)));

        var version = latest.Version + 1;
        var entry = EntryPath(version);
        Disk.Write(entry, Path.Combine(stage, "delta.tmp"), string.Concat(lines.Select(line => line + "\n")), CrashPoints.DeltaTemp);
        CrashPoints.Pass(CrashPoints.DeltaCommitted);
        return version;
    }

    public string EntryPath(long version) => Path.Combine(Folder, version.ToString("D20", CultureInfo.InvariantCulture) + ".json");

    private string ReadEntry(long version)
    {
        try
        {
            return File.ReadAllText(EntryPath(version), Encoding.UTF8);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LakeException(Invariant($"Table {table}: entry {version} of its Delta log is missing ({EntryPath(version)}). Run: dotnet script scripts/verify.csx all"), missing);
        }
    }
}
