namespace Analytics.Engine;

/// <summary>
/// Runs the steps of a domain, each when its inputs are made. Small ones run side by side: a day's files, or the one partition
/// that a day touches, keep a single processor busy. Large ones keep all of them busy, and need the memory for themselves.
/// </summary>
internal sealed class StepSchedule(
    Workspace work,
    IReadOnlyList<Table> tables,
    IReadOnlyDictionary<string, IReadOnlyList<ObjectInput>> objects,
    Plan plan,
    TimeProvider time,
    IProgress<StepProgress>? progress)
{
    private const long SmallBytes = 256 << 20;

    private readonly Lock _gate = new();
    private readonly StepResult?[] _results = new StepResult?[tables.Count];
    private readonly bool[] _isStarted = new bool[tables.Count];
    private readonly SemaphoreSlim _news = new(0);
    private bool _hasFailed;

    public StepResult[] Run()
    {
        var threads = IsSmall() ? Math.Min(work.Threads, tables.Count) : 1;
        if (threads == 1)
        {
            for (var number = 0; number < tables.Count; number++)
                _results[number] = Run(number, work);
        }
        else
        {
            work.SideBySide(threads, isApart: true, (_, on) => RunThoseReady(on, threads));
        }

        foreach (var table in work.Domain.Tables)
            work.Publish(table);
        return [.. _results.OfType<StepResult>()];
    }

    /// <summary>Whether the raw files to read are few bytes, and nobody limits the memory.</summary>
    private bool IsSmall()
    {
        var seen = work.Writer.Base.Steps.Values.SelectMany(step => step.Inputs.Keys).ToHashSet(StringComparer.Ordinal);
        var bytes = tables.Zip(plan.Steps, (table, step) => table is SilverTable silver && step.Runs
            ? Plan.SourcesOf(work.Domain, silver).SelectMany(source => objects.GetValueOrDefault(source.Name) ?? []).Where(input => !step.IsIncremental || !seen.Contains(Plan.NameOf(input))).Sum(input => new FileInfo(input.Path).Length)
            : 0).Sum();
        return work.Options.MemoryLimit is null && bytes <= SmallBytes;
    }

    private void RunThoseReady(Workspace on, int threads)
    {
        try
        {
            while (Next() is { } number)
            {
                if (number < 0)
                {
                    _news.Wait(work.Cancellation);
                    continue;
                }

                var result = Run(number, on);
                lock (_gate)
                    _results[number] = result;
                _news.Release(threads);
            }
        }
        catch
        {
            lock (_gate)
                _hasFailed = true;
            _news.Release(threads);
            throw;
        }
    }

    /// <summary>The first step that was not begun and whose inputs are made; negative while there is none yet; null when all were begun or one failed.</summary>
    private int? Next()
    {
        lock (_gate)
        {
            if (_hasFailed || Array.TrueForAll(_isStarted, each => each))
                return null;
            var next = Enumerable.Range(0, tables.Count).Where(number => !_isStarted[number] && IsReady(tables[number])).DefaultIfEmpty(-1).First();
            if (next >= 0)
                _isStarted[next] = true;
            return next;
        }
    }

    // A domain may make its tables anew each time it is asked, so they are told by their names.
    private bool IsReady(Table table) =>
        table is not DerivedTable derived
        || DerivedBuild.InputsOf(work.Domain, derived).All(input => Enumerable.Range(0, tables.Count).All(number => tables[number].NameInDomain != input.NameInDomain || _results[number] is not null));

    private StepResult Run(int number, Workspace on)
    {
        on.Cancellation.ThrowIfCancellationRequested();
        return new StepRunner(on, tables[number], objects, number + 1, tables.Count, time, progress).Run();
    }
}
