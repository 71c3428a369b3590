using Analytics.DuckDb;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class LakeWriter
{
    /// <summary>
    /// Puts a snapshot's Gold tables into <c>gold/warehouse.duckdb</c> for BI tools, one schema per domain. It is built aside
    /// and renamed over, because a second process cannot open a database that a writer holds: who has the old file open keeps it.
    /// </summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="LakeException">It cannot be written; the old file stays.</exception>
    public string BuildWarehouse(Snapshot snapshot)
    {
        var target = Path.Combine(_lake.Folder, "gold", "warehouse.duckdb");
        var aside = Path.Combine(StageFolder, "warehouse.duckdb");
        OnDisk(
            () =>
            {
                Disk.CreateFolder(StageFolder);
                Disk.CreateFolder(Path.GetDirectoryName(target)!);
                Disk.Delete(aside);
                Disk.Delete(aside + ".wal");
                using (var db = DuckDBConnection.Open(aside))
                    Fill(db, snapshot);
                Disk.Flush(aside);
                CrashPoints.Pass(CrashPoints.WarehouseBuilt);
                Disk.Move(aside, target);
                Disk.FlushFolder(Path.GetDirectoryName(target)!);
            },
            "gold/warehouse.duckdb could not be built");
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
                        continue;
                    if (published is not null)
                        log.Commit(Base.Schema(table), [.. Base.StateOf(table).Files.Values], timestamp, "back to the published version", StageFolder);
                    else
                        log.Commit(log.Read(newest).Schema!, [], timestamp, "never published", StageFolder);
                }
            },
            "The Delta logs could not be settled");
    }

    private static void Fill(DuckDBConnection db, Snapshot snapshot)
    {
        foreach (var table in snapshot.Tables.Keys.Select(TableName.Parse).Where(name => name.Layer == "gold"))
        {
            db.Execute($"CREATE SCHEMA IF NOT EXISTS {table.Domain}");
            db.Execute($"CREATE TABLE {table.Domain}.{table.Table} AS {snapshot.Sql(table.ToString())}");
        }

        db.Execute("CHECKPOINT");
    }
}
