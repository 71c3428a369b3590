using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>
/// The lake as one manifest says it was: what every table holds, how far every source was read, what every step was made of.
/// It never changes, whatever a writer does meanwhile.
/// </summary>
public sealed class Snapshot : IEquatable<Snapshot>
{
    internal const string Remedy =
        "make it again (dotnet script scripts/rebuild.csx <domain> --force) or go back to a snapshot before (dotnet script scripts/rollback.csx <snapshot>)";

    private readonly Lake? _lake;
    private readonly Manifest _manifest;

    internal Snapshot(Lake? lake, string id, Manifest manifest) => (_lake, Id, _manifest) = (lake, id, manifest);

    /// <summary>A lake in which nothing was published yet.</summary>
    public static Snapshot Empty { get; } = new(null, "", Manifest.Empty);

    /// <summary>SHA-256 of the manifest's bytes; empty for <see cref="Empty"/>.</summary>
    public string Id { get; }

    /// <summary>The snapshot this one followed, or null for the first.</summary>
    public string? Parent => _manifest.Parent;

    /// <summary>When it was published, UTC, as the file system remembers: no clock stands in a manifest. Null for <see cref="Empty"/>.</summary>
    public DateTime? PublishedAt => _lake is null ? null : File.GetLastWriteTimeUtc(Manifest.PathIn(_lake.Folder, Id));

    /// <summary>When a table got the content that it has here, UTC, as the file system remembers.</summary>
    /// <exception cref="LakeException">There is no such table.</exception>
    public DateTime ChangedAt(string table) =>
        File.GetLastWriteTimeUtc(
            Path.Combine(
                TableName.Parse(table).FolderIn(LakeOf(table).Folder),
                "_delta_log",
                Invariant($"{Tables[table].Version:D20}.json")
            )
        );

    /// <summary>What the writer said it was doing.</summary>
    public string Message => _manifest.Message;

    /// <summary><c>layer.domain.table</c> → what it holds.</summary>
    public IReadOnlyDictionary<string, TableVersion> Tables => _manifest.Tables;

    public IReadOnlyDictionary<string, string> Cursors => _manifest.Cursors;

    public IReadOnlyDictionary<string, StepRecord> Steps => _manifest.Steps;

    public IReadOnlyDictionary<string, string> Models => _manifest.Models;

    /// <summary>Table → where the rows of its input went.</summary>
    public IReadOnlyDictionary<string, Account> Accounts => _manifest.Accounts;

    /// <summary>Table → what was counted in it when it was made.</summary>
    public IReadOnlyDictionary<string, TableMeasures> Measures => _manifest.Measures;

    public IReadOnlyList<VerdictRecord> Verdicts => _manifest.Verdicts;

    internal Manifest Manifest => _manifest;

    /// <summary>Absolute paths of the table's Parquet files, in their fixed order. Each is named by the hash of its bytes.</summary>
    /// <exception cref="LakeException">There is no such table, or its log is not what the manifest says.</exception>
    public IReadOnlyList<string> Files(string table)
    {
        var folder = TableName.Parse(table).FolderIn(LakeOf(table).Folder);
        return [.. StateOf(table).Ordered.Select(file => file.In(folder))];
    }

    /// <summary>A SELECT that reads the table from its files, every column in its declared order and type; no rows is no error.</summary>
    /// <exception cref="LakeException">A file is not what its name says: a flipped bit in a data page is mostly read as a wrong value without any error.</exception>
    public string Sql(string table)
    {
        Require(table);
        return Analytics.Lake.Sql.Select(Schema(table), Files(table));
    }

    /// <summary>Lets nobody read a table of which a file is damaged: what was hashed before and looks unchanged is not hashed again.</summary>
    /// <exception cref="LakeException">A file is not what its name says.</exception>
    public void Require(string table)
    {
        var lake = LakeOf(table);
        var folder = TableName.Parse(table).FolderIn(lake.Folder);
        lake.Require([.. StateOf(table).Ordered.Select(file => (file.In(folder), file.Sha))], table, $"Table {table}", Remedy);
    }

    /// <summary>Lets nobody go back to a snapshot of which files are gone.</summary>
    internal void RequireFiles()
    {
        foreach (var table in Tables.Keys)
        {
            if (Files(table).FirstOrDefault(path => !File.Exists(path)) is { } gone)
            {
                throw new LakeException(
                    $"Snapshot {this} cannot come back: '{Path.GetRelativePath(LakeOf(table).Folder, gone)}' of {table} was collected. Choose a later one: dotnet script scripts/history.csx"
                );
            }
        }
    }

    /// <summary>Partition → hash-named content, empty when there is no such table; the one key of an unpartitioned table is empty.</summary>
    public IReadOnlyDictionary<string, string> PartitionShas(string table) =>
        Tables.ContainsKey(table) ? PartitionContent.Of(StateOf(table).Ordered) : PartitionContent.Of([]);

    public TableSchema Schema(string table) => StateOf(table).Schema!;

    /// <summary>Hashes the files of one table: a flipped bit in a data page is mostly read as a wrong value without any error.</summary>
    public IReadOnlyList<Damage> Check(string table)
    {
        var lake = LakeOf(table);
        var folder = TableName.Parse(table).FolderIn(lake.Folder);
        return [.. StateOf(table).Ordered.Select(file => lake.CheckFile(file.In(folder), file.Sha, table)).OfType<Damage>()];
    }

    public bool Equals(Snapshot? other) => other is not null && Id == other.Id;

    public override bool Equals(object? obj) => Equals(obj as Snapshot);

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Id.Length == 0 ? "(empty)" : Id[..12];

    internal DeltaState StateOf(string table)
    {
        var lake = LakeOf(table);
        var version = Tables[table];
        var state = lake.StateAt(table, version.Version);
        if (IsOf(state))
        {
            return state;
        }
        // A checkpoint, or the pointer to it, may be what is wrong: the entries say the same.
        state = lake.LogOf(table).ReadEntries(version.Version);
        return IsOf(state)
            ? state
            : throw new LakeException(
                Invariant(
                    $"Table {table}: version {version.Version} of its Delta log is not what manifest {this} says. Run: dotnet script scripts/verify.csx all"
                )
            );

        bool IsOf(DeltaState found) => found.Sha == version.Sha && (version.Log is null || found.Chain == version.Log);
    }

    private Lake LakeOf(string table)
    {
        if (_lake is null || !Tables.ContainsKey(table))
        {
            throw new LakeException(
                $"The lake has no table '{table}'. It has: {(Tables.Count == 0 ? "nothing yet; run: dotnet script scripts/rebuild.csx" : string.Join(", ", Tables.Keys))}."
            );
        }

        return _lake;
    }
}
