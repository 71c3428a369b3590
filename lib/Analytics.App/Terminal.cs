using System.Globalization;
using Analytics.Engine;
using Spectre.Console;
using Account = Analytics.Lake.Account;

namespace Analytics.App;

/// <summary>Shows progress: a bar that rewrites its line on a terminal, plain lines in a log.</summary>
internal sealed class Terminal : IProgress<StepProgress>, IProgress<WorkProgress>
{
    private readonly bool _live = IsDrawn && !Console.IsOutputRedirected;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _finished = new(StringComparer.Ordinal);

    /// <summary>Whether the bar is drawn here: not where somebody listens, who draws one of their own.</summary>
    private static bool IsDrawn => Hearing.Current is null && !HostProgress.IsHeard && !Console.IsErrorRedirected;

    public void Report(StepProgress step)
    {
        Hearing.Current?.Step(step);
        lock (_lock)
        {
            TellHost(step);
            switch (step.State)
            {
                case StepState.Started when _live:
                    Show(Invariant($"{Bar(step.Number - 1, step.Of)} {step.Number, 2}/{step.Of} {step.Step} ({step.Detail})"));
                    break;
                case StepState.Fresh when _live:
                    Show(Invariant($"{Bar(step.Number, step.Of)} {step.Number, 2}/{step.Of} {step.Step} fresh"));
                    break;
                case StepState.Fresh or StepState.Done or StepState.Failed:
                    Clear();
                    Console.Error.WriteLine(
                        Invariant(
                            $"{step.Number, 2}/{step.Of} {step.Step}: {(step.State == StepState.Failed ? "failed: " : "")}{step.Detail}"
                        )
                    );
                    break;
            }
        }
    }

    private void TellHost(StepProgress step)
    {
        // How far the training of a model is, it says itself.
        if (step.Step.StartsWith("model ", StringComparison.Ordinal))
        {
            return;
        }

        // Steps are done side by side, so that their numbers do not come in order.
        var done = _finished.GetValueOrDefault(step.Domain) + (step.State is StepState.Fresh or StepState.Done ? 1 : 0);
        _finished[step.Domain] = done;
        HostProgress.Instance.Report(new WorkProgress($"rebuild {step.Domain}", step.Step, done, step.Of));
    }

    /// <summary>How far a training is, between the lines of its steps.</summary>
    public void Report(WorkProgress value)
    {
        HostProgress.Instance.Report(value);
        lock (_lock)
        {
            if (_live && value.IsOver)
            {
                Clear();
            }
            else if (_live)
            {
                Show(Invariant($"{Bar((int)value.Done, (int)value.Of)} {value.Done:0}/{value.Of:0} {value.Work}: {value.Part}"));
            }
        }
    }

    /// <summary>Progress of something counted, e.g. files that land.</summary>
    public void Count(string what, int done, int of)
    {
        Hearing.Current?.Count(what, done, of);
        HostProgress.Instance.Report(new WorkProgress(what, "", done, of));
        lock (_lock)
        {
            if (_live)
            {
                Show(Invariant($"{Bar(done, of)} {done}/{of} {what}"));
            }

            if (_live && done == of)
            {
                Clear();
            }
        }
    }

    private static string Bar(int done, int of)
    {
        var full = of == 0 ? 20 : done * 20 / of;
        return $"[{new string('#', full)}{new string('.', 20 - full)}]";
    }

    private static void Show(string line)
    {
        Clear();
        var width = Console.WindowWidth > 0 ? Console.WindowWidth - 1 : 79;
        Console.Error.Write(line.Length > width ? line[..width] : line);
    }

    private static void Clear()
    {
        if (IsDrawn)
        {
            Screen.Error.Write("\r\u001b[K");
        }
    }

    /// <summary>Prints what the runs did as a table.</summary>
    public static void Summary(IReadOnlyList<RunResult> runs, IReadOnlyList<StudySummary> models)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Rounded);
        foreach (
            var (title, right) in new[]
            {
                ("domain", false),
                ("received", true),
                ("kept", true),
                ("quarantined", true),
                ("superseded", true),
                ("tables", true),
                ("model", false),
                ("champion", false),
                ("seconds", true),
            }
        )
        {
            table.AddColumn(new TableColumn(new Text(title)) { Alignment = right ? Justify.Right : Justify.Left });
        }

        foreach (var run in runs)
        {
            var accounts = run.Steps.Select(step => step.Account).OfType<Account>().ToArray();
            var trained = models.Where(model => model.Domain == run.Domain).ToArray();
            table.AddRow(
                Cells(
                    run.Domain + (run.IsFresh ? " (fresh)" : ""),
                    N(accounts.Sum(each => each.Received)),
                    N(accounts.Sum(each => each.Kept)),
                    N(accounts.Sum(each => each.Quarantined)),
                    N(accounts.Sum(each => each.Superseded)),
                    N(run.Steps.Count),
                    string.Join('\n', trained.Select(model => model.Study)),
                    string.Join('\n', trained.Select(Champion)),
                    (run.Seconds + trained.Sum(model => model.Seconds)).ToString("0.0", CultureInfo.InvariantCulture)
                )
            );
        }

        // Not the shared console: that one keeps writing to where output went when it was first used, and notebooks redirect it.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Screen.Out) });
        // A log has no width of its own; 80 columns would break the table.
        if (Console.IsOutputRedirected || Hearing.Current is not null)
        {
            console.Profile.Width = 160;
        }

        console.Write(table);
    }

    /// <summary>Says which files were refused whole, which columns files lacked, which of theirs nobody reads, and what was taken for granted.</summary>
    public static void Deliveries(RunResult run)
    {
        foreach (var refused in run.Refused)
        {
            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"{run.Domain}: REFUSED {refused.Source} {refused.Origin}, {refused.Unreadable:N0} lines: {refused.Refused}"
                )
            );
        }

        if (run.Refused.Count > 0)
        {
            Console.Error.WriteLine(
                $"{run.Domain}: nothing of {(run.Refused.Count == 1 ? "this file" : "these files")} was read. Repair what brings them, or say that this is fine with --accept-refused."
            );
        }

        Say("without", "what is known there stays", delivery => delivery.Lacks);
        Say("with", "nobody reads it", delivery => delivery.Unread);
        Say("read with", "taken for granted, nothing in it tells", delivery => delivery.Assumed);
        foreach (
            var lost in run
                .Steps.SelectMany(step => step.Deliveries)
                .Where(delivery => delivery.HoursLost > 0)
                .GroupBy(delivery => delivery.Source)
        )
        {
            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"{run.Domain}: {lost.Sum(delivery => delivery.HoursLost):N0} times of day in {lost.Count():N0} {lost.Key} file{(lost.Count() == 1 ? "" : "s")} could not be read (the days are kept), e.g. {lost.First().Origin}"
                )
            );
        }

        void Say(string verb, string then, Func<Delivery, IReadOnlyList<string>> columns)
        {
            foreach (
                var group in run
                    .Steps.SelectMany(step => step.Deliveries)
                    .Where(delivery => columns(delivery).Count > 0)
                    .GroupBy(delivery =>
                        (
                            delivery.Source,
                            Columns: string.Join(", ", columns(delivery).Take(8))
                                + (
                                    columns(delivery).Count > 8
                                        ? FormattableString.Invariant($" and {columns(delivery).Count - 8} more")
                                        : ""
                                )
                        )
                    )
            )
            {
                Console.Error.WriteLine(
                    FormattableString.Invariant(
                        $"{run.Domain}: {group.Count():N0} {group.Key.Source} file{(group.Count() == 1 ? "" : "s")} {verb} {group.Key.Columns} ({then}), e.g. {group.First().Origin}"
                    )
                );
            }
        }
    }

    // Not as strings: those are markup, in which a bracket means something, and whose tables of colours and emoji cost more than the rest of the summary.
    private static IEnumerable<Text> Cells(params ReadOnlySpan<string> words)
    {
        var cells = new List<Text>();
        foreach (var word in words)
        {
            cells.Add(new Text(word));
        }

        return cells;
    }

    private static string Champion(StudySummary model) =>
        model.Score is { } score
            ? FormattableString.Invariant($"{model.Metric} {score.Value:0.000} ({score.Lower:0.000}-{score.Upper:0.000})")
            : "none past the bar";

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
