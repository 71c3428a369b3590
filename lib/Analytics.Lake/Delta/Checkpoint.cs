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
        var tombstones = state.Tombstones.Where(removed => removed.Value > timestamp - TombstoneMilliseconds).OrderBy(removed => removed.Key, StringComparer.Ordinal);
        actions.AddRange(tombstones.Select(removed => DeltaJson.Remove(removed.Key, removed.Value, dataChange: false)));
        actions.AddRange(state.Ordered.Select(file => DeltaJson.Add(file, state.Schema!.PartitionBy, timestamp, dataChange: false)));

        var json = Path.Combine(stage, "checkpoint.jsonl");
        var parquet = Path.Combine(stage, "checkpoint.parquet");
        File.WriteAllText(json, string.Concat(actions.Select(action => action + "\n")), new UTF8Encoding(false));
        db.Execute($"COPY (SELECT * FROM read_json({Sql.Text(json)}, format = 'newline_delimited', maximum_object_size = 268435456, columns = {Columns})) TO {Sql.Text(parquet)} (FORMAT parquet, COMPRESSION snappy)");
        Disk.Flush(parquet);
        CrashPoints.Pass(CrashPoints.CheckpointTemp);
        Disk.Move(parquet, PathOf(log, state.Version));
        Disk.FlushFolder(log.Folder);
        CrashPoints.Pass(CrashPoints.CheckpointWritten);
        var pointer = string.Create(CultureInfo.InvariantCulture, $"{{\"version\":{state.Version},\"size\":{actions.Count},\"numOfAddFiles\":{state.Files.Count}}}\n");
        Disk.Write(Path.Combine(log.Folder, "_last_checkpoint"), Path.Combine(stage, "last_checkpoint.tmp"), pointer);
    }

    /// <summary>Feeds the newest checkpoint at or before a version to the replay.</summary>
    /// <returns>Its version, or null when there is none: then the entries from the first say the same.</returns>
    public static long? TryRead(DeltaLog log, long version, Replay replay)
    {
        var candidate = Enumerable.Range(0, DeltaLog.CheckpointEvery).Select(back => version - back)
            .FirstOrDefault(each => each > 0 && File.Exists(PathOf(log, each)), -1);
        if (candidate < 0)
            return null;
        using var db = DuckDBConnection.Open(":memory:");
        var frame = db.Query($"SELECT CASE WHEN metaData.id IS NOT NULL THEN 0 WHEN protocol.minReaderVersion IS NOT NULL THEN 1 ELSE 2 END AS rank, to_json(CASE WHEN metaData.id IS NOT NULL THEN {{'metaData': metaData}} END)::VARCHAR AS m, to_json(CASE WHEN protocol.minReaderVersion IS NOT NULL THEN {{'protocol': protocol}} END)::VARCHAR AS p, to_json(CASE WHEN add.path IS NOT NULL THEN {{'add': add}} END)::VARCHAR AS a, to_json(CASE WHEN remove.path IS NOT NULL THEN {{'remove': remove}} END)::VARCHAR AS r FROM read_parquet({Sql.Text(PathOf(log, candidate))}) ORDER BY rank");
        for (var row = 0; row < frame.RowCount; row++)
        {
            foreach (var action in new[] { "m", "p", "a", "r" })
            {
                if (frame.Text(action).At(row) is { } line && line != "null")
                    replay.Apply(candidate, line);
            }
        }

        return candidate;
    }

    public static string PathOf(DeltaLog log, long version) =>
        Path.Combine(log.Folder, version.ToString("D20", CultureInfo.InvariantCulture) + ".checkpoint.parquet");
}
