using Analytics.Lake;

namespace Analytics.Server.Snapshots;

/// <summary>The newest snapshot, opened and warm. A request takes it once and keeps to it, whatever is published meanwhile.</summary>
public sealed class Snapshots : IDisposable
{
    private readonly Lake.Lake _lake;
    private readonly string _folder;
    private ServedSnapshot _current;

    private Snapshots(string folder, ServedSnapshot first)
    {
        (_folder, _current) = (folder, first);
        _lake = Analytics.Lake.Lake.OpenToVerify(folder);
    }

    /// <summary>Why the newest published snapshot is not the one that is served; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the models of the current snapshot have been loaded.</summary>
    public bool IsWarm => _current.Models.AreLoaded;

    /// <summary>Who writes the lake now, a script in another process too; null for nobody.</summary>
    public string? Writer => _lake.Writer;

    /// <summary>The id of what is published now, served yet or not; null where that cannot be told.</summary>
    public string? PublishedId
    {
        get
        {
            try
            {
                return _lake.HeadId;
            }
            catch (LakeException)
            {
                // Health says what is wrong with it; a rebuild may be what repairs it.
                return null;
            }
        }
    }

    /// <exception cref="RunException">There is no lake yet.</exception>
    public static Task<Snapshots> Open(string folder) => Task.Run(() => new Snapshots(folder, ServedSnapshot.Open(folder)));

    /// <summary>The current snapshot, to look at only: it may be freed at any time.</summary>
    public ServedSnapshot Current => Volatile.Read(ref _current);

    /// <summary>The current snapshot, entered; the caller leaves it.</summary>
    public ServedSnapshot Enter()
    {
        while (true)
        {
            var current = Volatile.Read(ref _current);
            if (current.TryEnter())
            {
                return current;
            }
        }
    }

    /// <summary>Loads the models of the current snapshot.</summary>
    public void Warm(CancellationToken cancellation) => _current.Models.Load(cancellation);

    /// <summary>Takes what is published now, if that is another snapshot, once its models are loaded. The old one stays until its last user has left, and stays in force when the new one cannot be opened.</summary>
    /// <returns>Whether there is another now.</returns>
    public bool Follow(CancellationToken cancellation)
    {
        try
        {
            if (_lake.HeadId == _current.Id)
            {
                Problem = null;
                return false;
            }

            var next = ServedSnapshot.Open(_folder);
            next.Models.Load(cancellation);
            Interlocked.Exchange(ref _current, next).Leave();
            Problem = null;
            return true;
        }
        catch (Exception error) when (error is LakeException or RunException or IOException or UnauthorizedAccessException)
        {
            Problem = $"What is published now cannot be served: {error.Message}";
            return false;
        }
    }

    public void Dispose()
    {
        _current.Leave();
        _lake.Dispose();
    }
}
