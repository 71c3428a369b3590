using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.DuckDb;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

/// <summary>
/// The state of a table in one Parquet file ("Classic checkpoint", "V1 Spec" and "Checkpoint Schema" of the Delta
/// protocol), so that a reader need not replay the log from its first entry. DuckDB turns the same JSON actions into
/// nested columns.
/// </summary>
internal static class Checkpoint
{
    // Removed files are kept as tombstones for a week, the protocol's default retention.
    private const long TombstoneMilliseconds = 7L * 24 * 3600 * 1000;

    // One for the process: starting DuckDB takes longer than reading a checkpoint.
    private static readonly Lazy<DuckDBConnection> s_db = new(() => DuckDBConnection.InMemory());
    private static readonly Lock s_reading = new();

    private const string Columns = """
        {txn: 'STRUCT("appId" VARCHAR, "version" BIGINT, "lastUpdated" BIGINT)',
         add: 'STRUCT("path" VARCHAR, "partitionValues" MAP(VARCHAR, VARCHAR), "size" BIGINT, "modificationTime" BIGINT, "dataChange" BOOLEAN, "stats" VARCHAR, "tags" MAP(VARCHAR, VARCHAR))',
         remove: 'STRUCT("path" VARCHAR, "deletionTimestamp" BIGINT, "dataChange" BOOLEAN)',
         metaData: 'STRUCT("id" VARCHAR, "name" VARCHAR, "description" VARCHAR, "format" STRUCT("provider" VARCHAR, "options" MAP(VARCHAR, VARCHAR)), "schemaString" VARCHAR, "partitionColumns" VARCHAR[], "configuration" MAP(VARCHAR, VARCHAR), "createdTime" BIGINT)',
         protocol: 'STRUCT("minReaderVersion" INTEGER, "minWriterVersion" INTEGER)'}
        """;

    /// <summary>Writes the checkpoint of a version and points <c>_last_checkpoint</c> at it.</summary>
    public static void Write(DeltaLog log, string table, DeltaState state, long timestamp, string stage, DuckDBConnection db)
    {
        var actions = new List<string> { DeltaJson.Protocol, DeltaJson.MetaData(table, state.Schema!, state.CreatedTime) };
        var tombstones = state
            .Tombstones.Where(removed => removed.Value > timestamp - TombstoneMilliseconds)
            .OrderBy(removed => removed.Key, StringComparer.Ordinal);
        actions.AddRange(tombstones.Select(removed => DeltaJson.Remove(removed.Key, removed.Value, dataChange: false)));
        actions.AddRange(state.Ordered.Select(file => DeltaJson.Add(file, state.Schema!.PartitionBy, timestamp, dataChange: false)));

        var json = Path.Combine(stage, "checkpoint.jsonl");
        var parquet = Path.Combine(stage, "checkpoint.parquet");
        File.WriteAllText(json, string.Concat(actions.Select(action => action + "\n")), new UTF8Encoding(false));
        db.Execute(
            $"COPY (SELECT * FROM read_json({Sql.Text(json)}, format = 'newline_delimited', maximum_object_size = 268435456, columns = {Columns})) TO {Sql.Text(parquet)} (FORMAT parquet, COMPRESSION snappy)"
        );
        Disk.Flush(parquet);
        var sha = Hash.OfFile(parquet);
        CrashPoints.Pass(CrashPoints.CheckpointTemp);
        Disk.Move(parquet, PathOf(log, state.Version));
        Disk.FlushFolder(log.Folder);
        CrashPoints.Pass(CrashPoints.CheckpointWritten);
        var pointer = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"version\":{state.Version},\"size\":{actions.Count},\"numOfAddFiles\":{state.Files.Count},\"tags\":{{\"sha256\":\"{sha}\",\"chain\":\"{state.Chain}\",{Seal.Properties}}}}}\n"
        );
        Disk.Write(PointerPath(log), Path.Combine(stage, "last_checkpoint.tmp"), Seal.Put(pointer));
        CrashPoints.Pass(CrashPoints.CheckpointNamed);
        LastState.Write(log, state, actions, stage);
    }

    /// <summary>The state in the newest checkpoint that is not newer than the version and whose bytes are those that were written.</summary>
    /// <param name="after">Only one of a later version than this.</param>
    /// <returns>Null when there is none to trust: then the entries before say the same.</returns>
    public static DeltaState? TryRead(DeltaLog log, string table, long version, long after)
    {
        for (
            var candidate = version - version % DeltaLog.CheckpointEvery;
            candidate > Math.Max(after, 0);
            candidate -= DeltaLog.CheckpointEvery
        )
        {
            if (Known(log, candidate) is { } known && CheckedFiles.Wrong([(PathOf(log, candidate), known.Sha)]).Count == 0)
            {
                var replay = new Replay(table, DeltaState.None);
                lock (s_reading)
                {
                    Feed(log, candidate, replay, s_db.Value);
                }

                replay.SetChain(known.Chain);
                return replay.ToState(candidate);
            }
        }

        return null;
    }

    /// <summary>Hash of a version's checkpoint, for the entry that follows; null where it has none.</summary>
    public static string? ShaOf(DeltaLog log, long version)
    {
        if (version <= 0 || version % DeltaLog.CheckpointEvery != 0 || !File.Exists(PathOf(log, version)))
        {
            return null;
        }

        if (Last(log) is { } last && last.Version == version)
        {
            return last.Sha;
        }
        // A crash came before anybody had written down its hash, so nobody could tell whether its bits are right.
        Disk.Delete(PathOf(log, version));
        return null;
    }

    public static string PointerPath(DeltaLog log) => Path.Combine(log.Folder, "_last_checkpoint");

    /// <summary>Hash of a checkpoint and the chained hash up to it: the pointer knows of the last, the entry after it of each.</summary>
    private static (string Sha, string Chain)? Known(DeltaLog log, long version)
    {
        if (!File.Exists(PathOf(log, version)))
        {
            return null;
        }

        if (Last(log) is { Chain: { } chain } last && last.Version == version)
        {
            return (last.Sha, chain);
        }

        try
        {
            return log.Before(version + 1) is { Checkpoint: { } sha } before ? (sha, before.Chain) : null;
        }
        catch (Exception broken) when (broken is LakeException or JsonException)
        {
            // The entries before it can still be replayed.
            return null;
        }
    }

    private static void Feed(DeltaLog log, long candidate, Replay replay, DuckDBConnection db)
    {
        var frame = db.Query(
            $"SELECT CASE WHEN metaData.id IS NOT NULL THEN 0 WHEN protocol.minReaderVersion IS NOT NULL THEN 1 ELSE 2 END AS rank, to_json(CASE WHEN metaData.id IS NOT NULL THEN {{'metaData': metaData}} END)::VARCHAR AS m, to_json(CASE WHEN protocol.minReaderVersion IS NOT NULL THEN {{'protocol': protocol}} END)::VARCHAR AS p, to_json(CASE WHEN add.path IS NOT NULL THEN {{'add': add}} END)::VARCHAR AS a, to_json(CASE WHEN remove.path IS NOT NULL THEN {{'remove': remove}} END)::VARCHAR AS r FROM read_parquet({Sql.Text(PathOf(log, candidate))}) ORDER BY rank"
        );
        for (var row = 0; row < frame.RowCount; row++)
        {
            foreach (var action in new[] { "m", "p", "a", "r" })
            {
                if (frame.Text(action).At(row) is { } line && line != "null")
                {
                    replay.Apply(candidate, line);
                }
            }
        }
    }

    /// <summary>Version and hash of the checkpoint that <c>_last_checkpoint</c> names ("Last Checkpoint File"), or null without one.</summary>
    public static (long Version, string Sha, string? Chain)? Last(DeltaLog log)
    {
        var path = PointerPath(log);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var bytes = File.ReadAllBytes(path);
            if (Seal.Check(bytes) == SealState.Broken)
            {
                return null;
            }

            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return root.TryGetProperty("tags", out var tags) && tags.TryGetProperty("sha256", out var sha)
                ? (
                    root.GetProperty("version").GetInt64(),
                    sha.GetString()!,
                    tags.TryGetProperty("chain", out var chain) ? chain.GetString() : null
                )
                : null;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // The protocol calls this file a hint that may be missing; a broken one is worth as much as none.
            return null;
        }
    }

    public static string PathOf(DeltaLog log, long version) =>
        Path.Combine(log.Folder, version.ToString("D20", CultureInfo.InvariantCulture) + ".checkpoint.parquet");
}
