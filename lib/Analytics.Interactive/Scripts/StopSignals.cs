using System.Runtime.InteropServices;

namespace Analytics.Interactive.Scripts;

/// <summary>
/// Ctrl-C and a polite kill: the first asks the script to stop (its `finally` blocks run), the second ends the process.
/// A script that handles the signal itself, a server for example, is left alone: its handler runs before this one.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public StopSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => OnSignal(c, 130));
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => OnSignal(c, 143));
    }

    public CancellationToken Token => stop.Token;

    /// <summary>128 plus the number of the signal, as shells report it.</summary>
    public int ExitCode { get; private set; }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context, int code)
    {
        if (context.Cancel || stop.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        ExitCode = code;
        ThreadPool.UnsafeQueueUserWorkItem(static s => s.Cancel(), stop, preferLocal: false);
    }
}
