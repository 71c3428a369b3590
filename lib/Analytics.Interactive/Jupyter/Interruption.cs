namespace Analytics.Interactive.Jupyter;

/// <summary>The stop button: a token per cell, cancelled from the control thread.</summary>
/// <remarks><c>patience</c>: How long a cell may take to stop before a person is told that it does not.</remarks>
internal sealed class Interruption(TimeSpan patience)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private ManualResetEventSlim _ended = new(true);

    /// <summary>A cell begins; the token returned is cancelled when the person at the client presses stop.</summary>
    public CancellationToken Begin()
    {
        lock (_gate)
        {
            _stop = new CancellationTokenSource();
            _ended = new ManualResetEventSlim(false);
            return _stop.Token;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _stop = null;
            _ended.Set();
        }
    }

    /// <summary>Asks the running cell to stop; returns at once. <paramref name="stuck"/> is called when it still runs after the patience given.</summary>
    public void Request(Action stuck)
    {
        CancellationTokenSource stop;
        ManualResetEventSlim ended;
        lock (_gate)
        {
            if (_stop is null || _stop.IsCancellationRequested)
            {
                return;
            }

            stop = _stop;
            ended = _ended;
        }
        // Threads of their own: the pool may be full of the cell's work, and cancelling may block while the cell is in native code.
        Start(stop.Cancel);
        Start(() =>
        {
            if (!ended.Wait(patience))
            {
                stuck();
            }
        });
    }

    private static void Start(Action work) => new Thread(() => work(), 256 * 1024) { IsBackground = true, Name = "interrupt" }.Start();
}
