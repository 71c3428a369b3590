namespace Analytics.Interactive.Running;

/// <summary>
/// Brings the code after an `await` back to the thread of the cell, where it can be interrupted. While that thread is
/// busy or blocked for longer than <see cref="Patience"/> (`task.Result` in a cell), a continuation goes to the thread
/// pool instead: code that would not deadlock in a console program does not deadlock here either.
/// </summary>
internal sealed class CellContext : SynchronizationContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly object gate = new();
    private readonly Queue<Item> queue = new();
    private bool isWaiting;
    private bool isFinished;
    private bool isAbandoned;

    public override void Post(SendOrPostCallback d, object? state)
    {
        Item item = new(d, state);
        lock (gate)
        {
            if (isAbandoned)
            {
                return; // The rest of an interrupted cell must not come to life later.
            }

            if (!isFinished)
            {
                queue.Enqueue(item);
                Monitor.Pulse(gate);
                if (!isWaiting)
                {
                    item.GiveUpAfter(Patience);
                }

                return;
            }
        }

        item.RunOnPool();
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs continuations on the calling thread until <paramref name="task"/> has ended.</summary>
    public void RunUntil(Task task)
    {
        task.ContinueWith(
            static (_, state) => ((CellContext)state!).Wake(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        while (Next(task) is { } item)
        {
            item.TryRun();
        }
    }

    /// <summary>Later continuations go to the pool (a background task of the cell), or nowhere when the cell was interrupted.</summary>
    public void Close(bool abandon)
    {
        Item[] rest;
        lock (gate)
        {
            isFinished = true;
            isAbandoned = abandon;
            rest = [.. queue];
            queue.Clear();
        }

        if (!abandon)
        {
            Array.ForEach(rest, item => item.RunOnPool());
        }
    }

    private void Wake()
    {
        lock (gate)
        {
            Monitor.Pulse(gate);
        }
    }

    private Item? Next(Task task)
    {
        lock (gate)
        {
            while (true)
            {
                if (task.IsCompleted)
                {
                    return null;
                }

                if (queue.TryDequeue(out Item? item))
                {
                    return item;
                }

                isWaiting = true;
                try
                {
                    Monitor.Wait(gate);
                }
                finally
                {
                    isWaiting = false;
                }
            }
        }
    }

    private sealed class Item(SendOrPostCallback callback, object? state)
    {
        private int isTaken;
        private Timer? timer;

        public void TryRun()
        {
            if (Interlocked.Exchange(ref isTaken, 1) != 0)
            {
                return;
            }

            timer?.Dispose();
            callback(state);
        }

        public void RunOnPool() => ThreadPool.UnsafeQueueUserWorkItem(static item => item.TryRun(), this, preferLocal: false);

        public void GiveUpAfter(TimeSpan patience) =>
            timer = new Timer(static item => ((Item)item!).TryRun(), this, patience, Timeout.InfiniteTimeSpan);
    }
}
