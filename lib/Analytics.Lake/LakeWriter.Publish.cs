using System.Globalization;
using Analytics.DuckDb;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

public sealed partial class LakeWriter
{
    /// <summary>
    /// Makes everything set since the last publish visible at once: objects, then Delta entries, then the manifest, then the
    /// run record, and last HEAD. A table whose content is the same gets no new version. When nothing differs, nothing is written.
    /// </summary>
    /// <param name="message">What was done, in one line; it stands in the history.</param>
    /// <param name="runRecordJson">Content of <c>runs/&lt;run id&gt;.json</c>, or null for none.</param>
    /// <param name="runId">Letters, digits, <c>. _ -</c>.</param>
    /// <returns>The snapshot now in force.</returns>
    /// <exception cref="LakeException">The disk is full or broken. The published snapshot is the old one; publishing again goes on.</exception>
    public Snapshot Publish(string message, string? runRecordJson = null, string? runId = null)
    {
        if (runId is not null)
        {
            CheckRunId(runId);
        }

        var changed = _pending
            .Where(pending => Sha(pending.Key) != (Base.Tables.TryGetValue(pending.Key, out var old) ? old.Sha : null))
            .ToArray();
        if (changed.Length == 0 && IsSame(NewManifest(Base.Tables, Base.Parent, Base.Message), Base.Manifest))
        {
            Forget();
            return Base;
        }

        OnDisk(
            () =>
            {
                Disk.CreateFolder(StageFolder);
                _flushing.Finish();
                MoveObjects(changed);
                var tables = CommitTables(changed, message);
                var manifest = NewManifest(tables, Base.Id.Length == 0 ? null : Base.Id, message);
                var sha = WriteManifest(manifest);
                if (runRecordJson is not null)
                {
                    WriteRun(runId ?? sha[..12], runRecordJson);
                }

                CrashPoints.Pass(CrashPoints.RunRecordWritten);
                _lake.MoveHead(sha, StageFolder);
                CrashPoints.Pass(CrashPoints.HeadMoved);
                Base = _lake.Read(sha);
            },
            "The new snapshot could not be published"
        );
        Forget();
        return Base;
    }

    /// <summary>Writes <c>runs/&lt;run id&gt;.json</c> without publishing: a run that failed or found nothing to do leaves its record too.</summary>
    public void WriteRun(string runId, string json)
    {
        CheckRunId(runId);
        Disk.CreateFolder(StageFolder);
        Disk.Write(Path.Combine(_lake.Folder, "runs", runId + ".json"), Path.Combine(StageFolder, "run.tmp"), Seal.Add(json));
    }

    /// <summary>
    /// Sets every table, cursor, step, model and verdict back to what an earlier snapshot holds; <see cref="Publish"/> then
    /// makes it the newest one. History only grows, in HEAD as in the Delta logs, so readers elsewhere follow.
    /// </summary>
    /// <exception cref="LakeException">Files of that snapshot were collected, or a model that it puts in force was removed.</exception>
    public void Rollback(Snapshot to)
    {
        to.RequireFiles();
        if (
            to.Models.FirstOrDefault(model =>
                to.Manifest.ModelFiles.Keys.Any(path => path.StartsWith($"{model.Key}/{model.Value}/", StringComparison.Ordinal))
                && !Directory.Exists(Path.Combine(_lake.Folder, "models", model.Key, model.Value))
            ) is
            { Key: { } name, Value: var version }
        )
        {
            throw new LakeException(
                $"Snapshot {to} cannot come back: its model {name}@{version} was removed. Choose a later one: dotnet script scripts/history.csx"
            );
        }

        var pending = to.Tables.Keys.ToDictionary(table => table, table => PendingTable.From(to.StateOf(table)), StringComparer.Ordinal);
        var parent = Base;
        StartFrom(to);
        Base = parent;
        // What is registered is what is there now, whatever was registered then: versions are added and removed, never changed.
        _modelFiles = new(parent.Manifest.ModelFiles.ToDictionary(), StringComparer.Ordinal);

        foreach (var table in parent.Tables.Keys.Where(table => !to.Tables.ContainsKey(table)))
        {
            Drop(table);
        }

        foreach (var (table, files) in pending)
        {
            _pending[table] = files;
        }
    }

    /// <summary>
    /// After a failed gate: moves what was staged to <c>candidates/&lt;time&gt;/</c> with the reason beside it, and forgets every
    /// change since the last publish.
    /// </summary>
    /// <returns>The folder.</returns>
    public string KeepCandidate(string reason)
    {
        var stamp = _time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var candidates = Path.Combine(_lake.Folder, "candidates");
        var folder = Path.Combine(candidates, stamp);
        for (var copy = 1; Directory.Exists(folder); copy++)
        {
            folder = Path.Combine(candidates, string.Create(CultureInfo.InvariantCulture, $"{stamp}-{copy}"));
        }

        OnDisk(
            () =>
            {
                Disk.CreateFolder(folder);
                _flushing.Abandon();
                foreach (var staged in _staged)
                {
                    foreach (var part in staged.Parts.Where(part => File.Exists(part.In(staged.Folder))))
                    {
                        var target = part.In(Path.Combine(folder, staged.Table));
                        Disk.CreateFolder(Path.GetDirectoryName(target)!);
                        Disk.Move(part.In(staged.Folder), target);
                    }
                }

                File.WriteAllText(Path.Combine(folder, "reason.txt"), reason + "\n");
                File.WriteAllText(Sums.PathIn(folder), Sums.Of(folder, ["reason.txt"]));
            },
            "The candidate could not be kept"
        );
        StartFrom(Base);
        Forget();
        return folder;
    }

    private void MoveObjects(KeyValuePair<string, PendingTable>[] changed)
    {
        var touched = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (table, pending) in changed)
        {
            var folder = TableName.Parse(table).FolderIn(_lake.Folder);
            foreach (var (path, staged) in pending.Staged)
            {
                var target = Path.Combine(folder, path);
                // A publish that failed half-way and is tried again has moved some already.
                if (!File.Exists(staged) && File.Exists(target))
                {
                    continue;
                }

                Disk.CreateFolder(Path.GetDirectoryName(target)!);
                Disk.Move(staged, target);
                touched.Add(Path.GetDirectoryName(target)!);
                CrashPoints.Pass(CrashPoints.ObjectMoved);
            }
        }

        foreach (var folder in touched)
        {
            Disk.FlushFolder(folder);
        }

        CrashPoints.Pass(CrashPoints.ObjectsMoved);
    }

    private SortedDictionary<string, TableVersion> CommitTables(KeyValuePair<string, PendingTable>[] changed, string message)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var tables = new SortedDictionary<string, TableVersion>(Base.Tables.ToDictionary(), StringComparer.Ordinal);
        var checkpoints = new List<(string Table, DeltaState State)>();
        foreach (var (table, pending) in changed)
        {
            var log = _lake.LogOf(table);
            var known = Base.Tables.ContainsKey(table) ? Base.StateOf(table) : null;
            var state = log.Commit(pending.Schema, [.. pending.Files.Values], timestamp, message, StageFolder, known);
            if (state.Version > 0 && state.Version % DeltaLog.CheckpointEvery == 0)
            {
                checkpoints.Add((table, state));
            }

            if (pending.IsDropped)
            {
                tables.Remove(table);
            }
            else
            {
                tables[table] = new TableVersion(table, state.Version, pending.Sha, pending.Rows, state.Chain);
            }
        }

        // Manifests of format 1 did not know the chain.
        foreach (var old in tables.Values.Where(table => table.Log is null).ToArray())
        {
            tables[old.Table] = old with { Log = _lake.LogOf(old.Table).ReadEntries(old.Version).Chain };
        }

        if (checkpoints.Count > 0)
        {
            using var db = DuckDBConnection.InMemory();
            foreach (var (table, state) in checkpoints)
            {
                Checkpoint.Write(_lake.LogOf(table), table, state, timestamp, StageFolder, db);
            }
        }

        return tables;
    }

    private string WriteManifest(Manifest manifest)
    {
        var json = manifest.ToJson();
        var sha = Hash.OfText(json);
        Disk.Write(Manifest.PathIn(_lake.Folder, sha), Path.Combine(StageFolder, "manifest.tmp"), json, CrashPoints.ManifestTemp);
        CrashPoints.Pass(CrashPoints.ManifestWritten);
        return sha;
    }

    private Manifest NewManifest(IReadOnlyDictionary<string, TableVersion> tables, string? parent, string message) =>
        new()
        {
            Parent = parent,
            Message = message,
            Tables = tables,
            Cursors = _cursors,
            Steps = _steps,
            Models = _models,
            ModelFiles = _modelFiles,
            Accounts = _accounts,
            Measures = _measures,
            Verdicts =
            [
                .. _verdicts
                    .OrderBy(verdict => verdict.Table, StringComparer.Ordinal)
                    .ThenBy(verdict => verdict.Gate, StringComparer.Ordinal),
            ],
        };

    private static bool IsSame(Manifest left, Manifest right) => left.ToJson() == right.ToJson();

    private void Forget()
    {
        _pending.Clear();
        _staged.Clear();
        EmptyStage();
    }

    private static void CheckRunId(string runId)
    {
        if (runId.Length is 0 or > 100 || runId[0] == '.' || runId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')))
        {
            throw new LakeException($"'{runId}' cannot name a run: up to 100 letters, digits, . _ - and no . at the front.");
        }
    }
}
