namespace Analytics.Engine;

/// <summary>
/// Runs the steps of a domain, each when its inputs are made, and lets the gates judge each table when what they look at is made.
/// A small run does these tasks side by side: a day's files, or the one partition that a day touches, keep a single processor
/// busy. Those of a large one keep all of them busy, and need the memory for themselves.
/// </summary>
internal sealed class Schedule(
    Workspace work,
    IReadOnlyList<Table> tables,
    IReadOnlyDictionary<string, IReadOnlyList<ObjectInput>> objects,
    Plan plan,
    TimeProvider time,
    IProgress<StepProgress>? progress
)
{
    private const long SmallBytes = 256 << 20;

    private readonly object _gate = new();
    private readonly StepResult?[] _results = new StepResult?[tables.Count];
    private readonly Judgement?[] _judgements = new Judgement?[tables.Count];

    // The steps in the order of the tables, then their judgements.
    private readonly bool[] _isBegun = new bool[2 * tables.Count];
    private readonly int[][] _waitsFor = new int[2 * tables.Count][];
    private int _running;
    private bool _hasFailed;

    /// <returns>What the steps did, and the judgements of the tables that were made, both in the order of the tables.</returns>
    public (StepResult[] Results, Judgement[] Judgements) Run()
    {
        for (var task = 0; task < _waitsFor.Length; task++)
        {
            _waitsFor[task] = WaitsFor(task);
        }

        var threads = IsSmall() ? Math.Min(work.Threads, tables.Count) : 1;
        if (threads > 1)
        {
            work.SideBySide(threads, DoThoseReady);
        }
        else
        {
            DoThoseReady(work);
        }

        return ([.. _results.OfType<StepResult>()], [.. _judgements.OfType<Judgement>()]);
    }

    /// <summary>Whether the raw files to read are few bytes, and nobody limits the memory.</summary>
    private bool IsSmall()
    {
        var seen = work.Writer.Base.Steps.Values.SelectMany(step => step.Inputs.Keys).ToHashSet(StringComparer.Ordinal);
        var bytes = tables
            .Zip(
                plan.Steps,
                (table, step) =>
                    table is SilverTable silver && step.Reason.Runs
                        ? Plan.SourcesOf(work.Domain, silver)
                            .SelectMany(source => objects.GetValueOrDefault(source.Name) ?? [])
                            .Where(input => !step.Reason.IsIncremental || !seen.Contains(Plan.NameOf(input)))
                            .Sum(input => new FileInfo(input.Path).Length)
                        : 0
            )
            .Sum();
        return work.Options.MemoryLimit is null && bytes <= SmallBytes;
    }

    private void DoThoseReady(Workspace on)
    {
        while (Next() is { } task)
        {
            var isDone = false;
            try
            {
                work.Cancellation.ThrowIfCancellationRequested();
                if (task < tables.Count)
                {
                    Make(task, on);
                }
                else
                {
                    Judge(task - tables.Count, on);
                }

                isDone = true;
            }
            finally
            {
                lock (_gate)
                {
                    _running--;
                    _hasFailed |= !isDone;
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }

    /// <summary>The first task that was not begun, as soon as all that it waits for is made; null when all were begun or one failed.</summary>
    /// <exception cref="RunException">Tables read each other.</exception>
    private int? Next()
    {
        lock (_gate)
        {
            while (!_hasFailed && !Array.TrueForAll(_isBegun, each => each))
            {
                var next = Enumerable
                    .Range(0, _isBegun.Length)
                    .Where(task => !_isBegun[task] && Array.TrueForAll(_waitsFor[task], number => _results[number] is not null))
                    .DefaultIfEmpty(-1)
                    .First();
                if (next >= 0)
                {
                    _isBegun[next] = true;
                    _running++;
                    return next;
                }

                if (_running == 0)
                {
                    throw new RunException(
                        $"'{work.Domain.Name}': {string.Join(", ", tables.Where((_, number) => !_isBegun[number]).Select(table => table.NameInDomain))} read each other, so none can be made first. Nothing was published. Change their SQL."
                    );
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    /// <summary>The tables, by number, that must be made before a task.</summary>
    private int[] WaitsFor(int task)
    {
        var inputs =
            task >= tables.Count ? Judging.InputsOf(work.Domain, tables[task - tables.Count])
            : tables[task] is DerivedTable derived ? DerivedBuild.InputsOf(work.Domain, derived)
            : [];
        // A domain may make its tables again each time it is asked, so they are told by their names.
        var names = inputs.Select(input => input.NameInDomain).ToHashSet(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, tables.Count).Where(number => names.Contains(tables[number].NameInDomain))];
    }

    private void Make(int number, Workspace on)
    {
        var result = new StepRunner(on, tables[number], objects, number + 1, tables.Count, time, progress).Run();
        lock (_gate)
        {
            _results[number] = result;
        }
    }

    /// <summary>A table is judged when it was made, and when another one was that its gates look at: what it refers to may have come or gone.</summary>
    private void Judge(int number, Workspace on)
    {
        var made = _results[number]!;
        if (!Array.Exists(_waitsFor[tables.Count + number], each => _results[each]!.Reason.Runs))
        {
            return;
        }

        using var span = Spans.Tables.Begin("gates", tables[number].FullName(work.Domain));
        foreach (var input in Judging.InputsOf(work.Domain, tables[number]))
        {
            on.Publish(input);
        }

        var account = made.Reason.Runs ? made.Account : work.Writer.Base.Accounts.GetValueOrDefault(tables[number].FullName(work.Domain));
        _judgements[number] = Judging.Judge(on, tables[number], account, made.Deliveries, !made.Reason.Runs || made.Reason.IsIncremental);
    }
}
