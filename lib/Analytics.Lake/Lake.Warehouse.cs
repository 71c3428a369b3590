using System.Text.Json;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class Lake
{
    internal string WarehousePath => Path.Combine(Folder, "gold", "warehouse.duckdb");

    internal string WarehouseNotePath => Path.Combine(Folder, "gold", "warehouse.json");

    /// <summary>Whether <c>gold/warehouse.duckdb</c> holds the Gold tables of the published snapshot; a run that was killed or had no room leaves it behind.</summary>
    public bool IsWarehouseCurrent
    {
        get
        {
            var wanted = WarehouseNote.Tables(Head);
            return wanted.Count == 0 && !File.Exists(WarehousePath)
                || File.Exists(WarehousePath) && ReadNote() is { } note && note.Tables.SequenceEqual(wanted);
        }
    }

    /// <summary>Whether the warehouse has the bytes that were noted when it was built.</summary>
    internal bool IsWarehouseWhole =>
        File.Exists(WarehousePath) && ReadNote() is { } note && CheckFile(WarehousePath, note.Sha, null) is null;

    private IEnumerable<Damage> VerifyWarehouse()
    {
        if (!File.Exists(WarehouseNotePath))
        {
            yield break;
        }

        if (ReadNote() is not { } note)
        {
            yield return new Damage(Path.GetRelativePath(Folder, WarehouseNotePath), null, "it is not what its own seal says");
        }
        else if (CheckFile(WarehousePath, note.Sha, null) is { } damage)
        {
            yield return damage with
            {
                What =
                    damage.What
                    + "; the next run that changes a Gold table makes it again, or at once: dotnet script scripts/rebuild.csx all --force",
            };
        }
    }

    /// <summary>The note beside the warehouse; null when there is none or it was changed.</summary>
    private (IReadOnlyDictionary<string, string> Tables, string Sha)? ReadNote()
    {
        if (!File.Exists(WarehouseNotePath) || File.ReadAllBytes(WarehouseNotePath) is var bytes && Seal.Check(bytes) != SealState.Whole)
        {
            return null;
        }

        using var document = JsonDocument.Parse(bytes);
        var tables = document
            .RootElement.GetProperty("tables")
            .EnumerateObject()
            .ToDictionary(each => each.Name, each => each.Value.GetString()!, StringComparer.Ordinal);
        return (
            new SortedDictionary<string, string>(tables, StringComparer.Ordinal),
            document.RootElement.GetProperty("sha256").GetString()!
        );
    }

    /// <summary>What the warehouse holds and its hash.</summary>
    internal static class WarehouseNote
    {
        public static IReadOnlyDictionary<string, string> Tables(Snapshot snapshot) =>
            new SortedDictionary<string, string>(
                snapshot
                    .Tables.Values.Where(table => TableName.Parse(table.Table).Layer == "gold")
                    .ToDictionary(table => table.Table, table => table.Sha),
                StringComparer.Ordinal
            );

        public static string Of(Snapshot snapshot, string sha) =>
            Seal.Add(
                DeltaJson.Text(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("snapshot", snapshot.Id);
                    json.WriteString("sha256", sha);
                    json.WriteStartObject("tables");
                    foreach (var (table, content) in Tables(snapshot))
                    {
                        json.WriteString(table, content);
                    }

                    json.WriteEndObject();
                    json.WriteEndObject();
                }) + "\n"
            );
    }
}
