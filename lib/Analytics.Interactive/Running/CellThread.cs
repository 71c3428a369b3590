using System.Runtime;
using System.Runtime.ExceptionServices;

namespace Analytics.Interactive.Running;

/// <summary>
/// The one thread that runs the code of a session, cell after cell, and can be stopped at any time: in a loop, in a
/// sleep, in a lock, in an await. Only native code and threads that the cell started itself are out of reach.
/// </summary>
internal sealed class CellThread : IDisposable
{
    /// <summary>Twice the usual stack: notebooks recurse over data, and an overflow ends the process.</summary>
    private const int StackBytes = 16 << 20;

    private readonly Thread thread;
    private readonly SemaphoreSlim work = new(0);
    private volatile Job? next;
    private volatile bool isDisposed;

    public CellThread()
    {
        thread = new Thread(Loop, StackBytes) { IsBackground = true, Name = "cell" };
        thread.Start();
    }

    /// <summary>Runs <paramref name="start"/> and what it awaits; the caller waits.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="interrupt"/> was signalled and the code was stopped.</exception>
    public object? Run(Func<Task<object?>> start, CancellationToken interrupt)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        interrupt.ThrowIfCancellationRequested();
        using Job job = new(start);
        next = job;
        work.Release();
        using (interrupt.UnsafeRegister(_ => job.Interrupt(thread), null))
        {
            job.Done.Wait(CancellationToken.None);
        }

        if (job.WasInterrupted)
        {
            throw new OperationCanceledException(interrupt);
        }

        job.Error?.Throw();
        return job.Value;
    }

    public void Dispose()
    {
        isDisposed = true;
        work.Release();
    }

    private void Loop()
    {
        while (true)
        {
            work.Wait();
            if (isDisposed)
            {
                return;
            }

            Job job = next!;
            job.Execute();
            job.Done.Set();
        }
    }

    private sealed class Job(Func<Task<object?>> start) : IDisposable
    {
        // What the caller's flow of execution carries, as which command of which kernel runs, the code must see too.
        private readonly ExecutionContext? _flow = ExecutionContext.Capture();
        private readonly CancellationTokenSource abort = new();
        private readonly object gate = new();
        private bool hasBegun;
        private bool hasEnded;

        public ManualResetEventSlim Done { get; } = new();

        public object? Value { get; private set; }

        public ExceptionDispatchInfo? Error { get; private set; }

        public bool WasInterrupted { get; private set; }

        public void Interrupt(Thread thread)
        {
            lock (gate)
            {
                if (hasEnded)
                {
                    return;
                }

                WasInterrupted = true;
                if (!hasBegun)
                {
                    return; // It never will; a signal to its thread would meet whatever that does before.
                }

                thread.Interrupt(); // Ends a sleep or a wait, which the abort below does not reach.
            }

            // On the pool: cancelling waits until the thread has really stopped, and the caller must stay responsive.
            ThreadPool.UnsafeQueueUserWorkItem(static abort => abort.Cancel(), abort, preferLocal: false);
        }

        public void Execute()
        {
            lock (gate)
            {
                if (hasEnded = WasInterrupted)
                {
                    return;
                }

                hasBegun = true;
            }

            CellContext context = new();
            try
            {
#pragma warning disable SYSLIB0046 // Obsolete because it may stop code anywhere: that is what a stop button is asked to do.
                ControlledExecution.Run(() => RunInFlow(context), abort.Token);
#pragma warning restore SYSLIB0046
            }
            catch (Exception e)
            {
                Error = ExceptionDispatchInfo.Capture(e);
            }

            lock (gate)
            {
                hasEnded = true;
            }

            context.Close(abandon: WasInterrupted);
            if (WasInterrupted)
            {
                SwallowLateInterrupt();
            }
        }

        public void Dispose()
        {
            Done.Dispose();
            // Not the token source: a late Cancel on the pool may still hold it, and it owns nothing that needs closing.
        }

        private void RunInFlow(CellContext context)
        {
            if (_flow is null)
            {
                Value = RunToEnd(context);
            }
            else
            {
                ExecutionContext.Run(_flow, _ => Value = RunToEnd(context), null);
            }
        }

        private object? RunToEnd(CellContext context)
        {
            SynchronizationContext.SetSynchronizationContext(context);
            try
            {
                Task<object?> task = start();
                context.RunUntil(task);
                return task.GetAwaiter().GetResult();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(null);
            }
        }

        /// <summary>An interrupt that came when the code was not waiting is still pending and would hit the next wait.</summary>
        private static void SwallowLateInterrupt()
        {
            try
            {
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
                // It was pending; now it is not.
            }
        }
    }
}
