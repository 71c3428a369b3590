using System.Globalization;
using Analytics.DuckDb;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;
using DuckDB.NET.Native;

namespace Analytics.Lake;

/// <summary>
/// The one writer of a lake. It stages candidates, gathers what is to change, and makes all of it visible at once in
/// <see cref="Publish"/>. Disposing it without publishing leaves the lake as it was. Several threads may stage and set tables
/// at once, each its own; publishing, rolling back and keeping a candidate are for one of them.
/// </summary>
public sealed partial class LakeWriter : IDisposable
{
    private readonly Lake _lake;
    private readonly TimeProvider _time;
    private readonly WriterLock _lock;
    private readonly SortedDictionary<string, PendingTable> _pending = new(StringComparer.Ordinal);
    private readonly List<StagedTable> _staged = [];
    private readonly Flushing _flushing = new();
    private readonly Lock _gate = new();
    private SortedDictionary<string, string> _cursors = [];
    private SortedDictionary<string, StepRecord> _steps = [];
    private SortedDictionary<string, string> _models = [];
    private SortedDictionary<string, string> _modelFiles = [];
    private SortedDictionary<string, Account> _accounts = [];
    private SortedDictionary<string, TableMeasures> _measures = [];
    private List<VerdictRecord> _verdicts = [];
    private int _stageCount;

    private LakeWriter(Lake lake, TimeProvider time, WriterLock held)
    {
        _lake = lake;
        _time = time;
        _lock = held;
        StageFolder = Path.Combine(lake.Folder, ".stage");
        Base = Snapshot.Empty;
    }

    /// <summary>The snapshot that this writer builds on: the published one when it began, then its own last.</summary>
    public Snapshot Base { get; private set; }

    /// <summary>A folder on the lake's file system for files in the making. It is emptied when a writer begins and ends.</summary>
    public string StageFolder { get; }

    /// <summary>The lake that is written.</summary>
    public Lake Lake => _lake;

    internal static LakeWriter Open(Lake lake, TimeProvider time, string holder)
    {
        // DuckDB takes these for patterns in the names of Parquet files and has no way to quote them.
        if (lake.Folder.AsSpan().IndexOfAny("*?[") >= 0)
        {
            throw new LakeException(
                $"The lake's folder '{lake.Folder}' holds one of * ? [, which DuckDB reads as a pattern. Choose another folder with --data."
            );
        }

        WriterLock? held = null;
        try
        {
            Disk.CreateFolder(lake.Folder);
            held = WriterLock.Take(lake.Folder, time, holder);
            var writer = new LakeWriter(lake, time, held);
            Disk.Delete(writer.StageFolder);
            foreach (var left in lake.Objects.Leftovers(time).ToArray())
            {
                File.Delete(left);
            }

            writer.StartFrom(lake.Head);
            return writer;
        }
        catch (Exception failed)
        {
            held?.Dispose();
            if (failed is IOException or UnauthorizedAccessException)
            {
                throw new LakeException(
                    $"The lake '{lake.Folder}' cannot be written: {Reason(failed)}. Check space and permissions there, or choose another folder with --data.",
                    failed
                );
            }

            throw;
        }
    }

    /// <summary>Makes the candidate the whole content of its table. The schema may change.</summary>
    public void Replace(StagedTable t)
    {
        lock (_gate)
        {
            _pending[t.Table] = PendingTable.Of(t);
        }
    }

    /// <summary>Rewrites some partitions and keeps the others.</summary>
    /// <param name="t">The new rows. A listed partition that it lacks becomes empty.</param>
    /// <param name="partitions">Partition values as text; <see cref="TableSchema.NullPartition"/> for null.</param>
    /// <exception cref="LakeException">The schemas differ, the table has no partitions, or the candidate has rows elsewhere.</exception>
    public void ReplacePartitions(StagedTable t, IReadOnlyList<string> partitions)
    {
        if (t.Schema.PartitionBy is null)
        {
            throw new LakeException(
                $"Table {t.Table} has no partition column, so its partitions cannot be replaced. Stage it with one, or use Replace."
            );
        }

        var stray = t.Partitions.Except(partitions, StringComparer.Ordinal).ToArray();
        if (stray.Length > 0)
        {
            throw new LakeException(
                $"Table {t.Table}: the candidate has rows in {t.Schema.PartitionBy} {string.Join(", ", stray)}, which is not among the partitions to replace ({string.Join(", ", partitions)})."
            );
        }

        lock (_gate)
        {
            var pending = Continue(t);
            foreach (var file in pending.Files.Values.Where(file => partitions.Contains(file.Partition, StringComparer.Ordinal)).ToArray())
            {
                pending.Remove(file);
            }

            pending.Add(t);
        }
    }

    /// <summary>Adds the candidate's rows to the table. Equal rows stay twice: a key is the contract's matter.</summary>
    /// <exception cref="LakeException">The schemas differ.</exception>
    public void Append(StagedTable t)
    {
        lock (_gate)
        {
            Continue(t).Add(t);
        }
    }

    /// <summary>Takes the table out of the lake; its old versions stay readable until collected.</summary>
    public void Drop(string table)
    {
        _ = TableName.Parse(table);
        lock (_gate)
        {
            _pending[table] = PendingTable.Dropped(
                Base.Tables.ContainsKey(table) ? Base.StateOf(table).Schema! : new TableSchema([new TableColumn("dropped", "BOOLEAN")])
            );
        }
    }

    public void SetCursor(string name, string value) => _cursors[name] = value;

    public void SetStep(string name, StepRecord step)
    {
        lock (_gate)
        {
            _steps[name] = step;
        }
    }

    /// <summary>Names the version of a model (<c>domain/model</c>) that is in force.</summary>
    public void SetModel(string name, string version)
    {
        _models[name] = version;
        var folder = Path.Combine(_lake.Folder, "models", name, version);
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            _modelFiles.TryAdd($"{name}/{version}/{Path.GetFileName(path)}", Hash.OfFile(path));
        }
    }

    /// <summary>Forgets what the files of a model version (<c>domain/model</c>) must be, before they are removed.</summary>
    /// <exception cref="LakeException">The version is in force.</exception>
    public void ForgetModel(string name, string version)
    {
        if (_models.GetValueOrDefault(name) == version)
        {
            throw new LakeException(
                $"Model {name}@{version} is in force. Put another version in force first: dotnet script scripts/experiments.csx promote {name}@<version>, or train one: dotnet script scripts/train.csx {name.Split('/')[0]}"
            );
        }

        foreach (var path in _modelFiles.Keys.Where(path => path.StartsWith($"{name}/{version}/", StringComparison.Ordinal)).ToArray())
        {
            _modelFiles.Remove(path);
        }
    }

    /// <summary>Records where the rows of a table's input went, over all its runs.</summary>
    public void SetAccount(string table, Account account) => _accounts[table] = account;

    /// <summary>Records what was counted in a table.</summary>
    public void SetMeasures(string table, TableMeasures measures) => _measures[table] = measures;

    /// <summary>Records a verdict in place of the last one of the same table and gate.</summary>
    public void AddVerdict(VerdictRecord verdict)
    {
        _verdicts.RemoveAll(old => old.Table == verdict.Table && old.Gate == verdict.Gate);
        _verdicts.Add(verdict);
    }

    /// <summary>Forgets what was said of a table before it is judged again: a gate that its contract no longer has says nothing.</summary>
    public void ForgetVerdicts(string table) => _verdicts.RemoveAll(old => old.Table == table);

    /// <summary>The table's content hash as it would be published now: the base's, or that of what was staged since; null when there is no such table.</summary>
    public string? Sha(string table) =>
        PendingOf(table) is { } pending ? (pending.IsDropped ? null : pending.Sha)
        : Base.Tables.TryGetValue(table, out var published) ? published.Sha
        : null;

    /// <summary>A SELECT that reads the table as it would be published now.</summary>
    /// <exception cref="LakeException">There is no such table.</exception>
    public string Sql(string table) => PendingOf(table) is { IsDropped: false } pending ? Checked(table, pending) : Base.Sql(table);

    /// <summary>The schema of the table as it would be published now.</summary>
    public TableSchema Schema(string table) => PendingOf(table) is { IsDropped: false } pending ? pending.Schema : Base.Schema(table);

    public void Dispose()
    {
        EmptyStage();
        _lock.Dispose();
    }

    private void StartFrom(Snapshot snapshot)
    {
        Base = snapshot;
        _pending.Clear();
        _staged.Clear();
        _cursors = new(snapshot.Cursors.ToDictionary(), StringComparer.Ordinal);
        _steps = new(snapshot.Steps.ToDictionary(), StringComparer.Ordinal);
        _models = new(snapshot.Models.ToDictionary(), StringComparer.Ordinal);
        _modelFiles = new(snapshot.Manifest.ModelFiles.ToDictionary(), StringComparer.Ordinal);
        _accounts = new(snapshot.Accounts.ToDictionary(), StringComparer.Ordinal);
        _measures = new(snapshot.Measures.ToDictionary(), StringComparer.Ordinal);
        _verdicts = [.. snapshot.Verdicts];
    }

    private PendingTable? PendingOf(string table)
    {
        lock (_gate)
        {
            return _pending.GetValueOrDefault(table);
        }
    }

    private string Checked(string table, PendingTable pending)
    {
        var folder = TableName.Parse(table).FolderIn(_lake.Folder);
        _lake.Require(
            [.. pending.Files.Values.Where(file => !pending.Staged.ContainsKey(file.Path)).Select(file => (file.In(folder), file.Sha))],
            table,
            $"Table {table}",
            Snapshot.Remedy
        );
        return Analytics.Lake.Sql.Select(pending.Schema, [.. pending.Paths(folder)]);
    }

    private PendingTable Continue(StagedTable t)
    {
        if (!_pending.TryGetValue(t.Table, out var pending) || pending.IsDropped)
        {
            pending =
                Base.Tables.ContainsKey(t.Table) && pending is null
                    ? PendingTable.From(Base.StateOf(t.Table))
                    : PendingTable.Empty(t.Schema);
        }

        if (!pending.Schema.Equals(t.Schema))
        {
            throw new LakeException(
                $"Table {t.Table}: the candidate's schema differs from the table's. Expected: {pending.Schema}. Came: {t.Schema}. Replace the whole table to change its schema."
            );
        }

        return _pending[t.Table] = pending;
    }

    /// <summary>Does something on the disk and turns a failure into one line that says what state the lake is in.</summary>
    private void OnDisk(Action act, string what)
    {
        try
        {
            act();
        }
        catch (Exception failed)
            when (failed is IOException or UnauthorizedAccessException || failed is DuckDBException { ErrorType: DuckDBErrorType.Io })
        {
            throw Failed(what, failed);
        }
    }

    private static string Reason(Exception failed) => failed.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    private void EmptyStage()
    {
        _flushing.Abandon();
        try
        {
            Disk.Delete(StageFolder);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // What was to be done is done; the next writer empties the folder before it begins.
        }
    }

    private LakeException Failed(string what, Exception failed)
    {
        var state = Base.Id.Length == 0 ? "Nothing was published" : $"The published lake is as it was (snapshot {Base})";
        return new LakeException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {Reason(failed)}. {state}. Check space and permissions in '{_lake.Folder}' and run again."
            ),
            failed
        );
    }
}
