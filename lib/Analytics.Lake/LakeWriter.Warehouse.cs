using Analytics.DuckDb;
using Analytics.Lake.Storage;
using DuckDB.NET.Native;

namespace Analytics.Lake;

public sealed partial class LakeWriter
{
    private const string HoldsSnapshot = "snapshot ";

    /// <summary>
    /// Puts a snapshot's Gold tables into <c>gold/warehouse.duckdb</c> for BI tools, one schema per domain. It is made aside
    /// and renamed over, because a second process cannot open a database that a writer holds: who has the old file open keeps it.
    /// A comment on each table names the snapshot that it holds, so that the next time only what changed since is written.
    /// </summary>
    /// <param name="snapshot">What it is to hold.</param>
    /// <param name="isFresh">Write all of it, whatever the old file holds. Default false.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="LakeException">It cannot be written; the old file stays.</exception>
    public string BuildWarehouse(Snapshot snapshot, bool isFresh = false)
    {
        var target = Path.Combine(_lake.Folder, "gold", "warehouse.duckdb");
        var aside = Path.Combine(StageFolder, "warehouse.duckdb");
        OnDisk(
            () =>
            {
                Disk.CreateFolder(StageFolder);
                Disk.CreateFolder(Path.GetDirectoryName(target)!);
                // Somebody else wrote to it, or the disk changed a bit, where it has not the hash that was noted, or a log beside it.
                if (isFresh || !_lake.IsWarehouseWhole || File.Exists(target + ".wal") || !TryContinue(target, aside, snapshot))
                {
                    Clear(aside);
                    Fill(aside, snapshot);
                }

                Disk.Flush(aside);
                CrashPoints.Pass(CrashPoints.WarehouseBuilt);
                var note = Lake.WarehouseNote.Of(snapshot, Hash.OfFile(aside));
                // Between the two renames nobody knows what it holds: the next run builds it again.
                Disk.Delete(_lake.WarehouseNotePath);
                Disk.Move(aside, target);
                CrashPoints.Pass(CrashPoints.WarehouseMoved);
                Disk.Write(_lake.WarehouseNotePath, Path.Combine(StageFolder, "warehouse.tmp"), note);
            },
            "gold/warehouse.duckdb could not be built"
        );
        return target;
    }

    /// <summary>Gives tables whose Delta log ran ahead of HEAD an entry that leads back to what HEAD holds.</summary>
    internal void SettleLogs(IEnumerable<string> tables)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds();
        OnDisk(
            () =>
            {
                Disk.CreateFolder(StageFolder);
                foreach (var table in tables)
                {
                    var log = _lake.LogOf(table);
                    var newest = log.Latest();
                    var published = Base.Tables.GetValueOrDefault(table);
                    if (newest < 0 || newest == published?.Version)
                    {
                        continue;
                    }

                    if (published is not null)
                    {
                        log.Commit(
                            Base.Schema(table),
                            [.. Base.StateOf(table).Files.Values],
                            timestamp,
                            "back to the published version",
                            StageFolder,
                            Base.StateOf(table)
                        );
                    }
                    else
                    {
                        log.Commit(log.Read(newest).Schema!, [], timestamp, "never published", StageFolder);
                    }
                }
            },
            "The Delta logs could not be settled"
        );
    }

    private static void Clear(string database)
    {
        Disk.Delete(database);
        Disk.Delete(database + ".wal");
    }

    private void Fill(string database, Snapshot snapshot)
    {
        using var db = DuckDBConnection.OpenFile(database);
        foreach (var table in GoldOf(snapshot))
        {
            Fill(db, snapshot, table, null);
        }

        db.Execute("CHECKPOINT");
    }

    /// <summary>Brings a copy of the old file up to date; false when it cannot be read as one of ours.</summary>
    private bool TryContinue(string old, string aside, Snapshot snapshot)
    {
        try
        {
            Clear(aside);
            File.Copy(old, aside);
            using var db = DuckDBConnection.OpenFile(aside);
            var comments = db.Query(
                "SELECT schema_name || '.' || table_name AS name, coalesce(comment, '') AS comment FROM duckdb_tables()"
            );
            var holds = Enumerable
                .Range(0, comments.RowCount)
                .ToDictionary(row => comments.Text("name").At(row)!, row => comments.Text("comment").At(row)!, StringComparer.Ordinal);
            var wanted = GoldOf(snapshot).ToArray();
            // A log that is flushed once; the file is a copy that nobody sees yet.
            db.Execute("BEGIN");
            foreach (var gone in holds.Keys.Except(wanted.Select(InWarehouse), StringComparer.Ordinal))
            {
                db.Execute($"DROP TABLE {string.Join('.', gone.Split('.').Select(Analytics.Lake.Sql.Name))}");
            }

            foreach (var table in wanted)
            {
                Fill(db, snapshot, table, holds.TryGetValue(InWarehouse(table), out var comment) ? SnapshotOf(comment, table) : null);
            }

            db.Execute("COMMIT; CHECKPOINT");
            return true;
        }
        catch (DuckDBException broken) when (broken.ErrorType is not DuckDBErrorType.Interrupt)
        {
            return false;
        }
    }

    private static IEnumerable<TableName> GoldOf(Snapshot snapshot) =>
        snapshot.Tables.Keys.Select(TableName.Parse).Where(name => name.Layer == "gold");

    private static string InWarehouse(TableName table) => $"{table.Domain}.{table.Table}";

    /// <summary>The snapshot that a comment names, where it is still there and has the table.</summary>
    private Snapshot? SnapshotOf(string comment, TableName table) =>
        comment.StartsWith(HoldsSnapshot, StringComparison.Ordinal)
        && comment[HoldsSnapshot.Length..] is var sha
        && Hash.IsHash(sha)
        && File.Exists(Manifest.PathIn(_lake.Folder, sha))
        && _lake.Read(sha) is var held
        && held.Tables.ContainsKey(table.ToString())
            ? held
            : null;

    /// <summary>Writes a table, or only its partitions that differ from those it holds.</summary>
    private static void Fill(DuckDBConnection db, Snapshot snapshot, TableName table, Snapshot? holds)
    {
        var (name, full) = (InWarehouse(table), table.ToString());
        var schema = snapshot.Schema(full);
        var changed =
            holds is null || !holds.Schema(full).Equals(schema)
                ? null
                : PartitionContent.Changed(holds.PartitionShas(full), snapshot.PartitionShas(full));
        if (changed is null || changed.Count > 0 && (schema.PartitionBy is null || changed.Contains(TableSchema.NullPartition)))
        {
            db.Execute($"CREATE SCHEMA IF NOT EXISTS {table.Domain}; CREATE OR REPLACE TABLE {name} AS {snapshot.Sql(full)}");
        }
        else if (changed.Count > 0)
        {
            var where =
                $"WHERE {Analytics.Lake.Sql.Name(schema.PartitionBy!)}::VARCHAR IN ({string.Join(", ", changed.Select(Analytics.Lake.Sql.Text))})";
            db.Execute($"DELETE FROM {name} {where}; INSERT INTO {name} SELECT * FROM ({snapshot.Sql(full)}) {where}");
        }

        db.Execute($"COMMENT ON TABLE {name} IS '{HoldsSnapshot}{snapshot.Id}'");
    }
}
