using System.Runtime.ExceptionServices;

namespace Analytics.Learning.Trees;

/// <summary>
/// A few threads that stay for one fit. A tree asks for help some hundred times, each time for as little as twenty
/// microseconds of work, which the thread pool's own start and join would double.
/// Which thread takes which task is left to chance, so a task's result must not depend on it: tasks write to places
/// of their own, or add integers.
/// </summary>
internal sealed class Workers : IDisposable
{
    private const int SpinsBeforeSleep = 400;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread[] _threads;
    private volatile Job? _job;
    private volatile bool _done;
    private int _asleep;

    public Workers(int threads)
    {
        Count = Math.Max(1, threads);
        _threads = new Thread[Count - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "learning" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads in all, the caller's included.</summary>
    public int Count { get; }

    /// <summary>Runs tasks 0 … n-1 and returns when all are done; the caller works too. The first exception is thrown here.</summary>
    public void Run(int tasks, Action<int> body)
    {
        if (tasks == 1 || Count == 1)
        {
            for (var i = 0; i < tasks; i++)
            {
                body(i);
            }

            return;
        }

        var job = new Job(tasks, body);
        _job = job;
        Interlocked.MemoryBarrier();
        var asleep = Volatile.Read(ref _asleep);
        if (asleep > 0)
        {
            _wake.Release(asleep);
        }

        job.Work();
        var spin = default(SpinWait);
        while (!job.IsDone)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        job.Error?.Throw();
    }

    public void Dispose()
    {
        _done = true;
        _wake.Release(Count);
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _wake.Dispose();
    }

    private void Work()
    {
        Job? last = null;
        while (true)
        {
            var job = AwaitOther(last);
            if (_done)
            {
                return;
            }

            job?.Work();
            last = job;
        }
    }

    private Job? AwaitOther(Job? last)
    {
        for (var spins = 0; spins < SpinsBeforeSleep; spins++)
        {
            if (_job != last || _done)
            {
                return _job;
            }

            Thread.SpinWait(20);
        }

        Interlocked.Increment(ref _asleep);
        if (_job == last && !_done)
        {
            _wake.Wait();
        }

        Interlocked.Decrement(ref _asleep);
        return _job;
    }

    private sealed class Job(int tasks, Action<int> body)
    {
        private int _next = -1;
        private int _finished;

        public ExceptionDispatchInfo? Error { get; private set; }

        public bool IsDone => Volatile.Read(ref _finished) >= tasks;

        public void Work()
        {
            int task;
            while ((task = Interlocked.Increment(ref _next)) < tasks)
            {
                try
                {
                    body(task);
                }
                catch (Exception error)
                {
                    Error ??= ExceptionDispatchInfo.Capture(error);
                }

                Interlocked.Increment(ref _finished);
            }
        }
    }
}
