namespace Analytics.Server.Runs;

/// <summary>Wakes those who wait for something to change. Nothing depends on it but speed: who waits looks again by himself after a while.</summary>
internal sealed class Pulse(TimeProvider time)
{
    private volatile TaskCompletionSource _next = New();

    public void Beat() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    /// <summary>What to wait for; taken before one looks, so that nothing is missed between looking and waiting.</summary>
    public Task Next => _next.Task;

    /// <summary>Waits for a beat, at most so long.</summary>
    public async Task Wait(Task next, TimeSpan longest, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(next, Task.Delay(longest, time, end.Token)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
