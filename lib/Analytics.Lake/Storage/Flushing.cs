namespace Analytics.Lake.Storage;

/// <summary>
/// Flushes finished files to the device while their writer goes on: only a publish needs them there, and by then most are.
/// </summary>
internal sealed class Flushing
{
    // The device takes several together.
    private const int AtOnce = 8;

    private readonly List<Task> _running = [];

    public void Begin(IReadOnlyList<string> paths)
    {
        var next = -1;
        for (var each = 0; each < Math.Min(AtOnce, paths.Count); each++)
        {
            // Threads of their own: they wait for the device and would keep the pool's from those who compute.
            _running.Add(
                Task.Factory.StartNew(
                    () =>
                    {
                        for (int i; (i = Interlocked.Increment(ref next)) < paths.Count; )
                        {
                            Disk.Flush(paths[i]);
                        }
                    },
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                )
            );
        }
    }

    /// <summary>Waits until all that was begun is on the device.</summary>
    /// <exception cref="IOException">A file could not be flushed. It stays so for later calls: the device may have dropped its bytes, and a second fsync would not say so.</exception>
    public void Finish()
    {
        Task.WhenAll(_running).GetAwaiter().GetResult();
        _running.Clear();
    }

    /// <summary>Waits and forgets what became of it: the files are not wanted any more.</summary>
    public void Abandon()
    {
        Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _running.Clear();
    }
}
