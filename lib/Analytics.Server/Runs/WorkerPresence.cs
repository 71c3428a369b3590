using Analytics.Server.Hosting;
using Analytics.Server.Records;

namespace Analytics.Server.Runs;

/// <summary>Who this process is to others that do runs of the same lake, and who of them is still there: each holds a file of its name in <c>service/workers</c>, beside one that says what it does.</summary>
internal sealed class WorkerPresence : IDisposable
{
    private const string Does = ".does";

    private static int s_count;

    private readonly string _folder;
    private FileStream? _held;

    public WorkerPresence(ServiceDatabase database, ServerSettings settings, TimeProvider time)
    {
        _folder = Path.Combine(database.Folder, "workers");
        // In a container every process has the same number: the time tells them apart, and the count those of one process.
        var name = Invariant(
            $"{Environment.MachineName}-{Environment.ProcessId}-{time.GetUtcNow():yyyyMMddHHmmssfff}-{Interlocked.Increment(ref s_count)}"
        );
        Taker = new RunTaker(name, Events.StageOrder.RunsOf(settings.StageList), TimeSpan.FromSeconds(settings.VisibilitySeconds));
    }

    /// <summary>As whom this process takes runs.</summary>
    public RunTaker Taker { get; }

    /// <summary>Lets others see that this process is there, until it ends.</summary>
    public void Show()
    {
        Directory.CreateDirectory(_folder);
        // Held already where an earlier try failed after this.
        _held ??= HeldFile.Open(Path.Combine(_folder, Taker.Worker), FileOptions.DeleteOnClose);
        // Only then: what belongs to nobody that is there is removed by whoever looks.
        File.WriteAllText(Path.Combine(_folder, Taker.Worker + Does), string.Join(',', Taker.Whats ?? []));
    }

    /// <summary>Whether a worker has ended: nobody holds its file, or that is gone. One on another machine may look so only where the folder's locks do not reach.</summary>
    public bool IsGone(string worker)
    {
        if (worker == Taker.Worker)
        {
            return false;
        }

        try
        {
            var path = Path.Combine(_folder, Path.GetFileName(worker));
            if (File.Exists(path))
            {
                using var free = HeldFile.Open(path, FileOptions.DeleteOnClose);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether somebody is there who does runs of a kind.</summary>
    public bool IsDone(string what)
    {
        var folder = new DirectoryInfo(_folder);
        foreach (var file in folder.Exists ? folder.GetFiles("*" + Does) : [])
        {
            if (IsGone(Path.GetFileNameWithoutExtension(file.Name)))
            {
                file.Delete();
            }
            else if (File.ReadAllText(file.FullName) is var does && (does.Length == 0 || does.Split(',').Contains(what)))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _held?.Dispose();
}
