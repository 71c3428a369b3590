using System.Collections.Concurrent;
using Analytics.App;
using Analytics.Frames;
using Analytics.Lake;
using Analytics.Server.Api;

namespace Analytics.Server.Snapshots;

/// <summary>
/// One published snapshot as it is served: its tables for SQL, its champions in memory, and whatever was made of it once. It never changes.
/// Whoever uses it enters and leaves; it is freed when it is no longer the newest and the last has left.
/// </summary>
public sealed class ServedSnapshot
{
    private readonly Lake.Lake _lake;
    private readonly ConcurrentDictionary<string, Lazy<object>> _made = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<DuckDBConnection> _free = [];
    private readonly ConcurrentBag<SnapshotQuestions> _questions = [];
    private readonly SemaphoreSlim _places = new(Math.Max(2, Environment.ProcessorCount));
    private readonly Lazy<DuckDBConnection> _tables;
    private int _users = 1;

    private ServedSnapshot(Lake.Lake lake, Snapshot snapshot)
    {
        (_lake, Snapshot) = (lake, snapshot);
        _tables = new Lazy<DuckDBConnection>(() => Published.Open(snapshot));
        Models = new WarmModels(lake, snapshot);
    }

    public Snapshot Snapshot { get; }

    public string Id => Snapshot.Id;

    /// <summary>The lake it is of, for what is not part of a snapshot: history, experiments, raw files.</summary>
    public Lake.Lake Lake => _lake;

    /// <summary>The champions.</summary>
    public WarmModels Models { get; }

    /// <summary>Whether the snapshot was freed; nothing of it works any more.</summary>
    public bool IsFreed => Volatile.Read(ref _users) == 0;

    /// <summary>Opens what is published now in a lake of its own, so that nothing of an older snapshot stays in memory with it.</summary>
    /// <exception cref="RunException">Nothing was published yet.</exception>
    public static ServedSnapshot Open(string folder)
    {
        var lake = Analytics.Lake.Lake.Open(folder);
        var head = lake.Head;
        return head.Tables.Count > 0
            ? new ServedSnapshot(lake, head)
            : throw new RunException(
                $"There is no lake in '{lake.Folder}' yet. Fill it first: dotnet script scripts/rebuild.csx{(lake.Folder == Path.GetFullPath(Repository.Data) ? "" : $" --data {lake.Folder}")}"
            );
    }

    /// <summary>False when it is too late; then there is a newer one.</summary>
    public bool TryEnter()
    {
        for (var users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Free();
        }
    }

    /// <summary>What is made of this snapshot once and kept as long as it: a page's figures, a report. What fails is tried again by the next who asks.</summary>
    /// <param name="name">Unique for what is made; from a short list, never from what a caller typed.</param>
    public T Once<T>(string name, Func<ServedSnapshot, T> make)
        where T : notnull
    {
        var lazy = _made.GetOrAdd(name, _ => new Lazy<object>(() => make(this)));
        try
        {
            return (T)lazy.Value;
        }
        catch
        {
            _made.TryRemove(new KeyValuePair<string, Lazy<object>>(name, lazy));
            throw;
        }
    }

    /// <summary>A domain's findings, as its notebooks show them.</summary>
    public Report Report(Domain domain) =>
        Once(
            $"report {domain.Name}",
            _ =>
            {
                using var db = Published.Open(Snapshot, domain);
                return domain.Report(new ReportInput(db));
            }
        );

    /// <summary>What may run what a caller typed. Give it back when the question ended well; what was stopped is closed instead.</summary>
    public SnapshotQuestions TakeQuestions(QuestionLimits limits) =>
        _questions.TryTake(out var free) ? free : new SnapshotQuestions(Snapshot, limits);

    public void GiveBack(SnapshotQuestions questions) => _questions.Add(questions);

    /// <summary>Rows of the tables, a schema per domain: <c>crashes.hotspots</c>. What a caller typed goes in as a parameter.</summary>
    /// <exception cref="ProblemException">A table was not published: 503.</exception>
    public Frame Query(string sql, CancellationToken cancellation, params object?[] parameters)
    {
        _places.Wait(cancellation);
        try
        {
            var db = _free.TryTake(out var free) ? free : _tables.Value.OpenAnother();
            try
            {
                return db.Query(sql, cancellation, parameters);
            }
            catch (DuckDBException error) when (error.ErrorType == DuckDB.NET.Native.DuckDBErrorType.Catalog)
            {
                throw new ProblemException(
                    StatusCodes.Status503ServiceUnavailable,
                    "This has not been published yet.",
                    "A table that the answer is made from is not in the snapshot. Fill it: dotnet script scripts/rebuild.csx"
                );
            }
            finally
            {
                _free.Add(db);
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private void Free()
    {
        while (_free.TryTake(out var db))
        {
            db.Dispose();
        }

        while (_questions.TryTake(out var questions))
        {
            questions.Dispose();
        }

        if (_tables.IsValueCreated)
        {
            _tables.Value.Dispose();
        }

        _places.Dispose();
        _made.Clear();
        _lake.Dispose();
    }
}
