namespace Analytics.Server.Monitoring;

/// <summary>How long the answers of the last minutes took to begin.</summary>
internal sealed class RequestTimes(TimeProvider time)
{
    /// <summary>What is told is of so long.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Fewer requests in the window say nothing.</summary>
    public const int Fewest = 20;

    private const int Most = 10_000;

    private readonly Queue<(DateTimeOffset At, double Seconds)> _last = new();
    private readonly Lock _lock = new();

    public void Keep(double seconds)
    {
        lock (_lock)
        {
            _last.Enqueue((time.GetUtcNow(), seconds));
            Forget();
        }
    }

    /// <summary>The 95th percentile of the window in seconds; null for too few requests.</summary>
    public double? P95()
    {
        lock (_lock)
        {
            Forget();
            return _last.Count < Fewest ? null : Stages.Percentile([.. _last.Select(each => each.Seconds)], 0.95);
        }
    }

    private void Forget()
    {
        var oldest = time.GetUtcNow() - Window;
        while (_last.Count > Most || (_last.TryPeek(out var first) && first.At < oldest))
        {
            _last.Dequeue();
        }
    }
}
