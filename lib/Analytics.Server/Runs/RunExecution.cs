using Analytics.App;
using Analytics.App.Commands;
using Analytics.Engine;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Analytics.Server.Monitoring;
using Analytics.Server.Records;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>Does one run with the code of its script, stops it when somebody wants that or its time is over, and judges how it ended.</summary>
internal sealed class RunExecution(
    RunStore runs,
    RunHearing hearing,
    Measuring measuring,
    Snapshots.Snapshots snapshots,
    WorkerPresence presence,
    ServerSettings settings,
    TimeProvider time,
    Pulse pulse,
    ILogger<RunExecution> log
)
{
    private static readonly TimeSpan s_lookForCancel = TimeSpan.FromMilliseconds(250);

    /// <summary>Does a run to its end, whichever it is: done, stopped, too long, failed.</summary>
    /// <returns>What writes its end down; it may be tried again.</returns>
    public async Task<Action> Do(PipelineRun run, CancellationToken stopping)
    {
        using var span = RunSpan.Of(run);
        using var scope = log.BeginScope(new RunScope(run));
        log.LogInformation("Run {Number} begins: {What} {Domain}", run.Id, run.What, run.Domain);
        var end = await Judged(run, span?.Id, stopping).ConfigureAwait(false);
        RunSpan.Ended(span, end);
        log.LogInformation("Run {Number} {State}: {Reason}", run.Id, RunStore.Word(end.State), end.Loggable ?? end.Reason);
        return end.Write;
    }

    /// <summary>Does a run and says how it ended.</summary>
    /// <param name="trace">The span of the run, for what follows it; null where none is kept.</param>
    private async Task<RunEnd> Judged(PipelineRun run, string? trace, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(settings.RunMinutes), time);
        using var wanted = new CancellationTokenSource();
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token, wanted.Token);
        var watch = WatchForCancel(run.Id, wanted, any.Token);
        var heard = hearing.Of(run.Id);
        var (code, words, error) = await Task.Run(() => Work(run, heard, any.Token), CancellationToken.None).ConfigureAwait(false);
        var (wasStopped, wasLate, cancelled) = (
            stopping.IsCancellationRequested,
            limit.IsCancellationRequested,
            wanted.IsCancellationRequested
        );
        await any.CancelAsync().ConfigureAwait(false);
        var who = await watch.ConfigureAwait(false);
        var worker = presence.Taker.Worker;
        var (seconds, after) = (Math.Round(time.GetElapsedTime(began).TotalSeconds, 3), snapshots.PublishedId);
        RunEnd End(RunState state, int code, string reason) =>
            new(state, code, reason, after, () => runs.End(run.Id, state, code, reason, seconds, after, worker, trace));
        RunEnd Again(TimeSpan pause, int attempt, string reason) =>
            new(RunState.Accepted, code, reason, after, () => runs.Again(run.Id, pause, attempt, reason, worker));

        if (code == 0)
        {
            return End(RunState.Succeeded, 0, after == run.Before ? "done; nothing was to be published" : "done");
        }

        if (cancelled)
        {
            return End(RunState.Cancelled, 130, who ?? "cancelled");
        }

        if (wasStopped)
        {
            return run.IsUnattended
                ? Again(TimeSpan.Zero, run.Attempt, "the server was stopped while it ran; it is run again")
                : End(RunState.Interrupted, 130, "the server was stopped while it ran");
        }

        if (wasLate)
        {
            return End(RunState.Cancelled, 130, Invariant($"it took longer than {settings.RunMinutes} minutes (the setting RunMinutes)"));
        }

        if (words.Length == 0)
        {
            words = hearing.LastWords(run.Id);
        }

        var pauseOrNone =
            error is not null && MayPass(error) && run.Attempt < RunStore.MostAttempts ? Pause(run.Id, run.Attempt) : (TimeSpan?)null;
        var failed = pauseOrNone is { } pause
            ? Again(pause, run.Attempt + 1, Invariant($"{words} It is tried again in {pause.TotalSeconds:0.0} s."))
            : End(RunState.Failed, code, words);
        return failed with { Error = error };
    }

    private async Task<(int Code, string Words, Exception? Error)> Work(PipelineRun run, Hearing heard, CancellationToken cancellation)
    {
        var request = RunRequest.Kept(run.Config.ToJsonString());
        try
        {
            if (request.What is "quality" or "performance")
            {
                return (0, measuring.Measure(request, text => hearing.Line(run.Id, text), cancellation), null);
            }

            var (code, words) = await CommandHost
                .RunWithin(
                    request.What,
                    request.Arguments(settings.Data, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)),
                    heard,
                    cancellation
                )
                .ConfigureAwait(false);
            return (code, words, heard.Error);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (130, "Stopped.", null);
        }
        catch (Exception error)
        {
            if (error is not (RunException or UsageException or LakeException or IOException or DatabaseException))
            {
                log.LogError(error, "Run {Id} ended in a way that nobody foresaw", run.Id);
            }

            return (1, error.Message, error);
        }
    }

    /// <summary>The pause before the next attempt, as of a fetch; drawn from the run's number.</summary>
    internal static TimeSpan Pause(long run, int attempt) => Retry.Pause((int)run, attempt - 1);

    /// <summary>Whether the same may go well a little later: a network, a lock, a disk, a database. What gates and arguments say stays so.</summary>
    internal static bool MayPass(Exception error) =>
        error
            is IOException
                or HttpRequestException
                or TimeoutException
                or LakeLockedException
                or UnauthorizedAccessException
                or DatabaseException;

    private async Task<string?> WatchForCancel(long id, CancellationTokenSource wanted, CancellationToken end)
    {
        var renewed = time.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            try
            {
                if (time.GetElapsedTime(renewed) >= presence.Taker.Lease / 4)
                {
                    renewed = time.GetTimestamp();
                    if (!runs.Renew(id, presence.Taker))
                    {
                        // This process stood still for too long and another took the run: what is written down of its end is the other's.
                        log.LogWarning("Run {Id} is another worker's by now", id);
                        await wanted.CancelAsync().ConfigureAwait(false);
                        return null;
                    }
                }

                if (runs.WhoCancels(id) is { } who)
                {
                    await wanted.CancelAsync().ConfigureAwait(false);
                    return who;
                }
            }
            catch (DatabaseException error)
            {
                hearing.Miss(error);
            }

            var next = pulse.Next;
            try
            {
                await pulse.Wait(next, s_lookForCancel, end).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return null;
            }
        }

        return null;
    }
}
