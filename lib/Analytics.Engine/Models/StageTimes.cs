namespace Analytics.Engine;

/// <summary>Wall time by what it was spent on, in the order in which each thing was begun first. What is done within something else is counted there no more.</summary>
/// <param name="time">The clock.</param>
internal sealed class StageTimes(TimeProvider time)
{
    private readonly Lock _one = new();
    private readonly List<string> _order = [];
    private readonly Dictionary<string, TimeSpan> _took = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _count = new(StringComparer.Ordinal);
    private readonly AsyncLocal<Running?> _running = new();

    /// <summary>Receives what is begun. Default: nobody does.</summary>
    public Action<string>? Begun { get; set; }

    /// <summary>Seconds of each thing; of those done at the same time the sum.</summary>
    public IReadOnlyList<StageTime> All
    {
        get
        {
            lock (_one)
            {
                return [.. _order.Select(what => new StageTime(what, _took[what].TotalSeconds) { Count = _count[what] })];
            }
        }
    }

    /// <summary>Does something and counts how long that takes, also where it fails.</summary>
    public T Of<T>(string what, Func<T> work)
    {
        lock (_one)
        {
            if (_took.TryAdd(what, TimeSpan.Zero))
            {
                _order.Add(what);
            }

            _count[what] = _count.GetValueOrDefault(what) + 1;
        }

        Begun?.Invoke(what);
        var (around, mine) = (_running.Value, new Running());
        _running.Value = mine;
        var began = time.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            var took = time.GetElapsedTime(began);
            _running.Value = around;
            lock (_one)
            {
                _took[what] += took - mine.Within;
                if (around is not null)
                {
                    around.Within += took;
                }
            }
        }
    }

    private sealed class Running
    {
        public TimeSpan Within { get; set; }
    }
}

/// <summary>How long a part of a training took.</summary>
/// <param name="What">In words: <c>fit boosting</c>.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record StageTime(string What, double Seconds)
{
    /// <summary>How often it was done. Default 1.</summary>
    public int Count { get; init; } = 1;
}
